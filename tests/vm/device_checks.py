"""Devices and the clock in the guest, through the kernel's own drivers."""

from __future__ import annotations

import time

from tests.vm.lens import TEXT
from tests.vm.machine import Machine, in_time
from tests.vm.outcome import Failed, Skipped
from tests.vm.outside import SiteOutside, plug_in, unplug
from tests.vm.ready import LOCKS
from tests.vm.unit_checks import READY_WITHIN_S, SOURCE, health

PYTHON = "/opt/loge/venv/bin/python"
PI = "(cat /proc/cpuinfo; echo Revision : c03114) >/run/cpuinfo && mount --bind /run/cpuinfo /proc/cpuinfo"
"""gpiozero names pins by the Pi that it finds itself on (here: a Pi 4); the pins themselves are the kernel's."""


def line_is(machine: Machine, condition: str) -> bool:
    """Return whether the kiosk says of its lock line that it is so."""
    devices = {device["name"]: device["condition"] for device in health(machine).get("devices", [])}
    return devices.get("locks") == condition


def replugged(machine: Machine, site: SiteOutside) -> str:
    """The lock line's USB adapter is pulled out and plugged in again; nobody touches the kiosk."""
    machine.sh("systemctl start kiosk", within_s=READY_WITHIN_S)
    in_time(lambda: line_is(machine, "up"), 120, "the lock line answers")
    pid = machine.sh("systemctl show -P MainPID kiosk")
    took = []
    for _ in range(2):
        began_s = time.monotonic()
        unplug(machine)
        in_time(lambda: line_is(machine, "down"), 60, "the kiosk says that its line is gone")
        lost_s = time.monotonic() - began_s
        page = machine.sh("curl -s -m 20 -o /dev/null -w '%{http_code}' http://127.0.0.1:8410/", good=None)
        if page != "200":
            raise Failed(f"without its line the kiosk's page answers {page}")
        began_s = time.monotonic()
        plug_in(machine, site.line)
        in_time(lambda: line_is(machine, "up"), 120, "the lock line answers again")
        took.append(f"gone after {lost_s:.1f} s, back after {time.monotonic() - began_s:.1f} s")
    if machine.sh("systemctl show -P MainPID kiosk") != pid:
        raise Failed("it came back only because the kiosk was started again")
    node = machine.sh(f"readlink {LOCKS}").strip()
    return f"twice, {'; '.join(took)}; {LOCKS} -> {node}, the same process"


def camera(machine: Machine) -> str:
    """A camera by v4l2loopback: the driver's pictures show the code that is held to it."""
    code, said = machine.status(
        "modprobe v4l2loopback devices=1 video_nr=9 exclusive_caps=1 card_label=lobby 2>&1"
    )
    if code:
        raise Skipped(f"v4l2loopback is not in this guest's kernel: {said.strip()}")
    code, said = machine.status(f"cd {SOURCE} && {PYTHON} -m tests.vm.lens /dev/video9", within_s=200)
    machine.sh("modprobe -r v4l2loopback", good=None)
    if code:
        raise Failed(f"exit {code}: {said.strip()[-300:]!r}")
    return f"read {TEXT} from /dev/video9 (v4l2loopback, MJPG 1280x720)"


def pins(machine: Machine) -> str:
    """The Pi's pins by gpio-sim: the real driver pulses a latch and reads a switch."""
    code, said = machine.status(
        "modprobe gpio-sim 2>&1 && mount -t configfs none /sys/kernel/config 2>/dev/null; "
        "[ -d /sys/kernel/config/gpio-sim ]"
    )
    if code:
        raise Skipped(f"gpio-sim is not in this guest's kernel ({said.strip() or 'no configfs folder'})")
    script = f"{PI} && cd {SOURCE} && {PYTHON} -m tests.vm.pins"
    code, said = machine.status(f"unshare --mount sh -c '{script}'", within_s=200)
    if code:
        raise Failed(f"exit {code}: {said.strip()[-300:]!r}")
    return said.strip()


def clock(machine: Machine) -> str:
    """A machine boots in the past, as one without a battery does: the kiosk serves, and says what it does not know."""
    machine.sh("systemctl stop kiosk", good=None, within_s=60)
    now = machine.sh("date +%s").strip()
    machine.sh("date -s '2020-01-01 00:00:00'")
    try:
        machine.sh("systemctl start kiosk", within_s=READY_WITHIN_S)
        told = in_time(lambda: health(machine), 60, "the kiosk tells its health")
        record = machine.sh(
            f"{PYTHON} -m kiosk verify /etc/loge/site.toml --root /var/lib/loge", within_s=200
        )
    finally:
        machine.sh(f"date -s @{now}")
    if told["clock_trusted"] or told["at"].startswith("2020"):
        raise Failed(f"clock_trusted {told['clock_trusted']}, it says that it is {told['at']}")
    if not record.startswith("WHOLE"):
        raise Failed(record)
    return f"at 2020-01-01 it starts, says clock_trusted false and goes on from {told['at']}; {record.split(';')[0]}"
