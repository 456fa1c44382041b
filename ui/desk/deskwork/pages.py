"""Pages about what the desk answers for, as values: a list, one thing with all that can be done, a form.

All texts are in the reader's language already. Work orders, complaints and follow-ups are shown by these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class Cell:
    """One field of a line. `tone`: "", "care", "bad", "good" or "quiet"; said by a sign as well."""

    text: str
    small: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a list, and where it leads."""

    cells: tuple[Cell, ...]
    path: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Lines under their heads; `none` is said where there is no line, "": nothing is."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    none: str = ""


@dataclass(frozen=True)
class Way:
    """A link to what is done on another page."""

    text: str
    path: str
    icon: str = "next"
    strong: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a form. `kind`: "text", "area", "select", "picks", "date", "number", "tick", "file" or "hidden"."""

    name: str
    label: str = ""
    kind: str = "text"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    most: int = 120
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """Something that can be done here: where it is posted, its fields, its button. `movement`: the form's id."""

    path: str
    button: str
    fields: tuple[Field, ...] = ()
    title: str = ""
    strong: bool = False
    movement: str = ""
    folded: bool = False
    """Whether it opens only when touched."""


@dataclass(frozen=True)
class Fact:
    """One thing that is known."""

    label: str
    value: str
    tone: str = ""
    path: str = ""


@dataclass(frozen=True)
class StepLine:
    """One step of what has happened."""

    at: datetime
    what: str
    who: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkList(DeskPage):
    """A list with its ways. `said`: one sentence over it."""

    template = "desk/work_list.html"
    name = "desk_work"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    title: str
    chips: tuple[Chip, ...]
    ways: tuple[Way, ...] = ()
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    forms: tuple[Form, ...] = ()
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class WorkOne(DeskPage):
    """One thing: what is known, what has happened, what can be done. `strokes`: words that were written by hand."""

    template = "desk/work_one.html"
    name = "desk_work_one"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    title: str
    under: str
    here: str
    back_to: str
    facts: tuple[Fact, ...]
    words: str = ""
    strokes: tuple[str, ...] = ()
    box: str = ""
    ways: tuple[Way, ...] = ()
    forms: tuple[Form, ...] = ()
    tables: tuple[Table, ...] = ()
    steps: tuple[StepLine, ...] = ()
    right: str = ""
    """Where its line in the register is put right."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class WorkForm(DeskPage):
    """One form, with a signature beneath where `sign_hint` says whose."""

    template = "desk/work_form.html"
    name = "desk_work_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    title: str
    under: str = ""
    here: str
    back_to: str
    form: Form
    facts: tuple[Fact, ...] = ()
    sign_hint: str = ""
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None
