"""Facts about bookings: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class BookingEvent(Event):
    """Something about one booking has changed; the base of all events here."""

    booking: str


@stored_as("key.booked/1")
@dataclass(frozen=True)
class KeyBooked(BookingEvent):
    """A key is booked for somebody.

    `why`, `words`, `digest`: the reason why others were displaced for it, the vault's reference to what was typed
    and its SHA-256; "" where nobody was.
    """

    key: str
    person: str
    by: str
    since: datetime
    until: datetime
    why: str
    words: str
    digest: str


@stored_as("key.booking.changed/1")
@dataclass(frozen=True)
class BookingChanged(BookingEvent):
    """It is for another time now; the reason as in `KeyBooked`."""

    by: str
    since: datetime
    until: datetime
    why: str
    words: str
    digest: str


@stored_as("key.booking.cancelled/1")
@dataclass(frozen=True)
class BookingCancelled(BookingEvent):
    """Nobody needs it any more."""

    by: str


@stored_as("key.booking.displaced/1")
@dataclass(frozen=True)
class BookingDisplaced(BookingEvent):
    """A supervisor has put another booking in its place."""

    displaced_by: str
    by: str


@stored_as("key.booking.seen/1")
@dataclass(frozen=True)
class BookingSeen(BookingEvent):
    """Its person knows that it was displaced. `by`: who said so; "" where only its hour has passed."""

    by: str


@stored_as("key.booking.taken/1")
@dataclass(frozen=True)
class BookingTaken(BookingEvent):
    """The key went out for it. `movement`: "" where its person held the key already."""

    movement: str


@stored_as("key.booking.over/1")
@dataclass(frozen=True)
class BookingOver(BookingEvent):
    """The key that was taken for it is no more with its person."""


@stored_as("key.booking.released/1")
@dataclass(frozen=True)
class BookingReleased(BookingEvent):
    """It ended by itself: "no_show", "key_away", "key_gone" or "person_inactive"."""

    why: str
