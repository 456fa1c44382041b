"""A booking: one key for one person, from an hour until another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class BookingStage(Enum):
    """How far a booking has come."""

    BOOKED = "booked"
    TAKEN = "taken"
    """The key is out for it."""
    DISPLACED = "displaced"
    """A supervisor has put another one in its place; the person may not know yet."""
    OVER = "over"
    """The key came back."""
    CANCELLED = "cancelled"
    RELEASED = "released"
    """It ended by itself: `note` says why."""


LIVE = (BookingStage.BOOKED, BookingStage.TAKEN)


@dataclass(frozen=True)
class Booking:
    """One booking. `since` and `until` are UTC; at `until` the key is free for the next one."""

    id: str
    key: str
    person: str
    by: str
    """Who made it: the person, or a supervisor for them."""
    since: datetime
    until: datetime
    made: datetime
    stage: BookingStage = BookingStage.BOOKED
    ended: datetime | None = None
    note: str = ""
    """Why it was released: "no_show", "key_away", "key_gone" or "person_inactive"."""
    displaced_by: str = ""
    """The booking that was put in its place."""
    seen: bool = False
    """The person knows that it was displaced."""
    why: str = ""
    """Why others were displaced for it: a code, with what was typed in the vault under `words`."""
    words: str = ""

    @property
    def live(self) -> bool:
        """Whether it still keeps the key from others."""
        return self.stage in LIVE

    @property
    def at_hand(self) -> bool:
        """Whether somebody still waits for something of it: the key, or to be told."""
        return self.live or (self.stage is BookingStage.DISPLACED and not self.seen)

    def covers(self, at: datetime) -> bool:
        """Return whether `at` lies in it."""
        return self.since <= at < self.until

    def overlaps(self, since: datetime, until: datetime) -> bool:
        """Return whether it has a moment in common with that time."""
        return self.since < until and since < self.until


@dataclass(frozen=True)
class BookingPolicy:
    """What a site allows: how many days ahead, how many hours and bookings at most, when nobody came for the key."""

    days_ahead: int = 14
    longest_h: int = 24
    no_show_min: int = 30
    most: int = 20
    """How many of one person may stand at a time: nobody keeps a cabinet to themselves."""
