"""How a device is doing: its condition, what ails it, and the counts behind both."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

UNSTEADY_LOSSES = 3
"""So many losses in the quiet time, and a device is unsteady."""


class Condition(Enum):
    """How a device is doing, in the three words that the screens use."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class Health:
    """A device's condition, since when (monotonic seconds), and why if it is not up.

    `code`: one of `drivers.ailments.CODES`, or "". `boards`: those of a line that it is about. `unsteady`: it has come
    and gone so often that it is not believed yet. `missed_count`, `bad_frames`: since the start, over all reopenings.
    `answered_s`: when it last made a good round (monotonic); `round_s`: how long that took.
    """

    device: str
    condition: Condition
    since_s: float
    detail: str = ""
    lost_count: int = 0
    code: str = ""
    boards: tuple[int, ...] = ()
    unsteady: bool = False
    missed_count: int = field(default=0, compare=False)
    bad_frames: Mapping[str, int] = field(default_factory=dict, compare=False)
    answered_s: float | None = field(default=None, compare=False)
    round_s: float = field(default=0.0, compare=False)


class Pulse:
    """One device's counts over all its openings, and whether it holds. Written by its own thread only."""

    def __init__(self, quiet_s: float) -> None:
        """A device that is lost three times in `quiet_s` is unsteady until it has not been lost for so long."""
        self._quiet_s = quiet_s
        self._losses_s: deque[float] = deque(maxlen=UNSTEADY_LOSSES)
        self._unsteady_until_s = 0.0
        self.lost_count = 0
        self.missed_count = 0
        self.answered_s: float | None = None
        self.round_s = 0.0

    def lost(self) -> None:
        """It was there, and is no more."""
        now_s = time.monotonic()
        self.lost_count += 1
        self._losses_s.append(now_s)
        often = len(self._losses_s) == UNSTEADY_LOSSES and now_s - self._losses_s[0] < self._quiet_s
        if often or now_s < self._unsteady_until_s:
            self._unsteady_until_s = now_s + self._quiet_s

    def answered(self, began_s: float) -> None:
        """It has made a good round that began then."""
        self.answered_s = time.monotonic()
        self.round_s = self.answered_s - began_s

    def is_unsteady(self) -> bool:
        """Return whether it comes and goes."""
        return time.monotonic() < self._unsteady_until_s


def log_change(log: logging.Logger, before: Health, now: Health) -> None:
    """Log a device once when it is lost and once when it is back; one that comes and goes, once for all of it."""
    lost, was_lost = now.condition is Condition.DOWN, before.condition is Condition.DOWN
    if now.unsteady != before.unsteady:
        log.warning("%s is %s: %s", now.device, "unsteady" if now.unsteady else "steady again", now.detail)
    elif now.unsteady or lost == was_lost:
        return
    elif lost:
        log.warning("%s is lost: %s", now.device, now.detail)
    else:
        log.info("%s is there", now.device)
