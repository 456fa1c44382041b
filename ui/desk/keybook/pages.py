"""The attendants' pages about keys as values: who has which, who could take which, and the stocktake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class KeyOut:
    """One key that is with somebody."""

    key: str
    label: str
    slot: str
    who: str
    person: str
    """The sealed name of who has it."""
    since: datetime | None
    due: datetime | None
    late: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class KeysOut(DeskPage):
    """Which keys are out, with whom, since when, and when they are due."""

    template = "desk/keys_out.html"
    name = "desk_keys"
    tab = "keys"
    rows: tuple[KeyOut, ...]
    chips: tuple[Chip, ...]
    csv: str
    now: datetime


@dataclass(frozen=True)
class UseRow:
    """How much one key was used in a month; hours and who took it most are in words."""

    key: str
    label: str
    slot: str
    times: int
    hours: str
    most_by: str
    last: datetime | None


@dataclass(frozen=True, kw_only=True)
class KeysUsed(DeskPage):
    """How much each key was used in a month, the most used first."""

    template = "desk/key_use.html"
    name = "desk_key_use"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    rows: tuple[UseRow, ...]
    month: str
    earlier: str
    later: str
    times: int
    hours: str
    csv: str


@dataclass(frozen=True)
class MonthRow:
    """One month of a key; `share`: per cent of its busiest month."""

    month: str
    times: int
    share: int
    hours: str
    by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KeyUsed(DeskPage):
    """How much one key was used in each of the last months."""

    template = "desk/key_use_one.html"
    name = "desk_key_use_one"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    key: str
    label: str
    slot: str
    rows: tuple[MonthRow, ...]
    csv: str
    life_csv: str


@dataclass(frozen=True)
class UnusedRow:
    """One key that nobody took, and when it left last, if ever."""

    key: str
    label: str
    slot: str
    last: datetime | None


@dataclass(frozen=True, kw_only=True)
class KeysUnused(DeskPage):
    """The keys that nobody took since a day."""

    template = "desk/key_use_unused.html"
    name = "desk_key_use_unused"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    since: str
    rows: tuple[UnusedRow, ...]
    csv: str


@dataclass(frozen=True)
class OutingRow:
    """One time that somebody had a key of a home; `back`: None while they have it."""

    key: str
    label: str
    who: str
    person: str
    """The sealed name of who had it."""
    since: datetime
    back: datetime | None
    why: str


@dataclass(frozen=True, kw_only=True)
class HomeOutings(DeskPage):
    """All outings of a home's keys."""

    template = "desk/key_use_outings.html"
    name = "desk_key_use_outings"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    unit: str
    rows: tuple[OutingRow, ...]
    count: int
    newer: str
    older: str
    csv: str


@dataclass(frozen=True)
class RightRow:
    """One person's right to one key; `why_not` is a refusal's code, "" where they could take it."""

    who: str
    label: str
    slot: str
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Rights(DeskPage):
    """Who could take which key at an hour, by the rules as they were then."""

    template = "desk/rights.html"
    name = "desk_rights"
    tab = "keys"
    topics: tuple[str, ...] = ()
    rows: tuple[RightRow, ...]
    chips: tuple[Chip, ...]
    at: datetime
    typed: str
    """The hour as the form has it: local, to the minute."""
    key: str
    person: str
    keys: tuple[tuple[str, str, bool], ...]
    people: tuple[tuple[str, str, bool], ...]
    """(id, words, chosen)"""
    more: int = 0
    """How many rows did not fit."""
    csv: str = ""


@dataclass(frozen=True)
class CountRow:
    """One slot that does not show what the record says."""

    place: str
    number: int
    finding: str
    expected: str
    found: str
    said: str = ""
    reason: str = ""
    can_open: bool = False
    can_say: bool = False


@dataclass(frozen=True, kw_only=True)
class Stocktake(DeskPage):
    """The stocktake: how many slots were counted by their sensors, and what a person has to look into."""

    template = "desk/stocktake.html"
    name = "desk_stocktake"
    tab = "keys"
    chips: tuple[Chip, ...]
    begun: datetime | None = None
    begun_by: str = ""
    counted: int = 0
    as_recorded: int = 0
    rows: tuple[CountRow, ...] = ()
    signed: tuple[str, ...] = ()
    may_sign: bool = False
    why: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    problem: Message | None = None


@dataclass(frozen=True)
class Running:
    """A release that is under way: each door in words with its step: "left", "asked" or "open"."""

    begun: datetime
    by: str
    second: str
    reason: str
    steps: tuple[tuple[str, str], ...]
    going: bool


@dataclass(frozen=True, kw_only=True)
class EmergencyPage(DeskPage):
    """The emergency release. No place chosen means all slots."""

    template = "desk/emergency.html"
    name = "desk_emergency"
    tab = "keys"
    chips: tuple[Chip, ...]
    places: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    movement: str = ""
    under_way: Running | None = None
    problem: Message | None = None
