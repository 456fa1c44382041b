"""When the device signs its log: once a day, at the end of each shift, and after so many events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

EVERY = 1000
"""After so many events at the latest."""
LAST = "last"


@dataclass(frozen=True)
class Checkpoint:
    """The newest one. `public`: the key of the device at work; `signed`: when, None before the first."""

    public: str
    seq: int = 0
    signed: datetime | None = None
