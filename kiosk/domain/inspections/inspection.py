"""The inspection of an empty home (房屋托管): the owner's plan, and each time that somebody looked after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

REASON = "inspection"
"""The reason for which a key leaves under a plan."""
POINTS = ("doors", "water", "power", "gas", "damp", "plants")
"""What is usually looked at: doors and windows, water and leaks, power, gas, smell and damp, plants."""
WISH = "wish-"
"""A further point of the owner's own: "wish-1" is the first line of what the vault keeps."""
FINE, FOUND, URGENT, NOT_LOOKED = "fine", "found", "urgent", "not_looked"
FINDINGS = (FINE, FOUND, URGENT, NOT_LOOKED)
TELLS = ("each", "findings", "paper")
"""How an owner wants to be told: each time, only of findings, or by a sheet of paper each time."""


@dataclass(frozen=True)
class Plan:
    """One home's plan. `from_min` and `until_min` are minutes of the day, by the site's clock.

    `weekday`: 0 is Monday; None: counted in days from `first` alone. `who`: "group:desk", "person:a-lin".
    """

    id: str
    unit: str
    given_by: str
    consent: str
    every_days: int
    weekday: int | None
    from_min: int
    until_min: int
    duration_min: int
    who: tuple[str, ...]
    points: tuple[str, ...]
    wishes: str
    """The vault's reference to the owner's own points, "" for none."""
    tells: str
    first: date
    signed: str
    made: datetime
    dealt_with: date | None = None
    """Up to this day nothing waits any more."""
    due_day: date | None = None
    due_since: datetime | None = None
    closes: datetime | None = None
    """When the one that is due now is late."""
    paused_from: date | None = None
    paused_until: date | None = None
    """The last day of the pause; None: until somebody ends it."""
    ended: datetime | None = None
    ended_by: str = ""

    def paused_on(self, day: date) -> bool:
        """Return whether nobody is to come on that day."""
        if self.paused_from is None or day < self.paused_from:
            return False
        return self.paused_until is None or day <= self.paused_until


class Stage(Enum):
    """How far an inspection has come."""

    BEGUN = "begun"
    """The key left for it; what was found is not all told yet."""
    REPORTED = "reported"
    NOT_MADE = "not made"
    """The key left, and nobody could go in."""
    MISSED = "missed"
    """Its day passed, and the next one came."""


@dataclass(frozen=True)
class Photo:
    """One picture; the vault keeps it under the owner's key. `source`: "camera" or "file"."""

    id: str
    point: str
    source: str
    digest: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Inspection:
    """One time that a home was looked after, or should have been. Its id is that of the key's issue."""

    id: str
    plan: str
    unit: str
    given_by: str
    stage: Stage
    begun: datetime
    day: date | None
    """The day of the plan that it stands for; None: out of turn."""
    tells: str = "each"
    key: str = ""
    by: str = ""
    points: tuple[str, ...] = ()
    wishes: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    """Point -> the vault's reference to the note."""
    photos: tuple[Photo, ...] = ()
    over: datetime | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The points that nothing was said of yet."""
        return tuple(point for point in self.points if point not in self.answers)

    @property
    def findings(self) -> tuple[str, ...]:
        """The points where something was found."""
        return tuple(point for point in self.points if self.answers.get(point) in (FOUND, URGENT))


@dataclass(frozen=True)
class UrgentFinding:
    """Water, gas, an open door: somebody has to see to it now. `order`: the work order, once there is one."""

    id: str
    inspection: str
    unit: str
    point: str
    by: str
    since: datetime
    order: str = ""
