#!/bin/sh
# Turns a stock Raspberry Pi OS Lite (64-bit) or Debian 12 or 13 into the appliance, from this clone.
#
#   sudo config/install.sh              packages, accounts, the program, units, screen, boot, hardening; then start
#   sudo config/install.sh --dry-run    say what would change, and change nothing
#   sudo config/install.sh --uninstall  take it all away again, except the record, its keys and the settings
#   sudo config/install.sh --help       the rest
#
# A second run changes nothing and says so; a run that was cut off goes on. No question is ever asked.
# Only what the rest needs is done here: a Python that is new enough. The steps are in kiosk/installing.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
stop() { printf '%s\n' "$@" >&2; exit 1; }

dry=no
help=no
for word in "$@"; do
    case $word in
        --dry-run) dry=yes ;;
        --help | -h) help=yes ;;
    esac
done

if ! command -v python3 >/dev/null; then
    [ "$help" = no ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0; }
    command -v apt-get >/dev/null ||
        stop "This is no Debian or Raspberry Pi OS: there is neither python3 nor apt-get." \
             "Loge is installed on Raspberry Pi OS Lite (64-bit) or Debian 12 or 13."
    [ "$(id -u)" = 0 ] || stop "Only root may install Loge: sudo $0 $*"
    if [ "$dry" = yes ]; then
        echo "would install the package python3; once it is there, --dry-run shows the rest"
        exit 0
    fi
    echo "Installing python3 ..."
    log=$(mktemp)
    if ! { apt-get -q -y -o DPkg::Lock::Timeout=300 update &&
           DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
               install --no-install-recommends python3; } >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        stop "python3 could not be installed; the reason stands above. By hand: apt-get update && apt-get install python3"
    fi
    rm -f "$log"
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Loge needs Python 3.11 or later; here is $(python3 -V 2>&1)." \
         "Raspberry Pi OS and Debian have it from release 12 (bookworm) on: start from such a card."

# -P: whatever lies in the folder this is called from is nobody's module. Nothing is written into the clone.
PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1 exec python3 -m kiosk.installing "$@"
