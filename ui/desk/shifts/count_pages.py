"""The attendants' pages about counting by hand and notes to the next shift as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import Chip, DeskPage
from ui.desk.shifts.pages import Pick
from ui.screens import Message


@dataclass(frozen=True)
class CountLine:
    """One line of the count. `shown`: what the record expects, as it is posted; `typed`: what was typed before."""

    id: str
    what: str
    expected: str
    shown: int
    last: str = ""
    right: bool = True
    """The last count came out right, or there was none."""
    ticked: bool = False
    typed: str = ""
    money: bool = False


@dataclass(frozen=True, kw_only=True)
class CountPage(DeskPage):
    """What is counted by hand before somebody goes off duty."""

    template = "desk/shift_count.html"
    name = "desk_shift_count"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    on: bool
    """The reader is on duty and may record a count."""
    lines: tuple[CountLine, ...]
    missing: int = 0
    problem: Message | None = None


@dataclass(frozen=True)
class NoteRow:
    """One note. `by`: who left it and when; `done`: who did what it says, "" while it waits."""

    id: str
    kind: str
    words: str
    by: str
    done: str = ""
    carried: int = 0


@dataclass(frozen=True, kw_only=True)
class NotesPage(DeskPage):
    """The message book: what one shift leaves to the next."""

    template = "desk/shift_notes.html"
    name = "desk_shift_notes"
    tab = "keys"
    chips: tuple[Chip, ...]
    act: str
    kinds: tuple[Pick, ...]
    typed: str
    open: tuple[NoteRow, ...]
    done: tuple[NoteRow, ...]
    problem: Message | None = None
