"""What is done with a list while it is written: begun, filled, its keys opened for. Each decision is pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keeping.keeping import Signed, identified, resident
from kiosk.domain.keeping.leaving import decide_take_back
from kiosk.domain.movein import events as m
from kiosk.domain.movein.movein import CONDITIONS, CORRECTION, DELIVERY, KINDS, METERS, Line, MoveIn
from kiosk.domain.movein.standing import has_left, is_moving, line_of, reading_of, under_way, writable
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused

MOST_LINES, MOST_OF_ONE = 40, 99
LONGEST_PROMISE = timedelta(days=366)


@dataclass(frozen=True)
class BeginMoveIn:
    """An attendant has seen the owner's document. `follows` an earlier list, and `why` it does."""

    move_in: str
    owner: str
    document: str
    follows: str = ""
    why: str = ""


@dataclass(frozen=True)
class ListThing:
    """One line to be listed; `words` is the vault's reference to its label and its lock's number."""

    move_in: str
    line: str
    what: str
    count: int
    condition: str
    words: str
    words_digest: str
    tried: bool = False
    key: str = ""
    promised: date | None = None


def decide_begin(
    house: House, command: BeginMoveIn, by: Person, earlier: MoveIn | None
) -> list[m.MoveInEvent]:
    """Return the beginning of a list, for a delivery with all that is still owed; nothing for one known already.

    Raises:
        Refused: `staff.needed`, `resident.unknown`, `identity.needed`, `movein.going_on` while the home has a list
            that nobody has finished, `movein.unknown` for a list that follows none of this home's.
    """
    if command.move_in in house.move_ins:
        return []
    _staff(by)
    owner = resident(house, command.owner)
    identified(command.document)
    unit = owner.unit or ""
    if going_on := under_way(house, unit):
        raise Refused("movein.going_on", unit=unit, move_in=going_on.id)
    if command.follows or command.why:
        proper = earlier is not None and earlier.unit == unit and not earlier.given_up and earlier.ended
        owes = command.why == CORRECTION or (earlier is not None and bool(earlier.owed))
        if not proper or command.why not in (DELIVERY, CORRECTION) or not owes:
            raise Refused("movein.unknown")
    begun = m.MoveInBegun(
        command.move_in, unit, owner.id, by.id, command.document, command.follows, command.why
    )
    owed = earlier.owed if earlier and command.why == DELIVERY else []
    return [begun, *(_again(command.move_in, line, by.id) for line in owed)]


def decide_line(house: House, command: ListThing, by: Person, today: date) -> list[m.MoveInEvent]:
    """Return a line of the list; nothing for one that stands there already.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`, `movein.line` for what makes no sense,
            `movein.full`, `movein.date_needed`, `key.not_yours` for another home's key.
    """
    _staff(by)
    known = writable(house, command.move_in)
    if command.line in known.lines:
        return []
    if command.what not in KINDS or command.condition not in CONDITIONS:
        raise Refused("movein.line")
    if not 1 <= command.count <= MOST_OF_ONE or not command.words:
        raise Refused("movein.line")
    if len(known.lines) >= MOST_LINES:
        raise Refused("movein.full", count=MOST_LINES)
    if command.key:
        key = house.keys.get(command.key)
        if key is None or key.unit != known.unit:
            raise Refused("key.not_yours")
        if any(line.key == command.key for line in known.lines.values()):
            return []
    _promise(command.promised, today)
    return [
        m.MoveInListed(
            known.id,
            command.line,
            command.what,
            command.count,
            command.condition,
            command.words,
            command.words_digest,
            command.tried,
            command.key,
            command.promised,
            by.id,
        )
    ]


def decide_strike(house: House, move_in: str, line: str, by: Person) -> list[m.MoveInEvent]:
    """Return that a line is off the list; nothing for one that is not on it.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`, `movein.key_left` for a key that has left its
            slot for the owner.
    """
    _staff(by)
    known = writable(house, move_in)
    if line not in known.lines:
        return []
    if is_moving(house, known.lines[line]) or has_left(house, known.lines[line]):
        raise Refused("movein.key_left")
    return [m.MoveInLineStruck(move_in, line, by.id)]


def decide_tried(house: House, move_in: str, line: str, tried: bool, by: Person) -> list[m.MoveInEvent]:
    """Return whether a line was tried in its lock.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`.
    """
    _staff(by)
    found = line_of(writable(house, move_in), line)
    return [] if found.tried is tried else [m.MoveInTried(move_in, line, tried, by.id)]


def decide_promise(
    house: House, move_in: str, line: str, promised: date | None, by: Person, today: date
) -> list[m.MoveInEvent]:
    """Return by which day a missing line is to be handed over; None: it is here.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`, `movein.date_needed` for a day that is past or
            too far, `movein.key_left` for a key that the owner has.
    """
    _staff(by)
    found = line_of(writable(house, move_in), line)
    _promise(promised, today)
    if promised and (has_left(house, found) or is_moving(house, found)):
        raise Refused("movein.key_left")
    return [] if found.promised == promised else [m.MoveInPromised(move_in, line, promised, by.id)]


def decide_meter(house: House, move_in: str, meter: str, shown: str, by: Person) -> list[m.MoveInEvent]:
    """Return what a meter showed; "" takes it off the list.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`, `movein.meter` for what no meter shows.
    """
    _staff(by)
    known = writable(house, move_in)
    if meter not in METERS:
        raise Refused("movein.meter")
    reading = reading_of(shown)
    same = known.readings.get(meter, "") == reading
    return [] if same else [m.MoveInMetered(move_in, meter, reading, by.id)]


def decide_hand_out(house: House, move_in: str, line: str, movement: str, by: Person) -> list[e.Event]:
    """Return the taking home of a line's key and its slot's command; nothing for a known movement.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.signed`; as `leaving.decide_take_back`.
    """
    if movement in house.movements:
        return []
    _staff(by)
    known = writable(house, move_in)
    found = line_of(known, line)
    if not found.key:
        raise Refused("movein.unknown")
    signed = Signed(known.document, by.id, "", "")  # the signature under the list is the one for its keys
    taken = decide_take_back(house, movement, found.key, known.owner, signed)
    here = [m.MoveInPromised(move_in, line, None, by.id)] if found.promised else []
    return [*here, m.MoveInKeyAsked(move_in, line, movement), *taken]


def _staff(by: Person) -> None:
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")


def _promise(promised: date | None, today: date) -> None:
    if promised is not None and not today <= promised <= today + LONGEST_PROMISE:
        raise Refused("movein.date_needed")


def _again(move_in: str, line: Line, by: str) -> m.MoveInListed:
    """What is owed, on the list by which it is handed over: it is here now, unless a new day is promised."""
    return m.MoveInListed(
        move_in,
        line.id,
        line.what,
        line.count,
        line.condition,
        line.words,
        line.words_digest,
        False,
        line.key,
        None,
        by,
    )
