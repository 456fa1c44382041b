"""The machine's clocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kiosk.domain.timekeeping.setting_right import BUILT

TOLERANCE = timedelta(seconds=5)
"""So far the machine's clock may be off what has really passed (network time moves it a little) and is gone by."""
JITTER = timedelta(milliseconds=50)
"""So far two clocks may differ because one is read after the other."""
A_LITTLE = timedelta(minutes=10)
"""So far behind the record the network's time is waited for, by going at half speed."""
LONGEST_OFF = timedelta(days=45)
"""After a longer time without power a battery's word alone is not taken: somebody looks at the calendar."""


State = tuple[timedelta, tuple[datetime, float], bool, datetime | None, datetime | None]


def _wall() -> datetime:
    return datetime.now(UTC)


def _no_network(wall: datetime, doubted_from: datetime | None) -> bool:
    return False


class SystemClock:
    """The time as it has really passed. The machine's own clock is gone by as long as it agrees with that.

    A Pi without a battery boots in the past, a hand at the wrong calendar sends it into the future: in both cases
    only what has really passed counts, from the last time that is known, until the network or a supervisor says
    what time it is. Otherwise no door would ever be late, or every parcel expire at once and every guess be forgiven.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = _wall,
        monotonic_s: Callable[[], float] = time.monotonic,
        from_network: Callable[[datetime, datetime | None], bool] = _no_network,
    ) -> None:
        """`from_network`: whether a wall clock's time comes from the network, and since when it was doubted."""
        self._wall = wall
        self._monotonic_s = monotonic_s
        self._from_network = from_network
        self._offset = timedelta(0)
        self._known = (wall(), monotonic_s())
        self._believed = True
        self._doubted_from: datetime | None = None
        self._unsure_since: datetime | None = None
        self._turn = threading.RLock()
        """Several threads ask for the time: none may put back what another has just found, or a hand has set."""

    def wakes(self, last: datetime | None, *, keeps_time: bool) -> None:
        """Begin after the `last` time on record, if there is one. `keeps_time`: a battery kept the machine's clock.

        What it shows is believed if it is not before the record, and the network or a battery stands behind it.
        """
        wall = self.wall()
        known = last if last else wall
        off = wall - known
        kept = keeps_time and off <= LONGEST_OFF
        self._believed = off >= -TOLERANCE and wall >= BUILT and (kept or self.is_from_network)
        at = max(wall, known) if self._believed else known
        self._known = (at, self._monotonic_s())
        self._unsure_since = None if self._believed else at

    def not_before(self, at: datetime) -> None:
        """Know that it is `at` by now, at least."""
        with self._turn:
            if at > self.now():
                self._known = (at, self._monotonic_s())

    def wall(self) -> datetime:
        """Return what the machine's own clock shows (as a supervisor has corrected it), believed or not."""
        return self._wall() + self._offset

    @property
    def is_from_network(self) -> bool:
        """Whether the machine's own clock shows the network's time."""
        return self._from_network(self._wall(), self._doubted_from)

    def network_time(self) -> datetime:
        """Return what the machine's own clock shows, without a supervisor's correction."""
        return self._wall()

    @property
    def believed(self) -> bool:
        """Whether the time was right when it was last agreed on: at boot, or since somebody said so."""
        return self._believed

    def set_right(self, to: datetime | None = None) -> None:
        """Go by the machine's own clock from now on, wherever it stands; `to`: as if it showed that time now."""
        with self._turn:
            if to is not None:
                self._offset = to - self._wall()
            self._known = (self.wall(), self._monotonic_s())
            self.believe()

    def go_by_network(self) -> None:
        """Go by the machine's own clock as the network has set it; what a supervisor said before is over."""
        self._offset = timedelta(0)
        self.set_right()

    def believe(self) -> None:
        """The time is right as it goes on."""
        self._believed, self._doubted_from, self._unsure_since = True, None, None

    @property
    def unsure_since(self) -> datetime | None:
        """From which time on, by its own account, nobody knows what the time is; None where it was known at boot."""
        return self._unsure_since

    def state(self) -> State:
        """Return what `restore` takes."""
        return (self._offset, self._known, self._believed, self._doubted_from, self._unsure_since)

    def restore(self, state: State) -> None:
        """Go on as when `state` was asked for: what was to be said did not reach the disk."""
        with self._turn:
            self._offset, self._known, self._believed, self._doubted_from, self._unsure_since = state

    def now(self) -> datetime:
        """Return the present, in UTC. It never goes back, and never jumps by more than `TOLERANCE`."""
        with self._turn:
            told = self._present()
            if self._believed:
                self._known = told
            return told[0]

    def _present(self) -> tuple[datetime, float]:
        """Return the time, and the machine's seconds at which it is so.

        The wall clock is looked at between two looks at the seconds: a pause of this thread carries the time neither
        ahead of the wall clock nor into waiting for it.
        """
        before_s, wall, now_s = self._monotonic_s(), self.wall(), self._monotonic_s()
        at, at_s = self._known
        passed = at + timedelta(seconds=max(0.0, now_s - at_s))
        ahead = wall - passed
        if self._believed and timedelta(0) <= ahead <= TOLERANCE:
            return passed + ahead, now_s
        if self._believed and self._waits(ahead + timedelta(seconds=now_s - before_s)):
            return at + (passed - at) / 2, now_s
        return passed, now_s

    @property
    def trusted(self) -> bool:
        """Whether the time may decide what is over: it was agreed on, and the machine's clock has not left it."""
        if not self._believed:
            return False
        at, at_s = self._known
        ahead = self.wall() - at - timedelta(seconds=max(0.0, self._monotonic_s() - at_s))
        trusted = abs(ahead) <= TOLERANCE or self._waits(ahead)
        if trusted:
            self._doubted_from = None
        elif self._doubted_from is None:
            self._doubted_from = self._wall()
        return trusted

    def _waits(self, ahead: timedelta) -> bool:
        """Whether the network says that we are a little early: the next time agrees with it soon."""
        return -A_LITTLE <= ahead < -JITTER and self._offset == timedelta(0) and self.is_from_network

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""
        return self._monotonic_s()
