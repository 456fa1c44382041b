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
    under_way: Running | None = None
    problem: Message | None = None
