"""A freshly written card as a small tree, and the real installer run on it.

Real here: the installer, systemd-sysusers, systemctl and dpkg-query on the tree. A stand-in is `chroot` alone, since
nothing can be run in so small a tree: it writes down what it was to run, and leaves what the program's slot looks like.
`python -m tests.installing` installs on a real Debian instead.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.installing.packages import NEEDED

ROOT = Path(__file__).parents[2]
WORDS = "console=serial0,115200 console=tty1 root=PARTUUID=0-2 rootfstype=ext4 fsck.repair=yes rootwait"
OS = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'

CHROOT = """\
#!/bin/sh
# chroot TREE COMMAND...
tree=$1; shift
printf '%s\\n' "$*" >>"$CALLS"
[ "$(wc -l <"$CALLS")" != "${CUT_AT:-0}" ] || { kill -9 "$PPID"; exit 1; }
case $* in
    "python3 -m venv "*) mkdir -p "$tree$4/bin" "$tree$4/lib/python3.11/site-packages"; : >"$tree$4/bin/python" ;;
    *"${FAILING:-nothing fails}"*) echo "it is out of order"; exit 3 ;;
esac
"""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="owners are given by root alone: NOT tested here")
needs_systemd = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("systemctl", "systemd-sysusers", "dpkg-query")),
    reason="no systemd or dpkg on this machine: the installer was NOT tested",
)

Seen = tuple[int, int, int, bytes | str]


def fresh(tree: Path) -> Path:
    """Return `tree` as a card with Raspberry Pi OS Lite, on which all packages are already."""
    packages = (*NEEDED, "systemd-timesyncd")
    status = "".join(f"Package: {name}\nStatus: install ok installed\nVersion: 1\n\n" for name in packages)
    for path, text in {
        "etc/os-release": OS,
        "etc/rpi-issue": "Raspberry Pi reference 2026-05-06\n",
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
        "etc/group": "root:x:0:\ndialout:x:20:\nvideo:x:44:\n",
        "etc/shadow": "root:*:20000:0:99999:7:::\n",
        "etc/gshadow": "root:*::\ndialout:!::\nvideo:!::\n",
        "etc/plymouth/plymouthd.conf": "[Daemon]\nTheme=pix\n",
        "var/lib/dpkg/status": status,
        "usr/bin/python3.11": "",
        "usr/sbin/update-initramfs": "",
        "boot/firmware/cmdline.txt": f"{WORDS}\n",
        "boot/firmware/config.txt": "dtparam=audio=on\n\n[all]\n",
    }.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    (tree / "usr/local/bin").mkdir(parents=True)
    # systemctl looks for the units of the distribution.
    units = tree / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "getty@.service").write_text("[Service]\nExecStart=/sbin/agetty\n", encoding="utf-8")
    return tree


def stand_ins(folder: Path) -> Path:
    """Return a folder of programs to be found first, with the one stand-in."""
    folder.mkdir(exist_ok=True)
    chroot = folder / "chroot"
    chroot.write_text(CHROOT, encoding="utf-8")
    chroot.chmod(0o755)
    return folder


def surroundings(tree: Path, **more: str) -> dict[str, str]:
    """Return the environment in which the installer finds the stand-in; its calls are written beside the tree."""
    return {
        "PATH": f"{stand_ins(tree.with_name('programs'))}:{os.environ['PATH']}",
        "CALLS": str(calls_of(tree)),
        "LANG": "C.UTF-8",
        **more,
    }


def calls_of(tree: Path) -> Path:
    """Return the file in which each call of the stand-in is a line."""
    file = tree.with_name("calls")
    file.touch()
    return file


def clone(folder: Path) -> Path:
    """Return a clone in `folder` whose program is the installer alone; the rest only takes time to copy."""
    for part in ("config", "systemd", "kiosk/installing"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in (
        "pyproject.toml",
        "README.md",
        "kiosk/__init__.py",
        "kiosk/version.py",
        "drivers/__init__.py",
        "ui/__init__.py",
    ):
        (folder / part).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / part, folder / part)
    return folder


def install(tree: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Return a finished run of a clone's config/install.sh on the tree; the clone lies beside it."""
    source = tree.with_name("clone")
    if not source.exists():
        clone(source)
    return run(
        [str(source / "config" / "install.sh"), "--root", str(tree), *words], surroundings(tree, **more)
    )


def run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Return a finished run of a command."""
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60, cwd="/"
    )


def seen(tree: Path) -> dict[str, Seen]:
    """Return all that a tree holds: of each path its mode, its owner, its content."""
    found: dict[str, Seen] = {}
    for path in sorted(tree.rglob("*")):
        state = path.lstat()
        content: bytes | str = b""
        if stat.S_ISLNK(state.st_mode):
            content = str(path.readlink())
        elif stat.S_ISREG(state.st_mode):
            content = path.read_bytes()
        name = path.relative_to(tree).as_posix()
        found[name] = (stat.S_IMODE(state.st_mode), state.st_uid, state.st_gid, content)
    return found


def owners(tree: Path) -> dict[str, str]:
    """Return of each file and folder of the tree its mode and its owner by name."""
    names = {kind: _names(tree / "etc" / kind) for kind in ("passwd", "group")}
    return {
        path: f"{mode:04o} {names['passwd'][uid]}:{names['group'][gid]}"
        for path, (mode, uid, gid, _) in seen(tree).items()
    }


def _names(file: Path) -> dict[int, str]:
    lines = (line.split(":") for line in file.read_text(encoding="utf-8").splitlines())
    return {int(fields[2]): fields[0] for fields in lines}
