"""Personal data at the desk as values: whose, what is kept, what hinders an erasure, how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message

Choices = tuple[tuple[str, str], ...]
"""Values and the words for them."""


@dataclass(frozen=True)
class ErasedRow:
    """One erasure that was made: its number, when, and in words what and by whom."""

    number: str
    at: datetime
    said: str
    path: str


@dataclass(frozen=True, kw_only=True)
class FindPerson(DeskPage):
    """Whose data. `people`: those who were found, by name and address."""

    template = "desk/personal_find.html"
    name = "desk_personal_find"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    words: str = ""
    people: tuple[tuple[str, str, str], ...] = ()
    """Name, what they are, and the way to their page."""
    erased: tuple[ErasedRow, ...] = ()


@dataclass(frozen=True)
class HindranceView:
    """One thing to be settled first: what and how often, what to do, and where ("" for nowhere)."""

    what: str
    count: str
    step: str
    path: str


@dataclass(frozen=True, kw_only=True)
class PersonPage(DeskPage):
    """What is kept of somebody; the way to give it to them, and the way to erase it."""

    template = "desk/personal.html"
    name = "desk_personal"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    person: str
    role: str
    path: str
    kept: Choices
    """Kinds of things and how many."""
    hindrances: tuple[HindranceView, ...]
    backups: str
    reasons: Choices
    documents: Choices
    staff: Choices
    act: str
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class CopyPage(DeskPage):
    """The ways to take a person's file along, once it is on record for whom."""

    template = "desk/personal_copy.html"
    name = "desk_personal_copy"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    person: str
    path: str
    home: str


@dataclass(frozen=True, kw_only=True)
class ErasedPage(DeskPage):
    """An erasure that was made."""

    template = "desk/personal_done.html"
    name = "desk_personal_done"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    number: str
    at: datetime
    said: str
    count: str
    backups: str


@dataclass(frozen=True)
class RuleRow:
    """One rule: what, for how long, what went so far, and the setting that says so."""

    what: str
    kept: str
    gone: str
    setting: str


@dataclass(frozen=True, kw_only=True)
class RetentionPage(DeskPage):
    """How long which kind of thing is kept. `last`: when all rules were gone by, in words."""

    template = "desk/retention.html"
    name = "desk_retention"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    last: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class SignedHead:
    """What the device signed: at which entry, when, why; the hash in groups of four, and the code's drawing."""

    number: str
    at: datetime
    why: str
    groups: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ProofPage(DeskPage):
    """What the device has signed of the record; the newest with its code."""

    template = "desk/proof.html"
    name = "desk_proof"
    tab = "keys"
    topics: tuple[str, ...] = ("ledger",)
    chips: tuple[Chip, ...]
    key: str
    newest: SignedHead | None
    rows: tuple[SignedHead, ...]
