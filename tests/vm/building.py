"""The guest: a Debian of this machine's own release with Loge's packages in it, made once and kept under var/vm.

Two images. *base*: Debian, a kernel, this clone's Python packages; it is made anew when any of that changes
(four minutes).
*source*: the program as it stands in this clone, read-only; made anew whenever a file of it changes (seconds).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.vm.outcome import say

HERE = Path(__file__).resolve().parents[2]
KEPT = HERE / "var" / "vm"
TOOLS = ("qemu-system-x86_64", "qemu-img", "mmdebstrap", "mkfs.ext4")
PACKAGES = (
    *("systemd", "systemd-sysv", "udev", "dbus", "kmod", "iproute2", "procps", "curl", "e2fsprogs"),
    *("initramfs-tools", "zstd", "linux-image-amd64"),
    *(
        "linux-headers-amd64",
        "v4l2loopback-dkms",
    ),  # the simulated camera's module is built against the kernel
    *("python3", "python3-venv"),
    *("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libzbar0"),
)
ALOUD = ("Acquire::Languages none", "APT::Install-Recommends false")
UNREAD = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*")
AT_BOOT = "virtio_pci\nvirtio_blk\next4\ncrc32c_generic\n"
# What checks and tests need here, and the appliance never.
NOT_IN_GUEST = re.compile(
    r"^(mypy|ruff|playwright|hypothesis|_hypothesis|pip|axe_|grimp|importlinter|import_linter|__editable|loge|tests|docs"
    r"|pypdfium2|pymodbus|greenlet|librt|ast_serialize|xdist|pytest_xdist)"
)
SOURCE = ("kiosk", "drivers", "ui", "tests", "config", "systemd", "pyproject.toml", "README.md")
ON_THE_HOST = re.compile(r"tests/vm/(?!(__init__|guest|hand|lens|pins|probe|ready)\.py)")
"""What no guest runs: a change there is no reason to boot anew. (ready.py installs what is frozen.)"""
AGENT = """[Unit]
Description=The tests' hand in this guest
After=local-fs.target
[Service]
ExecStart=/opt/loge/venv/bin/python -m tests.vm.guest
WorkingDirectory=/opt/loge/source
StandardOutput=journal+console
Restart=no
[Install]
WantedBy=multi-user.target
"""
MOUNTS = """/dev/vda / ext4 defaults,noatime 0 0
/dev/disk/by-id/virtio-loge-source /opt/loge/source ext4 ro,noatime 0 0
"""
FILES = {
    "etc/fstab": MOUNTS,
    "etc/hostname": "lobby\n",
    "etc/systemd/system/loge-vm-agent.service": AGENT,
    "etc/systemd/journald.conf.d/small.conf": "[Journal]\nStorage=volatile\nRuntimeMaxUse=24M\n",
}


class CannotBuild(Exception):
    """There is no guest; the message says what is missing."""


@dataclass(frozen=True)
class Guest:
    """What a machine is started from; none of it is ever written to."""

    root: Path
    kernel: Path
    initrd: Path
    source: Path
    digest: str
    """Of everything that is in it."""


def missing_tools() -> str:
    """Return why no guest can be made or run here, "" if one can."""
    if gone := [tool for tool in TOOLS if not shutil.which(tool)]:
        return f"{', '.join(gone)} missing (Debian: apt-get install qemu-system-x86 qemu-utils mmdebstrap e2fsprogs)"
    if os.uname().machine != "x86_64":
        return "qemu-system-x86_64 needs guest packages of its own architecture, and this machine is another"
    if os.geteuid() != 0:
        return "only root may lay out a guest's file system"
    return ""


def build() -> Guest:
    """Return the guest of this clone, from var/vm if it is there.

    Raises:
        CannotBuild: a step failed; what it said is in the message.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    base = KEPT / f"base-{_base_digest()}"
    if not (base / "root.img").exists():
        _make_base(base)
    marks = marks_of(source_files())
    source = KEPT / f"source-{marks}.img"
    if not source.exists():
        _make_source(source)
    for old in (*KEPT.glob("source-*.img"), *KEPT.glob("base-*")):
        if old not in (base, source):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    digest = sha256(f"{base.name} {source.name}".encode()).hexdigest()[:16]
    return Guest(base / "root.img", base / "vmlinuz", base / "initrd.img", source, digest)


def image_of(folder: Path, image: Path, size_mb: int) -> None:
    """Lay out a file system of `size_mb` that holds what is in `folder`."""
    image.unlink(missing_ok=True)
    run("mkfs.ext4", "-q", "-F", "-E", "root_owner=0:0", "-d", str(folder), str(image), f"{size_mb}M")


def release_here() -> str:
    """Return the name of this machine's Debian release.

    Raises:
        CannotBuild: this is no Debian.
    """
    told = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)", told, re.MULTILINE)
    if not found or not re.search(r"^ID=debian$", told, re.MULTILINE):
        raise CannotBuild(
            "the guest is made from this machine's own sources of packages, and this is no Debian"
        )
    return found[1]


def apt_sources(release: str) -> list[str]:
    """Return the files in which this machine's apt finds the release; no address stands in this repository."""
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.sources"))]
    files += sorted((apt / "sources.list.d").glob("*.list"))
    found = [str(one) for one in files if one.exists() and re.search(rf"\b{release}\b", one.read_text())]
    if not found:
        raise CannotBuild(f"apt's sources name no {release}")
    return found


def _packages_here() -> Path:
    return Path(next(path for path in sys.path if path.endswith("site-packages")))


def _base_digest() -> str:
    names = sorted(path.name for path in _packages_here().glob("*.dist-info"))
    inputs = [release_here(), *PACKAGES, AT_BOOT, *names, sys.version.split()[0], *FILES, *FILES.values()]
    return sha256("\n".join(inputs).encode()).hexdigest()[:16]


def source_files() -> Iterator[Path]:
    """Yield the files of this clone that are the program, its tests and its settings."""
    for name in SOURCE:
        for path in sorted((HERE / name).rglob("*")) or [HERE / name]:
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            if not ON_THE_HOST.match(path.relative_to(HERE).as_posix()):
                yield path


def marks_of(files: Iterable[Path]) -> str:
    """Return a digest of files of this clone, with their names."""
    marks = sha256()
    for path in files:
        marks.update(f"{path.relative_to(HERE)} {path.stat().st_size}".encode() + path.read_bytes())
    return marks.hexdigest()[:16]


def _make_source(image: Path) -> None:
    with workplace() as stage:
        for path in source_files():
            to = stage / path.relative_to(HERE)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, to)
        # Compiling is what a guest without hardware acceleration does slowest.
        run(sys.executable, "-m", "compileall", "-q", "-d", "/opt/loge/source", str(stage))
        making = image.with_suffix(".making")
        image_of(stage, making, 160)
        making.rename(image)


def _make_base(base: Path) -> None:
    release = release_here()
    making = base.with_name(f"making-{base.name}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    with workplace() as stage:
        root = stage / "root"
        say(f"Making a guest of Debian {release}: some four minutes, once.")
        excluded = [f"--dpkgopt=path-exclude={path}" for path in UNREAD]
        run(
            *("mmdebstrap", "--variant=minbase", '--aptopt=Acquire::Languages "none"', *excluded),
            *(f"--include={','.join(PACKAGES)}", release, str(root), *apt_sources(release)),
        )
        add_pins_module(root)
        furnish(root)
        put_kernel(root, making)
        image_of(root, making / "root.img", 6144)
    making.rename(base)


def furnish(root: Path) -> None:
    """Put Python packages, an agent and what starts at boot into a Debian that was unpacked in `root`."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "opt/loge/source").mkdir(parents=True, exist_ok=True)
    inside = ("chroot", str(root))
    run(*inside, "python3", "-m", "venv", "--without-pip", "/opt/loge/venv")
    theirs = subprocess.run(
        [*inside, "/opt/loge/venv/bin/python", "-c", "import sys; print(sys.version_info[:2])"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    if theirs != str(sys.version_info[:2]):
        raise CannotBuild(
            f"this clone's packages are for Python {sys.version_info[:2]}, the guest has {theirs}"
        )
    site = next((root / "opt/loge/venv/lib").glob("python3*/site-packages"))
    for path in _packages_here().iterdir():
        if NOT_IN_GUEST.match(path.name):
            continue
        if path.is_dir():
            shutil.copytree(path, site / path.name, symlinks=False, dirs_exist_ok=True)
        else:
            shutil.copy2(path, site / path.name)
    (site / "loge.pth").write_text("/opt/loge/source\n")
    run(sys.executable, "-m", "compileall", "-q", "-d", "/opt/loge/venv", str(site), good=(0, 1))
    run(*inside, "systemctl", "enable", "loge-vm-agent")
    run(*inside, "systemctl", "mask", "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer",
         "e2scrub_all.timer", "fstrim.timer", "e2scrub_reap.service")  # fmt: skip


def add_pins_module(root: Path) -> None:
    """Build gpio-sim for the guest's kernel, which Debian leaves out; where it can't be, its check says SKIPPED.

    The interrupt simulator belongs to it. One call there is of a function that modules may not call; it is
    replaced by the one that does the same for them.
    """
    kernel = next((root / "lib/modules").iterdir()).name
    tree = f"linux-source-{'.'.join(kernel.split('.')[:2])}"
    script = f"""set -e
cd /tmp; cp /run/resolv.conf /etc/resolv.conf; apt-get -q update; apt-get -q download {tree}; rm /etc/resolv.conf
mkdir -p /usr/src/gpio-sim
dpkg-deb --fsys-tarfile {tree}_*.deb | tar -xO ./usr/src/{tree}.tar.xz | xz -dc | tar -x --strip-components=3 \
  -C /usr/src/gpio-sim {tree}/drivers/gpio/gpio-sim.c {tree}/drivers/gpio/gpiolib.h {tree}/kernel/irq/irq_sim.c
rm {tree}_*.deb
cd /usr/src/gpio-sim
mv gpio-sim.c core.c
sed -i 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/' irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := core.o irq_sim.o\n' > Makefile
make -C /lib/modules/{kernel}/build M=$PWD modules
mkdir -p /lib/modules/{kernel}/extra; cp gpio-sim.ko /lib/modules/{kernel}/extra/; depmod {kernel}
"""
    shutil.copy2("/etc/resolv.conf", root / "run/resolv.conf")
    try:
        run("chroot", str(root), "sh", "-c", script)
    except CannotBuild as why:
        say(f"gpio-sim can't be built: {why}")


def put_kernel(root: Path, folder: Path) -> None:
    """Put the kernel of an unpacked Debian into `folder`, and a first root with the few modules that QEMU needs."""
    (root / "etc/initramfs-tools/modules").write_text(AT_BOOT)
    conf = root / "etc/initramfs-tools/conf.d/vm"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text("MODULES=list\nCOMPRESS=zstd\n")
    run("chroot", str(root), "update-initramfs", "-u", "-k", "all")
    kernel = max(root.glob("boot/vmlinuz-*"))
    shutil.copy2(kernel, folder / "vmlinuz")
    shutil.copy2(root / "boot" / kernel.name.replace("vmlinuz", "initrd.img"), folder / "initrd.img")


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a folder on the disk of var/vm that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="making-", dir=KEPT))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(*words: str, good: tuple[int, ...] = (0,)) -> None:
    """Run a program at the lowest priority.

    Raises:
        CannotBuild: it failed; its last words are in the message.
    """
    done = subprocess.run(["nice", "-n", "15", *words], capture_output=True, text=True, check=False)
    if done.returncode not in good:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise CannotBuild(f"{' '.join(words[:3])} ...: exit {done.returncode}\n{last}")
