#!/bin/sh
# Checks systemd/ on any machine that has systemd-analyze; no unit is installed or started.
#
#   config/check-units.sh [FOLDER]    exit 0: good, or SKIPPED where there is no systemd-analyze
#
# kiosk.service may score at most 2.0, the others 2.5: Chromium builds its
# own sandbox out of namespaces and generated code, so what forbids those to others would break it.
set -eu
folder=${1:-$(dirname "$0")/../systemd}
allowed() { case $1 in kiosk.service) echo 20 ;; *) echo 25 ;; esac; }

if ! command -v systemd-analyze >/dev/null; then
    echo 'SKIPPED: the units were NOT checked, there is no systemd-analyze on this machine' >&2
    exit 0
fi
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
failed=0

# Programs of the appliance are not on the machine that checks: `verify` gets copies that name /bin/true.
for unit in "$folder"/*.service; do
    sed -E 's#^(Exec[A-Za-z]+=[-+!@:]*)/[^ ]+#\1/bin/true#' "$unit" >"$stage/${unit##*/}"
done
# Units of other packages that ours need.
mkdir "$stage/others"
printf '[Service]\nExecStart=/bin/true\n' >"$stage/others/seatd.service"
for unit in "$stage"/*.service; do
    said=$(SYSTEMD_UNIT_PATH="$stage:$stage/others:" systemd-analyze verify --man=no "$unit" 2>&1) || failed=1
    # verify reads every unit of this machine; only what it says about ours counts, and a warning is a failure.
    if echo "$said" | grep -F -e "${unit##*/}" -e "$stage"; then failed=1; fi
done
for unit in "$folder"/*.service; do
    name=${unit##*/}
    said=$(systemd-analyze security --offline=true --threshold="$(allowed "$name")" "$unit" 2>&1) || {
        failed=1
        echo "$said" | grep '✗' || true
    }
    echo "$said" | tail -n 1
done
exit $failed
