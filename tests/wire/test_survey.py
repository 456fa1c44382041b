"""What a line under the installer's eye tells: a line of lights alone, and boards that hang at another line's port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from drivers.gpio_doors.sim import GpioSim
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.sim.host import Machine, PtyHost
from drivers.sim.lobby import SimDoor
from drivers.sim.logbook import Logbook
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from kiosk.commissioning.linewatch import LineWatch
from kiosk.settings import Line
from tests.wire.conformance import KitLamp
from tests.wire.waiting import until

LOGBOOK = Logbook()
DOORS = {0: {1: SimDoor("D1", LOGBOOK)}}
WKLY = Line.model_validate(
    {"name": "old", "family": "wkly", "device": "one", "boards": [{"address": 0, "channels": 8}]}
)
CU16 = Line.model_validate(
    {"name": "new", "family": "kerong-cu16", "device": "two", "boards": [{"address": 0}]}
)


@contextmanager
def hosted(path: Path, machine: Machine) -> Iterator[PtyHost]:
    """Yield a machine on a pty."""
    host = PtyHost(path, machine)
    host.plug()
    try:
        yield host
    finally:
        host.unplug()


@contextmanager
def watched(line: Line, folder: Path, others: Sequence[Line] = ()) -> Iterator[LineWatch]:
    """Yield a line under the installer's eye."""
    watch = LineWatch(line, folder, lambda: None, others=others)
    watch.loop.start()
    try:
        yield watch
    finally:
        watch.loop.stop()


def test_two_lines_at_each_others_port_are_told_by_name_and_nothing_fires(tmp_path: Path) -> None:
    lines = (WKLY, CU16)
    with (
        hosted(tmp_path / "one", KerongCu16Sim(DOORS)),
        hosted(tmp_path / "two", WklySim(DOORS, {0: WklyWiring(8)})),
        watched(WKLY, tmp_path, lines) as old,
        watched(CU16, tmp_path, lines) as new,
    ):
        until(lambda: old.facts.mute == new.facts.mute == (0,), 60)
        assert (old.facts.speaks, new.facts.speaks) == ("new", "old")
    assert LOGBOOK.firings == []


def test_a_line_of_its_own_boards_speaks_for_itself(tmp_path: Path) -> None:
    with hosted(tmp_path / "two", KerongCu16Sim(DOORS)), watched(CU16, tmp_path, (WKLY, CU16)) as watch:
        until(lambda: watch.facts.answering == (0,), 60)
        assert watch.facts.speaks == ""


def test_a_line_that_has_lights_and_no_doors_answers(tmp_path: Path) -> None:
    world = GpioSim(tmp_path / "gpio", {}, {}, lights={4: KitLamp()})
    world.plug()
    line = Line.model_validate(
        {
            "name": "lights",
            "family": "gpio",
            "device": f"unix:{world.path}",
            "boards": [{"address": 0, "light_pins": [4]}],
        }
    )
    try:
        with watched(line, tmp_path) as watch:
            until(lambda: watch.facts.answering == (0,), 20)
            assert watch.facts.trouble == ""
    finally:
        world.unplug()
