"""What moved in the simulated lobby, as it happened."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Firing:
    """One pulse on one coil, in the order of `count` over all coils of the lobby."""

    count: int
    place: str
    pulse_ms: int
    monotonic_s: float
    wall_s: float
    opened: bool
    """Whether the door sprang open by it; False when jammed or open already."""


@dataclass
class Logbook:
    """Everything that moved: coil firings for tests, and one line of text each for the bench."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    firings: list[Firing] = field(default_factory=list)
    happenings: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=200))

    on_change: Callable[[], None] = lambda: None

    def say(self, text: str) -> None:
        """Keep one line with its wall time in seconds, once what it tells of is so."""
        with self.lock:
            self.happenings.append((time.time(), text))
            self.on_change()

    def note_firing(self, place: str, pulse_ms: int, opened: bool) -> None:
        """Keep one coil pulse."""
        with self.lock:
            count = len(self.firings) + 1
            self.firings.append(Firing(count, place, pulse_ms, time.monotonic(), time.time(), opened))
            self.say(f"{place}: latch fired, {'door sprang open' if opened else 'door did not move'}")
