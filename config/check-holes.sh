#!/bin/sh
# Asks whether a package of the appliance (config/requirements-appliance.txt) has a known hole.
#
#   config/check-holes.sh     exit 0: none known, or SKIPPED where nobody can be asked; 1: there are some
#
# Two who may know: a folder of advisories in the OSV format, one JSON file each, that ADVISORIES names (for machines without a
# network); else the program pip-audit, where it is installed and reaches its database.
set -eu
cd "$(dirname "$0")/.."
lock=config/requirements-appliance.txt
python=${PYTHON:-.venv/bin/python}
skip() { printf 'SKIPPED: known holes were NOT looked for: %s\n' "$1" >&2; exit 0; }

if [ -n "${ADVISORIES:-}" ]; then
    [ -d "$ADVISORIES" ] || { echo "ADVISORIES names no folder: $ADVISORIES" >&2; exit 1; }
    exec "$python" -m tests.holes "$lock" "$ADVISORIES"
fi
audit=$(command -v pip-audit || true)
[ -n "$audit" ] || [ ! -x .venv/bin/pip-audit ] || audit=.venv/bin/pip-audit
[ -n "$audit" ] || skip 'there is no pip-audit on this machine, and ADVISORIES names no folder'

said=$(mktemp)
trap 'rm -f "$said"' EXIT
# Exactly what the lock file says: nothing is resolved, nothing installed. --strict: a package that the database does not have
# must not pass for one without holes.
if "$audit" --strict --progress-spinner=off --disable-pip --require-hashes --timeout 20 -r "$lock" >"$said" 2>&1; then
    tail -n 1 "$said"
elif grep -q '^Found [0-9]* known vulnerabilit' "$said"; then
    cat "$said"
    exit 1
else
    tail -n 3 "$said" >&2
    skip 'pip-audit could not ask its database about every package; its reason stands above'
fi
