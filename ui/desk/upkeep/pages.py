"""The attendants' pages on how keys are as values: which need care, one key, a loss to be signed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.desk.pages import Chip, DeskPage, Row
from ui.screens import Message

Picks = tuple[tuple[str, str], ...]
"""Choices of a form: value and words."""


@dataclass(frozen=True)
class CareRow:
    """One key that needs care; `what` in words, `tone` "", "care" or "bad"."""

    key: str
    label: str
    slot: str
    what: tuple[str, ...]
    tone: str


@dataclass(frozen=True, kw_only=True)
class CareList(DeskPage):
    """Every key of which there is something to tell."""

    template = "desk/upkeep.html"
    name = "desk_upkeep"
    tab = "keys"
    chips: tuple[Chip, ...]
    rows: tuple[CareRow, ...]


@dataclass(frozen=True)
class Line:
    """One thing about a key: what is so, what was noted of it, and the ways to end it (label, path, field, value)."""

    text: str
    tone: str = ""
    note: str = ""
    strokes: tuple[str, ...] = ()
    box: str = ""
    ways: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """One field of a form. `kind`: "pick", "text", "date", "number" or "select"; picks have `choices`."""

    name: str
    kind: str
    label: str
    choices: Picks = ()
    value: str = ""


@dataclass(frozen=True)
class Form:
    """Something that can be done: its name under attendant.upkeep.act, where it is posted, what it asks."""

    act: str
    path: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeyCare(DeskPage):
    """One key: how it is, its copies, and what can be done. `fresh` is the id that each of its forms carries."""

    template = "desk/upkeep_key.html"
    name = "desk_upkeep_key"
    tab = "keys"
    chips: tuple[Chip, ...]
    key: str
    label: str
    slot: str
    cut: str
    lines: tuple[Line, ...]
    copies: tuple[Line, ...]
    count: int
    counted: str
    forms: tuple[Form, ...]
    may_lose: bool
    life: tuple[Row, ...]
    fresh: str
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class LossForm(DeskPage):
    """A loss to be declared and signed. `concerns`: what the key opens, in words."""

    template = "desk/upkeep_lost.html"
    name = "desk_upkeep_lost"
    tab = "keys"
    topics: tuple[str, ...] = ()
    key: str
    label: str
    concerns: str
    others: int
    fresh: str
    picks: tuple[tuple[str, Picks], ...]
    chosen: dict[str, str] = field(default_factory=dict)
    words: str = ""
    problem: Message | None = None
