"""How a round changes the house."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.retention.events import RetentionEvent, RetentionKept
from kiosk.domain.retention.rules import ROUND, Retained


def with_retention(house: House, event: RetentionEvent, at: datetime) -> House:
    """Return the house after one event about how long things are kept."""
    if not isinstance(event, RetentionKept):
        return house
    known = dict(house.retained)
    for rule, count in event.gone.items():
        before = known.get(rule)
        known = newest(known, rule, Retained(rule, at, count, count + (before.total if before else 0)))
    return house.having(
        retained=newest(known, ROUND, Retained(ROUND, at, sum(event.gone.values()), day=event.day))
    )
