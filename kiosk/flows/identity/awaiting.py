"""The next badge on the reader is somebody's word, and begins no visit: one thing at a time; there is one reader."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """What a badge is awaited for.

    `seen`: whose badge lay there, with `id` new for each tap; `problem`: the code of why one does not count.
    """

    until_s: float
    seen: str = ""
    proven: bool = False
    problem: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))


A = TypeVar("A", bound=Awaited)


class Awaiting(Generic[A]):
    """That a badge is awaited is on no disk. `topics`: who looks again when that changes."""

    def __init__(self, hub: Hub, clock: Clock, topics: Sequence[str]) -> None:
        self.lock = threading.RLock()
        self._hub = hub
        self._clock = clock
        self._topics = topics
        self._now: A | None = None

    def current(self, goes_on: Callable[[A], bool] = lambda _: True) -> A | None:
        """Return what a badge is awaited for, as long as it goes on."""
        with self.lock:
            if self._now and (self._clock.monotonic_s() > self._now.until_s or not goes_on(self._now)):
                self._now = None
            return self._now

    def set(self, one: A | None) -> None:
        """From now on a badge is awaited for this; None: a badge is a visit again."""
        with self.lock:
            self._now = one
        for topic in self._topics:
            self._hub.changed(topic)

    def tapped(self, now: A, shown: ShownBadge, whose: Callable[[], Person], again_s: float = 0.0) -> None:
        """Keep whose badge lay there, or why it does not count. `again_s`: so long one that counts is good for."""
        fresh = replace(now, id=secrets.token_hex(16), seen="", proven=False, problem="")
        try:
            if shown.changing:
                raise Refused("badge.changing")
            fresh = replace(fresh, seen=whose().id, proven=shown.proof is Proof.PROVEN)
            if again_s:
                fresh = replace(fresh, until_s=self._clock.monotonic_s() + again_s)
        except Refused as refused:
            fresh = replace(fresh, problem=refused.code)
        except Unavailable as trouble:
            fresh = replace(fresh, problem=f"trouble.{trouble.kind}")
        self.set(fresh)
        if fresh.problem:
            log.info("a badge that does not count: %s", fresh.problem)
            self._hub.publish("tone", name="refused")
