"""Goods that leave the estate with the owner's word: asked for, released until a time, gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

SIGNED, BY_PHONE, BY_DELEGATE, BY_SUPERVISOR = "signed", "phone", "delegate", "supervisor"
WORDS = (SIGNED, BY_PHONE, BY_DELEGATE, BY_SUPERVISOR)
"""How the owner's word was given; the last one is a supervisor's in its place."""


class ReleaseStage(Enum):
    """Where a release is."""

    ASKED = "asked"
    """It waits for the owner's word."""
    RELEASED = "released"
    GONE = "gone"
    LAPSED = "lapsed"
    """Its time was over before the goods were shown to be gone."""
    CALLED_OFF = "called off"


@dataclass(frozen=True)
class Release:
    """One line of 《物品放行登记表》. `goods`: the vault's reference to the list, who carries it and the vehicle."""

    id: str
    person: str
    """The resident whose goods they are."""
    unit: str
    goods: str
    count: int
    made: datetime
    by: str
    since: datetime
    until: datetime
    stage: ReleaseStage = ReleaseStage.ASKED
    word: str = ""
    word_by: str = ""
    """Who gave it: the resident, one of the same home, a delegate's slip, or a supervisor."""
    said: str = ""
    """The vault's reference to the number that was called, or to a reason."""
    signature: str = ""
    served: str = ""
    """Who of the staff heard it; "" for a resident at the lobby screen."""
    slip: str = ""
    """The number (hex) in its QR code."""
    released: datetime | None = None
    shown: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""

    @property
    def number(self) -> str:
        """What people call it: it stands on its paper."""
        return self.id[:6].upper()

    @property
    def open(self) -> bool:
        """Whether the goods may still leave, or wait for the owner's word."""
        return self.stage in (ReleaseStage.ASKED, ReleaseStage.RELEASED)

    def lets_go(self, now: datetime) -> bool:
        """Return whether the goods may leave now."""
        return self.stage is ReleaseStage.RELEASED and self.since <= now <= self.until
