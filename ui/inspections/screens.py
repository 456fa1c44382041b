"""The lobby's screens of an inspection as values: what was found, point by point."""

from __future__ import annotations

from dataclasses import dataclass

from ui.screens import Message, Screen


@dataclass(frozen=True)
class PointRow:
    """One point. `said`: what was found, "" while nothing was said."""

    point: str
    text: str
    said: str
    noted: bool = False
    photos: int = 0


@dataclass(frozen=True, kw_only=True)
class Points(Screen):
    """All points of one home: touch one to say what was found, or say it of all the rest at once."""

    template = "keys/inspection.html"
    name = "inspection"
    inspection: str
    unit: str
    rows: tuple[PointRow, ...]
    left: int
    """How many points nothing was said of."""
    begun: bool
    """Something was said of at least one."""
    page: int = 1
    pages: int = 1
    back: str | None = "/keys"


@dataclass(frozen=True, kw_only=True)
class PointPage(Screen):
    """One point, and what can be said of it."""

    template = "keys/inspection_point.html"
    name = "inspection_point"
    inspection: str
    unit: str
    row: PointRow
    choices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PointNote(Screen):
    """More about what was found: a note by hand, and pictures. `photo`: the id of the next picture."""

    template = "keys/inspection_note.html"
    name = "inspection_note"
    inspection: str
    row: PointRow
    photo: str
    camera: bool
    taken: str = ""
    """The path of the newest picture."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class NotMade(Screen):
    """Asked once: nobody could go in?"""

    template = "keys/inspection_not_made.html"
    name = "inspection_not_made"
    inspection: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Told(Screen):
    """It is handed in. `tells`: how the owner hears of it; `more`: homes that wait."""

    template = "keys/inspection_told.html"
    name = "inspection_told"
    unit: str
    tells: str
    findings: int
    urgent: int
    more: int
    back: str | None = None
    leaves_in_s: int = 12
