"""A switch that says now this, now that."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping

RESTLESS_CHANGES = 10
RESTLESS_WITHIN_S = 10.0
REST_S = 5.0
"""A switch that changes ten times in ten seconds is believed again after five seconds of rest."""


class Restlessness:
    """Tells a broken contact from a busy door."""

    def __init__(self) -> None:
        self._last: dict[str, bool | None] = {}
        self._changes: deque[float] = deque(maxlen=RESTLESS_CHANGES)
        self._until_s = 0.0

    def is_moving(self, seen: Mapping[str, bool | None]) -> bool:
        """Take in one look at some senses; return whether nothing can be believed at the moment."""
        now_s = time.monotonic()
        if any(self._last.get(sense, now) != now for sense, now in seen.items()):
            self._changes.append(now_s)
            if len(self._changes) == RESTLESS_CHANGES and now_s - self._changes[0] < RESTLESS_WITHIN_S:
                self._until_s = now_s + REST_S
        self._last |= seen
        if now_s < self._until_s and self._changes:
            self._until_s = max(self._until_s, self._changes[-1] + REST_S)
        return now_s < self._until_s
