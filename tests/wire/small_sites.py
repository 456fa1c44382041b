"""Sites of one line or one device, as settings and as simulated boards: for tests and benches that need no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.hardware import DoorHardware
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim
from kiosk.settings import Settings

Doors = Mapping[int, Mapping[int, DoorHardware]]
FAMILIES: dict[str, Callable[[Doors], Any]] = {
    "kerong-cu16": lambda doors: KerongCu16Sim(doors),
    "xor-8a": lambda doors: XorBoardSim(doors, {b: XorWiring(len(doors[b]), 1, "low") for b in doors}),
    "wkly": lambda doors: WklySim(doors, {b: WklyWiring(len(doors[b]), 1) for b in doors}),
    "modbus-relays": lambda doors: ModbusRelaySim(
        doors, {b: RelayWiring(True, 1, len(doors[b])) for b in doors}
    ),
}
"""Every family of serial boards: doors by board and channel -> the boards' electronics."""


def site(**tables: Any) -> Settings:
    """Return the settings of a site that has just these devices."""
    about = {"id": "x", "name": {"en": "X", "zh_Hans": "甲", "zh_Hant": "甲"}}
    return Settings.model_validate({"site": about, **tables})


def line_site(family: str, doors: Doors) -> Settings:
    """Return a site with one line of boards, "locks" at its root, and a compartment L01, L02 ... at each channel."""
    level = {"shut_level": 1} if family == "modbus-relays" else {}
    boards = [
        {"address": board, "channels": _channels(family, wired), **level} for board, wired in doors.items()
    ]
    wires = [("locks", board, channel) for board, wired in doors.items() for channel in wired]
    compartments = [
        {"number": number, "size": "S", "height_mm": 200, "wire": wire}
        for number, wire in enumerate(wires, 1)
    ]
    return site(
        lines=[{"name": "locks", "family": family, "device": "locks", "boards": boards}],
        lockers=[{"prefix": "L", "columns": [{"width_mm": 400, "compartments": compartments}]}],
    )


def _channels(family: str, wired: Mapping[int, DoorHardware]) -> int:
    """Return how many channels a board of that family has: a CU16 always 16."""
    return 16 if family == "kerong-cu16" else len(wired)
