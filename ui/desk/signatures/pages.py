"""The attendants' pages about signatures as values: one to judge, and those on file for a resident."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class Drawn:
    """One signature as it is drawn, and replayed with its own timing: `path` is its strokes as JSON, "" where gone."""

    label: str
    strokes: tuple[str, ...] = ()
    box: str = ""
    path: str = ""
    seconds: str = ""


@dataclass(frozen=True, kw_only=True)
class Judge(DeskPage):
    """Both side by side: what was written now, and what is on file. `score` is "" where nothing could be compared."""

    template = "desk/signature_judge.html"
    name = "desk_signature_judge"
    tab = "keys"
    topics: tuple[str, ...] = ()
    home: str
    path: str
    resident: str
    unit: str
    verdict: str
    score: str
    now: Drawn
    known: tuple[Drawn, ...]
    reasons: tuple[str, ...]
    seconds: tuple[tuple[str, str], ...] = ()
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class OnFile(DeskPage):
    """What stands for a resident, and room for one more."""

    template = "desk/specimens.html"
    name = "desk_specimens"
    tab = "keys"
    topics: tuple[str, ...] = ()
    home: str
    path: str
    act: str
    resident: str
    unit: str
    rows: tuple[Drawn, ...]
    enough: bool
    full: bool
    another_visit: bool = False
    problem: Message | None = None
