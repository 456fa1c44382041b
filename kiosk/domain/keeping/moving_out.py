"""A household that moves out takes its consents along: whoever moves in has agreed to nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.house import House, Recorded
from kiosk.domain.inspections.evolving import without_consent
from kiosk.domain.keeping.keeping import keys_of
from kiosk.domain.keys.consent import Consent
from kiosk.domain.movein.events import MoveInEnded
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.pending import Pending
from kiosk.domain.people import Person

TASK = "home_keys"


def with_home_left(before: House, after: House, recorded: Recorded) -> House:
    """Return the house after an event, without the consents of whoever lives in their home no more by it."""
    event = recorded.event
    if isinstance(event, e.PersonEnrolled | PersonForgotten):
        left = _has_left(before.people.get(event.person), after.people.get(event.person))
        gone = [one for one in after.consents.values() if left and one.given_by == event.person]
    elif isinstance(event, MoveInEnded):
        gone = _of_those_before(after, before.move_ins.get(event.move_in))
    else:
        return after
    for one in gone:
        if one.holds_at(recorded.at):
            after = _without(after, one, recorded.at)
    return after


def _of_those_before(house: House, move_in: MoveIn | None) -> list[Consent]:
    """Return what was agreed in a home before the owner, who has signed for its keys now, came to live there."""
    owner = house.people.get(move_in.owner) if move_in else None
    if move_in is None or owner is None or owner.home_since is None:
        return []
    own = (one for one in house.consents.values() if one.unit == move_in.unit)
    return [one for one in own if one.given_by != owner.id and one.since < owner.home_since]


def _has_left(before: Person | None, after: Person | None) -> bool:
    if before is None or not before.unit or not before.active:
        return False
    return after is None or not after.active or after.unit != before.unit


def _without(house: House, consent: Consent, at: datetime) -> House:
    """Return the house after a consent went with its giver; every plan that rests on it is over."""
    others = {name: one for name, one in house.consents.items() if name != consent.id}
    over = replace(consent, withdrawn_at=at, moved_out=True)
    house = without_consent(house, consent.id, consent.given_by, at)
    return house.having(consents={**others, consent.id: over})


def keys_left_behind(house: House, now: datetime) -> Iterator[Pending]:
    """Yield the homes whose keys are still here though who agreed to that has moved out, and nobody has since.

    It ends when the keys go home, at a move-in or otherwise, or when somebody who lives there now has signed.
    """
    gone: dict[str, datetime] = {}
    for one in house.consents.values():
        if one.moved_out and one.withdrawn_at is not None:
            gone[one.unit] = max(gone.get(one.unit, one.withdrawn_at), one.withdrawn_at)
    for unit, since in gone.items():
        own = [one for one in house.consents.values() if one.unit == unit and not one.moved_out]
        asked = any(one.since >= since or one.holds_at(now) for one in own)
        if not asked and keys_of(house, unit):
            yield Pending(TASK, since, urgent=False, about=unit)
