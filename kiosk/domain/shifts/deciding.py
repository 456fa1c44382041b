"""Clocking on and off: what blocks, what is signed, who takes over. Nothing here keeps a key from coming back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.notes import open_notes
from kiosk.domain.shifts.shift import (
    CLOSING_REASONS,
    LEAVE_REASONS,
    REASONS,
    Counted,
    Difference,
    Explained,
    Handover,
    KeyOutside,
    LetGo,
    Shift,
    Stage,
    on_duty,
)
from kiosk.domain.shifts.tally import NO_COUNT, Count

SUPERVISORS = (Role.SUPERVISOR, Role.MANAGER)


@dataclass(frozen=True)
class Why:
    """A reason with what was typed beside it: `note` is the vault's reference, "" for nothing."""

    reason: str
    note: str = ""


@dataclass(frozen=True)
class Pen:
    """A signature: the vault's reference to the strokes, and their digest."""

    signature: str
    digest: str


def decide_on(house: House, shift: str, person: Person) -> list[e.Event]:
    """Return the beginning of a shift; nothing for somebody who is on duty already.

    Raises:
        Refused: `staff.needed`, `person.inactive`.
    """
    if person.role not in STAFF:
        raise Refused("staff.needed")
    if not person.active:
        raise Refused("person.inactive")
    if shift in house.shifts or on_duty(list(house.shifts.values()), person.id):
        return []
    return [s.ShiftBegun(shift, person.id)]


def decide_explained(
    house: House, found: Sequence[Difference], name: str, by: Person, answers: str, why: Why
) -> list[e.Event]:
    """Return what somebody says of a difference.

    Raises:
        Refused: `staff.needed`; `difference.gone` for one that is settled by now; `reason.missing`;
            `difference.nobody` unless somebody of the staff answers for it.
    """
    if by.role not in STAFF:
        raise Refused("staff.needed")
    asked = next((one for one in found if one.id == name), None)
    if asked is None:
        raise Refused("difference.gone")
    _need_reason(why, REASONS)
    who = house.people.get(answers)
    if who is None or who.role not in STAFF or not who.active:
        raise Refused("difference.nobody")
    known = house.explained.get(name)
    if known and (known.by, known.answers, known.reason, known.note) == (
        by.id,
        answers,
        why.reason,
        why.note,
    ):
        return []
    return [s.DifferenceExplained(asked, why.reason, answers, by.id, why.note)]


def settled(house: House, found: Sequence[Difference]) -> list[e.Event]:
    """Return the end of every explanation whose difference is there no more."""
    there = {one.id for one in found}
    return [s.DifferenceSettled(name) for name in house.explained if name not in there]


def decide_key_left(house: House, shift: str, key: str, by: Person, why: Why) -> list[e.Event]:
    """Return a supervisor's leave for a key to stay with somebody who goes off duty.

    Raises:
        Refused: `shift.none`, `supervisor.needed`, `shift.own` for a key of the supervisor's own, `key.not_with_you`,
            `reason.missing`.
    """
    known = _need_on(house, shift)
    _need_supervisor(by, known.person)
    _need_reason(why, LEAVE_REASONS)
    held = next((one for one in house.keys_with(known.person) if one.id == key), None)
    if held is None:
        raise Refused("key.not_with_you")
    if known.leave_for(held):
        return []
    return [s.ShiftKeyLeft(shift, key, by.id, why.reason, why.note)]


def keys_in_the_way(house: House, shift: Shift) -> list[Key]:
    """Return the keys that somebody has to return, hand over or be let go with before they go off duty."""
    return [key for key in house.keys_with(shift.person) if shift.leave_for(key) is None]


def unexplained(house: House, found: Sequence[Difference]) -> list[Difference]:
    """Return the differences of which nobody has said anything."""
    return [one for one in found if one.id not in house.explained]


def explained(house: House, found: Sequence[Difference]) -> tuple[Explained, ...]:
    """Return what is carried over, in the order in which it was found."""
    return tuple(house.explained[one.id] for one in found if one.id in house.explained)


def seen_digest(house: House, shift: Shift, found: Sequence[Difference]) -> str:
    """Return a digest of what is signed: differences as they were explained, keys let go, counts, notes."""
    said = [[one.difference.id, one.reason, one.answers, one.note] for one in explained(house, found)]
    open_ = [one.id for one in unexplained(house, found)]
    let_go = [[one.key, one.by] for one in shift.let_go]
    counts = sorted([one.id, one.expected, one.counted] for one in house.tallies.values())
    notes = [one.id for one in open_notes(house)]
    return sha256(json.dumps([shift.id, said, open_, let_go, counts, notes]).encode()).hexdigest()


def decide_off(
    house: House,
    shift: str,
    person: Person,
    found: Sequence[Difference],
    numbers: Counted,
    seen: str,
    pen: Pen,
    count: Count = NO_COUNT,
) -> list[e.Event]:
    """Return the signature of somebody who goes off duty; nothing once they have signed.

    `found`: every difference now. `count`: what was counted by hand. `seen`: the digest of what the page showed.

    Raises:
        Refused: `shift.none`; `shift.movement` while a key of theirs is on its way; `shift.keys_held`,
            `shift.uncounted`, `shift.unexplained` with their count; `shift.changed` when the page showed something
            else.
    """
    known = house.shifts.get(shift)
    if known is None or known.person != person.id:
        raise Refused("shift.none")
    if known.stage is not Stage.ON:
        return []
    if going_on := house.waits_for(person.id):
        raise Refused("shift.movement", place=going_on.place)
    if held := keys_in_the_way(house, known):
        raise Refused("shift.keys_held", count=len(held))
    if count.missing:
        raise Refused("shift.uncounted", count=len(count.missing))
    _need_all_explained(house, found)
    if seen != seen_digest(house, known, found):
        raise Refused("shift.changed")
    handover = _handover(house, known, found, numbers, count)
    return [s.ShiftSigned(shift, person.id, handover, seen, pen.signature, pen.digest)]


def decide_taken(house: House, shift: str, taker: Person, fresh: str, pen: Pen) -> list[e.Event]:
    """Return the next person's signature; whoever takes over is on duty from then on, in the shift `fresh`.

    Raises:
        Refused: `staff.needed`, `person.inactive`, `shift.none`, `shift.own` for what one has left oneself.
    """
    known = house.shifts.get(shift)
    if known is None or known.stage is Stage.ON:
        raise Refused("shift.none")
    if known.over:
        if known.taken_by == taker.id:
            return []
        raise Refused("shift.taken")
    if taker.id == known.person:
        raise Refused("shift.own")
    begun = decide_on(house, fresh, taker)
    return [*begun, s.ShiftTaken(shift, taker.id, pen.signature, pen.digest)]


def decide_closed(house: House, shift: str, by: Person, why: Why) -> list[e.Event]:
    """Return the end of a handover that nobody takes, by a supervisor.

    Raises:
        Refused: `supervisor.needed`, `shift.none`, `shift.own`, `reason.missing`.
    """
    known = house.shifts.get(shift)
    if known is None or known.stage is Stage.ON:
        raise Refused("shift.none")
    if known.over:
        return []
    _need_supervisor(by, known.person)
    _need_reason(why, CLOSING_REASONS)
    return [s.ShiftClosed(shift, by.id, why.reason, why.note)]


def decide_absent(
    house: House,
    shift: str,
    by: Person,
    found: Sequence[Difference],
    numbers: Counted,
    why: Why,
    count: Count = NO_COUNT,
) -> list[e.Event]:
    """Return the end of the shift of somebody who left without clocking off; their keys stay theirs, and due.

    Nobody has to count for them: whoever is next off duty does, and the sheet tells what was counted and what was not.

    Raises:
        Refused: `supervisor.needed`, `shift.none`, `shift.own`, `reason.missing`, `shift.unexplained`.
    """
    known = house.shifts.get(shift)
    if known and known.absent:
        return []
    known = _need_on(house, shift)
    _need_supervisor(by, known.person)
    _need_reason(why, CLOSING_REASONS)
    _need_all_explained(house, found)
    held = [key.id for key in keys_in_the_way(house, known)]
    events: list[e.Event] = [s.ShiftKeyLeft(shift, key, by.id, why.reason, why.note) for key in held]
    handover = _handover(house, known, found, numbers, count)
    let_go = tuple(LetGo(key, by.id, why.reason, why.note) for key in held)
    handover = replace(handover, let_go=(*handover.let_go, *let_go))
    return [*events, s.ShiftEndedAbsent(shift, by.id, why.reason, why.note, handover)]


def _handover(
    house: House, shift: Shift, found: Sequence[Difference], numbers: Counted, count: Count
) -> Handover:
    out = tuple(
        KeyOutside(key.id, key.custodian.id, key.due)
        for key in house.keys.values()
        if key.custodian.kind is CustodianKind.PERSON
    )
    let_go = tuple(one for key in house.keys_with(shift.person) if (one := shift.leave_for(key)))
    notes = tuple(one.id for one in open_notes(house))
    return Handover(explained(house, found), out, let_go, numbers, tuple(count.made), notes)


def _need_on(house: House, shift: str) -> Shift:
    known = house.shifts.get(shift)
    if known is None or known.stage is not Stage.ON:
        raise Refused("shift.none")
    return known


def _need_supervisor(by: Person, whose: str) -> None:
    """Nobody lets themselves go."""
    if by.role not in SUPERVISORS or not by.active:
        raise Refused("supervisor.needed")
    if by.id == whose:
        raise Refused("shift.own")


def _need_reason(why: Why, allowed: Sequence[str]) -> None:
    if why.reason not in allowed or (why.reason == "other" and not why.note):
        raise Refused("reason.missing")


def _need_all_explained(house: House, found: Sequence[Difference]) -> None:
    if silent := unexplained(house, found):
        raise Refused("shift.unexplained", count=len(silent))
