"""The screens of asking for a key as values: one question each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.flows.keys.asking import LISTENS_FOR_S
from ui.key_screens import KeyRow
from ui.screens import Message, Screen


@dataclass(frozen=True)
class Chip:
    """One way to narrow a long list: its text, where it leads, how many keys that leaves."""

    text: str
    path: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Find(Screen):
    """A long list of keys: its kinds, its towers, or a number on the keypad."""

    template = "keys/find.html"
    name = "find"
    chips: tuple[Chip, ...]
    problem: str = ""
    """The number that nothing fits."""
    back: str | None = "/keys"


@dataclass(frozen=True)
class ReasonChoice:
    """One reason; `why_not` is the code of what does not let it count for this key."""

    code: str
    why_not: str | None = None
    label: str = ""
    """What it is called, where the desk has named it."""


@dataclass(frozen=True, kw_only=True)
class Reason(Screen):
    """What the key is for: one touch goes on. The work order's number stands small beside it."""

    template = "keys/reason.html"
    name = "reason"
    row: KeyRow
    reasons: tuple[ReasonChoice, ...]
    work_order: str = ""
    problem: Message | None = None
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class Order(Screen):
    """The number of the work order. `needed`: this key, or this reason, does not go without."""

    template = "keys/order.html"
    name = "order"
    row: KeyRow
    work_order: str
    needed: bool
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class Note(Screen):
    """A note by hand. `report`: an emergency without the resident's consent, of which a report will be due."""

    template = "keys/note.html"
    name = "note"
    row: KeyRow
    report: bool = False
    problem: Message | None = None
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class With(Screen):
    """It goes only with another key: both in one visit, if that one is there."""

    template = "keys/with.html"
    name = "with"
    row: KeyRow
    other: KeyRow
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class Agree(Screen):
    """Colleagues have to agree: who has, how many are missing, and whose badge was just tapped."""

    template = "keys/agree.html"
    name = "agree"
    row: KeyRow
    missing: int
    agreed: tuple[str, ...] = ()
    reader_works: bool = True
    seen: str = ""
    """Names this tap; "" while nobody has tapped."""
    seen_name: str = ""
    asks_pin: bool = False
    problem: str = ""
    """The code of what was wrong with the last tap or PIN."""
    facts: Mapping[str, object] = field(default_factory=dict)
    another_group: bool = False
    asker: str = ""
    """Who asks for the key."""
    reason: str = ""
    reason_label: str = ""
    """What it is wanted for: the reason's code, and its name where the desk has given it one."""
    visitor: str = ""
    """Names the last tap of anybody else: they may have come for something of their own."""
    others: tuple[str, ...] = ()
    """The labels of the keys that are asked for with it."""
    back: str | None = "/keys"
    topics: tuple[str, ...] = ("devices",)
    patience_s: int | None = LISTENS_FOR_S


@dataclass(frozen=True)
class BookingRow:
    """One own booking. `state`: "now", "coming", "out" or "displaced"."""

    booking: str
    key: str
    label: str
    number: int
    since: datetime
    until: datetime
    until_form: str
    """How the end is written: with its day only where that is another one."""
    state: str


@dataclass(frozen=True, kw_only=True)
class Bookings(Screen):
    """What this person has booked, and what a supervisor has put something else in the place of."""

    template = "keys/bookings.html"
    name = "bookings"
    rows: tuple[BookingRow, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/keys"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class GiveUpBooking(Screen):
    """Whether a booking is really to be given up."""

    template = "keys/booking.html"
    name = "booking"
    row: BookingRow
    back: str | None = "/keys/bookings"
