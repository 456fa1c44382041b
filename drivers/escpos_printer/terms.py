"""How a job may end, how a printer proves it, and how long all of it may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
    """How long to wait, in seconds: for an answer, for a stopped printer to go on, for the proof, for a whole job.

    The time that bytes take on the wire and paper takes to come out is added to each.
    """

    reply_s: float = 0.5
    probe_s: float = 1.0
    stopped_s: float = 2.0
    proof_s: float = 5.0
    job_s: float = 20.0
