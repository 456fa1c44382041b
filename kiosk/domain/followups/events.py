"""Facts about follow-ups: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class FollowUpEvent(Event):
    """Something about a follow-up; the base of all events here."""

    follow_up: str


@stored_as("followup.planned/1")
@dataclass(frozen=True)
class FollowUpPlanned(FollowUpEvent):
    """Something has ended. `drawn`: its customer is asked between `opens` and `due`; else passed over by lot."""

    of: str
    about: str
    number: str
    service: str
    person: str
    unit: str
    ended: datetime
    opens: datetime
    due: datetime
    handler: str
    target_percent: int
    drawn: bool


@stored_as("followup.phone_seen/1")
@dataclass(frozen=True)
class FollowUpPhoneSeen(FollowUpEvent):
    """Somebody has looked at the telephone number, to call."""

    by: str


@stored_as("followup.tried/1")
@dataclass(frozen=True)
class FollowUpTried(FollowUpEvent):
    """A call reached nobody. `act`: the form's, so that a double tap is one call."""

    act: str
    by: str


@stored_as("followup.ended/1")
@dataclass(frozen=True)
class FollowUpEnded(FollowUpEvent):
    """ "reached", "declined" or "given_up". `satisfaction` 1 to 5, 0 for none; `words`: what was said, in the vault."""

    result: str
    satisfaction: int
    words: str
    words_digest: str
    by: str


@stored_as("followup.led_to/1")
@dataclass(frozen=True)
class FollowUpLedTo(FollowUpEvent):
    """Something came of it: `what` "grievance" or "order", and its id."""

    what: str
    about: str
    by: str


@stored_as("followup.late/1")
@dataclass(frozen=True)
class FollowUpLate(FollowUpEvent):
    """Nobody has asked in time; the supervisors were told."""
