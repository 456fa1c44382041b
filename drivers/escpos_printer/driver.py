"""A receipt printer that says whether it printed: printed, not sent, or not known; it never prints twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from drivers.escpos_printer import codec
from drivers.escpos_printer.codec import PrinterStatus
from drivers.escpos_printer.conversation import Conversation
from drivers.escpos_printer.job import JobBytes, Step
from drivers.escpos_printer.shapes import LineShape, PieceShape, Printable, TypedShape
from drivers.escpos_printer.terms import Outcome, Patience, Proof
from drivers.escpos_printer.witness import Witness
from drivers.link import Link, deadline
from drivers.trouble import BadReply, LinkLost, NoReply

__all__ = [
    "EscposPrinter",
    "LineShape",
    "Outcome",
    "Patience",
    "PieceShape",
    "Printable",
    "PrinterStatus",
    "Proof",
    "TypedShape",
]

_SLOWEST_ROWS_PER_S = 320.0  # 40 mm/s: what the slowest mechanisms print
_ON_THE_WAY_BYTES = 1024  # what an adapter may still hold when the port says that all is sent
_UNSEEN_S = 0.5  # nothing is asked within a picture: no printer is off and on again in so short a time
_PATIENT = Patience()


def _nothing() -> None:
    return None


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
        bytes_per_s: float = 11_520.0,
        on_progress: Callable[[], None] = _nothing,
        patience: Patience = _PATIENT,
    ) -> None:
        """Take over `link`. `proof`: what commissioning found; if None, the first job probes for it.

        `bytes_per_s`: what the link carries; `on_progress` is called all through a job, however slow the line:
        while it is called, the thread is not stuck.
        """
        self._link = link
        self._name = name
        self._patience = patience
        self._bytes_per_s = bytes_per_s
        reply_s = patience.reply_s + _ON_THE_WAY_BYTES / bytes_per_s
        self._talk = Conversation(link, name, reply_s=reply_s, on_progress=on_progress)
        self._witness = Witness(self._talk, patience, wire_s=_ON_THE_WAY_BYTES / bytes_per_s)
        self._job = JobBytes(cuts=cuts, band_bytes=round(bytes_per_s * _UNSEEN_S))
        self._proof = proof
        # what an earlier owner of the cable left half printed must not hang on a stranger's slip
        self._part_first = cuts
        self._in_step = False
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
        return self._talk.status()

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
                if self._witness.proves(proof, self._patience.probe_s):
                    self._proof, self._in_step = proof, True
                    return proof
        if hindrance := self.status().hindrance:
            raise NoReply(self._name, hindrance)
        self._proof, self._in_step = Proof.NONE, True
        return Proof.NONE

    def print(self, pieces: Sequence[Printable]) -> Outcome:
        """Print and part `pieces`, and return what is known of it. Never raises for a device's trouble.

        NOT_SENT is returned only when no byte of a piece has left; a link lost later is UNKNOWN, and so is a job
        that has not ended in the time that its bytes and its paper take at most.

        Raises:
            ValueError: a piece is nothing for this printer; nothing was sent.
        """
        self.lost, self.why, self._unproven = None, "", None
        jobs = [list(self._job.steps(piece)) for piece in pieces]
        self._witness.ends_s = deadline(self.limit_s(pieces))
        try:
            return self._attempt(jobs)
        finally:
            self._witness.ends_s = float("inf")

    def limit_s(self, pieces: Sequence[Printable]) -> float:
        """Return how many seconds `print` takes at most for `pieces`."""
        steps = [step for piece in pieces for step in self._job.steps(piece)]
        wire_s = (sum(len(step.data) for step in steps) + 2 * len(codec.PAD)) / self._bytes_per_s
        return self._patience.job_s + 1.5 * wire_s + self._paper_s(steps)

    @staticmethod
    def _paper_s(steps: Sequence[Step]) -> float:
        """How long the paper of these steps takes to come out of a slow printer."""
        return sum(step.rows for step in steps) / _SLOWEST_ROWS_PER_S

    def _attempt(self, jobs: list[list[Step]]) -> Outcome:
        try:
            if hindrance := self.status().hindrance:
                return self._end(Outcome.NOT_SENT, hindrance)
            proof = self._make_ready()
            self._talk.send(self._job.opening())
            if self._part_first:
                self._talk.send(self._job.parting())
                if hindrance := self._witness.stands_still(patience_s=0):
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
            elif not self._witness.proves(self._proof, self._patience.probe_s):
                self._talk.send(codec.PAD)
                if not self._witness.proves(self._proof, self._patience.probe_s):
                    raise NoReply(self._name, f"does not answer by {self._proof.value}", code="silent")
            self._in_step = True
        return self._proof

    def _deliver(self, jobs: list[list[Step]], proof: Proof) -> Outcome:
        for steps in jobs:
            for step in steps:
                self._talk.send(step.data)
                if reason := self._witness.stands_still() or self._overdue():
                    return self._end(Outcome.UNKNOWN, reason)
            self._talk.send(self._job.parting())
        self._part_first = False
        if proof is Proof.NONE:
            return self._end(Outcome.UNKNOWN, "this printer cannot prove a print")
        within_s = self._patience.proof_s + self._paper_s([step for steps in jobs for step in steps])
        if self._witness.proves(proof, within_s):
            return Outcome.PRINTED
        self._in_step = proof is Proof.PROCESS_ID  # an answer without a name may still be on its way
        self._unproven = self._witness.asked if proof is Proof.PROCESS_ID else None
        return self._end(Outcome.UNKNOWN, self._witness.stands_still(patience_s=0) or "no proof came")

    def _overdue(self) -> str:
        """Return "" as long as the job is within its time, or the words for one that is not."""
        return (
            ""
            if time.monotonic() < self._witness.ends_s
            else "not done in the time that the job takes at most"
        )

    def _end(self, outcome: Outcome, why: str) -> Outcome:
        self.why = why
        return outcome
