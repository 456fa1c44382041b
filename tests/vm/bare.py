"""A bare Debian, as it is before anybody installs Loge, and a medium with what the installation takes offline."""

from __future__ import annotations

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from kiosk.installing.packages import CLOCKS, NEEDED
from tests.vm.building import (
    HERE,
    KEPT,
    CannotBuild,
    Guest,
    apt_sources,
    image_of,
    marks_of,
    put_kernel,
    release_here,
    run,
    source_files,
    workplace,
)
from tests.vm.outcome import say

STOCK = (
    *("systemd-sysv", "udev", "dbus", "kmod", "iproute2", "ifupdown", "procps", "less", "nano", "cron"),
    *("logrotate", "rsyslog", "initramfs-tools", "zstd", "linux-image-amd64", "python3", "curl", "sudo"),
    *("locales", "console-setup", "openssh-server", "fdisk", "dosfstools"),
)
"""What an installation of Debian without a desktop has, as far as it matters here."""
LOCK = HERE / "config" / "requirements-appliance.txt"
AGENT = """[Unit]
Description=The tests' hand in this guest
[Service]
ExecStart=/usr/bin/python3 -I /opt/vm/hand.py
[Install]
WantedBy=multi-user.target
"""
MEDIUM_MB = 1400


def bare() -> Guest:
    """Return a bare guest whose second disk is the medium: `loge`, this clone, and `media`, wheels and packages.

    Raises:
        CannotBuild: a step failed; what it said is in the message.
    """
    inputs = [release_here(), *STOCK, *NEEDED, AGENT, LOCK.read_text(encoding="utf-8")]
    inputs.append((HERE / "tests/vm/hand.py").read_text(encoding="utf-8"))
    base = KEPT / f"bare-{sha256(chr(10).join(inputs).encode()).hexdigest()[:16]}"
    if not (base / "root.img").exists():
        for old in KEPT.glob("bare-*"):
            shutil.rmtree(old)
        _make_bare(base)
    program = [path for path in source_files() if path.parts[len(HERE.parts)] != "tests"]
    digest = sha256(f"{base.name} {marks_of(program)}".encode()).hexdigest()[:16]
    medium = KEPT / f"medium-{digest}.img"
    if not medium.exists():
        for old in KEPT.glob("medium-*"):
            old.unlink()
        _make_medium(program, base / "media", medium)
    return Guest(base / "root.img", base / "vmlinuz", base / "initrd.img", medium, digest)


def _make_medium(program: list[Path], media: Path, medium: Path) -> None:
    with workplace() as stage:
        for path in program:
            to = stage / "loge" / path.relative_to(HERE)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, to)
        shutil.copytree(media, stage / "media", copy_function=_linked)
        making = medium.with_suffix(".making")
        image_of(stage, making, MEDIUM_MB)
        making.rename(medium)


def _linked(one: str, other: str) -> None:
    Path(other).hardlink_to(one)


def _make_bare(base: Path) -> None:
    release = release_here()
    making = base.with_name(f"making-{base.name}")
    shutil.rmtree(making, ignore_errors=True)
    (making / "media").mkdir(parents=True)
    say(f"Making a bare Debian {release} and its medium: some five minutes, once.")
    with workplace() as stage:
        root = stage / "root"
        options = ("--variant=apt", '--aptopt=APT::Install-Recommends "false"', "--skip=cleanup/apt/lists")
        run("mmdebstrap", *options, f"--include={','.join(STOCK)}", release, str(root), *apt_sources(release))
        _packages(root, making / "media")
        _wheels(making / "media")
        (root / "opt/vm").mkdir(parents=True)
        shutil.copy2(HERE / "tests/vm/hand.py", root / "opt/vm/hand.py")
        (root / "etc/systemd/system/loge-vm-agent.service").write_text(AGENT)
        (root / "etc/fstab").write_text("/dev/vda / ext4 defaults,noatime 0 0\n")
        (root / "etc/hostname").write_text("stock\n")
        run("chroot", str(root), "systemctl", "enable", "loge-vm-agent")
        put_kernel(root, making)
        image_of(root, making / "root.img", 8192)
    making.rename(base)


def _packages(root: Path, media: Path) -> None:
    """Fetch what the installation would fetch: everything that its list needs and a bare system has not."""
    names = [*NEEDED, CLOCKS[-1]]
    shutil.copy2("/etc/resolv.conf", root / "etc/resolv.conf")
    words = ("apt-get", "-q", "-y", "--download-only", "--no-install-recommends", "install")
    run("chroot", str(root), *words, *names)
    for deb in (root / "var/cache/apt/archives").glob("*.deb"):
        shutil.move(deb, media / deb.name.replace("%3a", "_"))
    (root / "etc/resolv.conf").unlink()
    run("chroot", str(root), "apt-get", "clean")


def _wheels(media: Path) -> None:
    words = (
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--require-hashes",
        "-r",
        str(LOCK),
        "-d",
        str(media),
    )
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"pip could not fetch what {LOCK.name} names: {done.stderr[-600:]}")
