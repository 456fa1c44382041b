"""What events do to people, their badges, and guesses at their codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.evolution.at_hand import put
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.guesses import Guesses
from kiosk.domain.house import House
from kiosk.domain.people import Person, Role


@evolved.register
def _(event: e.PersonEnrolled, house: House, at: datetime) -> House:
    known = house.people.get(event.person)
    same = known is not None and known.badge == event.badge
    person = Person(
        id=event.person,
        role=Role(event.role),
        groups=event.groups,
        unit=event.unit,
        company=event.company,
        language=event.language,
        badge=event.badge,
        badge_proves=known is not None and same and known.badge_proves,
        badge_by_desk=known is not None and same and known.badge_by_desk,
        active=event.active,
        told_of_keys=known.told_of_keys if known else None,
        in_reach=known is not None and known.in_reach,
        home_since=_home_since(known, event, at),
    )
    return house.having(people=put(house.people, person.id, person))


def _home_since(known: Person | None, event: e.PersonEnrolled, at: datetime) -> datetime | None:
    """Return since when somebody lives in a home; whoever was away comes back to it as a stranger."""
    if not event.unit:
        return None
    stays = known is not None and known.unit == event.unit and (known.active or not event.active)
    return known.home_since if known is not None and stays else at


@evolved.register
def _(event: e.BadgeGiven, house: House, at: datetime) -> House:
    return _change_badge(house, event.person, event.badge, event.proves)


@evolved.register
def _(event: e.BadgeRevoked, house: House, at: datetime) -> House:
    known = house.people.get(event.person)
    kept = known.badge if known and known.badge != event.badge else None  # revoked was another one
    return _change_badge(house, event.person, kept, proves=bool(kept and known and known.badge_proves))


def _change_badge(house: House, person: str, badge: str | None, proves: bool) -> House:
    known = house.people.get(person)
    if known is None:
        return house
    changed = replace(known, badge=badge, badge_proves=proves, badge_by_desk=True)
    return house.having(people=put(house.people, person, changed))


@evolved.register
def _(event: e.GuessRefused, house: House, at: datetime) -> House:
    guesses = house.guesses.get(event.bucket, Guesses()).failed(at)
    return house.having(guesses=put(house.guesses, event.bucket, guesses))


@evolved.register
def _(event: e.CodeGuessRefused, house: House, at: datetime) -> House:
    guesses = house.guesses.get(event.bucket, Guesses()).failed(at, event.chance_e15 / 1e15)
    return house.having(guesses=put(house.guesses, event.bucket, guesses))
