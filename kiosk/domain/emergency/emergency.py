"""An emergency release: many doors in sequence, by two people, for a reason; a stocktake is due afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Emergency:
    """One release. It stays at hand until a stocktake that began after it has ended."""

    id: str
    by: str
    second: str
    reason: str
    places: tuple[str, ...]
    begun: datetime
    asked: tuple[str, ...] = ()
    """The doors whose latch was commanded, in order."""
    ended: datetime | None = None

    @property
    def next(self) -> str | None:
        """The door whose turn it is, or None: all were asked, or it is over."""
        left = [place for place in self.places if place not in self.asked]
        return left[0] if left and self.ended is None else None
