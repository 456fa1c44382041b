"""Keys: who may take which, and that a key may always come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kiosk.domain import events as e
from kiosk.domain.bookings.standing import standing, why_booked
from kiosk.domain.house import House
from kiosk.domain.inspections.going import for_inspection
from kiosk.domain.items import CustodianKind, Key, at_place, with_person
from kiosk.domain.keys import events as r
from kiosk.domain.keys.asking import Answer, Asking, answer, joined, kinds_of
from kiosk.domain.keys.rules import Reason, Rulebook
from kiosk.domain.opening import opening
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep.knowing import out_of_service
from kiosk.domain.workorders.keys import meant, why_not_for

SAYS_WHAT_IS_WANTED = {
    "reason": "key.reason_needed",
    "note": "key.note_needed",
    "work_order": "key.work_order_needed",
    "authorisers": "key.authorisers_needed",
}
"""The refusal that stands for each thing still wanted; "with:<key>" is `key.pair_needed`."""


@dataclass(frozen=True)
class IssueKey:
    """An attendant asks for a key, having signed. `note` is the vault's reference to a note written by hand."""

    movement: str
    bearer: str
    key: str
    reason: str
    work_order: str
    signature: str
    """The vault's reference to the pen strokes."""
    signature_digest: str
    note: str = ""
    authorisers: tuple[str, ...] = ()
    """Who else proved to be there and agreed."""
    beside: tuple[str, ...] = ()
    """Keys that are to be taken right after it, in the same visit."""
    own_orders: bool = False
    """Whether every work order is one of ours: no other number is good for a key."""


@dataclass(frozen=True)
class ReturnKey:
    """Somebody brings a key back."""

    movement: str
    bearer: str
    key: str


def book_of(house: House, reasons: Sequence[str]) -> Rulebook:
    """Return the rules, with the site's own `reasons` alone: one that nothing was recorded of asks for nothing."""
    known = house.rulebook
    return replace(known, reasons={code: known.reasons.get(code) or Reason(code) for code in reasons})


def may_take(house: House, person: Person, key: Key, at: datetime) -> str | None:
    """Return None if `person` may take `key` at `at` (the site's time zone), else the code of the reason why not."""
    if not person.active:
        return "person.inactive"
    if person.role not in STAFF:
        return "key.not_yours"
    return (
        house.rulebook.why_no_right(person, key, at)
        or not_in_reach(house, key)
        or why_booked(house, person, key, at)
    )


def not_in_reach(house: House, key: Key) -> str | None:
    """Return None if a key hangs in its slot for anybody with a right to it, else the code of what is in the way."""
    if unfit := out_of_service(house, key.id):
        return unfit
    if house.moving(key.id):
        return "key.moving"
    if key.custodian.kind is CustodianKind.PLACE and key.custodian.id != key.place:
        return "key.elsewhere"
    if key.custodian != at_place(key.place):
        return "key.out"
    if house.door(key.place).doubt:
        return "door.doubt"
    if house.under_way(key.place):
        return "door.busy"
    return None


def asked(house: House, command: IssueKey, reasons: Sequence[str], at: datetime) -> Answer:
    """Return what the rules say to an asking, before anything is signed.

    Raises:
        Refused: with the code of the rule that says no.
    """
    person, key = house.people.get(command.bearer), house.keys.get(command.key)
    if person is None or key is None:
        raise Refused("key.not_yours")
    booked = standing(house, person.id, key.id, at)
    if why_not := may_take(house, person, key, at):
        free = booked.present.until if booked.present and why_not == "key.booked" else None
        raise Refused(why_not, place=key.place, again=free or house.rulebook.next_hour(person, key, at))
    held = [one.id for one in house.keys_with(person.id)]
    asking = Asking(
        person=person,
        key=key,
        at=at,
        reason=command.reason,
        note=command.note,
        work_order=command.work_order,
        authorisers=[house.people[name] for name in command.authorisers if name in house.people],
        held=held,
        beside=command.beside,
        kinds=kinds_of(house.keys, held, command.beside),
        booked_by=booked.booked_by,
        booked_until=booked.present.until.astimezone(at.tzinfo) if booked.present else None,
        next_booked=booked.coming.since.astimezone(at.tzinfo) if booked.coming else None,
    )
    told = answer(book_of(house, reasons), house.consents.values(), asking)
    if told.refused:
        raise Refused(told.refused, place=key.place, **dict(told.facts))
    if why_not := why_not_for(house, key, command.work_order, own_only=command.own_orders):
        raise Refused(why_not, place=key.place, order=command.work_order)
    return for_inspection(house, person, key, command.reason, at, told)


def asked_together(
    house: House, command: IssueKey, reasons: Sequence[str], at: datetime
) -> tuple[Answer, ...]:
    """Return what the rules say of the key and of each that is to go with it, in that order.

    Raises:
        Refused: with the code of the rule that says no to one of them.
    """
    visit = (command.key, *command.beside)
    return tuple(
        asked(house, replace(command, key=key, beside=tuple(one for one in visit if one != key)), reasons, at)
        for key in visit
    )


def decide_issue(house: House, command: IssueKey, reasons: Sequence[str], at: datetime) -> list[e.Event]:
    """Return the intent, what it was granted on, and the slot's command; nothing for a movement known already.

    `at` is the present in the site's time zone.

    Raises:
        Refused: with the code of the rule that says no.
    """
    if command.movement in house.movements:
        return []
    together = asked_together(house, command, reasons, at)
    told, whole, key = together[0], joined(together), house.keys[command.key]
    if whole.wanted:
        wanted, _, other = whole.wanted[0].partition(":")
        code = SAYS_WHAT_IS_WANTED.get(wanted, "key.pair_needed")
        raise Refused(code, place=key.place, key=other, count=whole.authorisers_wanted)
    if not command.signature:
        raise Refused("signature.missing")
    intent = e.KeyIssueIntended(
        movement=command.movement,
        key=key.id,
        bearer=command.bearer,
        place=key.place,
        reason=command.reason,
        work_order=meant(house, key, command.work_order),
        signature=command.signature,
        signature_digest=command.signature_digest,
        unit=key.unit or "",
    )
    granted = r.KeyIssueGranted(
        movement=command.movement,
        due=told.due.astimezone(UTC) if told.due else None,
        note=command.note,
        authorisers=command.authorisers,
        consent=told.consent,
        report=told.report,
    )
    return [intent, granted, opening(house, key.place, command.movement, command.bearer)]


def decide_return(house: House, command: ReturnKey, slot: str = "") -> list[e.Event]:
    """Return the intent and the slot's command. No state of the person or the hour refuses a return.

    `slot`: where the key is to hang, if not in the slot it hung in last.

    Raises:
        Refused: `key.not_with_you`, or `door.busy` while somebody else stands before that very slot.
    """
    if command.movement in house.movements:
        return []
    key = house.keys.get(command.key)
    if key is None or key.custodian != with_person(command.bearer):
        raise Refused("key.not_with_you")
    place = slot or key.place
    if house.under_way(place) or house.moving(key.id):
        raise Refused("door.busy", place=place)
    return [
        e.KeyReturnIntended(command.movement, key.id, command.bearer, place, key.unit or ""),
        opening(house, place, command.movement, command.bearer),
    ]


def decide_report(house: House, movement: str, by: Person, report: str, digest: str) -> list[e.Event]:
    """Return the event by which an emergency is accounted for. `report`: the vault's reference to what was written.

    Raises:
        Refused: `staff.needed`; `report.not_due` where nothing is to be written, or somebody has written it.
    """
    known = house.movements.get(movement)
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    if known is None or not known.report_due:
        raise Refused("report.not_due")
    return [r.KeyEmergencyReported(movement, by.id, report, digest)]
