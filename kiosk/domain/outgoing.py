"""What leaves the house: slips of paper and notices to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class PaperStage(Enum):
    """What is known of a slip that was asked for."""

    QUEUED = "queued"
    BEGUN = "begun"
    PRINTED = "printed"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not needed"
    """Its reader was told otherwise: nothing was sent, and nobody has to see to it."""


@dataclass(frozen=True)
class Paper:
    """One slip or receipt. It is sent to the printer at most once: a second one is a person's decision."""

    id: str
    what: str
    """"claim slip" or "receipt"."""
    movement: str
    language: str
    stage: PaperStage
    since: datetime
    detail: str = ""


@dataclass(frozen=True)
class Notice:
    """Something that a person is yet to be told."""

    id: str
    person: str
    template: str
    item: str
    since: datetime
    taken: tuple[str, ...] = ()
    """The ways that have taken it already; others are still to be tried again."""
