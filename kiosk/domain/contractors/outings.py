"""A contractor's key goes out, due the same day, and comes back: by anybody, at any hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.contractors import borne, staff, stay_of
from kiosk.domain.contractors.deposits import KEY_SLIP, slip_of
from kiosk.domain.contractors.errands import answer_for, errand_of, may_go, of_today
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.keys import events as r
from kiosk.domain.keys.asking import Answer
from kiosk.domain.keys.issuing import SAYS_WHAT_IS_WANTED, ReturnKey, not_in_reach
from kiosk.domain.opening import opening
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused


@dataclass(frozen=True)
class Take:
    """A contractor has signed for an errand's key; `closing_min` is the minute of the day by which keys are due."""

    stay: str
    errand: str
    movement: str
    slip: str
    signature: str
    signature_digest: str
    by: Person
    closing_min: int


def due_of(told: datetime | None, at: datetime, closing_min: int) -> datetime:
    """Return when a key that leaves at `at` (the site's zone) is due: the same day, by closing or by the key's rule.

    After closing it is due before midnight.
    """
    midnight = datetime.combine(at.date(), time(), at.tzinfo)
    closing = midnight + timedelta(minutes=closing_min)
    last = closing if at < closing else datetime.combine(at.date(), time(23, 59, 59), at.tzinfo)
    return min(last, told) if told is not None and told > at else last


def decide_take(house: House, command: Take, reasons: Sequence[str], at: datetime) -> list[e.Event]:
    """Return the intent, on what it rests, and the slot's command; nothing for a movement known already.

    `at` is the present in the site's zone.

    Raises:
        Refused: `staff.needed`, `sponsor.needed`, `deposit.needed`, `signature.missing`, `errand.over`,
            `contractor.day_over`; with the code of the rule that says no; as `not_in_reach`.
    """
    if command.movement in house.movements:
        return []
    staff(command.by)
    stay = stay_of(house, command.stay)
    of_today(stay, at)
    errand = errand_of(stay, command.errand)
    key = house.keys.get(errand.key)
    if key is None or not may_go(house, stay, errand):
        raise Refused("errand.over")
    if why_not := not_in_reach(house, key):
        raise Refused(why_not, place=key.place)
    sponsor = house.people.get(errand.sponsor)
    if sponsor is None:
        raise Refused("sponsor.needed")
    told = answer_for(house, stay, errand, sponsor, command.by, reasons, at)
    if told.wanted:
        wanted, _, other = told.wanted[0].partition(":")
        code = SAYS_WHAT_IS_WANTED.get(wanted, "key.pair_needed")
        raise Refused(code, place=key.place, key=other, count=told.authorisers_wanted)
    if errand.owes:
        raise Refused("deposit.needed")
    if errand.deposit is not None and errand.deposit.settled:
        raise Refused("errand.over")
    if not command.signature:
        raise Refused("signature.missing")
    return _taken(house, command, stay, errand, key, told, at)


def _taken(
    house: House, command: Take, stay: Stay, errand: Errand, key: Key, told: Answer, at: datetime
) -> list[e.Event]:
    intent = e.KeyIssueIntended(
        movement=command.movement,
        key=key.id,
        bearer=stay.person,
        place=key.place,
        reason=errand.reason,
        work_order=errand.work_order,
        signature=command.signature,
        signature_digest=command.signature_digest,
        unit=key.unit or "",
    )
    beside = (command.by.id,) if command.by.id != errand.sponsor else ()
    granted = r.KeyIssueGranted(
        movement=command.movement,
        due=due_of(told.due, at, command.closing_min).astimezone(UTC),
        note="",
        authorisers=(errand.sponsor, *beside),
        consent=told.consent,
        report=told.report,
    )
    takes = c.ContractorTakes(stay.id, errand.id, command.movement, command.slip)
    return [intent, granted, takes, opening(house, key.place, command.movement, stay.person)]


def brought(house: House, command: ReturnKey, how: str, by: str) -> list[e.Event]:
    """Return who brings a contractor's key back, and how they came to: "desk", "slip" or "sponsor".

    Nothing for anybody else's key. It says no to nothing: the return itself is decided as any other.
    """
    key = house.keys.get(command.key)
    found = borne(house, key) if key else None
    if found is None or command.movement in house.movements or key is None:
        return []
    stay, errand = found
    return [c.ContractorKeyBrought(stay.id, errand.id, command.movement, how, by)]


def bearer_for(house: House, key: str, person: str) -> str:
    """Return for whom `person` brings a key back: for the contractor they answer for, else for themselves."""
    known = house.keys.get(key)
    found = borne(house, known) if known else None
    return found[0].person if found and found[1].sponsor == person else person


def by_slip(house: House, slip: str) -> tuple[Stay, Errand] | None:
    """Return the stay and errand that a slip's number is of, if it is a contractor's."""
    for stay in house.stays.values():
        for errand in stay.errands.values():
            if errand.slip == slip and slip:
                return stay, errand
    return None


def key_slip(house: House, movement: str) -> list[e.Event]:
    """Return the slip for a contractor who has taken a key; nothing for anybody else's movement."""
    for stay in house.stays.values():
        for errand in stay.errands.values():
            if errand.movement == movement:
                return [slip_of(house, stay, f"k-{movement[:16]}", KEY_SLIP, errand.id)]
    return []
