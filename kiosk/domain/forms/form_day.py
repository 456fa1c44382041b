"""How many forms one resident has handed in alone at the lobby since a day of theirs began."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class FormDay:
    """So many since the first of them, at `since`; a day later they count for nothing. `person`: whose they are."""

    person: str
    count: int
    since: datetime

    def is_over(self, now: datetime) -> bool:
        """Return whether the day is over. A clock that went back ends none."""
        return now - self.since >= DAY

    def left(self, most: int, now: datetime) -> int:
        """Return how many more may be handed in by `now`, where `most` are taken in a day."""
        return most if self.is_over(now) else max(0, most - self.count)

    def one_more(self, at: datetime) -> FormDay:
        """Return the day with one more; a new day where this one is over."""
        return FormDay(self.person, 1, at) if self.is_over(at) else replace(self, count=self.count + 1)
