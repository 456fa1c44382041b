#!/bin/sh
# Prepares this clone to run: system packages, .venv, the Python packages of pyproject.toml.
#
#   config/setup.sh run    what `make run` needs
#   config/setup.sh dev    that, and what the tests and checks need
#
# Does nothing, quickly and without a network, when all is there. Never asks a question: as root or with
# password-less sudo it installs what is missing, else it prints the one command that does and exits 1.
# PYTHON names the interpreter to build .venv from (default: python3).
set -eu

cd "$(dirname "$0")/.."
mode=${1:-run}
python=${PYTHON:-python3}
venv=.venv
stamp=$venv/loge-ready

say() { printf '%s\n' "$@" >&2; }
stop() { say "$@"; exit 1; }

case $mode in
    run) extra= ;;
    dev) extra='[dev]' ;;
    *) stop "usage: config/setup.sh run|dev" ;;
esac

# Two makes at once would build one .venv twice; the second waits here for the first.
if command -v flock >/dev/null; then
    exec 9<config/setup.sh
    flock 9
fi

command -v "$python" >/dev/null || stop "Loge needs Python 3.11 or later: no $python was found."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Loge needs Python 3.11 or later: $python is $("$python" -V 2>&1)." \
         "Debian 12 and Raspberry Pi OS (bookworm) or later have it; PYTHON=... names another one."

# What .venv was made from. The folder counts, because a .venv that was moved has scripts that point elsewhere.
origin=$("$python" -c 'import sys; print(sys.version, sys.base_prefix)' | tr '\n' ' ')$PWD
# An environment is made anew by emptying its folder: behind a link that may be another clone's.
if [ -L $venv ] && [ -n "$(ls -A $venv/ 2>/dev/null)" ] && [ "$(cat $venv/loge-origin 2>/dev/null || true)" != "$origin" ]; then
    stop "$venv is a link to $(readlink $venv), which was not made for this folder and would be emptied." \
         "Remove the link, then make again."
fi

# ---- system packages -----------------------------------------------------------------------------------
# Asked for by what they do and not by name: a library built by hand counts, and Debian renames packages.
can() { "$python" -c "$1" >/dev/null 2>&1; }
any_file() { for path in "$@"; do [ ! -e "$path" ] || return 0; done; return 1; }

# PyPI has no lgpio 0.2 for Python 3.13 and later, only an older, empty package of that name. Raspberry Pi OS
# packages the real one for its own interpreter; elsewhere there are no GPIO doors to drive.
from_system='import sys; sys.exit(not (sys.version_info >= (3, 13) and "/usr/lib/python3/dist-packages" in sys.path))'

missing_packages() {
    can 'import venv, ensurepip' || printf ' python3-venv'
    any_file /usr/share/fonts/*/*/NotoSansCJK* /usr/share/fonts/*/NotoSansCJK* \
        /usr/local/share/fonts/*/NotoSansCJK* "$HOME"/.local/share/fonts/NotoSansCJK* ||
        printf ' fonts-noto-cjk'
    # Reports are laid out with Pango; HarfBuzz takes from a font of 20 MB what one PDF needs of it.
    can 'import ctypes; ctypes.CDLL("libpango-1.0.so.0"); ctypes.CDLL("libpangoft2-1.0.so.0")' ||
        printf ' libpango-1.0-0 libpangoft2-1.0-0'
    can 'import ctypes; ctypes.CDLL("libharfbuzz-subset.so.0")' || printf ' libharfbuzz-subset0'
    # The second engine that reads codes; without it the first reads alone.
    can 'import ctypes; ctypes.CDLL("libzbar.so.0")' || printf ' libzbar0'
    command -v espeak-ng >/dev/null || printf ' espeak-ng'  # reads the pages aloud
    if [ -e /etc/rpi-issue ] && can "$from_system"; then
        can 'import importlib.util as u; raise SystemExit(not u.find_spec("lgpio"))' || printf ' python3-lgpio'
    fi
    if [ "$mode" = dev ]; then
        # Playwright brings a Node that is linked with it.
        can 'import ctypes; ctypes.CDLL("libatomic.so.1")' || printf ' libatomic1'
        command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
            command -v google-chrome >/dev/null || printf ' chromium'
    fi
}

# Runs "$@" out of sight, and shows what it said only when it failed.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1 9<&-; then rm -f "$log"; return 0; fi
    cat "$log" >&2; rm -f "$log"; return 1
}

install_packages() {
    # The wait is for a new Pi that is still installing its own updates.
    apt="env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300"
    command="apt-get update && apt-get install -y --no-install-recommends$1"
    command -v apt-get >/dev/null || stop "Loge needs these packages, by their Debian names:$1" \
        "There is no apt-get here: install them your way, then make again."
    if [ "$(id -u)" = 0 ]; then as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"
    elif command -v sudo >/dev/null; then
        stop "Loge needs system packages that only root may install. Run this once, then make again:" \
             "" "    sudo sh -c '$command'" ""
    else
        stop "Loge needs system packages that only root may install. Run this once, then make again:" \
             "" "    su -c '$command'" ""
    fi
    say "Installing system packages:$1"
    # shellcheck disable=SC2086  # words are meant to split
    quietly $as_root $apt update || say "The package lists could not be renewed; trying with those at hand."
    # shellcheck disable=SC2086
    quietly $as_root $apt install --no-install-recommends $1 ||
        stop "These packages could not be installed:$1. The reason stands above." "By hand:  $command"
}

missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"

# ---- .venv ---------------------------------------------------------------------------------------------
made_from=$(printf '%s' "$origin" | cat - pyproject.toml config/setup.sh | cksum)
ready=$(cat "$stamp" 2>/dev/null || true)
case $ready in
    "dev $made_from" | "$mode $made_from") exit 0 ;;
esac

# A link would have another clone's packages emptied.
[ ! -L "$venv" ] || rm "$venv"
if [ "$(cat $venv/loge-origin 2>/dev/null || true)" != "$origin" ]; then
    say "Making $venv ..."
    quietly "$python" -m venv --clear "$venv" || stop "$venv could not be made. The reason stands above."
    printf '%s\n' "$origin" >$venv/loge-origin
fi
rm -f "$stamp"

say "Installing Python packages (a few minutes the first time) ..."
pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input "$@" --progress-bar off 9<&-; }
# Without build isolation, so that nothing is fetched when everything asked for is already there.
# pip itself too: Debian 12's warns about packages that later ones build without a word.
{ quietly pip install 'pip>=24.1' 'setuptools>=77' && quietly pip install --no-build-isolation -e ".$extra"; } ||
    stop "The Python packages could not be installed. The reason stands above; a network is needed for this step."

if can "$from_system"; then
    # Only these two files: all of the system's packages in .venv would hide what pyproject.toml asks for.
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    for file in /usr/lib/python3/dist-packages/lgpio.py /usr/lib/python3/dist-packages/_lgpio*.so; do
        [ ! -e "$file" ] || ln -sf "$file" "$site/"
    done
fi
printf '%s\n' "$mode $made_from" >"$stamp"
say "Ready."
