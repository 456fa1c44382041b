"""Reports (物业日报表, 物业月报表): what was counted of each day when it was over, and what somebody reported of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

DAYS_AT_HAND = 40
"""So many days stay at hand, and as many reports; older ones are found in their tables."""


@dataclass(frozen=True)
class DayFigures:
    """What a day came to, written down once it was over; nothing of it changes any more.

    `since`: its first moment. `numbers`: by the line of the report, money in cents; a number that nobody could tell
    afterwards (how many parcels waited at midnight) is not in it when the day was counted late. `hours`: by line, how
    many fell into each of its hours.
    """

    day: str
    since: datetime
    made: datetime
    numbers: Mapping[str, int]
    hours: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class FrozenReport:
    """What somebody reported of a day ("2026-05-03") or a month ("2026-05"), as it stood then.

    `digest`: SHA-256 of the numbers as `digest_of` writes them; `head`: the chain's head at that moment.
    """

    id: str
    period: str
    made: datetime
    by: str
    digest: str
    head: str
    numbers: Mapping[str, int]

    @property
    def number(self) -> str:
        """What people call it: it stands on its paper."""
        return self.id[:8].upper()


def digest_of(period: str, numbers: Mapping[str, int]) -> str:
    """Return the SHA-256 in hex of a period's numbers, whatever order they come in."""
    written = json.dumps({"numbers": dict(numbers), "period": period}, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()
