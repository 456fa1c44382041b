"""The duty log (值班日志): what somebody wrote down, numbered without a gap, and what the house adds by itself.

Each line carries a mark made of its own contents and the mark of the line before it: whoever compares the number and
the mark of a printed book's last line with the log has compared every line of that year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.house import House

KINDS = ("patrol", "visitor", "notice", "handover", "other")
"""What may be written down: a round, a visitor, something noticed or ordered, for the next shift, anything else."""
BY_ITSELF = (
    "shift_on",
    "shift_off",
    "shift_taken",
    "shift_closed",
    "shift_absent",
    "alarm",
    "emergency",
    "emergency_over",
    "incident",
    "incident_signed",
    "incident_sent",
)
"""What the house adds: it refers to what it is about, and copies nothing of it."""
RECENT = 80
"""How many lines stay at hand; the rest is in the book."""
MARK_DIGITS = 16


@dataclass(frozen=True)
class DutyEntry:
    """One line. `id` sorts as the book does. `number` 0: the house has added it, and `about` is what it refers to.

    `happened`: when it was so; `made`: when it was written down. `words`: the vault's reference; `digest`: their
    SHA-256 in hex.
    """

    id: str
    kind: str
    made: datetime
    happened: datetime
    by: str
    year: int = 0
    number: int = 0
    words: str = ""
    digest: str = ""
    mark: str = ""
    about: str = ""
    act: str = ""
    """The id of the form that it was written on."""
    corrects: str = ""
    """The line that this one puts right."""
    corrected_by: str = ""
    """The line that puts this one right: what stands here is struck through, and can be read."""

    @property
    def written(self) -> bool:
        """Whether somebody has written it."""
        return self.number > 0

    @property
    def name(self) -> str:
        """What the line is called in the book: "2026-0007", "" where the house has added it."""
        return f"{self.year}-{self.number:04}" if self.written else ""


def last_written(house: House) -> DutyEntry | None:
    """Return the line that somebody has written last, None in an empty book."""
    found = [one for one in house.duty_entries.values() if one.written]
    return max(found, key=lambda one: (one.year, one.number), default=None)


def mark_of(entry: DutyEntry, before: str) -> str:
    """Return the mark of a line whose year's line before it has the mark `before`, "" for the first: 16 hex digits."""
    parts = (
        before,
        entry.name,
        entry.kind,
        entry.happened.isoformat(),
        entry.by,
        entry.digest,
        entry.corrects,
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:MARK_DIGITS]


def kept(entries: Mapping[str, DutyEntry]) -> dict[str, DutyEntry]:
    """Return the lines that stay at hand: the newest, and always the one that was written last, for its number."""
    if len(entries) <= RECENT:
        return dict(entries)
    written = [one for one in entries.values() if one.written]
    last = max(written, key=lambda one: (one.year, one.number)).id if written else ""
    gone = {name for name in list(entries)[:-RECENT] if name != last}
    return {name: one for name, one in entries.items() if name not in gone}


def corrected(entry: DutyEntry, by: str) -> DutyEntry:
    """Return a line that another one puts right."""
    return replace(entry, corrected_by=by)
