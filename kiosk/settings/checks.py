"""What does not fit together in a site's wiring: names and wires used twice, wires to nowhere, pins used twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.settings.base import Wire
from kiosk.settings.documents import document_problems
from kiosk.settings.identity import policy_problems
from kiosk.settings.locks import Line
from kiosk.settings.parcels import parcel_problems
from kiosk.settings.readers import reader_problems
from kiosk.settings.tables import Settings
from kiosk.settings.wiring import (
    board_of,
    channels_of,
    fittings_of,
    has_switches,
    inputs_of,
    lights_of,
    seals_of,
    senses_items,
)
from kiosk.settings.words import did_you_mean


def problems_of(settings: Settings) -> list[str]:
    """Return everything that does not fit, each as one line for people."""
    return [
        *_name_problems(settings),
        *_wire_problems(settings),
        *_sensing_problems(settings),
        *_return_problems(settings),
        *_light_problems(settings),
        *_seal_problems(settings),
        *_pin_problems(settings),
        *_storage_problems(settings),
        *parcel_problems(settings.parcels, len(settings.storeroom.shelves)),
        *policy_problems(
            settings.policy,
            settings.parcels,
            settings.identity,
            camera=settings.camera is not None or any(one.reads == "codes" for one in settings.scanners),
            reader=settings.badge_reader is not None
            or any(one.reads == "badges" for one in settings.scanners),
        ),
        *document_problems(settings.documents, camera=settings.camera is not None),
        *reader_problems(settings.badge_reader, settings.scanners, [line.name for line in settings.lines]),
    ]


def _storage_problems(settings: Settings) -> list[str]:
    low, least = settings.storage.low_free_mb, settings.storage.least_free_mb
    if least < low:
        return []
    return [f"storage: least_free_mb ({least}) must be less than low_free_mb ({low})"]


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
        if not fitted.place.stands_for_door:
            continue  # said once of its cabinet's door
        wires = {"wire": fitted.latch}
        if fitted.switch is not None and fitted.switch != fitted.latch:
            wires["switch"] = fitted.switch
        for what, wire in wires.items():
            problems += [f"{place}: {problem}" for problem in _misfit(lines, what, wire)]
        for what, used in (("wire", fitted.latch), ("switch", fitted.switch), ("light", fitted.light)):
            if used is None:
                continue
            problem = f"{place}: its {{}} {list(used)} is taken by {taken.get((what, used))}"
            beside = (
                what == "switch" and problem.format("wire") in problems
            )  # of its latch that was just said
            if (what, used) in taken and not beside:
                problems.append(problem.format(what))
            taken[what, used] = place
    return problems


def _misfit(lines: Mapping[str, Line], what: str, wire: Wire) -> list[str]:
    """Return why a wire leads nowhere, or nothing."""
    name, address, channel = wire
    if name not in lines:
        return [f"{what} names the line {name!r}, and there is none{did_you_mean(name, lines)}"]
    board = board_of(lines, wire)
    if board is None:
        return [f"line {name!r} has no board {address}"]
    if what == "light":
        most = lights_of(lines[name], board)
        if not most:
            return [f"board {address} of {name!r} has no output for a light"]
        return [f"board {address} of {name!r} has {most} outputs, no {channel}"] if channel > most else []
    if what == "switch" and not has_switches(lines[name], board):
        return [f"board {address} of {name!r} has no inputs, so no switch can hang there"]
    most = channels_of(lines[name], board)
    return [f"board {address} of {name!r} has {most} channels, no {channel}"] if channel > most else []


def _sensing_problems(settings: Settings) -> Iterator[str]:
    """What senses the keys and parcels: one thing for the tag, on a wire of its own, that exists."""
    lines = {line.name: line for line in settings.lines}
    taken: dict[str, str] = {}
    for fitted in fittings_of(settings):
        place = fitted.place.id
        if fitted.bus and fitted.tag_reader:
            yield f"{place}: bus and tag_reader are both given; a slot has one of them"
        if fitted.bus and settings.one_wire is None:
            yield f"{place}: bus = {fitted.bus!r}, and there is no [one_wire]"
        if fitted.bus in taken:
            yield f"{place}: its bus {fitted.bus!r} is taken by {taken[fitted.bus]}"
        if fitted.bus:
            taken[fitted.bus] = place
        board = board_of(lines, fitted.latch)
        if fitted.place.senses_presence and board and not senses_items(lines[fitted.latch[0]], board):
            yield (
                f"{place}: presence = true, and board {board.address} of {fitted.latch[0]!r} "
                "senses nothing inside (kerong-cu16 does, and gpio with presence_pins)"
            )


def _return_problems(settings: Settings) -> Iterator[str]:
    """Where a key may hang anywhere, only its tag says which key hangs where."""
    for cabinet in settings.cabinets:
        slots = [slot for column in cabinet.columns for slot in column.slots]
        mute = [f"{cabinet.prefix}{one.number:02d}" for one in slots if not (one.bus or one.tag_reader)]
        if cabinet.returns == "any" and mute:
            yield (
                f'cabinet {cabinet.prefix}: returns = "any", and nothing tells which key hangs in '
                f'{", ".join(mute)}; give each slot a bus or a tag_reader, or write returns = "fixed"'
            )


def _light_problems(settings: Settings) -> Iterator[str]:
    """A light is held on: on a latch's channel that would burn its coil."""
    lines = {line.name: line for line in settings.lines}
    fittings = fittings_of(settings)
    latches = {fitted.latch: fitted.place.id for fitted in fittings}
    for fitted in fittings:
        if fitted.light is None:
            continue
        yield from (f"{fitted.place.id}: {problem}" for problem in _misfit(lines, "light", fitted.light))
        line = lines.get(fitted.light[0])
        if line and line.family != "gpio" and fitted.light in latches:
            yield (
                f"{fitted.place.id}: its light {list(fitted.light)} is the latch of {latches[fitted.light]}: "
                "it would hold a coil"
            )


def _seal_problems(settings: Settings) -> Iterator[str]:
    """The switch of a cabinet's mechanical override hangs on an input that is nobody else's."""
    lines = {line.name: line for line in settings.lines}
    taken = {fitted.switch: f"the door switch of {fitted.place.id}" for fitted in fittings_of(settings)}
    for prefix, wire in seals_of(settings).items():
        name, address, channel = wire
        board = board_of(lines, wire)
        if name not in lines:
            yield f"cabinets.{prefix}.seal: names the line {name!r}, and there is none{did_you_mean(name, lines)}"
        elif board is None:
            yield f"cabinets.{prefix}.seal: line {name!r} has no board {address}"
        elif channel > (most := inputs_of(lines[name], board)):
            yield f"cabinets.{prefix}.seal: board {address} of {name!r} has {most} inputs, no {channel}"
        elif wire in taken:
            yield f"cabinets.{prefix}.seal: {list(wire)} is {taken[wire]}; a seal wants an input of its own"
        taken[wire] = f"the seal of cabinet {prefix}"


def _pin_problems(settings: Settings) -> Iterator[str]:
    """On a GPIO line each pin does one thing, and contacts are as many as latches, or none."""
    readers = {f.tag_reader: f"{f.place.id}.tag_reader" for f in fittings_of(settings) if f.tag_reader}
    for line in settings.lines:
        if line.device in readers:
            yield f"line {line.name!r} and {readers[line.device]} share the device {line.device!r}"
        if line.family == "gpio":
            yield from _pins_of(line)


def _pins_of(line: Line) -> Iterator[str]:
    used: dict[int, str] = {}
    for board in line.boards:
        for name in ("switch_pins", "presence_pins"):
            pins = getattr(board, name)
            if board.latch_pins and len(pins) not in (0, len(board.latch_pins)):
                yield (
                    f"board {board.address} of {line.name!r}: {len(pins)} {name} for {len(board.latch_pins)} "
                    "latch_pins; as many are allowed, or none"
                )
        for name in ("latch_pins", "switch_pins", "presence_pins", "light_pins"):
            for pin in getattr(board, name):
                if pin in used:
                    yield f"board {board.address} of {line.name!r}: pin {pin} of {name} is used by {used[pin]}"
                used[pin] = f"{name} of board {board.address}"
