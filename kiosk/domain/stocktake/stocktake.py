"""A stocktake of the key cabinet (定期核对): what each slot showed, and what people said of each difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Finding(Enum):
    """What a slot shows."""

    AS_RECORDED = "as recorded"
    MISSING = "missing"
    """The record has a key here, and nothing is sensed."""
    WRONG_KEY = "wrong key"
    """Another key is sensed than the one on record."""
    UNEXPECTED = "unexpected"
    """Something is sensed, and the record has no key here."""
    UNREADABLE = "unreadable"
    """Something is there whose tag says nothing."""
    NOT_SENSED = "not sensed"
    """Nothing here can tell: it has to be opened and looked at."""
    OPEN = "open"
    """The door is not seen shut."""
    DOUBT = "doubt"
    """An attendant has yet to settle an earlier doubt about it."""


@dataclass(frozen=True)
class SlotCount:
    """One slot in a count. `expected` and `found` are ids of keys; `found` may be a tag that nobody knows."""

    place: str
    finding: Finding
    expected: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def needs_a_look(self) -> bool:
        """Whether a person has to open it."""
        return self.finding is not Finding.AS_RECORDED


@dataclass(frozen=True)
class Said:
    """What a person found behind a door: `as_recorded`, or what is different, and why."""

    finding: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Stocktake:
    """One stocktake. It ends when every difference was looked at and two people have signed."""

    id: str
    begun_by: str
    begun: datetime
    why: str
    """"routine", "after emergency", "handover"."""
    counts: Mapping[str, SlotCount] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    signed: Mapping[str, str] = field(default_factory=dict)
    """Person -> the vault's reference to their signature."""
    ended: datetime | None = None

    @property
    def to_look_at(self) -> list[str]:
        """The slots that a person has yet to look into, in order."""
        return [
            place for place, count in self.counts.items() if count.needs_a_look and place not in self.said
        ]

    @property
    def differences(self) -> list[str]:
        """The slots where something was found that is not as recorded."""
        return [place for place, said in self.said.items() if said.finding != "as_recorded"]
