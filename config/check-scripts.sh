#!/bin/sh
# Reads every shell script of the repository with shellcheck: exit 0: good, or SKIPPED where there is no shellcheck.
set -eu
cd "$(dirname "$0")/.."
if ! command -v shellcheck >/dev/null; then
    echo 'SKIPPED: the shell scripts were NOT checked, there is no shellcheck on this machine' >&2
    exit 0
fi
exec shellcheck config/*.sh .ci/run
