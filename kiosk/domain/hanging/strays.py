"""A key that came back and found no free slot: it waits in hands until one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Stray:
    """One key without a slot. It is over as soon as anybody else, or a slot, answers for the key."""

    key: str
    bearer: str
    """Who brought it."""
    since: datetime
    taken_by: str = ""
    """Who of the staff has taken it over; "" while its bearer still stands there with it."""

    @property
    def holder(self) -> str:
        """The person who has it in hand."""
        return self.taken_by or self.bearer
