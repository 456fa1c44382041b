"""Questions to a receipt printer and its answers, kept apart although they share one stream."""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.escpos_printer import codec
from drivers.link import Link, deadline
from drivers.trouble import BadReply, NoReply

_CHUNK_BYTES = 512  # what 9600 baud carries well within a link's write time limit of a second
_QUIET_S = 0.05


class Conversation:
    """One printer's stream in both directions. `proofs`: process ids that have come back, oldest first."""

    def __init__(self, link: Link, name: str, *, reply_s: float, on_progress: Callable[[], None]) -> None:
        """`on_progress` is called again and again while something is sent or waited for."""
        self._link = link
        self._on_progress = on_progress
        self._name = name
        self._reply_s = reply_s
        self._rest = b""
        self._owed = False
        self.proofs: list[bytes] = []
        self.queued: list[int] = []
        self.received_bytes = 0
        self.skipped_bytes = 0

    def send(self, data: bytes) -> None:
        """Send all of `data` in pieces small enough for the link's time limit.

        Raises:
            LinkLost: the cable is gone, or the printer takes nothing more.
        """
        for start in range(0, len(data), _CHUNK_BYTES):
            self._on_progress()
            self._link.write(data[start : start + _CHUNK_BYTES])

    def ask(self, n: int, *, within_s: float = 0.0) -> int:
        """Return the real-time answer to DLE EOT `n`; `within_s`: wait longer for it than usual.

        Raises:
            NoReply: no byte that can be a status came in time.
            BadReply: several came that contradict each other.
            LinkLost: the cable is gone.
        """
        self._settle()
        self._link.write(codec.ask_status(n))
        patience_s = max(self._reply_s, within_s)
        until = deadline(patience_s)
        while (left_s := until - time.monotonic()) > 0:
            if seen := self.listen(left_s):
                if len(set(seen)) > 1:
                    self._owed = True
                    raise BadReply(self._name, f"status {n}: {bytes(seen).hex(' ')}")
                return seen[0]
        self._owed = True  # it may still come, and must not pass for the answer to another question
        raise NoReply(self._name, f"no status {n} in {patience_s:.1f} s")

    def status(self) -> codec.PrinterStatus:
        """Return what the printer says of itself now. Raises as `ask` does."""
        return codec.read_status(*(self.ask(n) for n in (1, 2, 3, 4)))

    def listen(self, within_s: float) -> tuple[int, ...]:
        """Take in what comes (waiting for the first byte); return the real-time statuses among it."""
        self._on_progress()
        received = self._link.read(256, within_s)
        silence = not received and within_s >= _QUIET_S
        answers = codec.scan(self._rest + received, final=silence)
        self._rest = answers.rest
        self.received_bytes += len(received)
        self.skipped_bytes += answers.skipped
        self.proofs = [*self.proofs, *answers.proofs][-16:]
        self.queued = [*self.queued, *answers.queued][-16:]
        return answers.realtime

    def _settle(self) -> None:
        """Take in what lies there; after a missing answer, give it as long again, then wait for quiet."""
        quiet_s = _QUIET_S if self._owed else 0.0
        if self._owed:
            self.listen(self._reply_s)
        until = deadline(self._reply_s)
        while time.monotonic() < until:
            before = self.received_bytes
            self.listen(quiet_s)
            if self.received_bytes == before:
                break
        self._owed = False
