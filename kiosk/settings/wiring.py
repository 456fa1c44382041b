"""Which place hangs on which wire, and what does not fit together there."""

from __future__ import annotations

from kiosk.domain.places import Furniture, Place, PlaceKind
from kiosk.settings.tables import Board, Line, Settings, Wire
from kiosk.settings.words import did_you_mean


def furniture_of(settings: Settings) -> Furniture:
    """Return every place with its geometry, named by prefix and number: "K03", "L12"."""
    return Furniture({place.id: place for place, _, _ in places_of(settings)})


def places_of(settings: Settings) -> list[tuple[Place, Wire, str | None]]:
    """Return every place with the wire that its door hangs on and its tag bus, if any."""
    found: list[tuple[Place, Wire, str | None]] = []
    for cabinet in settings.cabinets:
        left_mm = cabinet.left_mm
        for column in cabinet.columns:
            bottom_mm = cabinet.bottom_mm
            for slot in column.slots:
                place = Place(
                    id=f"{cabinet.prefix}{slot.number:02d}",
                    kind=PlaceKind.SLOT,
                    number=slot.number,
                    size=None,
                    left_mm=left_mm,
                    bottom_mm=bottom_mm,
                    width_mm=column.width_mm,
                    height_mm=slot.height_mm,
                    senses_presence=slot.presence,
                    senses_tags=slot.bus is not None,
                    device=slot.wire[0],
                )
                found.append((place, slot.wire, slot.bus))
                bottom_mm += slot.height_mm
            left_mm += column.width_mm
    for locker in settings.lockers:
        left_mm = locker.left_mm
        for stack in locker.columns:
            bottom_mm = locker.bottom_mm
            for compartment in stack.compartments:
                place = Place(
                    id=f"{locker.prefix}{compartment.number:02d}",
                    kind=PlaceKind.COMPARTMENT,
                    number=compartment.number,
                    size=compartment.size,
                    left_mm=left_mm,
                    bottom_mm=bottom_mm,
                    width_mm=stack.width_mm,
                    height_mm=compartment.height_mm,
                    senses_presence=compartment.presence,
                    senses_tags=False,
                    device=compartment.wire[0],
                )
                found.append((place, compartment.wire, None))
                bottom_mm += compartment.height_mm
            left_mm += stack.width_mm
    return found


def problems_of(settings: Settings) -> list[str]:
    """Return everything that does not fit: names used twice, wires to nowhere, wires used twice."""
    return [*_name_problems(settings), *_wire_problems(settings)]


def _name_problems(settings: Settings) -> list[str]:
    names = [line.name for line in settings.lines]
    problems = [
        f"lines: the name {name!r} is used twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    places = [place.id for place, _, _ in places_of(settings)]
    problems += [
        f"cabinets/lockers: {place} stands there twice"
        for place in sorted({p for p in places if places.count(p) > 1})
    ]
    return problems


def _wire_problems(settings: Settings) -> list[str]:
    lines = {line.name: line for line in settings.lines}
    taken: dict[Wire, str] = {}
    problems = []
    for place, wire, _ in places_of(settings):
        name, address, channel = wire
        if name not in lines:
            problems.append(
                f"{place.id}: wire names the line {name!r}, and there is none{did_you_mean(name, lines)}"
            )
            continue
        board = next((board for board in lines[name].boards if board.address == address), None)
        if board is None:
            problems.append(f"{place.id}: line {name!r} has no board {address}")
        elif channel > channels_of(lines[name], board):
            problems.append(
                f"{place.id}: board {address} of {name!r} has {channels_of(lines[name], board)} channels, no {channel}"
            )
        if wire in taken:
            problems.append(f"{place.id}: its wire {list(wire)} is taken by {taken[wire]}")
        taken[wire] = place.id
    return problems


def channels_of(line: Line, board: Board) -> int:
    """Return how many doors a board can have."""
    if line.family == "gpio":
        return len(board.latch_pins)
    return min(board.channels, 8) if line.family == "modbus-relays" else board.channels
