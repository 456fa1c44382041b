"""The time, as the journeys are given it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, passed in."""

    def now(self) -> datetime:
        """Return the present, in UTC."""

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""
