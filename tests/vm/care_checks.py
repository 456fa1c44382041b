"""What looks after an installed machine by itself: watchdog, the end of a cut-off update, bounds, clock."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from kiosk.updating.steps import State
from kiosk.version import VERSION
from tests.vm.machine import Machine
from tests.vm.outcome import Failed
from tests.vm.unit_checks import health, waits

SLOTS = "/opt/loge"
BOOT_ID = "cat /proc/sys/kernel/random/boot_id"
LATER = "99.0.0"
TIMER_S = 14
UPDATE_LIMIT_S = 60
ENDED = (
    "[ ! -e /opt/loge/updating/state.json ] && [ $(systemctl show -P ActiveState loge-update) != activating ]"
)
BREAK = "echo 'raise SystemExit(1)' >"


def under_way(old: str) -> State:
    """Return an update as its state is on disk just after the link was exchanged; `old`: the slot in use before."""
    return State(
        step="switching",
        update="0123456789ab",
        to=LATER,
        before=VERSION,
        new="b" if old == "a" else "a",
        old=old,
        slots=SLOTS,
        site="/etc/loge/site.toml",
        root="/var/lib/loge",
        folder="/var/lib/loge/var",
        health="http://127.0.0.1:8411/health.json",
        page="http://127.0.0.1:8410/",
        start=("systemctl", "--no-block", "start", "kiosk"),
        stop=("systemctl", "stop", "kiosk"),
        limit_s=UPDATE_LIMIT_S,
    )


def cut_off(machine: Machine) -> None:
    """Leave the machine as a power cut does just after the link was exchanged; the new program is worthless."""
    state = under_way(machine.sh(f"readlink {SLOTS}/current").strip())
    old, new = state.old, state.new
    machine.sh(
        f"""set -e
cd {SLOTS}; rm -rf {new}; cp -a {old} {new}
{BREAK} $(ls -d {new}/lib/python3*/site-packages/kiosk)/__main__.py
mkdir -p updating; cp $(ls -d {old}/lib/python3*/site-packages/kiosk)/updating/steps.py updating/
cat >updating/state.json <<'END'
{json.dumps(asdict(state))}
END
systemctl stop kiosk; ln -sfn {new} current; sync""",
        within_s=600,
    )


def hangs(machine: Machine) -> str:
    """The kernel stands still in the middle of an update; the hardware's timer starts the machine again."""
    # A Pi's timer is part of its kernel; that of a PC is a module, which Debian loads only where it is told to.
    machine.sh("modprobe i6300esb && systemctl daemon-reexec", within_s=200)
    machine.sh(waits("ls -l /proc/1/fd | grep -q watchdog", 60))
    armed = machine.sh("cat /sys/class/watchdog/watchdog0/timeout").strip()
    if armed != str(TIMER_S):
        raise Failed(f"the timer holds {armed} s")
    cut_off(machine)
    # A kernel that gives up starts the machine after 10 s by itself, as installed; not this one.
    _starts_again(
        machine, "sysctl -qw kernel.panic=0; (sleep 1; echo c >/proc/sysrq-trigger) >/dev/null 2>&1 &"
    )
    return f"the kernel stands still, the timer of {TIMER_S} s starts the machine again"


def crashes(machine: Machine) -> str:
    """systemd itself crashes. It lets go of the timer, which may then be still: `CrashReboot=` starts the machine."""
    _starts_again(machine, "kill -SEGV 1")
    return "systemd starts the machine again before it stands still"


def _starts_again(machine: Machine, script: str) -> None:
    before = machine.sh(BOOT_ID)
    machine.sh(script)
    machine.comes_back()
    if machine.sh(BOOT_ID) == before:
        raise Failed("the same boot goes on")


def undone(machine: Machine) -> str:
    """After that start `loge-update.service` sees that the new program does not come up, and goes back."""
    machine.sh(waits(ENDED, UPDATE_LIMIT_S + 400), within_s=UPDATE_LIMIT_S + 440)
    said = machine.sh("journalctl -b -u loge-update -o cat --no-pager", good=None)
    used = machine.sh(f"readlink {SLOTS}/current; ls {SLOTS}").split()
    if used[0] != "a" or "b" in used[1:] or f"update to {LATER}: rolled_back" not in said:
        raise Failed(f"{used}: {said[-900:]}")
    machine.sh(waits("[ $(systemctl is-active kiosk) = active ]", 600), within_s=640)
    version = health(machine).get("version")
    if version != VERSION:
        raise Failed(f"version {version} is at work")
    return f"{SLOTS}/a is in use again, b is gone, {VERSION} serves"


def kept_small(machine: Machine) -> str:
    """The journal lies on the disk and knows its bound; the timer is armed from the start; somebody sets the clock."""
    journal = machine.sh(
        "journalctl -b -u systemd-journald -o cat --no-pager | grep 'System Journal'", good=None
    )
    bound = re.search(r"/var/log/journal/\S+ is \S+, max ([\d.]+M)", journal)
    if not bound or float(bound[1][:-1]) > 96:
        raise Failed(f"journald says {journal!r}")
    asked = machine.sh("systemctl show -P RuntimeWatchdogUSec").strip()
    if asked != f"{TIMER_S}s":
        raise Failed(f"RuntimeWatchdogSec is {asked}")
    if "NTP=yes" not in machine.sh("timedatectl show"):
        raise Failed("nobody sets the clock")
    swaps = machine.sh("cat /proc/swaps")
    if "/dev/zram0" not in swaps or len(swaps.strip().splitlines()) != 2:
        raise Failed(f"swap: {swaps!r}")
    return f"journal on disk, {bound[1]} at most; RuntimeWatchdogSec={asked}; NTP=yes; swap in memory alone (zram)"
