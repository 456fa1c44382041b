"""Whether a printer goes on, and whether it says that all is on paper: what tells PRINTED from UNKNOWN."""

from __future__ import annotations

import secrets
import time
from itertools import cycle

from drivers.escpos_printer import codec
from drivers.escpos_printer.conversation import Conversation
from drivers.escpos_printer.terms import Patience, Proof
from drivers.link import deadline
from drivers.trouble import BadReply, NoReply

_QUEUED_ASKED = (2, 3, 4)  # never as often as the time before: what comes late is not taken for another's
_QUIET_S = 0.1


class Witness:
    """Looks at one printer for its driver.

    `ends_s`: the monotonic instant after which nothing is waited for, for the job in hand; `asked`: the process id
    that was asked for last.
    """

    def __init__(self, talk: Conversation, patience: Patience, *, wire_s: float) -> None:
        """`wire_s`: how long bytes may be on their way that the link calls sent."""
        self._talk = talk
        self._patience = patience
        self._wire_s = wire_s
        self._times = cycle(_QUEUED_ASKED)
        self.ends_s = float("inf")
        self.asked = b""

    def stands_still(self, patience_s: float | None = None) -> str:
        """Return "" once the printer goes on, or why it has stood still all through `patience_s`.

        Asked between two commands only: inside a picture the question would become dots. The answer may be late,
        but a question that stays without one is not asked again: a printer that went off and came back would answer
        the second one, and what it had in it is lost.
        """
        within_s = self._patience.stopped_s if patience_s is None else patience_s
        until = min(deadline(within_s), self.ends_s)
        while True:
            try:
                if not codec.stopped(self._talk.ask(2, within_s=within_s)):
                    return ""
                reason = self._talk.status().hindrance or "stopped"
            except (NoReply, BadReply) as trouble:
                return str(trouble)
            if (left_s := until - time.monotonic()) <= 0:
                return reason
            self._talk.listen(min(0.1, left_s))

    def proves(self, proof: Proof, within_s: float) -> bool:
        """Ask for a proof that all sent before is on paper, and return whether it came in time.

        While waiting, the printer is asked how it is: one that stands still for too long proves nothing.
        """
        until = min(deadline(within_s + self._wire_s), self.ends_s)
        if proof is Proof.STATUS:
            return self._queue_empty(until)
        job = "".join(secrets.choice(codec.PROOF_CHARACTERS) for _ in range(4)).encode()
        self.asked = job
        self._talk.send(codec.ask_proof(job))
        while (left_s := until - time.monotonic()) > 0:
            self._talk.listen(min(0.1, left_s))
            if job in self._talk.proofs:
                return True
            if self.stands_still():
                break
        return job in self._talk.proofs

    def _queue_empty(self, until_s: float) -> bool:
        """Return whether the printer said in time that it has taken all out of its buffer, and is well.

        The answers have no name: only as many as were asked for, and then quiet, are those that were asked for.
        """
        asked = next(self._times)
        self._talk.queued, noise_bytes = [], self._talk.skipped_bytes
        self._talk.send(codec.ASK_QUEUED * asked)
        while (left_s := until_s - time.monotonic()) > 0:
            self._talk.listen(min(0.1, left_s))
            if len(self._talk.queued) >= asked:
                self._talk.listen(_QUIET_S)
                whole = len(self._talk.queued) == asked and self._talk.skipped_bytes == noise_bytes
                paper = not any(answer & 0x0C for answer in self._talk.queued)
                return whole and paper and not self.stands_still(patience_s=0)
            if self.stands_still():
                break
        return False
