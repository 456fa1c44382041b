"""How soon a device works again after its cable is back, for every kind of device."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from drivers.gpio_doors.sim import GpioSim
from drivers.loop import Condition, DeviceLoop
from drivers.sim.host import PtyHost
from kiosk.assembly.equipment import Eyes
from kiosk.assembly.lines import line_loops
from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import workshop
from tests.wire.conformance import KitDoor
from tests.wire.device_backends import RIGS
from tests.wire.small_sites import FAMILIES, line_site, site
from tests.wire.waiting import until

OUT_S = (0.1, 0.7, 1.9, 3.4, 5.2)
"""How long the cable is out, in turn: the longer, the longer the pauses between the attempts have grown."""

Sample = tuple[float, float]
"""Seconds from the plug to UP, and to the first reading that shows what is there."""


def recovery() -> list[Figure]:
    """Return for each kind of device the time from the cable's return to UP and to the first correct reading."""
    figures = []
    how = (
        f"the cable pulled, left out for {', '.join(map(str, OUT_S))} s, and put in again, the kiosk's loop running; "
        "meanwhile something changes at the device (a door is opened, a badge or tag is laid, a code is scanned over "
        "and over), and the first reading that tells it counts; wires only: the adapter stays, its boards are cut off"
    )
    makers: dict[str, Callable[[Path], list[Sample]]] = {
        **{family: partial(_of_line, family=family) for family in FAMILIES},
        **{f"{family}, wires only": partial(_of_line, family=family, wires=True) for family in FAMILIES},
        "gpio": _of_gpio,
        **{name: partial(_of_device, name=name) for name in RIGS},
    }
    every: list[float] = []
    for name, measured in makers.items():
        with workshop() as root:
            samples = measured(root)
        reading = [one[1] for one in samples]
        every += reading
        values = {
            f"up {what}": value for what, value in spread([one[0] for one in samples]).items() if what != "n"
        }
        figures.append(Figure(f"- {name}", spread(reading) | {"up max": values["up max"]}, "s", how))
    return [Figure("recovery, every device", spread(every), "s", how, Aim("max", 3)), *figures]


class _Wires:
    """The two wires between adapter and boards: pulled, the port stays and nobody answers."""

    def __init__(self, host: PtyHost) -> None:
        self._host = host

    def plug(self) -> None:
        """Screw them in."""
        self._host.plug()
        self._host.faults.deaf = False

    def unplug(self) -> None:
        """Pull them."""
        self._host.faults.deaf = True

    def close(self) -> None:
        """Take the adapter away, too."""
        self._host.close()


def _of_line(root: Path, family: str, *, wires: bool = False) -> list[Sample]:
    doors: Any = {board: {channel: KitDoor() for channel in range(1, 9)} for board in (1, 2)}
    host = PtyHost(root / "locks", FAMILIES[family](doors))
    settings = line_site(family, doors)
    return _doors(root, settings, _Wires(host) if wires else host, doors[2][1], "L09")


def _of_gpio(root: Path) -> list[Sample]:
    door = KitDoor()
    board = {"address": 1, "channels": 1, "latch_pins": [4], "switch_pins": [5], "shut_level": 0}
    compartment = {"number": 9, "size": "S", "height_mm": 200, "wire": ("locks", 1, 1)}
    settings = site(
        lines=[{"name": "locks", "family": "gpio", "device": "unix:pins", "boards": [board]}],
        lockers=[{"prefix": "L", "columns": [{"width_mm": 400, "compartments": [compartment]}]}],
    )
    return _doors(root, settings, GpioSim(root / "pins", {4: door}, {5: (door, 0)}), door, "L09")


def _doors(root: Path, settings: Any, cable: Any, door: KitDoor, place: str) -> list[Sample]:
    cable.plug()
    eyes = Eyes(settings, lambda place: None)
    loop = line_loops(settings, root, eyes, lambda health: None)["locks"]
    loop.start()
    samples = []
    try:
        for out_s in OUT_S:
            until(lambda: loop.health.condition is not Condition.DOWN, 10)
            until(lambda: eyes.reading(place).shut is door.shut, 10)
            cable.unplug()
            until(lambda: loop.health.condition is Condition.DOWN, 10)
            door.shut = not door.shut
            _pass(out_s)
            samples.append(_after_plug(cable, loop, lambda: eyes.reading(place).shut is door.shut))
    finally:
        loop.stop()
        cable.close()
    return samples


def _of_device(root: Path, name: str) -> list[Sample]:
    rig = RIGS[name](root)
    rig.cable.plug()
    samples = []
    try:
        with rig.looped() as loop:
            for out_s in OUT_S:
                until(lambda: loop.health.condition is not Condition.DOWN, 10)
                rig.rest()
                _looked_round(loop)  # until the driver knows that it is gone
                rig.cable.unplug()
                until(lambda: loop.health.condition is Condition.DOWN, 10)
                _pass(out_s)
                rig.told.clear()
                if not name.endswith("scanner") and name != "osdp":
                    rig.act()  # it lies there already when the cable comes back
                samples.append(_after_plug(rig.cable, loop, lambda: _told(rig, name)))
    finally:
        rig.cable.unplug()
        rig.clean()
    return samples


def _looked_round(loop: DeviceLoop[Any], times: int = 6) -> None:
    looks = {loop.last_tick_s}

    def enough() -> bool:
        looks.add(loop.last_tick_s)
        return len(looks) > times

    until(enough, 10)


def _told(rig: Any, name: str) -> bool:
    """Whether it was told; scanners and OSDP readers keep nothing, so that the hand tries on."""
    if name.endswith("scanner") or name == "osdp":
        rig.act()
    return rig.genuine in rig.told


def _after_plug(cable: Any, loop: DeviceLoop[Any], is_right: Callable[[], bool]) -> Sample:
    began_s = time.monotonic()
    cable.plug()
    until(lambda: loop.health.condition is not Condition.DOWN, 10)
    up_s = time.monotonic() - began_s
    until(is_right, 10)
    return up_s, time.monotonic() - began_s


def _pass(for_s: float) -> None:
    """Let time go by: it is the time itself that is asked for here."""
    end_s = time.monotonic() + for_s
    until(lambda: time.monotonic() >= end_s, for_s + 5)
