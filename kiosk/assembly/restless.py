"""A switch that says now this, now that."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

REST_S = 5.0
"""A switch that changes ten times in ten seconds is believed again after five seconds of rest."""
PATIENT_REST_S = 60.0
"""One that changes forty times in ten minutes, as no person makes it, after a minute of rest."""
WORN_REST_S = 600.0
"""One that changes three hundred times in six hours, after ten: so a switch fills the record with 1200 changes a day at
most. People at one door make far fewer."""


@dataclass(frozen=True)
class Limit:
    """So many changes in so long a time, and nothing is believed until there was rest for so long."""

    changes: int
    within_s: float
    rest_s: float


LIMITS = (Limit(10, 10.0, REST_S), Limit(40, 600.0, PATIENT_REST_S), Limit(300, 21_600.0, WORN_REST_S))


class Restlessness:
    """Tells a broken contact from a busy door."""

    def __init__(self) -> None:
        self._last: dict[str, object] = {}
        self._changes: deque[float] = deque(maxlen=max(limit.changes for limit in LIMITS))
        self._rest_s = 0.0
        """How long a rest is due before anything is believed again; 0: it is believed."""

    def is_moving(self, seen: Mapping[str, object]) -> bool:
        """Take in one look at some senses; return whether nothing can be believed at the moment."""
        now_s = time.monotonic()
        if any(self._last.get(sense, now) != now for sense, now in seen.items()):
            self._changes.append(now_s)
            self._rest_s = max([self._rest_s, *(one.rest_s for one in LIMITS if self._is_over(one, now_s))])
        self._last |= seen
        if self._rest_s and now_s - self._changes[-1] >= self._rest_s:
            self._rest_s = 0.0
        return self._rest_s > 0.0

    @property
    def resting(self) -> bool:
        """Whether a rest is due before anything is believed again."""
        return self._rest_s > 0.0

    def _is_over(self, limit: Limit, now_s: float) -> bool:
        if len(self._changes) < limit.changes:
            return False
        return now_s - self._changes[-limit.changes] < limit.within_s
