"""A contractor asks for a key, and somebody of the house answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.bookings.standing import standing
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.contractors import staff, stay_of
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.items import Key, with_person
from kiosk.domain.keys.asking import Answer, Asking, answer, kinds_of
from kiosk.domain.keys.issuing import book_of, not_in_reach
from kiosk.domain.movements import Stage
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders.keys import meant, why_not_for

MOST_ERRANDS = 12
"""Keys that one contractor is given in one stay."""
NO_RIGHT = ("key.not_yours", "key.right_over", "key.right_later", "key.not_now", "person.inactive")


@dataclass(frozen=True)
class Ask:
    """A contractor asks for a key. `note`: the vault's reference to what was written about it."""

    stay: str
    errand: str
    key: str
    reason: str
    work_order: str
    note: str
    deposit_cents: int
    by: Person
    at: datetime
    """The present, in the site's zone."""
    own_orders: bool = False
    """Whether every work order is one of ours."""


def errand_of(stay: Stay, errand: str) -> Errand:
    """Return one errand of a stay.

    Raises:
        Refused: `errand.unknown`.
    """
    if errand not in stay.errands:
        raise Refused("errand.unknown")
    return stay.errands[errand]


def is_out(house: House, stay: Stay, errand: Errand) -> bool:
    """Return whether the contractor has the key of an errand, or stands at its slot."""
    moving = house.moving(errand.key)
    if moving is not None and moving.bearer == stay.person:
        return True
    key = house.keys.get(errand.key)
    return bool(errand.movement) and key is not None and key.custodian == with_person(stay.person)


def may_go(house: House, stay: Stay, errand: Errand) -> bool:
    """Return whether an errand's key has yet to leave: nobody's word is good for two outings."""
    if not errand.movement:
        return True
    tried = house.movements.get(errand.movement)
    return tried is not None and tried.stage is Stage.ABANDONED


def of_today(stay: Stay, at: datetime) -> None:
    """Return if a stay has begun on this day (`at` in the site's zone): who comes again signs again.

    Raises:
        Refused: `contractor.day_over`.
    """
    if stay.begun.astimezone(at.tzinfo).date() != at.date():
        raise Refused("contractor.day_over")


def answer_for(
    house: House,
    stay: Stay,
    errand: Errand,
    sponsor: Person,
    by: Person,
    reasons: Sequence[str],
    at: datetime,
) -> Answer:
    """Return what the rules say to an errand that `sponsor` answers for; `by`, who serves, is the second person.

    Raises:
        Refused: with the code of the rule that says no; `sponsor.self`, `sponsor.not_here`.
    """
    person, key = house.people.get(stay.person), house.keys.get(errand.key)
    if person is None or key is None:
        raise Refused("key.not_yours")
    _may_sponsor(stay, key, sponsor)
    booked = standing(house, sponsor.id, key.id, at)
    asking = Asking(
        person=person,
        key=key,
        at=at,
        reason=errand.reason,
        note=errand.note,
        work_order=errand.work_order,
        authorisers=[by],
        held=[held.id for held in house.keys_with(person.id)],
        kinds=kinds_of(house.keys, (held.id for held in house.keys_with(person.id))),
        booked_by=person.id if booked.booked_by == sponsor.id else booked.booked_by,
        booked_until=booked.present.until.astimezone(at.tzinfo) if booked.present else None,
        next_booked=booked.coming.since.astimezone(at.tzinfo) if booked.coming else None,
        sponsor=sponsor,
    )
    told = answer(book_of(house, reasons), house.consents.values(), asking)
    if told.refused:
        raise Refused(_in_their_words(house, key, told.refused, at), place=key.place, **dict(told.facts))
    return told


def _in_their_words(house: House, key: Key, code: str, at: datetime) -> str:
    """Return a refusal's code as it is meant here: for the one who answers, and for a consent without contractors."""
    if code in ("consent.none", "consent.group") and _staff_may(house, key, at):
        return "consent.contractor"
    return "sponsor.no_right" if code in NO_RIGHT else code


def _may_sponsor(stay: Stay, key: Key, sponsor: Person) -> None:
    """Who answers for a contractor: staff, or a resident for the key of the own home; never themselves."""
    if sponsor.id == stay.person:
        raise Refused("sponsor.self")
    at_home = sponsor.role is Role.RESIDENT and bool(key.unit) and key.unit == sponsor.unit
    if sponsor.role not in STAFF and not at_home:
        raise Refused("sponsor.not_here")
    if not sponsor.active:
        raise Refused("person.inactive")


def _staff_may(house: House, key: Key, at: datetime) -> bool:
    return any(one.unit == key.unit and one.holds_at(at) for one in house.consents.values())


def decide_ask(house: House, command: Ask, reasons: Sequence[str]) -> list[e.Event]:
    """Return the errand; nothing for one that is known.

    Raises:
        Refused: `staff.needed`, `contractor.unknown`, `contractor.left`, `key.reason_needed`, `key.not_yours`,
            `contractor.not_this_key`, `contractor.too_many`, `contractor.day_over`; as `not_in_reach`.
    """
    stay, key = stay_of(house, command.stay), house.keys.get(command.key)
    if command.errand in stay.errands:
        return []
    staff(command.by)
    of_today(stay, command.at)
    if command.reason not in reasons:
        raise Refused("key.reason_needed")
    if key is None:
        raise Refused("key.not_yours", place="")
    if not house.rulebook.rule_for(key).contractors:
        raise Refused("contractor.not_this_key")
    if len(stay.errands) >= MOST_ERRANDS:
        raise Refused("contractor.too_many", most=MOST_ERRANDS)
    if why_not := not_in_reach(house, key) or why_not_for(
        house, key, command.work_order, own_only=command.own_orders
    ):
        raise Refused(why_not, place=key.place, order=command.work_order)
    return [
        c.ContractorAsked(
            command.stay,
            command.errand,
            key.id,
            command.reason,
            meant(house, key, paper_number(command.work_order, 20)),
            command.note,
            command.deposit_cents,
            command.by.id,
        )
    ]


def decide_drop(house: House, stay: str, errand: str, by: Person) -> list[e.Event]:
    """Return that a key is not wanted after all; nothing where that is so already.

    Raises:
        Refused: `staff.needed`; `contractor.keys_out` once it has left; `contractor.deposit_here` while money is here.
    """
    known = stay_of(house, stay)
    if errand not in known.errands:
        return []
    staff(by)
    asked = known.errands[errand]
    if is_out(house, known, asked) or not may_go(house, known, asked):
        raise Refused("contractor.keys_out")
    if asked.holds_money:
        raise Refused("contractor.deposit_here")
    return [c.ContractorAskedNoMore(stay, errand, by.id)]


def decide_sponsor(
    house: House, stay: str, errand: str, sponsor: Person, how: str, by: Person, told: Answer
) -> list[e.Event]:
    """Return that somebody answers for an errand, and how they were identified. `told`: the rules let them.

    Raises:
        Refused: `staff.needed`, `errand.unknown`; `sponsor.too_late` once the key has left.
    """
    staff(by)
    known = stay_of(house, stay)
    asked = errand_of(known, errand)
    if asked.sponsor == sponsor.id:
        return []
    if is_out(house, known, asked) or not may_go(house, known, asked):
        raise Refused("sponsor.too_late")
    if "reason" in told.wanted:
        raise Refused("key.reason_needed")
    return [
        e.PersonIdentified(sponsor.id, how),
        c.ContractorSponsored(stay, errand, sponsor.id, how, by.id),
    ]
