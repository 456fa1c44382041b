"""A drawer that was counted, coin by coin, beside what the books expect. Money in integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PIECES_CENTS = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
"""The notes and coins of the renminbi that a drawer has."""
MOST_PIECES = 99_999
REASONS = ("wrong_change", "not_entered", "entered_twice", "found_later", "unknown", "other")
"""Why a drawer does not hold what the books say; "other" and "unknown" ask for a note."""


@dataclass(frozen=True)
class CashCount:
    """One count of one drawer. `pieces`: how many of each note or coin (cents, count).

    `opening`: the first one, by which the books know what had been there before them.
    """

    id: str
    drawer: str
    account: str
    pieces: tuple[tuple[int, int], ...]
    counted_cents: int
    expected_cents: int
    at: datetime
    by: str
    shift: str = ""
    opening: bool = False
    reason: str = ""
    note: str = ""
    explained_by: str = ""
    explained: datetime | None = None
    replaced: str = ""
    """The count after this one, where it was made before anybody explained the difference."""

    @property
    def difference_cents(self) -> int:
        """How much more lay there than expected; below 0: less."""
        return self.counted_cents - self.expected_cents

    @property
    def open(self) -> bool:
        """Whether somebody is yet to say why it does not come out."""
        asked = self.difference_cents != 0 and not self.opening
        return asked and self.explained is None and not self.replaced
