"""Pictures that were taken, looked at and taken out again."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as


@stored_as("evidence.kept/1")
@dataclass(frozen=True)
class EvidenceKept(Event):
    """A still was taken and sealed, or it is said why there is none (`missing`; then `digest` is "" and `size` 0).

    `moment` is what it is of: "forced", "doubt", "drop" or "collect". `digest` is the SHA-256 of the picture, in hex;
    `late_ms` how long after the moment it was taken. `item` and `movement` are "" where none is concerned.
    """

    evidence: str
    moment: str
    movement: str
    place: str
    item: str
    digest: str
    size: int
    late_ms: int
    missing: str = ""


@stored_as("evidence.seen/1")
@dataclass(frozen=True)
class EvidenceSeen(Event):
    """A member of the staff looked at a picture."""

    evidence: str
    by: str


@stored_as("evidence.removed/1")
@dataclass(frozen=True)
class EvidenceRemoved(Event):
    """Pictures were taken out of the vault: their time was over. What was recorded of them stays."""

    evidence: tuple[str, ...]
    reason: str
