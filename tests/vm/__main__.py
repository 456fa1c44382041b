"""`python -m tests.vm`: the real units and the record in a Debian guest, and power cuts on a disk that loses its cache.

Exit status 0: nothing failed (or SKIPPED, loudly, where no guest can be run), 1: something did. See docs/testing-vm.md.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.vm import device_checks as devices
from tests.vm import unit_checks as units
from tests.vm.bare import bare
from tests.vm.building import KEPT, CannotBuild, Guest, build, missing_tools
from tests.vm.cuts import Cut, Life, furnished
from tests.vm.disk import LossyDisk
from tests.vm.installation import installation
from tests.vm.lobby_cuts import CutLobby
from tests.vm.machine import Frozen, Machine, MachineTrouble
from tests.vm.outcome import Failed, Outcome, exit_code, line_of, say, tried
from tests.vm.outside import SiteOutside, plug_in
from tests.vm.ready import ready

CONTROL_CUTS = 3
PARTS = ("record", "lobby", "units", "install")


def main(words: list[str] | None = None) -> int:
    """Return the exit status."""
    asked = _arguments(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the guest goes with us
    if why := missing_tools():
        say(f"SKIPPED: {why}. NOTHING was checked in a guest.")
        return 0
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("FAIL: another `make test-vm` is under way here")
            return 1
        for left in KEPT.glob("making-*"):  # of a run that was ended in the middle
            shutil.rmtree(left)
        return _run(asked)


def _run(asked: argparse.Namespace) -> int:
    say(f"seed {asked.seed}")
    outcomes: list[Outcome] = []
    try:
        for some in parts(asked.part, asked.cuts, random.Random(asked.seed), asked.only):
            outcomes += some
            _keep(outcomes)
    except (CannotBuild, MachineTrouble) as trouble:
        outcomes.append(Outcome("a guest to try it in", "FAIL", str(trouble)))
    say("\n" + "\n".join(line_of(outcome) for outcome in outcomes))
    _keep(outcomes)
    return exit_code(outcomes)


def _keep(outcomes: list[Outcome]) -> None:
    (KEPT / "outcomes.json").write_text(json.dumps([asdict(one) for one in outcomes], indent=1))


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make test-vm", description=__doc__)
    parser.add_argument(
        "--cuts", type=int, default=5, help="power cuts of the record, and as many of a whole kiosk"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="plays the same cuts again")
    parser.add_argument(
        "--only", default="", help="of `units` and `install`, the checks whose name has this in it"
    )
    parser.add_argument("part", nargs="*", default=PARTS, help=f"some of {', '.join(PARTS)}")
    asked = parser.parse_args(words)
    if wrong := set(asked.part) - set(PARTS):
        parser.error(f"{', '.join(sorted(wrong))}: the parts are {', '.join(PARTS)}")
    return asked


def parts(wanted: Sequence[str], cuts: int, chance: random.Random, only: str) -> Iterator[list[Outcome]]:
    """Yield what came of each part that was asked for.

    Raises:
        CannotBuild, MachineTrouble: there is no guest to try it in.
    """
    if set(wanted) - {"install"}:
        guest = build()
        frozen = ready(guest)
        if "record" in wanted:
            yield record(guest, frozen, cuts, chance)
        if "lobby" in wanted:
            yield [tried("power cuts of a whole kiosk", partial(lobby, guest, frozen, cuts, chance))]
        if "units" in wanted:
            yield checks(guest, frozen, only)
    if "install" in wanted:
        yield installation(bare(), only)


def record(guest: Guest, frozen: Frozen, cuts: int, chance: random.Random) -> list[Outcome]:
    """Return what came of cutting a writer's power, and of the two controls that must lose."""
    medium = furnished()

    def live(synchronous: str, count: int, *, believing: bool = False) -> tuple[list[Cut], str]:
        life, lived = Life(guest, frozen, medium, synchronous, chance, [], believing), list[Cut]()
        for number in range(count):
            lived.append(cut := life.cut(number))
            say(
                f"  {synchronous:<6} cut {number + 1}, {cut.how}: {cut.acknowledged} batches acknowledged, "
                f"{cut.unflushed} sectors in the cache, {cut.dropped} of them lost; "
                f"{cut.events} events found, {cut.lost} acknowledged batches lost"
            )
        dropped = sum(cut.dropped for cut in lived)
        total = f"{count} cuts, {len(life.acks)} acknowledged batches, {dropped} sectors dropped by the disk"
        return lived, total

    def sound() -> str:
        lived, total = live("FULL", cuts)
        if bad := [cut for cut in lived if not cut.sound]:
            raise Failed(f"{total}: {bad}")
        return f"{total}, 0 lost, `kiosk verify` whole each time, replay the same"

    def control(synchronous: str, *, believing: bool = False) -> str:
        lived, total = live(synchronous, CONTROL_CUTS, believing=believing)
        if not (lost := lived[-1].lost):
            raise Failed(f"{total}: nothing was lost; this disk proves nothing")
        return f"{total}, {lost} acknowledged batches LOST, as must be"

    return [
        tried("power cuts of the record, synchronous=FULL", sound),
        tried("control, synchronous=NORMAL must lose", partial(control, "NORMAL")),
        tried("control, a kernel that flushes nothing must lose", partial(control, "FULL", believing=True)),
    ]


def lobby(guest: Guest, frozen: Frozen, cuts: int, chance: random.Random) -> str:
    """Return what came of cutting the power of a kiosk that drives doors outside its machine."""
    with _place() as folder:
        site = SiteOutside(Path(folder))
        run = CutLobby(guest, frozen, site, chance)
        try:
            run.boot()
            for number in range(cuts):
                say(f"  lobby cut {number + 1}: {run.cut()}")
        finally:
            run.close()
            site.close()
    return (
        f"{cuts} cuts, {run.midway} in the middle of an errand, {run.starting} more while it started, "
        f"{run.dropped} sectors dropped by the disk; {run.parcels} parcels brought, {run.fired} firings, "
        "none without its command on record, none by itself"
    )


def checks(guest: Guest, frozen: Frozen, only: str) -> list[Outcome]:
    """Return what came of the checks of units, devices and clock, all in one guest."""
    with _place() as folder:
        site = SiteOutside(Path(folder))
        try:
            with Machine(guest, KEPT / "run", LossyDisk(site.medium), frozen) as machine:
                units.settle(machine)
                plug_in(machine, site.line)
                named: dict[str, Callable[[], str]] = {
                    "exposure (systemd-analyze security)": partial(units.exposure, machine),
                    "sandbox": partial(units.locked_in, machine),
                    "camera (v4l2loopback)": partial(devices.camera, machine),
                    "pins (gpio-sim)": partial(devices.pins, machine),
                    "kiosk.service reaches READY": partial(units.becomes_ready, machine),
                    "USB serial adapter unplugged": partial(devices.replugged, machine, site),
                    "watchdog": partial(units.watched, machine),
                    "clock in the past at boot": partial(devices.clock, machine),
                    "killed, and wrong settings": partial(units.returns, machine),
                }
                return [tried(name, check) for name, check in named.items() if only in name]
        finally:
            site.close()


def _place() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="lobby-", dir=KEPT)


if __name__ == "__main__":
    sys.exit(main())
