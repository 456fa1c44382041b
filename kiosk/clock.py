"""The machine's clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _wall() -> datetime:
    return datetime.now(UTC)


TOLERANCE = timedelta(seconds=5)
"""So far a clock may be set back (by network time, a little every day) before it is not believed."""


class SystemClock:
    """The time as the operating system tells it, except that it never goes back.

    A Pi without a battery boots in the past: from the last time that is known, only what has really passed counts,
    until the wall clock has caught up. Otherwise no door would ever be late and nothing would ever lapse.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _wall, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._monotonic_s = monotonic_s
        self._known = (wall(), monotonic_s())

    def not_before(self, at: datetime) -> None:
        """Know that it is `at` by now, at least."""
        if at > self.now():
            self._known = (at, self._monotonic_s())

    def wall(self) -> datetime:
        """Return what the machine's own clock shows, believed or not."""
        return self._wall()

    def set_right(self) -> None:
        """Go by the machine's own clock from now on, also where that is back."""
        self._known = (self._wall(), self._monotonic_s())

    def now(self) -> datetime:
        """Return the present, in UTC."""
        at, at_s = self._known
        wall, now_s = self._wall(), self._monotonic_s()
        if wall >= at + timedelta(seconds=now_s - at_s):
            self._known = (wall, now_s)
            return wall
        return at + timedelta(seconds=now_s - at_s)

    @property
    def trusted(self) -> bool:
        """Whether the wall clock is not behind what is known: no time in the record lies in its future."""
        at, at_s = self._known
        return self._wall() >= at + timedelta(seconds=self._monotonic_s() - at_s) - TOLERANCE

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""
        return self._monotonic_s()
