"""A home's file (一户一档): who looked into it and why, and what the desk noted in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REASONS = (
    "resident_asks", "delivery", "repair", "key", "follow_up", "complaint", "emergency", "records",
)  # fmt: skip
"""Why somebody may look; each has its words."""
VISIT = timedelta(minutes=1)
"""So long one look covers the page being loaded; after that the reason is asked for again."""
LOOKS_AT_HAND = 60


@dataclass(frozen=True)
class Look:
    """One look into one home's file. `contacts`: the telephone numbers and addresses were shown as well.

    `person`: to whom a copy of all that is kept of them was given with it, "" for nobody.
    """

    id: str
    unit: str
    by: str
    why: str
    made: datetime
    contacts: bool = False
    person: str = ""

    def covers(self, person: str, unit: str, now: datetime) -> bool:
        """Return whether this look is the present visit of a person to a home's file."""
        return self.by == person and self.unit == unit and now - self.made <= VISIT


@dataclass(frozen=True)
class HomeNote:
    """Something the desk keeps in mind about a home. `words`: the vault's reference, sealed under `person`.

    `person`: the resident whom it is about.
    """

    id: str
    unit: str
    person: str
    by: str
    made: datetime
    words: str
    struck: datetime | None = None
    struck_by: str = ""
