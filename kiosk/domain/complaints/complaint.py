"""A complaint about a parcel that is in somebody's hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

KINDS = ("damaged", "wrong_one")
"""It is damaged; it is somebody else's and was taken out all the same."""
OUTCOMES = ("settled", "passed_on", "unfounded")
"""Settled with whoever complained; passed on to the courier's company; looked at, and nothing was found."""


@dataclass(frozen=True)
class Complaint:
    """One complaint that the desk has yet to see to. `person`: who made it."""

    id: str
    kind: str
    movement: str
    parcel: str
    place: str
    person: str
    at: datetime
