"""The attendants' pages about bookings as values: a day, one booking, and how a new one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class Bar:
    """One booking on a day's line: from which minute of the day, for how many; `tone` "", "taken" or "ended"."""

    from_min: int
    length_min: int
    tone: str = ""


@dataclass(frozen=True)
class Entry:
    """One booking in words; `stage` is a message key's end."""

    booking: str
    since: datetime
    until: datetime
    since_form: str
    until_form: str
    who: str
    stage: str
    linked: bool
    """Whether it is at hand, and has a page of its own."""


@dataclass(frozen=True)
class KeyDay:
    """One key on one day."""

    path: str
    """Where its other days, or that day's other keys, are shown."""
    label: str
    slot: str
    bars: tuple[Bar, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Day(DeskPage):
    """The bookings of one day, key by key; or those of one key, day by day."""

    template = "desk/bookings.html"
    name = "desk_bookings"
    tab = "keys"
    chips: tuple[Chip, ...]
    days: tuple[Chip, ...]
    day: str
    """As a form has it."""
    rows: tuple[KeyDay, ...]
    now_min: int | None
    """The minute of the present, where it is today's page."""
    no_show_min: int
    new: str
    trusted: bool = True
    label: str = ""
    """The one key that the page is about."""
    item: str = ""
    """Where that key's life is told."""


@dataclass(frozen=True)
class KeyChoice:
    """One key that may be booked."""

    label: str
    slot: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Which(DeskPage):
    """Which key is to be booked."""

    template = "desk/bookings_which.html"
    name = "desk_bookings_which"
    tab = "keys"
    topics: tuple[str, ...] = ()
    words: str
    rows: tuple[KeyChoice, ...]
    day: str = ""
    more: int = 0


@dataclass(frozen=True)
class Known:
    """One thing to know before it is booked."""

    text: str
    blocks: bool


@dataclass(frozen=True, kw_only=True)
class When(DeskPage):
    """From when until when: each touch shows at once what stands against it."""

    template = "desk/bookings_when.html"
    name = "desk_bookings_when"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    booking: str
    """The new booking's id, or that of the one that is changed."""
    changes: bool
    path: str
    """Where it is posted."""
    back_to: str
    key: str
    label: str
    slot: str
    whom: str
    """The id of the person it is for."""
    people: tuple[tuple[str, str, bool], ...]
    """(id, name, chosen); one for somebody who books for themselves."""
    days: tuple[Chip, ...]
    hours: tuple[tuple[Chip, str], ...]
    """Each hour of the day with "free", "busy" or "past"."""
    lengths: tuple[Chip, ...]
    since: datetime
    until: datetime
    since_form: str
    until_form: str
    typed_since: str
    typed_until: str
    known: tuple[Known, ...]
    overrides: tuple[str, ...] = ()
    """Why another one may give way; empty where nothing has to, or nobody here may decide it."""
    refusal: Message | None = None
    problem: Message | None = None

    @property
    def free(self) -> bool:
        """Whether it may be booked as it stands."""
        return self.refusal is None and not any(one.blocks for one in self.known)


@dataclass(frozen=True, kw_only=True)
class One(DeskPage):
    """One booking and what may be done with it."""

    template = "desk/bookings_one.html"
    name = "desk_bookings_one"
    tab = "keys"
    key: str
    label: str
    slot: str
    entry: Entry
    made_by: str
    made: datetime
    why: str = ""
    words: str = ""
    may_change: bool = False
    may_tell: bool = False
    known: tuple[Known, ...] = ()
    back_to: str = "/desk/bookings"
