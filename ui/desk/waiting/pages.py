"""The page about parcels that wait, and the form of one that goes back, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class WaitingRow:
    """One parcel that waits. `state`: "expired", "away", "kept", "reminded" or "new"; `fee`: in words, "" for none.

    `days`: until the end of which it may be kept, each as a date and in words.
    """

    id: str
    barcode: str
    whose: str
    place: str
    category: str
    age: str
    """How long it has been here, in words."""
    expires: datetime
    state: str
    fee: str = ""
    days: tuple[tuple[str, str], ...] = ()
    person: str = ""
    """The recipient's id, for saying that they are away."""


@dataclass(frozen=True)
class OwedRow:
    """One fee that is owed for a parcel that is gone."""

    parcel: str
    whose: str
    barcode: str
    fee: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class WaitingPage(DeskPage):
    """Every parcel that waits with its age, what has expired first; and the fees that are owed."""

    template = "desk/waiting.html"
    name = "desk_waiting"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    rows: tuple[WaitingRow, ...]
    owed: tuple[OwedRow, ...] = ()
    count: int = 0
    expired: int = 0
    open: WaitingRow | None = None
    """The parcel whose ways are shown."""
    categories: tuple[str, ...] = ()
    away: str = ""
    """From when until when its recipient is away, in words."""
    today: date | None = None
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class SendBack(DeskPage):
    """The form of a parcel that goes back to its sender. `couriers`: those whom Loge knows, as (id, name, chosen)."""

    template = "desk/waiting_back.html"
    name = "desk_waiting_back"
    tab = "keys"
    topics: tuple[str, ...] = ()
    row: WaitingRow
    act: str
    reasons: tuple[tuple[str, bool], ...]
    carrier: str
    couriers: tuple[tuple[str, str, bool], ...] = ()
    problem: Message | None = None
