"""The device's own word about its log: signed at each handover, each day and each so many events."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.checkpoints.deciding import decide_key, decide_signed, due
from kiosk.domain.checkpoints.events import CheckpointSigned
from kiosk.ports import Clock, Ledger
from kiosk.verifying.alone import statement

Sign = Callable[[bytes], bytes]
"""Returns 64 bytes of Ed25519 signature (RFC 8032)."""


class Checkpoints:
    """Signs what the log's head is. Asked at every tick of the watcher; mostly nothing is due."""

    def __init__(self, ledger: Ledger, clock: Clock, site: str, zone: str, public: str, sign: Sign) -> None:
        """`public`: the device's key, 64 hex digits."""
        self._ledger = ledger
        self._clock = clock
        self._site = site
        self._zone = zone
        self._public = public
        self._sign = sign

    def begin(self) -> None:
        """Record that this device signs from here on, where another one did, or none."""
        self._ledger.execute(lambda house: decide_key(house, self._public))

    def tick(self) -> None:
        """Sign the log's head if it is due."""
        seq, head = self._ledger.newest
        why = due(self._ledger.house, seq, self._clock.now(), self._zone)
        if not why:
            return
        at = self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        signature = self._sign(statement(self._site, seq, head, at)).hex()
        self._ledger.execute(
            lambda house: decide_signed(house, CheckpointSigned(seq, head, at, why, signature))
        )
