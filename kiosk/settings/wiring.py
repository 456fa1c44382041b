"""Which place hangs on which wire, and what does not fit together there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.settings.base import Wire
from kiosk.settings.furniture import Cabinet, Compartment, Locker, Slot, SlotColumn
from kiosk.settings.locks import Board, Line
from kiosk.settings.tables import Settings


@dataclass(frozen=True)
class Fitted:
    """One place with everything that is screwed to it. `switch` None: the door has no switch."""

    place: Place
    latch: Wire
    switch: Wire | None
    light: Wire | None
    bus: str | None
    tag_reader: str | None


def furniture_of(settings: Settings) -> Furniture:
    """Return every place with its geometry, named by prefix and number: "K03", "L12"."""
    return Furniture({fitted.place.id: fitted.place for fitted in fittings_of(settings)})


def fittings_of(settings: Settings) -> list[Fitted]:
    """Return every place with its wires, in the order of the settings."""
    lines = {line.name: line for line in settings.lines}
    found: list[Fitted] = []
    standing: tuple[Cabinet | Locker, ...] = (*settings.cabinets, *settings.lockers)
    for furniture in standing:
        left_mm = furniture.left_mm
        for column in furniture.columns:
            bottom_mm = furniture.bottom_mm
            for entry in column.slots if isinstance(column, SlotColumn) else column.compartments:
                corner = (left_mm, bottom_mm, column.width_mm)
                found.append(_fitted(lines, furniture, entry, corner))
                bottom_mm += entry.height_mm
            left_mm += column.width_mm
    return found


def _fitted(
    lines: Mapping[str, Line],
    furniture: Cabinet | Locker,
    entry: Slot | Compartment,
    corner: tuple[int, int, int],
) -> Fitted:
    slot = entry if isinstance(entry, Slot) else None
    cabinet = furniture if isinstance(furniture, Cabinet) else None
    hung_on = cabinet.door if cabinet and cabinet.door else entry
    latch = hung_on.wire
    assert latch is not None  # the tables have seen to that
    switch = _switch_of(lines, latch, hung_on.switch)
    left_mm, bottom_mm, width_mm = corner
    place = Place(
        id=_named(furniture, entry),
        kind=PlaceKind.SLOT if slot else PlaceKind.COMPARTMENT,
        number=entry.number,
        size=None if isinstance(entry, Slot) else entry.size,
        left_mm=left_mm,
        bottom_mm=bottom_mm,
        width_mm=width_mm,
        height_mm=entry.height_mm,
        senses_presence=entry.presence,
        senses_tags=slot is not None and (slot.bus or slot.tag_reader) is not None,
        device=latch[0],
        senses_door=switch is not None,
        returns_any=cabinet is not None and cabinet.returns == "any",
        shares=_behind_the_same_door(cabinet, entry) if cabinet and cabinet.door else (),
    )
    bus, tag_reader = (slot.bus, slot.tag_reader) if slot else (None, None)
    return Fitted(place, latch, switch, entry.light, bus, tag_reader)


def _named(furniture: Cabinet | Locker, entry: Slot | Compartment) -> str:
    return f"{furniture.prefix}{entry.number:02d}"


def _behind_the_same_door(cabinet: Cabinet, entry: Slot | Compartment) -> tuple[str, ...]:
    """Return the other slots of a cabinet with one door."""
    return tuple(
        _named(cabinet, other) for column in cabinet.columns for other in column.slots if other is not entry
    )


def _switch_of(lines: Mapping[str, Line], latch: Wire, switch: Wire | Literal[False] | None) -> Wire | None:
    """Return where the door's switch hangs, None if it has none."""
    if switch is not None:
        return switch or None
    board = board_of(lines, latch)
    # a wire to nowhere is told of as such; that it has no switch either is no second problem
    return latch if board is None or has_switches(lines[latch[0]], board) else None


def seals_of(settings: Settings) -> dict[str, Wire]:
    """Return where the switch of each cabinet's mechanical override hangs, by the cabinet's prefix."""
    return {cabinet.prefix: cabinet.seal for cabinet in settings.cabinets if cabinet.seal}


def inputs_of(line: Line, board: Board) -> int:
    """Return how many switches can hang on a board."""
    if line.family == "gpio":
        return len(board.switch_pins)
    return channels_of(line, board) if has_switches(line, board) else 0


def board_of(lines: Mapping[str, Line], wire: Wire) -> Board | None:
    """Return the board that a wire leads to, if there is one."""
    line = lines.get(wire[0])
    return next((board for board in line.boards if board.address == wire[1]), None) if line else None


def has_switches(line: Line, board: Board) -> bool:
    """Return whether a board has inputs for door switches."""
    if line.family == "gpio":
        return bool(board.switch_pins)
    return board.inputs or line.family != "modbus-relays"


def senses_items(line: Line, board: Board) -> bool:
    """Return whether a board has inputs that tell whether something is inside."""
    return line.family == "kerong-cu16" or (line.family == "gpio" and bool(board.presence_pins))


def lights_of(line: Line, board: Board) -> int:
    """Return how many outputs of a board may feed lights; 0 where the family cannot hold one on."""
    if line.family == "gpio":
        return len(board.light_pins)
    if line.family == "modbus-relays":
        return 8
    return 0 if line.family == "kerong-cu16" else board.channels


def channels_of(line: Line, board: Board) -> int:
    """Return how many doors a board can have."""
    if line.family == "gpio":
        return len(board.latch_pins)
    return min(board.channels, 8) if line.family == "modbus-relays" else board.channels
