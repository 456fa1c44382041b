"""The part `install`: a bare guest is made into the appliance once, kept as it is then, and looked at from there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.vm import care_checks as care
from tests.vm import install_checks as install
from tests.vm import stick_checks as stick
from tests.vm.building import KEPT, Guest
from tests.vm.disk import LossyDisk
from tests.vm.machine import Frozen, Machine
from tests.vm.outcome import Outcome, line_of, say, tried

SCREEN = ("-device", "virtio-vga,xres=1280,yres=800")
TIMER = ("-device", "i6300esb", "-action", "watchdog=reset")
"""A hardware watchdog."""
MEMORY_MB = 1536


def installation(guest: Guest, only: str = "") -> list[Outcome]:
    """Return what came of installing on a bare system, and of each look at it from then on.

    `only`: of the looks, those whose name has this in it. The same program is installed once; what came of that is
    kept beside the guest and told again.
    """
    kept = KEPT / f"installed-{guest.digest}"
    if (kept / "memory").exists():
        came = [Outcome(**one) for one in json.loads((kept / "outcomes.json").read_text())]
        say("\n".join(f"{line_of(one)} (kept from the run that installed it)" for one in came))
    else:
        came = _install(guest, kept)
    if not (kept / "memory").exists():
        return came
    with _machine(guest, Frozen(kept)) as machine:
        return came + [tried(name, look) for name, look in _looks(machine).items() if only in name]


def _install(guest: Guest, kept: Path) -> list[Outcome]:
    """Return what came of the installation; where it went well the guest is frozen into `kept`."""
    for old in KEPT.glob("installed-*"):
        shutil.rmtree(old)
    with _machine(guest) as machine:
        came = [
            tried("install.sh --dry-run", partial(install.touches_nothing, machine)),
            tried("install.sh on a bare Debian, offline", partial(install.installs, machine)),
        ]
        if came[-1].verdict == "PASS":  # whatever stands on a failed installation would be waited for in vain
            machine.freeze(kept)
            (kept / "outcomes.json").write_text(json.dumps([asdict(one) for one in came]))
    return came


def _looks(machine: Machine) -> dict[str, Callable[[], str]]:
    return {
        "the installed kiosk serves its page": partial(install.serves, machine),
        "the page stands on the screen": partial(install.shows, machine, KEPT / "screen.ppm"),
        "install.sh again": partial(install.changes_nothing_again, machine),
        "the backup stick, and a stranger's": partial(stick.let_in, machine),
        "the machine hangs in the middle of an update": partial(care.hangs, machine),
        "an update that was cut off is undone": partial(care.undone, machine),
        "systemd crashes": partial(care.crashes, machine),
        "the page stands on the screen, after the start": partial(
            install.shows, machine, KEPT / "screen-again.ppm"
        ),
        "the journal, the timer, the clock": partial(care.kept_small, machine),
        "install.sh --uninstall": partial(install.leaves, machine),
    }


def _machine(guest: Guest, frozen: Frozen | None = None) -> Machine:
    more = (*SCREEN, *TIMER)
    return Machine(guest, KEPT / "run", LossyDisk(bytes(1 << 20)), frozen, more=more, memory_mb=MEMORY_MB)
