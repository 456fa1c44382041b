"""The homes' files at the desk as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True, kw_only=True)
class FindHome(DeskPage):
    """Which home. `homes`: those that were found, by number and address."""

    template = "desk/homesfile_find.html"
    name = "desk_homesfile_find"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    words: str = ""
    homes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class AskWhy(DeskPage):
    """Why somebody looks; nothing of the home is shown yet but its number."""

    template = "desk/homesfile_why.html"
    name = "desk_homesfile_why"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    unit: str
    path: str
    act: str
    reasons: tuple[tuple[str, str], ...]
    problem: Message | None = None


@dataclass(frozen=True)
class FileLine:
    """One line of a part; `path` leads to the life of what it is about."""

    label: str
    said: str
    small: tuple[str, ...] = ()
    path: str = ""
    tone: str = ""


@dataclass(frozen=True)
class FilePartView:
    """One part of a file. `more`: the register that has all of it."""

    name: str
    title: str
    rows: tuple[FileLine, ...]
    more: str = ""


@dataclass(frozen=True)
class NoteView:
    """One note. `strike`: where it is taken out, "" where this reader may not."""

    words: str
    by: str
    strike: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeFile(DeskPage):
    """One home's file while a look is open."""

    template = "desk/homesfile.html"
    name = "desk_homesfile"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    unit: str
    why: str
    path: str
    look: str
    contacts: bool
    parts: tuple[FilePartView, ...]
    notes: tuple[NoteView, ...]
    people: tuple[tuple[str, str], ...]
    """Sealed id and name of whom a note may be about."""
    act: str
    looks: tuple[LookRow, ...] = ()
    problem: Message | None = None


@dataclass(frozen=True)
class LookRow:
    """One look. `unit` and `path` where looks into several homes' files are listed."""

    made: datetime
    who: str
    why: str
    contacts: bool
    unit: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Looks(DeskPage):
    """Who looked into which home's file, the newest first."""

    template = "desk/homesfile_looks.html"
    name = "desk_homesfile_looks"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    unit: str
    rows: tuple[LookRow, ...]
    older: str = ""
