"""Facts about the clock: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class TimekeepingEvent(Event):
    """Something about the clock; the base of all events here."""


@stored_as("clock.set_right/1")
@dataclass(frozen=True)
class ClockSetRight(TimekeepingEvent):
    """The machine had run ahead, and the record with it: a supervisor has said that it is `now` and not `was`.

    The only event at which time may run backwards in the log.
    """

    by: str
    was: datetime
    now: datetime


@stored_as("clock.caught_up/1")
@dataclass(frozen=True)
class ClockCaughtUp(TimekeepingEvent):
    """The time goes on from `now` and not from `was`, which was behind it. `by`: a supervisor, or "network".

    `since`: from when on the times on record were taken from a clock that nobody believed; None: all of them were.
    """

    by: str
    was: datetime
    now: datetime
    since: datetime | None
