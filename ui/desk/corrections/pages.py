"""A register's line as it can be put right: its values, what was put right before, and the form for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import DeskPage
from ui.desk.shifts.pages import Pick
from ui.screens import Message


@dataclass(frozen=True)
class ValueRow:
    """One value: what it is, what it says, and where it is put right."""

    name: str
    said: str
    path: str


@dataclass(frozen=True, kw_only=True)
class LinePage(DeskPage):
    """What of a line can be put right, and what was."""

    template = "desk/correction.html"
    name = "desk_correction"
    tab = "keys"
    topics: tuple[str, ...] = ()
    number: str
    home: str
    """The register that it is in."""
    rows: tuple[ValueRow, ...]
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CorrectionForm(DeskPage):
    """One value to put right. `picks`: what it may be, none where it is typed; `counted`: as a number."""

    template = "desk/correction_form.html"
    name = "desk_correction_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    number: str
    act: str
    path: str
    home: str
    field: str
    said: str
    picks: tuple[Pick, ...] = ()
    counted: bool = False
    typed: str = ""
    why: str = ""
    problem: Message | None = None
