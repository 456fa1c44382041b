"""The pages of the rules about keys as values: each kind of rule, one in its form, what a change does, the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message

Picks = tuple[tuple[str, str], ...]
"""Choices: value and words."""


@dataclass(frozen=True)
class RuleRow:
    """One rule in words; `last`: who changed it at the desk and when, "" for one of the file. `path`: its form."""

    text: str
    path: str
    last: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleList(DeskPage):
    """The rules of one kind."""

    template = "desk/keyrules.html"
    name = "desk_keyrules"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    section: str
    rows: tuple[RuleRow, ...]
    new: str
    """The path of the form of a new one, "" where there is none."""
    csv: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form. `kind`: "text", "date", "time", "number", "hidden", "pick", "tick", "ticks", "select".

    `choices` of a select may be grouped: (heading, choices). `values`: what is chosen or typed.
    """

    name: str
    kind: str
    label: str
    choices: Picks = ()
    groups: tuple[tuple[str, Picks], ...] = ()
    values: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, kw_only=True)
class RuleForm(DeskPage):
    """One rule to be changed. `ends`: it can be ended or dropped from here (the message key of the button)."""

    template = "desk/keyrules_form.html"
    name = "desk_keyrules_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    subject: str
    heading: str
    last: str = ""
    fields: tuple[Field, ...]
    version: str
    fresh: str
    back_to: str
    ends: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class EffectRow:
    """What a change means for one person: `kind` as `keys.effects.Effect.kind`, the keys in words."""

    kind: str
    who: str
    keys: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Look(DeskPage):
    """A change in words and what it does, to be confirmed. `posted`: the form's fields, which travel on."""

    template = "desk/keyrules_look.html"
    name = "desk_keyrules_look"
    tab = "keys"
    topics: tuple[str, ...] = ()
    sentence: str
    before: str
    rows: tuple[EffectRow, ...]
    asking: int
    stranded: str
    posted: Picks
    version: str
    fresh: str
    back_to: str
    why: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class HistoryRow:
    """One change: when, by whom, why, how it was and how it is since."""

    at: datetime
    who: str
    why: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class History(DeskPage):
    """Every change of the rules, newest first."""

    template = "desk/keyrules_history.html"
    name = "desk_keyrules_history"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    rows: tuple[HistoryRow, ...]
    older: str
    csv: str
