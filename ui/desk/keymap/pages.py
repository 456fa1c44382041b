"""The page about the sealed key map as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class Moved:
    """One key that is not as on the map: its slots in words, "" where it is not there."""

    key: str
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Printed:
    """The newest map. `paper`: the message key of what became of its slip, "" for a page."""

    number: int
    issued: datetime
    by: str
    second: str
    digest: str
    seal: str = ""
    destroyed: bool = False
    paper: str = ""
    failed: bool = False
    sheet: bool = False
    """Whether its page can still be opened."""


@dataclass(frozen=True)
class Waiting:
    """A map that waits for a supervisor. `who`: whose badge was seen, "" while the reader waits."""

    id: str
    number: int
    who: str = ""
    proven: bool = False
    problem: str = ""
    """The code of what was wrong with the last badge."""


@dataclass(frozen=True, kw_only=True)
class KeyMapPage(DeskPage):
    """The sealed map: whether it is still true, the printing of a new one, and old ones to destroy."""

    template = "desk/keymap.html"
    name = "desk_keymap"
    tab = "keys"
    topics: tuple[str, ...] = ("keymap", "house")
    chips: tuple[Chip, ...]
    printed: Printed | None = None
    moved: tuple[Moved, ...] = ()
    seals: tuple[tuple[str, str], ...] = ()
    """The seal on each cabinet's override, as far as one was written down."""
    resealed: tuple[tuple[str, str], ...] = ()
    """Those that are not as on the map."""
    old: tuple[int, ...] = ()
    forms: tuple[str, ...] = ()
    hides_homes: bool = True
    approves: bool = False
    """Whether who is here may print it alone."""
    reader_works: bool = True
    waiting: Waiting | None = None
    listens_s: int = 30
    """So long the reader waits for a supervisor's badge."""
    problem: Message | None = None
