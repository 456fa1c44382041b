"""A receipt printer that says whether it printed: printed, not sent, or not known; it never prints twice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from drivers.escpos_printer import codec
from drivers.escpos_printer.codec import PrinterStatus
from drivers.escpos_printer.conversation import Conversation
from drivers.escpos_printer.job import JobBytes, PieceShape
from drivers.link import Link, deadline
from drivers.trouble import BadReply, LinkLost, NoReply

__all__ = ["EscposPrinter", "Outcome", "Patience", "PieceShape", "PrinterStatus", "Proof"]


class Outcome(Enum):
    """How a job ended. UNKNOWN: it may be on paper, in part or whole, or may still come out.

    Whether an UNKNOWN job is printed again is for a person to say, who has looked at the slot.
    """

    PRINTED = "printed"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


class Proof(Enum):
    """How a printer shows that a job is on paper: process ids (GS ( H), queued status (GS r), not at all."""

    PROCESS_ID = "process id"
    STATUS = "status"
    NONE = "none"


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, for an answer, for a stopped printer to go on, and for the proof."""

    reply_s: float = 0.5
    probe_s: float = 1.0
    stopped_s: float = 2.0
    proof_s: float = 5.0


class EscposPrinter:
    """One ESC/POS printer on a link. Blocks; belongs to one thread.

    After `print`, `why` says in plain words what kept the job from being PRINTED, and `lost` holds the
    `LinkLost` that ended it, if one did: the printer must then be opened again.
    """

    def __init__(
        self,
        link: Link,
        *,
        name: str,
        cuts: bool = True,
        proof: Proof | None = None,
        patience: Patience = Patience(),
    ) -> None:
        """Take over `link`. `proof`: what commissioning found; if None, the first job probes for it."""
        self._link = link
        self._name = name
        self._patience = patience
        self._talk = Conversation(link, name, reply_s=patience.reply_s)
        self._job = JobBytes(cuts=cuts)
        self._proof = proof
        # what an earlier owner of the cable left half printed must not hang on a stranger's slip
        self._part_first = cuts
        self._in_step = False
        self._asked = b""
        self._unproven: bytes | None = None
        self.lost: LinkLost | None = None
        self.why = ""

    @property
    def skipped_bytes(self) -> int:
        """How many received bytes meant nothing, since the link was opened."""
        return self._talk.skipped_bytes

    @property
    def came_out_late(self) -> bool:
        """Whether the last job, which had ended UNKNOWN, has been proven printed since (`status` notices)."""
        return self._unproven is not None and self._unproven in self._talk.proofs

    def status(self) -> PrinterStatus:
        """Return what the printer says of itself now, even while it is stuck.

        Raises:
            NoReply: it is silent or says nothing that can be a status.
            BadReply: its answers contradict each other.
            LinkLost: the cable is gone.
        """
        return codec.read_status(*(self._talk.ask(n) for n in (1, 2, 3, 4)))

    def probe(self) -> Proof:
        """Return how this printer can prove a print, found by asking; it prints nothing.

        If no queued question is answered, the printer may be waiting for the rest of a picture that was cut
        off when the cable came out: white dots fill it up, then the questions are asked once more.

        Raises:
            NoReply: the printer stands still (or is silent), so that nothing can be found out.
            LinkLost: the cable is gone.
        """
        for attempt in range(2):
            if attempt:
                self._talk.send(codec.PAD)
            self._talk.send(codec.QUIET)
            for proof in (Proof.PROCESS_ID, Proof.STATUS):
                if self._proves(proof, self._patience.probe_s):
                    self._proof, self._in_step = proof, True
                    return proof
        if hindrance := self.status().hindrance:
            raise NoReply(self._name, hindrance)
        self._proof, self._in_step = Proof.NONE, True
        return Proof.NONE

    def print(self, pieces: Sequence[PieceShape]) -> Outcome:
        """Print and part `pieces`, and return what is known of it. Never raises for a device's trouble.

        NOT_SENT is returned only when no byte of a picture has left; a link lost later is UNKNOWN.

        Raises:
            ValueError: a piece is no picture for this printer; nothing was sent.
        """
        self.lost, self.why, self._unproven = None, "", None
        jobs = [list(self._job.bands(piece)) for piece in pieces]
        try:
            if hindrance := self.status().hindrance:
                return self._end(Outcome.NOT_SENT, hindrance)
            proof = self._make_ready()
            self._talk.send(self._job.opening())
            if self._part_first:
                self._talk.send(self._job.parting())
                if hindrance := self._stands_still(patience_s=0):
                    return self._end(Outcome.NOT_SENT, hindrance)
        except (NoReply, BadReply) as trouble:
            return self._end(Outcome.NOT_SENT, str(trouble))
        except LinkLost as lost:
            self.lost = lost
            return self._end(Outcome.NOT_SENT, str(lost))
        self._part_first = True  # until the whole job is in the printer
        try:
            return self._deliver(jobs, proof)
        except LinkLost as lost:
            self.lost = lost
            return self._end(Outcome.UNKNOWN, str(lost))

    def close(self) -> None:
        """Release the link; never raises."""
        self._link.close()

    def _make_ready(self) -> Proof:
        """Return the proof to ask for, once the printer is known to take commands as commands.

        Raises:
            NoReply: it does not answer as commissioning found it to.
        """
        if self._proof is None:
            return self.probe()
        if not self._in_step:
            if self._proof is Proof.NONE:
                self._talk.send(codec.PAD)
            elif not self._proves(self._proof, self._patience.probe_s):
                self._talk.send(codec.PAD)
                if not self._proves(self._proof, self._patience.probe_s):
                    raise NoReply(self._name, f"does not answer by {self._proof.value}")
            self._in_step = True
        return self._proof

    def _deliver(self, jobs: list[list[bytes]], proof: Proof) -> Outcome:
        for bands in jobs:
            for band in bands:
                self._talk.send(band)
                if reason := self._stands_still():
                    return self._end(Outcome.UNKNOWN, reason)
            self._talk.send(self._job.parting())
        self._part_first = False
        if proof is Proof.NONE:
            return self._end(Outcome.UNKNOWN, "this printer cannot prove a print")
        if self._proves(proof, self._patience.proof_s):
            return Outcome.PRINTED
        self._unproven = self._asked
        return self._end(Outcome.UNKNOWN, self._stands_still(patience_s=0) or "no proof came")

    def _stands_still(self, patience_s: float | None = None) -> str:
        """Return "" once the printer goes on, or why it has stood still all through `patience_s`.

        Asked between two commands only: inside a picture the question would become dots.
        """
        until = deadline(self._patience.stopped_s if patience_s is None else patience_s)
        while True:
            try:
                if not codec.stopped(self._talk.ask(2)):
                    return ""
                reason = self.status().hindrance or "stopped"
            except (NoReply, BadReply) as trouble:
                reason = str(trouble)
            if (left_s := until - time.monotonic()) <= 0:
                return reason
            self._talk.listen(min(0.1, left_s))

    def _proves(self, proof: Proof, within_s: float) -> bool:
        """Ask for a proof that all sent before is on paper, and return whether it came in time.

        While waiting, the printer is asked how it is: one that stands still for too long proves nothing.
        """
        job = "".join(secrets.choice(codec.PROOF_CHARACTERS) for _ in range(4)).encode()
        self._asked, self._talk.queued = job, []
        self._talk.send(codec.ask_proof(job) if proof is Proof.PROCESS_ID else codec.ASK_QUEUED)
        until = deadline(within_s)
        while (left_s := until - time.monotonic()) > 0:
            self._talk.listen(min(0.1, left_s))
            if proof is Proof.PROCESS_ID and job in self._talk.proofs:
                return True
            if proof is Proof.STATUS and self._talk.queued:
                return not self._talk.queued[-1] & 0x0C and not self._stands_still(patience_s=0)
            if self._stands_still():
                break
        return job in self._talk.proofs

    def _end(self, outcome: Outcome, why: str) -> Outcome:
        self.why = why
        return outcome
