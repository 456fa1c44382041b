"""Facts about the rules that guard keys: what each event is called on disk, and what it carries.

`by` is who made the rule: a person, or "file" for one that the enrolment brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.keys.timetable import Span


@dataclass(frozen=True)
class RuleEvent(Event):
    """Something about the rules has changed; the base of all events here."""


FILE = "file"
"""Who made the rules that stand in a file."""


@stored_as("key.grant.given/1")
@dataclass(frozen=True)
class GrantGiven(RuleEvent):
    """Somebody may take something; one of the same id is replaced."""

    grant: str
    who: str
    what: str
    timetable: str | None
    since: date | None
    until: date | None
    by: str


@stored_as("key.grant.ended/1")
@dataclass(frozen=True)
class GrantEnded(RuleEvent):
    """A right is over at once."""

    grant: str
    by: str


@stored_as("key.rule.set/1")
@dataclass(frozen=True)
class KeyRuleSet(RuleEvent):
    """What one key ("key:k-1") or a kind of keys ("kind:plant") asks for; None: nothing beyond the right."""

    subject: str
    rule: KeyRule | None
    by: str


@stored_as("timetable.set/1")
@dataclass(frozen=True)
class TimetableSet(RuleEvent):
    """The hours of a named timetable, Monday first; `on_holidays` None: a holiday is a day like others."""

    timetable: str
    days: tuple[tuple[Span, ...], ...]
    on_holidays: tuple[Span, ...] | None
    by: str


@stored_as("key.reason.set/1")
@dataclass(frozen=True)
class ReasonSet(RuleEvent):
    """What a reason asks for."""

    reason: Reason
    by: str


@stored_as("estate.limits.set/1")
@dataclass(frozen=True)
class LimitsSet(RuleEvent):
    """The estate's holidays, and how many keys a role may hold at once."""

    holidays: tuple[date, ...]
    most_at_once: tuple[tuple[str, int], ...]
    by: str


@stored_as("key.due_unless.set/1")
@dataclass(frozen=True)
class DueUnlessSet(RuleEvent):
    """When keys are due whose own rules say nothing of it: the next of these minutes of the day. None named: never."""

    at_min: tuple[int, ...]


@stored_as("key.rules.changed/1")
@dataclass(frozen=True)
class RulesChanged(RuleEvent):
    """Somebody changes one rule at the desk: the event after this one is the change itself.

    `subject`: what it is about, as `keys.changes.subject_of` names it. `why`: the vault's reference to their words,
    whose SHA-256 is `digest`.
    """

    change: str
    subject: str
    by: str
    why: str
    digest: str


@stored_as("consent.given/1")
@dataclass(frozen=True)
class ConsentGiven(RuleEvent):
    """A resident lets the unit's keys be taken; one of the same id is replaced."""

    consent: str
    unit: str
    given_by: str
    reasons: tuple[str, ...]
    since: datetime
    until: datetime
    signed: str
    groups: tuple[str, ...]
    told: bool


@stored_as("consent.withdrawn/1")
@dataclass(frozen=True)
class ConsentWithdrawn(RuleEvent):
    """A consent is over at once."""

    consent: str
    by: str


@stored_as("key.overdue/1")
@dataclass(frozen=True)
class KeyOverdue(Event):
    """A key is late, and one more step was taken: 1 the bearer is told, 2 the supervisors, 3 the property manager."""

    key: str
    bearer: str
    step: int


@stored_as("key.issue.granted/1")
@dataclass(frozen=True)
class KeyIssueGranted(Event):
    """On what an issue rests: who agreed, under which consent, and when the key is due.

    `report`: an emergency without the resident's consent; a report of its own is due.
    """

    movement: str
    due: datetime | None
    note: str
    authorisers: tuple[str, ...]
    consent: str
    report: bool


@stored_as("key.return.signed/1")
@dataclass(frozen=True)
class KeyReturnSigned(Event):
    """Whoever brought a key back has signed for it, after it was sensed; a return needs no signature to be one."""

    movement: str
    person: str
    signature: str
    signature_digest: str


@stored_as("key.emergency.reported/1")
@dataclass(frozen=True)
class KeyEmergencyReported(Event):
    """Somebody has written what happened when a home's key left without the resident's consent."""

    movement: str
    by: str
    report: str
    """The vault's reference to the words and the pen strokes."""
    digest: str
