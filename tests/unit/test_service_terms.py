"""What a resident is told of an order's terms before they confirm it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.domain.services.request import Terms
from kiosk.language.messages import Language
from ui.services.telling import terms_rows

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def rule(free_until: datetime) -> str:
    """Return the line about calling it off."""
    terms = Terms(paid=True, cents=19800, free_until=free_until, keep_percent=50)
    return terms_rows(terms, NOW + timedelta(hours=8), Language("en"), "Asia/Shanghai", NOW)[-1][1]


def test_a_free_time_that_is_over_is_not_promised() -> None:
    assert rule(NOW + timedelta(hours=2)).startswith("free until")
    assert rule(NOW - timedelta(hours=16)) == "50 % of what was paid is kept"
