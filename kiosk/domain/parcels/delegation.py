"""What is known of one resident's leave for somebody else to collect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Delegation:
    """A neighbour for good (`person`), or whoever shows the `slip`, for these `parcels`, `until` a time.

    `called` is the vault's reference to the name that was written on the slip.
    """

    id: str
    principal: str
    person: str
    slip: str
    parcels: tuple[str, ...]
    until: datetime | None
    called: str
    made: datetime
    ended: str = ""
    """Why it is good for nothing any more; kept until its slip's time is over, so that the slip is told why."""
    at: datetime | None = None
    """When it ended."""
