"""The installer where it is real: `python -m tests.installing cuts`, `python -m tests.installing debian [RELEASE]`.

cuts     an installation and a removal, cut off before every single change to the disk (test_cuts takes some of them)
debian   a fresh Debian by mmdebstrap, from this machine's package sources, entered by chroot in a mount namespace
         of its own: dry run, installation by network, second run, first page, removal. Root, a network, ten minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installing.card import ROOT, surroundings
from tests.installing.test_cuts import Bench, cut_installing, cut_removing

ALL = 1_000_000
PORT = 18410
"""Not the kiosk's own: one may run on this machine."""
PARTS = ("kiosk", "drivers", "ui", "config", "systemd", "pyproject.toml", "README.md")
# A stock system has these.
BASE = "ca-certificates,systemd,systemd-sysv,udev,dbus,python3"
ENTER = """\
set -eu
root=$1; shift
for part in proc sys dev; do mount --bind /$part $root/$part; done
mount -t tmpfs tmpfs $root/run
mkdir -p $root/run/lock $root/mnt
cmp -s /etc/resolv.conf $root/etc/resolv.conf || cp /etc/resolv.conf $root/etc/resolv.conf
# Whatever this machine trusts and asks for packages.
cp /etc/ssl/certs/ca-certificates.crt $root/mnt/trusted.crt
path=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec chroot $root env -i PATH=$path HOME=/root PIP_CERT=/mnt/trusted.crt sh -c "$1"
"""
PASSED_BY = " -o ".join(f"-path /{part}" for part in ("proc", "sys", "dev", "run", "mnt", "tmp", "var/cache"))
TREE = rf"find / -xdev \( {PASSED_BY} \) -prune -o -printf '%p %m %u %g %s %T@ %l\n' | sort"
KIOSK = "LG_WD=/tmp timeout 120 /usr/local/bin/kiosk run /etc/loge/site.toml --root /var/lib/loge"
FETCHED = f"from kiosk.installing.starting import fetched; print(fetched('http://127.0.0.1:{PORT}/', 100))"
PAGE = f"""\
cd /srv/loge && sed -i 's/127.0.0.1:8410/127.0.0.1:{PORT}/' /etc/loge/site.toml
su -s /bin/sh loge -c '/usr/local/bin/kiosk check-config /etc/loge/site.toml'
su -s /bin/sh loge -c '{KIOSK}' >/mnt/kiosk.log 2>&1 &
python3 -c "{FETCHED}" || {{ cat /mnt/kiosk.log; exit 1; }}
kill $!; wait; true
"""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long a step took."""
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"FAIL {name}")
        raise
    print(f"PASS {name}: {time.monotonic() - begun:.0f} s", flush=True)


def inside(root: Path, command: str) -> str:
    """Return what a command prints inside the tree.

    Raises:
        RuntimeError: it failed; what it said is in the message.
    """
    words = ("unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "enter", str(root), command)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def _same(before: str, after: str) -> None:
    changed = sorted(set(before.splitlines()) ^ set(after.splitlines()))
    assert not changed, "\n".join(changed[:20])


def debian(release: str) -> int:
    """Return 0 when Loge was installed on a fresh Debian, served its page, and went away again."""
    with tempfile.TemporaryDirectory(prefix="loge-debian-") as folder:
        root = Path(folder) / "root"
        with step(f"a fresh {release}"):
            command = ("mmdebstrap", "--variant=minbase", f"--include={BASE}", release, str(root))
            subprocess.run(command, check=True, capture_output=True)
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            (root / "srv/loge").mkdir(exist_ok=True)
            copy(ROOT / part, root / "srv/loge" / part)
        script = "/srv/loge/config/install.sh"
        before = inside(root, TREE)
        with step("dry run"):
            assert "nothing was touched" in inside(root, f"{script} --dry-run")
            _same(before, inside(root, TREE))
        with step("installation"):
            print(inside(root, script))
        there = inside(root, TREE)
        with step("second run"):
            assert "Nothing had to be changed." in inside(root, script)
            _same(there, inside(root, TREE))
        with step("the kiosk's first page"):
            print(inside(root, PAGE))
        with step("removal"):
            inside(root, f"{script} --uninstall")
            assert inside(root, "ls /opt") == ""
            assert "ledger.db" in inside(root, "ls /var/lib/loge/var")
    return 0


def cuts() -> int:
    """Return 0 when every cut was survived."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        os.environ.update(surroundings(Path(folder) / "any"))
        bench = Bench(Path(folder))
        with step("installation"):
            print(f"{cut_installing(bench, ALL)} cuts")
        with step("removal"):
            print(f"{cut_removing(bench, ALL)} cuts")
    return 0


def main() -> int:
    """Return the exit code."""
    asked, *more = sys.argv[1:] or ["?"]
    if asked == "cuts":
        return cuts()
    if asked == "debian":
        missing = [name for name in ("mmdebstrap", "unshare", "chroot") if shutil.which(name) is None]
        if missing or os.geteuid() != 0:
            print(f"SKIPPED: needs root and {', '.join(missing) or 'nothing else'}", file=sys.stderr)
            return 0
        return debian(*(more or ["bookworm"]))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
