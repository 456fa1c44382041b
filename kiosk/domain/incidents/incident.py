"""Incident reports (特别事件报告): what happened, where and when, to whom, what was done; due within a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from kiosk.domain.people import Person, Role

KINDS = (
    "fire",
    "water",
    "gas",
    "power",
    "lift",
    "medical",
    "theft",
    "intrusion",
    "dispute",
    "damage",
    "falling",
    "emergency",
    "other",
)
"""What may have happened; "falling": something fell from above, "emergency": doors were released."""
PARTS = ("place", "course", "people", "measures", "result")
"""What is told of it, each part in the vault by itself."""
NEEDED = ("place", "course", "measures")
"""What a report can't do without."""
CLOSE = ("people",)
"""What only those read who need to know."""
SOURCES = ("", "alarm", "emergency", "movement")
"""What a report may be begun from."""
HOW = ("email", "hand", "system", "phone", "other")
"""How a report may have gone to the company."""
DUE_AFTER = timedelta(hours=24)
"""A report is with the company within a day of what happened."""
REMIND_AFTER = timedelta(hours=18)
MANAGER_AFTER = timedelta(hours=48)
MOST_PHOTOS = 12
RECENT = 12
"""How many reports that are over stay at hand; the rest is in the register."""


class Stage(Enum):
    """How far a report is."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    """It was begun by mistake; a supervisor said so."""


@dataclass(frozen=True)
class Photo:
    """One picture, as it was sealed. `source`: "camera" or "file"; `size` in bytes."""

    id: str
    source: str
    digest: str
    size: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Addition:
    """Something that was added to a finished report. `words`: the vault's reference."""

    id: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Incident:
    """One report. `source`, `about`: what it was begun from. `parts`: the vault's references by part."""

    id: str
    year: int
    number: int
    kind: str
    happened: datetime
    made: datetime
    by: str
    source: str = ""
    about: str = ""
    stage: Stage = Stage.DRAFT
    parts: Mapping[str, str] = field(default_factory=dict)
    writers: tuple[str, ...] = ()
    """Who has written in it, whoever began it first."""
    photos: tuple[Photo, ...] = ()
    signed_by: str = ""
    signed: datetime | None = None
    signature: str = ""
    sent_by: str = ""
    sent: datetime | None = None
    how: str = ""
    additions: tuple[Addition, ...] = ()
    ended_by: str = ""
    """Who has withdrawn it."""
    why: str = ""
    """The vault's reference to why it was withdrawn."""
    step: int = 0
    """Who was told that it is due: nobody (0), its writer (1), the supervisors (2), the property manager (3)."""

    @property
    def name(self) -> str:
        """What people call it: "2026-003"."""
        return f"{self.year}-{self.number:03}"

    @property
    def due(self) -> datetime:
        """When it has to be with the company."""
        return self.happened + DUE_AFTER

    @property
    def open(self) -> bool:
        """Whether the company has yet to get it."""
        return self.stage in (Stage.DRAFT, Stage.SIGNED)

    @property
    def finished(self) -> bool:
        """Whether nothing in it changes any more; something may be added."""
        return self.stage in (Stage.SIGNED, Stage.SENT)

    @property
    def late_sent(self) -> bool:
        """Whether it went out after it was due."""
        return self.sent is not None and self.sent > self.due


def may_read(incident: Incident, person: Person) -> bool:
    """Return whether somebody needs to know who was concerned: who writes it, and who answers for the desk."""
    return person.active and (
        person.id in (incident.by, *incident.writers, incident.signed_by)
        or person.role in (Role.SUPERVISOR, Role.MANAGER)
    )


def kept(incidents: Mapping[str, Incident]) -> dict[str, Incident]:
    """Return the reports that stay at hand: all open ones, the newest that are over, and the last number's."""
    over = [name for name, one in incidents.items() if not one.open]
    last = max(incidents.values(), key=lambda one: (one.year, one.number), default=None)
    gone = set(over[:-RECENT]) - {last.id if last else ""}
    return {name: one for name, one in incidents.items() if name not in gone}
