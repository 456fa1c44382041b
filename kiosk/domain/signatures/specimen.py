"""Signatures that stand for a person, and comparisons that wait for somebody to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FEWEST, MOST = 3, 5
"""So many stand for a person once they are enough, and at most."""
VISITS_APART = timedelta(hours=1)
"""What is written later than this was written on another visit: nobody signs the same way twice in a minute."""
MOST_WAITING = 50
"""Comparisons that nobody judged leave the running state beyond so many; the log keeps them."""


@dataclass(frozen=True)
class Specimen:
    """One signature. `signature`: the vault's reference; `by`: who saw it written, "" for an accepted one."""

    signature: str
    digest: str
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class Specimens:
    """All that stand for one person, the oldest first."""

    person: str
    kept: tuple[Specimen, ...] = ()

    @property
    def visits(self) -> int:
        """On how many visits they were written."""
        count, last = 0, None
        for one in self.kept:
            if last is None or one.at - last > VISITS_APART:
                count += 1
            last = one.at
        return count

    @property
    def enough(self) -> bool:
        """Whether they stand for the person: three or more, of two visits or more."""
        return len(self.kept) >= FEWEST and self.visits > 1


@dataclass(frozen=True)
class Waiting:
    """A signature that was not found the same, until an attendant has judged it."""

    id: str
    person: str
    item: str
    document: str
    signature: str
    digest: str
    references: tuple[str, ...]
    verdict: str
    score_milli: int
    at: datetime
