"""The page about couriers as values: who is let in, and the one, or the company, that was picked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message

BLOCK_REASONS = ("unknown", "misconduct", "left", "complaint")


@dataclass(frozen=True)
class CourierRow:
    """One courier. `standing`: "new", "known", "over" or "blocked"."""

    name: str
    company: str
    path: str
    standing: str
    chosen: bool = False


@dataclass(frozen=True)
class CompanyRow:
    """One company. `code`: whether its couriers may register alone; `just_made`: the code, once."""

    id: str
    name: str
    path: str
    first_drops: int
    code: bool
    since: datetime
    waiting: int = 0
    just_made: str = ""


@dataclass(frozen=True)
class PickedCourier:
    """The courier who was picked. `who`: sealed; `pin`: the one that was just made, once; `has`: "pin", "badge", ...

    `drops`: parcels left before the desk knew them; `why`: why blocked.
    """

    name: str
    company: str
    who: str
    path: str
    standing: str
    phone: str
    has: tuple[str, ...]
    hours: str = ""
    until: date | None = None
    until_at: datetime | None = None
    """The last day as a moment of it, to be written in the reader's form."""
    since: datetime | None = None
    drops: int = 0
    pin: str = ""
    why: str = ""
    badge_path: str = "/desk/badges"
    erase_path: str = "/desk/personal"
    """Where two of the staff delete what is kept of somebody."""
    block_reasons: tuple[str, ...] = BLOCK_REASONS


@dataclass(frozen=True)
class Blank:
    """What was typed into the form for a new courier."""

    act: str
    name: str = ""
    phone: str = ""
    company: str = ""
    hours: str = ""
    until: str = ""
    language: str = "zh_Hans"
    with_pin: bool = True


@dataclass(frozen=True, kw_only=True)
class CouriersPage(DeskPage):
    """Couriers at the left; at the right the one that was picked, a new one, or the companies."""

    template = "desk/couriers.html"
    name = "desk_couriers"
    tab = "keys"
    topics: tuple[str, ...] = ("couriers", "house")
    chips: tuple[Chip, ...]
    filters: tuple[Chip, ...]
    rows: tuple[CourierRow, ...]
    more: int = 0
    words: str = ""
    companies: tuple[CompanyRow, ...] = ()
    company_act: str = ""
    """The id that a new company gets."""
    company: CompanyRow | None = None
    """The company that was picked."""
    picked: PickedCourier | None = None
    blank: Blank | None = None
    problem: Message | None = None
