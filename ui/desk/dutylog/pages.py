"""The duty log's pages as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import Chip, DeskPage
from ui.desk.shifts.pages import Pick
from ui.screens import Message


@dataclass(frozen=True)
class LogRow:
    """One line. `number` "": the house has added it. `struck`: another line stands in its place.

    `path`: what it is about; `correct`: where it is put right, "" where the reader may not.
    """

    number: str
    mark: str
    at: str
    kind: str
    words: str
    who: str
    notes: tuple[str, ...] = ()
    struck: bool = False
    path: str = ""
    correct: str = ""


@dataclass(frozen=True)
class Compared:
    """How a printed line compares. `said`: "same", "other", "not_there" or "broken"."""

    said: str
    number: str


@dataclass(frozen=True, kw_only=True)
class LogPage(DeskPage):
    """One day of the log, or what was found in it."""

    template = "desk/dutylog.html"
    name = "desk_dutylog"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    day: str
    """The day as an address has it, "" where something was looked for."""
    day_said: str
    rows: tuple[LogRow, ...]
    words: str = ""
    reading_on: bool = False
    """Older lines are still being read: more may be found in a moment."""
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, kw_only=True)
class LogForm(DeskPage):
    """A line to write; with `wrong`, in place of that one."""

    template = "desk/dutylog_form.html"
    name = "desk_dutylog_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    path: str
    kinds: tuple[Pick, ...]
    day: str
    hour: str
    typed: str = ""
    wrong: str = ""
    wrong_words: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class LogCheck(DeskPage):
    """A printed line to compare with the log."""

    template = "desk/dutylog_check.html"
    name = "desk_dutylog_check"
    tab = "keys"
    topics: tuple[str, ...] = ()
    number: str = ""
    mark: str = ""
    found: Compared | None = None
    problem: Message | None = None
