"""What an installed system has, step by step; systemd/ and config/ hold the files themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.installing.accounts import Accounts
from kiosk.installing.boot import Block, Words
from kiosk.installing.packages import Packages
from kiosk.installing.program import Program
from kiosk.installing.target import Target
from kiosk.installing.telling import SYSCTL
from kiosk.installing.wanted import File, Folder, Link, Once, Owned, Wanted

UNITS = "/etc/systemd/system"
KINDS = frozenset((".service", ".timer", ".path", ".mount"))
ETC = "/etc/loge"
MASKED = {
    "getty@tty1.service": "a login on the screen's console",
    "ctrl-alt-del.target": "a restart by Ctrl-Alt-Del",
    "bluetooth.service": "Bluetooth (a keyboard across the lobby)",
    "hciuart.service": "Bluetooth (the Pi's own)",
    "triggerhappy.service": "programs started by keys",
    "triggerhappy.socket": "programs started by keys",
    "pcscd.service": "a second reader of badges",
    "pcscd.socket": "a second reader of badges",
    "dphys-swapfile.service": "swap on the card",
    "systemd-coredump.socket": "core files",
}
QUIET = (
    "quiet",
    "splash",
    "plymouth.ignore-serial-consoles",
    "loglevel=3",
    "systemd.show_status=false",
    "vt.global_cursor_default=0",
    "logo.nologo",
    "panic=10",
    # Raspberry Pi OS starts without it, and a browser that leaks would not be held back.
    "cgroup_enable=memory",
)
FIRMWARE = "[all]\ndtparam=watchdog=on\ndisable_splash=1\n"
SECRETS = b"""\
# Secrets of this site, each optional: what for: docs/install.md. Owner loge, mode 0400, or the kiosk refuses it.
# osdp_key = "..."        # 32 hex digits
# smtp_password = "..."
# webhook_token = "..."
# notice_urls = ["twilio://SID:TOKEN@+15550001111/{phone}"]
"""


@dataclass(frozen=True)
class Asked:
    """What the installer was called with."""

    target: Target
    source: Path
    """The clone, or the folder of the same shape in a slot."""
    offline: Path | None = None
    """A folder of wheels, and of .deb files where packages are missing."""
    site: Path | None = None
    """Settings to begin with."""
    pi_camera: bool = False

    def shipped(self, name: str) -> bytes:
        """Return a file of systemd/."""
        return (self.source / "systemd" / name).read_bytes()


@dataclass(frozen=True)
class Step:
    """One line of progress: what it sees to, and what the system is told when something of it has changed."""

    name: str
    things: Callable[[Asked], Iterator[Wanted]]
    then: tuple[str, ...] = ()


def _packages(asked: Asked) -> Iterator[Wanted]:
    yield Packages(asked.offline, pi_camera=asked.pi_camera)


def _accounts(asked: Asked) -> Iterator[Wanted]:
    yield File("/etc/sysusers.d/loge.conf", asked.shipped("loge-sysusers.conf"))
    yield Accounts(asked.shipped("loge-sysusers.conf").decode())


def _program(asked: Asked) -> Iterator[Wanted]:
    yield Program(asked.source, asked.offline)
    yield Link("/usr/local/bin/kiosk", "/opt/loge/current/bin/kiosk")


def _settings(asked: Asked) -> Iterator[Wanted]:
    given = asked.site or asked.source / "config" / "demo.toml"
    text = given.read_text(encoding="utf-8")
    if asked.site is None:
        # A site's catalogue is its own: the next version's sample must not change what is offered.
        text = re.sub(
            r"^sample = true.*$", 'file = "services.toml"  # beside this file', text, flags=re.MULTILINE
        )
    yield Folder(ETC, Owned(0o750, "root", "loge"), kept=True)
    yield Once(f"{ETC}/site.toml", text.encode(), Owned(0o640, "root", "loge"))
    beside = given.with_name("services.toml")
    if beside.is_file() and re.search(r'^file = "services\.toml"', text, re.MULTILINE):
        yield Once(f"{ETC}/services.toml", beside.read_bytes(), Owned(0o640, "root", "loge"))
    release = asked.source / "config" / "release.pub"
    if release.is_file():
        # Whose updates are taken: kiosk/updating.
        yield Once(f"{ETC}/release.pub", release.read_bytes(), Owned(0o644, "root", "root"))
    yield Once(f"{ETC}/secrets.toml", SECRETS, Owned(0o400, "loge", "loge"))
    yield Folder("/var/lib/loge", Owned(0o700, "loge", "loge"), kept=True)


def _devices(asked: Asked) -> Iterator[Wanted]:
    yield File("/etc/udev/rules.d/60-loge.rules", asked.shipped("60-loge.rules"), adapted=True)
    yield File("/etc/udev/rules.d/62-loge-strangers.rules", asked.shipped("62-loge-strangers.rules"))
    yield File("/etc/modprobe.d/loge.conf", asked.shipped("loge-modprobe.conf"))


def _units(asked: Asked) -> Iterator[Wanted]:
    folder = asked.source / "systemd"
    units = sorted(path for path in folder.iterdir() if path.suffix in KINDS)
    if not asked.pi_camera:
        units = [path for path in units if path.name != "loge-picamera.service"]
    # Root's own while nothing is mounted there: a backup must not land on the card.
    yield Folder("/media/loge")
    for path in units:
        yield File(f"{UNITS}/{path.name}", path.read_bytes())
    for path in units:
        for wanted in re.findall(r"^WantedBy=(\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield Link(
                f"{UNITS}/{wanted}.wants/{path.name}", f"{UNITS}/{path.name}", f"switch on {path.name}"
            )


def _screen(asked: Asked) -> Iterator[Wanted]:
    yield File("/etc/chromium/policies/managed/loge.json", asked.shipped("loge-chromium.json"))


def _boot(asked: Asked) -> Iterator[Wanted]:
    yield Folder("/usr/share/plymouth/themes/loge")
    for name in ("loge.plymouth", "loge.script", "loge.png"):
        content = (asked.source / "systemd" / "splash" / name).read_bytes()
        yield File(f"/usr/share/plymouth/themes/loge/{name}", content)
    yield File("/etc/plymouth/plymouthd.conf", b"[Daemon]\nTheme=loge\nShowDelay=0\n")
    yield Words("/boot/firmware/cmdline.txt", QUIET, {"console=tty1": "console=tty3"})
    yield Block("/boot/firmware/config.txt", FIRMWARE)
    if asked.target.at("/etc/default/grub").is_file():
        yield File("/etc/default/grub.d/loge.cfg", asked.shipped("loge-grub.cfg"))


def _watchdog(asked: Asked) -> Iterator[Wanted]:
    yield File("/etc/systemd/system.conf.d/loge.conf", asked.shipped("loge-watchdog.conf"))


def _hardening(asked: Asked) -> Iterator[Wanted]:
    yield File(SYSCTL, asked.shipped("loge-sysctl.conf"))
    yield File("/etc/systemd/coredump.conf.d/loge.conf", asked.shipped("loge-coredump.conf"))
    yield File("/etc/systemd/logind.conf.d/loge.conf", asked.shipped("loge-logind.conf"))
    for unit, what in MASKED.items():
        yield Link(f"{UNITS}/{unit}", "/dev/null", f"switch off {unit}: {what}")


def _logs(asked: Asked) -> Iterator[Wanted]:
    yield File("/etc/systemd/journald.conf.d/loge.conf", asked.shipped("loge-journald.conf"))


def _memory(asked: Asked) -> Iterator[Wanted]:
    if asked.target.at("/etc/rpi/swap.conf").is_file():
        yield File("/etc/rpi/swap.conf.d/loge.conf", asked.shipped("loge-rpi-swap.conf"))
        return
    yield File("/etc/systemd/zram-generator.conf", asked.shipped("loge-zram.conf"))


STEPS = (
    Step("packages", _packages),
    Step("accounts", _accounts),
    Step("program", _program, ("units",)),
    Step("settings", _settings),
    Step("device names", _devices, ("devices", "restart")),
    Step("units", _units, ("units",)),
    Step("screen", _screen, ("units",)),
    Step("splash and quiet start", _boot, ("start-up", "restart")),
    Step("watchdog", _watchdog, ("manager", "restart")),
    Step("hardening", _hardening, ("kernel", "manager", "restart")),
    Step("log rotation", _logs, ("journal",)),
    Step("memory", _memory, ("manager", "restart")),
)
"""In the order of their need: files that name an account come after the accounts."""
