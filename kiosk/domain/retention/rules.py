"""For how long what is kept, rule by rule: what a site says of it, and what went by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ROUND = "round"
"""Under this name stands the day's round itself."""
HELD, HELD_FOR = "held", timedelta(days=7)
"""Under this name stands when the clock was last moved on by more than a day. For so long after that nothing goes by
its date: whoever tells a false time alone destroys nothing by it before everybody has seen the date."""


@dataclass(frozen=True)
class Retained:
    """What is known of one rule: when something went by it last, how much then, and how much ever.

    Under `ROUND`: when the last round was, and of which day (`day`).
    """

    rule: str
    at: datetime
    count: int = 0
    total: int = 0
    day: str = ""


def is_held(held: Retained | None, now: datetime) -> bool:
    """Return whether nothing goes by any rule yet. A clock that was set back since holds nothing."""
    return held is not None and timedelta() <= now - held.at < HELD_FOR
