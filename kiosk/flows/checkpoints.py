"""The device's own word about its log: signed at each start, each handover, each day and each so many events."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.domain.checkpoints.checkpoint import EVERY, LAST
from kiosk.domain.checkpoints.deciding import decide_key, decide_signed, due
from kiosk.domain.checkpoints.events import CheckpointSigned
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Ledger
from kiosk.verifying.alone import statement

log = logging.getLogger(__name__)

REST_S = 60.0
Sign = Callable[[bytes], bytes]
"""Returns 64 bytes of Ed25519 signature (RFC 8032)."""


class Checkpoints:
    """Signs what the log's head is. Asked at every tick of the watcher; mostly nothing is due."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        site: str,
        zone: str,
        public: str,
        sign: Sign,
        *,
        every: int = EVERY,
        trusted: Callable[[], bool] = lambda: True,
        tell: bool = False,
    ) -> None:
        """`public`: the device's key, 64 hex digits; `every`: so many events at most lie between two signatures.

        `tell`: whether the property managers are sent the day's.
        """
        self._tell = tell
        self._rest_until_s = 0.0
        self._ledger = ledger
        self._clock = clock
        self._site = site
        self._zone = zone
        self._public = public
        self._sign = sign
        self._every = every
        self._trusted = trusted

    def begin(self) -> None:
        """Sign what is there at the start, after the record that this device does so where another one did, or none."""
        self._ledger.execute(lambda house: decide_key(house, self._public))
        seq, head = self._ledger.newest
        if seq > self._ledger.house.checkpoints[LAST].seq + 1:
            self._signed(seq, head, "start")

    def tick(self) -> None:
        """Sign the log's head if it is due; where the disk takes nothing, a minute later: nobody waits for it."""
        if self._clock.monotonic_s() < self._rest_until_s:
            return
        seq, head = self._ledger.newest
        now = self._clock.now()
        why = due(self._ledger.house, seq, now, self._zone, every=self._every, trusted=self._trusted())
        if not why:
            return
        try:
            self._signed(seq, head, why)
        except Unavailable as trouble:
            self._rest_until_s = self._clock.monotonic_s() + REST_S
            log.warning("the log can't be signed now: %s", trouble)

    def _signed(self, seq: int, head: str, why: str) -> None:
        at = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        signature = self._sign(statement(self._site, seq, head, at)).hex()
        signed = CheckpointSigned(seq, head, at, why, signature)
        self._ledger.execute(lambda house: decide_signed(house, signed, tell=self._tell))
