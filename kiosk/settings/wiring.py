"""Which place hangs on which wire, and what does not fit together there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.settings.base import Wire
from kiosk.settings.furniture import Cabinet, Compartment, Locker, Slot, SlotColumn
from kiosk.settings.locks import Board, Line
from kiosk.settings.tables import Settings
from kiosk.settings.words import did_you_mean


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
    found: list[Fitted] = []
    standing: tuple[Cabinet | Locker, ...] = (*settings.cabinets, *settings.lockers)
    for furniture in standing:
        left_mm = furniture.left_mm
        for column in furniture.columns:
            bottom_mm = furniture.bottom_mm
            for entry in column.slots if isinstance(column, SlotColumn) else column.compartments:
                found.append(_fitted(furniture.prefix, entry, left_mm, bottom_mm, column.width_mm))
                bottom_mm += entry.height_mm
            left_mm += column.width_mm
    return found


def _fitted(prefix: str, entry: Slot | Compartment, left_mm: int, bottom_mm: int, width_mm: int) -> Fitted:
    slot = entry if isinstance(entry, Slot) else None
    place = Place(
        id=f"{prefix}{entry.number:02d}",
        kind=PlaceKind.SLOT if slot else PlaceKind.COMPARTMENT,
        number=entry.number,
        size=None if isinstance(entry, Slot) else entry.size,
        left_mm=left_mm,
        bottom_mm=bottom_mm,
        width_mm=width_mm,
        height_mm=entry.height_mm,
        senses_presence=entry.presence,
        senses_tags=slot is not None and (slot.bus or slot.tag_reader) is not None,
        device=entry.wire[0],
    )
    switch = entry.wire if entry.switch is None else entry.switch or None
    bus, tag_reader = (slot.bus, slot.tag_reader) if slot else (None, None)
    return Fitted(place, entry.wire, switch, entry.light, bus, tag_reader)


def problems_of(settings: Settings) -> list[str]:
    """Return everything that does not fit: names used twice, wires to nowhere, wires used twice."""
    return [*_name_problems(settings), *_wire_problems(settings)]


def _name_problems(settings: Settings) -> list[str]:
    names = [line.name for line in settings.lines]
    problems = [
        f"lines: the name {name!r} is used twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    places = [fitted.place.id for fitted in fittings_of(settings)]
    problems += [
        f"cabinets/lockers: {place} stands there twice"
        for place in sorted({p for p in places if places.count(p) > 1})
    ]
    return problems


def _wire_problems(settings: Settings) -> list[str]:
    lines = {line.name: line for line in settings.lines}
    taken: dict[tuple[str, Wire], str] = {}
    problems = []
    for fitted in fittings_of(settings):
        place = fitted.place.id
        wires = {"wire": fitted.latch}
        if fitted.switch not in (None, fitted.latch):
            wires["switch"] = fitted.switch
        for what, wire in wires.items():
            problems += [f"{place}: {problem}" for problem in _misfit(lines, what, wire)]
        for what, used in (("wire", fitted.latch), ("switch", fitted.switch), ("light", fitted.light)):
            if used is None:
                continue
            if (what, used) in taken:
                problems.append(f"{place}: its {what} {list(used)} is taken by {taken[what, used]}")
            taken[what, used] = place
    return problems


def _misfit(lines: Mapping[str, Line], what: str, wire: Wire) -> list[str]:
    """Return why a wire leads nowhere, or nothing."""
    name, address, channel = wire
    if name not in lines:
        return [f"{what} names the line {name!r}, and there is none{did_you_mean(name, lines)}"]
    board = next((board for board in lines[name].boards if board.address == address), None)
    if board is None:
        return [f"line {name!r} has no board {address}"]
    most = channels_of(lines[name], board)
    return [f"board {address} of {name!r} has {most} channels, no {channel}"] if channel > most else []


def channels_of(line: Line, board: Board) -> int:
    """Return how many doors a board can have."""
    if line.family == "gpio":
        return len(board.latch_pins)
    return min(board.channels, 8) if line.family == "modbus-relays" else board.channels
