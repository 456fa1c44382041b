"""Who Loge knows: what the rules need of a person. Names, phones and secrets are in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(Enum):
    """What a person may do here."""

    RESIDENT = "resident"
    COURIER = "courier"
    ATTENDANT = "attendant"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    """The property manager: reads the reports, answers disputes."""
    CONTRACTOR = "contractor"
    """Let in for a day by a document and a signature: has no badge, and somebody of the house answers for them."""
    VISITOR = "visitor"
    """A guest whom a resident names, or the other side of a transfer: known as long as something of theirs is here."""


STAFF = frozenset({Role.ATTENDANT, Role.SUPERVISOR, Role.MANAGER})


@dataclass(frozen=True)
class Person:
    """One person as the rules see them."""

    id: str
    role: Role
    groups: tuple[str, ...] = ()
    unit: str | None = None
    company: str | None = None
    language: str = "zh_Hans"
    badge: str | None = None
    """A keyed digest of the badge's number."""
    badge_proves: bool = False
    """The badge proves itself by challenge and response; its number alone is then nothing."""
    badge_by_desk: bool = False
    """The desk has given or revoked the badge: what a file of people says of it counts no more."""
    active: bool = True
    told_of_keys: bool | None = None
    """Whether a resident hears of each outing of the home's keys; None: as the consents say."""
    in_reach: bool = False
    """Whether a resident's parcels go behind doors that are reached from a wheelchair."""
    home_since: datetime | None = None
    """Since when they are on record as living in `unit`: what was before then is an earlier household's."""

    def lived_here(self, at: datetime) -> bool:
        """Return whether something of `at` is their own home's, and no earlier household's."""
        return self.home_since is None or self.home_since <= at
