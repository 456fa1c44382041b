"""An erasure: everything personal that was kept of somebody is destroyed, and that it was is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

REASONS = ("asked", "moved_out", "left_job", "mistake")
"""Why somebody is erased: they ask for it, they live or work here no more, or never should have been on record."""
SLIP = "erasure slip"


@dataclass(frozen=True)
class Erasure:
    """Whose data was destroyed, by whom and when; nothing of it tells who that was.

    `records`: how many things were sealed under their key; `backups_until`: the day by which no backup has them.
    """

    person: str
    id: str
    role: str
    by: str
    second: str
    why: str
    records: int
    backups_until: date
    at: datetime

    @property
    def number(self) -> str:
        """What people call it: it stands on its paper."""
        return f"E{self.id[:6].upper()}"
