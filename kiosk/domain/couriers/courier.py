"""A courier and a company as the desk has let them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Standing(Enum):
    """What the desk thinks of a courier."""

    NEW = "new"
    """Registered alone; nobody at the desk has confirmed them."""
    KNOWN = "known"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Courier:
    """What the desk has decided about one courier; who they are is in `people` and in the vault."""

    id: str
    standing: Standing
    since: datetime
    company: str = ""
    """The company's id; "" for one that only the file of people names."""
    hours: str = ""
    """At which hours, "07:00-21:00" of each day, or by days as `week` writes them; "": at any."""
    until: date | None = None
    """The last day."""
    drops: int = 0
    """Parcels left before the desk knew them."""
    by: str = ""
    reason: str = ""
    """Why blocked: a code, or the vault's reference."""
    pin_by_desk: bool = False
    """The desk has given the PIN: what a file of people says of it counts no more."""


@dataclass(frozen=True)
class Company:
    """A company whose couriers come here."""

    id: str
    name: str
    first_drops: int
    """So many parcels a courier may leave who has registered alone, before the desk knows them."""
    since: datetime
    code_mac: str = ""
    """A keyed digest of the code by which its couriers register; "": they can't."""
