"""How each recorded event changes the lists at hand. One that owes nothing leaves the running state after a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.movein import events as m
from kiosk.domain.movein.movein import DELIVERY, Line, MoveIn, Signature

KEPT = 8
"""How many lists that are over stay at hand; the others are in the register."""


def with_move_in(house: House, event: m.MoveInEvent, at: datetime) -> House:
    """Return the house after one event of a move-in."""
    if isinstance(event, m.MoveInBegun):
        fresh = MoveIn(
            event.move_in, event.unit, event.owner, event.by, at, event.document, event.follows, event.why
        )
        return _put(house, fresh)
    known = house.move_ins.get(event.move_in)
    if known is None:
        return house
    match event:
        case m.MoveInEnded():
            return _ended(house, replace(known, ended=at, handed=event.handed, settled=not event.promised))
        case m.MoveInGivenUp():
            return _ended(house, replace(known, ended=at, given_up=event.why, settled=True))
    return _put(house, _changed(known, event))


def _changed(known: MoveIn, event: m.MoveInEvent) -> MoveIn:
    match event:
        case m.MoveInListed():
            return _with_line(known, _line(event))
        case m.MoveInLineStruck():
            kept = {name: line for name, line in known.lines.items() if name != event.line}
            return replace(known, lines=kept)
        case m.MoveInKeyAsked() if line := known.lines.get(event.line):
            return _with_line(known, replace(line, movement=event.movement))
        case m.MoveInTried() if line := known.lines.get(event.line):
            return _with_line(known, replace(line, tried=event.tried))
        case m.MoveInPromised() if line := known.lines.get(event.line):
            return _with_line(known, replace(line, promised=event.promised))
        case m.MoveInMetered():
            readings = {**known.readings, event.meter: event.reading}
            return replace(known, readings={meter: shown for meter, shown in readings.items() if shown})
        case m.MoveInSigned():
            name = Signature(event.person, event.signature, event.signature_digest, event.list_digest)
            return replace(known, signed={**known.signed, event.part: name})
        case m.MoveInReopened():
            return replace(known, signed={})
    return known


def _line(event: m.MoveInListed) -> Line:
    return Line(
        id=event.line,
        what=event.what,
        count=event.count,
        condition=event.condition,
        words=event.words,
        words_digest=event.words_digest,
        tried=event.tried,
        key=event.key,
        promised=event.promised,
    )


def _with_line(known: MoveIn, line: Line) -> MoveIn:
    """A line keeps its place on the list."""
    return replace(known, lines={**known.lines, line.id: line})


def _ended(house: House, over: MoveIn) -> House:
    """The list is over; what an earlier one owed is owed by this one from now on."""
    earlier = house.move_ins.get(over.follows)
    if earlier is not None and over.why == DELIVERY and not over.given_up:
        house = _put(house, replace(earlier, settled=True))
    house = _put(house, over)
    done = [name for name, one in house.move_ins.items() if not one.under_way and not one.owed]
    gone = set(done[:-KEPT])
    return replace(house, move_ins={name: one for name, one in house.move_ins.items() if name not in gone})


def _put(house: House, move_in: MoveIn) -> House:
    others = {name: one for name, one in house.move_ins.items() if name != move_in.id}
    return replace(house, move_ins={**others, move_in.id: move_in})
