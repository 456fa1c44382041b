"""The attendants' pages about shifts and late keys as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class Pick:
    """One choice of a form."""

    value: str
    text: str
    on: bool = False


@dataclass(frozen=True)
class OwnKey:
    """A key that whoever goes off duty holds; `let_go` says by whose leave it may stay with them."""

    key: str
    label: str
    due: datetime | None
    late: bool = False
    let_go: str = ""


@dataclass(frozen=True)
class DifferenceRow:
    """Something that is not as it should be; `said` is "" while nobody has explained it."""

    id: str
    what: str
    said: str = ""
    carried: int = 0
    path: str = ""
    """Where it is looked into."""


@dataclass(frozen=True)
class TaskRow:
    """One open task in a line. `code` has its words, `facts` fill them in."""

    code: str
    facts: Mapping[str, object]
    since: datetime
    path: str


@dataclass(frozen=True)
class OnDuty:
    """Somebody who is on duty. `end`: where a supervisor ends it for them, "" where nobody here may."""

    who: str
    since: datetime
    end: str = ""


@dataclass(frozen=True)
class Waiting:
    """A handover that nobody has taken. `take`, `close`: where that is done, "" where this reader can't."""

    who: str
    ended: datetime
    take: str = ""
    close: str = ""


@dataclass(frozen=True, kw_only=True)
class ShiftHome(DeskPage):
    """Who is on duty, what waits to be taken over, and what keeps the reader from going home."""

    template = "desk/shift.html"
    name = "desk_shift"
    tab = "keys"
    chips: tuple[Chip, ...]
    named: str
    act: str
    on: bool
    present: tuple[OnDuty, ...]
    waiting: tuple[Waiting, ...]
    keys: tuple[OwnKey, ...]
    differences: tuple[DifferenceRow, ...]
    tasks: tuple[tuple[str, tuple[TaskRow, ...], int], ...]
    """Of each group its name, the oldest of its tasks, and how many more there are."""
    counted: str
    out: int
    late: int
    left_keys: int = 0
    """Keys that keep the reader from going home."""
    silent: int = 0
    """Differences that nobody has explained."""
    to_count: int = 0
    """Lines that somebody has yet to count by hand."""
    notes: int = 0
    """Notes to the next shift that nobody has done."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class ShiftForm(DeskPage):
    """One decision with its reason. `deed`: "explain", "let_go", "close", "absent" or "due".

    `people` are those who answer for it, or the supervisors; `times` when a key may be due instead.
    """

    template = "desk/shift_form.html"
    name = "desk_shift_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    deed: str
    path: str
    back_to: str
    act: str
    subject: str
    who: str
    about: str = ""
    """Whom it is about."""
    reasons: tuple[Pick, ...]
    people: tuple[Pick, ...] = ()
    times: tuple[Pick, ...] = ()
    typed: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class ShiftSigning(DeskPage):
    """What is signed for with a pen. `deed`: "off", "take" or "hand_over" (that one by two people)."""

    template = "desk/shift_sign.html"
    name = "desk_shift_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    deed: str
    path: str
    back_to: str
    act: str
    title: str
    seen: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    """What is left, each with what was said of it."""
    numbers: tuple[str, ...] = ()
    out: tuple[tuple[str, str], ...] = ()
    """The keys that are out, each with whom, by whose leave and until when."""
    notes: tuple[tuple[str, str], ...] = ()
    """Notes that go on to the next shift: what kind and by whom, the words."""
    keys: tuple[Pick, ...] = ()
    people: tuple[Pick, ...] = ()
    """Who may take it on this screen, with their own PIN; none: the reader does."""
    renewed: bool = False
    strokes: tuple[str, str] = ("", "")
    problem: Message | None = None


@dataclass(frozen=True)
class ShiftRow:
    """One shift in the list."""

    id: str
    who: str
    begun: datetime
    ended: datetime | None
    left: str
    taken: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class ShiftList(DeskPage):
    """The shifts, newest first."""

    template = "desk/shift_list.html"
    name = "desk_shift_list"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    rows: tuple[ShiftRow, ...]
    older: str = ""
    newest: str = ""


@dataclass(frozen=True)
class Hand:
    """One name under a handover with its signature's drawing."""

    caption: str
    who: str
    strokes: tuple[str, ...] = ()
    box: str = ""


@dataclass(frozen=True, kw_only=True)
class ShiftSheet(DeskPage):
    """One shift and its handover, as it was signed."""

    template = "desk/shift_sheet.html"
    name = "desk_shift_sheet"
    tab = "keys"
    topics: tuple[str, ...] = ()
    id: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    differences: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...] = ()
    """What was counted by hand, and how it stood against the record."""
    notes: tuple[tuple[str, str], ...] = ()
    """Notes that went on to the next shift: what kind and by whom, the words."""
    out: tuple[tuple[str, str, str], ...]
    """(key, with whom and by whose leave, due)"""
    hands: tuple[Hand, ...]
    act: str
    prints: bool = False
    pdf: bool = False


@dataclass(frozen=True)
class LateRow:
    """One late key; `told`: what went to whom and when, in words, the last first."""

    key: str
    label: str
    slot: str
    due: datetime
    told: tuple[str, ...]
    later: str = ""
    """Where the reader may let it be due later, "" where they may not."""


@dataclass(frozen=True)
class LatePerson:
    """Somebody who is late with these keys. `id`: their id, sealed."""

    id: str
    who: str
    on_duty: bool
    keys: tuple[LateRow, ...]


@dataclass(frozen=True, kw_only=True)
class LatePage(DeskPage):
    """Everybody who is late, with what they were told."""

    template = "desk/shift_late.html"
    name = "desk_late"
    tab = "keys"
    chips: tuple[Chip, ...]
    people: tuple[LatePerson, ...]
    act: str
    by_clock: bool = True
    """The clock can be believed."""
    problem: Message | None = None
