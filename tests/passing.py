"""Time that passes for a kiosk under test, on its wall clock and on its counter of seconds alike."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from tests.lobby import Play


def goes_on(play: Play, by: timedelta) -> None:
    """Have the machine's own clock, and its counter of seconds, go on by so much."""
    clock = play.kiosk.clock
    clock._wall = lambda: datetime.now(UTC) + by
    clock._monotonic_s = lambda: time.monotonic() + by.total_seconds()
