"""What is done once in a while, however often its occasion comes."""

from __future__ import annotations

import threading
from collections.abc import Hashable

from kiosk.ports.clock import Clock


class Seldom:
    """Tells whether something is due again. Any thread may ask."""

    def __init__(self, clock: Clock, every_s: float) -> None:
        self._clock = clock
        self._every_s = every_s
        self._lock = threading.Lock()
        self._done_s: dict[Hashable, float] = {}

    def is_due(self, what: Hashable) -> bool:
        """Return whether it was not done in the last `every_s` seconds."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            self._done_s = {one: at_s for one, at_s in self._done_s.items() if now_s - at_s < self._every_s}
            return what not in self._done_s

    def done(self, what: Hashable) -> None:
        """Take note that it has just been done."""
        with self._lock:
            self._done_s[what] = self._clock.monotonic_s()
