"""A key that somebody brought and no slot could open for, until it hangs somewhere or is somebody's again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

OUTCOMES = ("to_owner", "police", "destroyed", "registered", "nobody_there")
"""What may become of it."""


@dataclass(frozen=True)
class FoundKey:
    """One key that waits for the desk (`taken_by` ""), or that the desk has in hand and nobody knows (`key` "")."""

    id: str
    key: str
    since: datetime
    brought_by: str = ""
    why: str = ""
    taken_by: str = ""
    story: str = ""
    """The vault's reference to who brought it, and from where."""
