"""What the bookings mean for somebody who asks for a key now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.bookings.booking import Booking, BookingStage
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.people import Person

EARLY = timedelta(minutes=15)
"""Whoever has booked a key may take it so long before, if nobody else has it booked until then."""


@dataclass(frozen=True)
class Standing:
    """How the bookings of one key stand for one person."""

    present: Booking | None = None
    """The booking of this hour, anybody's; else the person's own that begins in a moment."""
    coming: Booking | None = None
    """The next one of somebody else."""

    @property
    def booked_by(self) -> str | None:
        """Who has the key booked for this hour, if anybody."""
        return self.present.person if self.present else None


def standing(house: House, person: str, key: str, at: datetime) -> Standing:
    """Return how the bookings of `key` stand for `person` at `at`."""
    waiting = [one for one in house.bookings_of(key) if one.stage is BookingStage.BOOKED]
    present = next((one for one in waiting if one.covers(at)), None) or own_soon(waiting, person, at)
    later = [one for one in waiting if one.person != person and one.since > at]
    return Standing(present, min(later, key=lambda one: one.since, default=None))


def own_soon(waiting: Sequence[Booking], person: str, at: datetime) -> Booking | None:
    """Return the person's own booking among these that begins in a moment, if there is one."""
    soon = [one for one in waiting if one.person == person and at < one.since <= at + EARLY]
    return min(soon, key=lambda one: one.since, default=None)


def why_booked(house: House, person: Person, key: Key, at: datetime) -> str | None:
    """Return None if no booking keeps `key` from `person` at `at`, else "key.booked" or "key.booked_only"."""
    booked_by = standing(house, person.id, key.id, at).booked_by
    if booked_by is None:
        return "key.booked_only" if house.rulebook.rule_for(key).booked_only else None
    return None if booked_by == person.id else "key.booked"


def overlapping(house: House, key: str, since: datetime, until: datetime, but: str = "") -> list[Booking]:
    """Return the live bookings of `key` that have a moment of this time, oldest start first; `but` leaves one out."""
    found = [
        one for one in house.bookings_of(key) if one.live and one.id != but and one.overlaps(since, until)
    ]
    return sorted(found, key=lambda one: one.since)


def own_bookings(house: House, person: str) -> list[Booking]:
    """Return what somebody has booked and what of it was displaced without their knowing, in the order of time."""
    own = [one for one in house.bookings.values() if one.person == person and one.at_hand]
    return sorted(own, key=lambda one: one.since)
