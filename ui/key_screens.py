"""The staff's keys on the lobby screen, as values for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.screens import Message, Screen


@dataclass(frozen=True)
class KeyRow:
    """One key on an attendant's list; `why_not` is a refusal's code."""

    key: str
    label: str
    kind: str
    number: int
    free: bool
    held: bool
    why_not: str | None = None
    since: datetime | None = None
    movement: str = ""
    due: datetime | None = None
    late: bool = False
    again: datetime | None = None
    """When it may next be taken, where only the hour is in the way."""
    time_form: str = "MMMd Hm"
    """How `due` or `again` is written: "Hm" for today's."""
    remark: str = ""
    """What whoever takes it is to know: its newest fault, or that its lock is to be changed."""
    booked: tuple[datetime, datetime] | None = None
    """From when until when this person has booked it."""
    booked_form: str = "Hm"
    booked_now: bool = False
    """The hour of the booking has come."""
    errand: str = ""
    """A home to look after ("due"), or to tell of ("findings"): then `key` is the inspection."""


@dataclass(frozen=True, kw_only=True)
class KeyList(Screen):
    """What an attendant holds and may take, page by page.

    `query` keeps what was searched for in the addresses of the other pages; `found`: how many keys fit it.
    """

    template = "keys/list.html"
    name = "keys"
    held: tuple[KeyRow, ...]
    rows: tuple[KeyRow, ...]
    page: int = 1
    pages: int = 1
    query: str = ""
    found: int = 0
    alarms: int = 0
    """How many alarms wait for one of the staff."""
    long: bool = False
    """There are so many that searching is quicker."""
    bookings: int = 0
    """How many bookings this person has, or should hear of."""
    back: str | None = None
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Sign(Screen):
    """PIN and signature, or the signature alone after a badge that proves itself.

    `strokes` is what was drawn before a wrong PIN.
    """

    template = "keys/sign.html"
    name = "sign"
    row: KeyRow
    movement: str
    reason: str
    work_order: str
    asks_pin: bool = True
    strokes: str = ""
    problem: Message | None = None
    others: tuple[str, ...] = ()
    """The labels of the keys that are signed for with it."""
    signer: str = ""
    """Whose PIN it is, where colleagues have typed theirs before."""
    due: datetime | None = None
    due_form: str = "Hm"
    due_for: str = ""
    """Why it is due so early: "booked" the own booking ends, "next" somebody else has booked it from then on."""
    back: str | None = "/keys"
