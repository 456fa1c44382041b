"""The machine under the kiosk: clock, fonts, programs, services, rights, power."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.clock import TOLERANCE
from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.domain.timekeeping.setting_right import BUILT
from kiosk.paper.lettering import FontMissing, font
from kiosk.settings import Settings

UNITS = ("kiosk", "kiosk-screen")
BROWSERS = ("chromium", "chromium-browser")
UNDERVOLTAGE_NOW, UNDERVOLTAGE_SINCE = 0x1, 0x1_0000
"""Source: Raspberry Pi documentation, vcgencmd get_throttled."""


@dataclass(frozen=True)
class Machine:
    """Where the system's files and programs are looked for."""

    root: Path = Path("/")
    search: str = field(default_factory=lambda: os.environ.get("PATH", os.defpath))

    def has(self, *paths: str) -> bool:
        """Return whether one of these files is there."""
        return any((self.root / path).exists() for path in paths)

    def program(self, *names: str) -> str | None:
        """Return the path of the first of these programs that is installed."""
        return next((path for name in names if (path := shutil.which(name, path=self.search))), None)

    def says(self, *command: str) -> str:
        """Return what a program prints, "" if it is not there or fails."""
        path = self.program(command[0])
        if path is None:
            return ""
        try:
            done = subprocess.run(
                [path, *command[1:]], capture_output=True, text=True, timeout=5, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""


def clock_findings(
    machine: Machine, last: datetime | None, now: datetime, battery: bool | None = None
) -> Iterator[Finding]:
    """Yield whether the time can be believed; `last`: that of the last event in the record.

    `battery`: what the settings say of a clock that runs on; False: the one that is there is not believed.
    """
    there = machine.has("sys/class/rtc/rtc0")
    if now < BUILT:
        yield wrong("clock", "unset", time=now)
    elif last is not None and now < last - TOLERANCE:
        minutes = -(-(last - now) // timedelta(minutes=1))
        yield wrong("clock", "behind", time=now, minutes=minutes)
    elif _by_network(machine):
        yield well("clock", "network", time=now)
    elif battery and not there:
        yield wrong("clock", "claimed", time=now)
    elif there and battery is not False:
        yield well("clock", "battery", time=now)
    else:
        yield note("clock", "alone", time=now)


def _by_network(machine: Machine) -> bool:
    if machine.has("run/systemd/timesync/synchronized"):
        return True
    return machine.says("timedatectl", "show", "--property=NTPSynchronized", "--value") == "yes"


def font_findings() -> Iterator[Finding]:
    """Yield whether Chinese can be printed."""
    try:
        font(24, "zh-Hans")
    except FontMissing:
        yield wrong("fonts", "missing")
    else:
        yield well("fonts", "there")


def screen_findings(machine: Machine, settings: Settings, running: bool) -> Iterator[Finding]:
    """Yield whether the screens are reached, and the programs that show them are installed."""
    address = f"http://{settings.screen.listen}/"
    with closing(socket.socket()) as way:
        way.settimeout(1)
        answers = way.connect_ex((settings.screen.host, settings.screen.port)) == 0
    if running and not answers:
        yield wrong("screen", "mute", address=address)
    elif answers and not running:
        yield wrong("screen", "taken", port=settings.screen.port)
    elif missing := _missing_programs(machine):
        yield note("screen", "no_browser", address=address, programs=" ".join(missing))
    else:
        yield well("screen", "answers" if answers else "ready", address=address)


def _missing_programs(machine: Machine) -> list[str]:
    """Return the Debian packages that the screen needs and this machine has not; cage ends at once without Xwayland."""
    wanted = {"chromium": BROWSERS, "cage": ("cage",), "xwayland": ("Xwayland",)}
    return [package for package, programs in wanted.items() if not machine.program(*programs)]


def service_findings(machine: Machine) -> Iterator[Finding]:
    """Yield how the units are doing, on a machine that has systemd."""
    if not machine.has("run/systemd/system"):
        return
    working = []
    for unit in UNITS:
        shown = machine.says(
            "systemctl", "show", f"{unit}.service", "--property=LoadState,ActiveState,ExecMainStatus"
        )
        facts = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
        state = facts.get("ActiveState", "unknown")
        if facts.get("LoadState") != "loaded":
            yield note("services", "not_installed", unit=unit)
        elif state != "active":
            says = "settings" if facts.get("ExecMainStatus") == "78" else "not_active"
            yield wrong("services", says, unit=unit, state=state)
        else:
            working.append(unit)
    if working:
        yield well("services", "active", units=", ".join(working))


def account_findings(devices: Sequence[str]) -> Iterator[Finding]:
    """Yield whether this account may use the devices that are there."""
    name = _name()
    closed = [device for device in devices if Path(device).exists() and not _may_use(device)]
    for device in closed:
        owner = _group_of(Path(device))
        yield wrong("account", "closed", account=name, device=device, group=owner)
    if closed:
        return
    if os.geteuid() == 0:
        yield note("account", "root")
    else:
        yield well("account", "enough", account=name)


def _may_use(device: str) -> bool:
    """A scanner in the guise of a keyboard is only read, all else is written to as well."""
    needed = os.R_OK if "/input/" in device else os.R_OK | os.W_OK
    return os.access(device, needed, effective_ids=True)


def _name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _group_of(path: Path) -> str:
    number = path.stat().st_gid
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def power_findings(machine: Machine) -> Iterator[Finding]:
    """Yield what a Pi says of its supply, and whether the system waits for a restart."""
    if said := machine.says("vcgencmd", "get_throttled"):
        flags = int(said.rpartition("=")[2] or "0", 16)
        if flags & UNDERVOLTAGE_NOW:
            yield wrong("power", "low_now")
        elif flags & UNDERVOLTAGE_SINCE:
            yield wrong("power", "low_once")
        else:
            yield well("power", "enough")
    if machine.has("run/reboot-required", "var/run/reboot-required"):
        yield note("restart", "waiting")
