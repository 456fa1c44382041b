"""When the device signs its log: at each start, once a day, at the end of each shift, and after so many events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

EVERY = 1000
"""After so many events at the latest, where the settings say nothing else."""
LAST = "last"
AT_HAND = 12
"""So many of the newest are at hand for the desk to show; the log has them all."""

NOTICE = "record_head"
"""What is told of it to those who keep it elsewhere."""


def name_of(seq: int) -> str:
    """Return under which name a checkpoint is at hand."""
    return f"{seq:012d}"


@dataclass(frozen=True)
class Checkpoint:
    """The newest one. `public`: the key of the device at work; `signed`: when, None before the first.

    The others at hand, by their numbers, say besides what was signed: `head`, `signed_at` as it stands in the
    statement, `signature` (hex), and `why`.
    """

    public: str
    seq: int = 0
    signed: datetime | None = None
    head: str = ""
    signed_at: str = ""
    why: str = ""
    signature: str = ""
