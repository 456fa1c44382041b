"""The registers as pages: their lines with signatures, a document that is being made, a name for the estate."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class FieldView:
    """One field of a line: words, smaller ones beneath, a signature with the box that holds it; `path` leads on."""

    text: str = ""
    small: tuple[str, ...] = ()
    strokes: tuple[str, ...] = ()
    box: str = ""
    path: str = ""
    tone: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """One line. `page`: where it is told at length; `sheet`: what makes a document of it; `sign`: what it lacks.

    `right`: where a mistake in it is put right.
    """

    fields: tuple[FieldView, ...]
    page: str = ""
    sheet: str = ""
    sign: str = ""
    right: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterPage(DeskPage):
    """A page of one register, newest first."""

    template = "desk/register.html"
    name = "desk_register"
    tab = "keys"
    topics: tuple[str, ...] = ()
    register: str
    columns: tuple[str, ...]
    rows: tuple[RegisterRow, ...]
    chips: tuple[Chip, ...]
    words: str
    month: str
    day: str
    older: str
    newest: str
    make: str
    """Where a document of this period is asked for."""
    csv: str
    query: tuple[tuple[str, str], ...]
    """What goes with that: words, sealed, and the period."""
    forgotten: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetPage(DeskPage):
    """A document that somebody asked for. `state`: "making", "made" or "failed"."""

    template = "desk/register_sheet.html"
    name = "desk_register_sheet"
    tab = "keys"
    topics: tuple[str, ...] = ("exports",)
    state: str
    file: str
    download: str
    put_down: str
    kept: str
    kb: int
    home: str


@dataclass(frozen=True, kw_only=True)
class Countersign(DeskPage):
    """The estate's name under an agreement."""

    template = "desk/register_sign.html"
    name = "desk_register_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    path: str
    home: str
    unit: str
    resident: str
    terms: tuple[tuple[str, str], ...]
    strokes: tuple[str, ...] = ()
    box: str = ""
    problem: Message | None = None
