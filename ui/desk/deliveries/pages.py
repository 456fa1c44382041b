"""The page about announced deliveries as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class AwaitedRow:
    """One parcel that is yet to come. `days`: since it was announced; `source`: in words, who did."""

    barcode: str
    unit: str
    carrier: str
    size: str
    heavy: bool
    at: datetime
    days: int
    source: str
    late: bool = False
    """Whether it should have come long ago."""


@dataclass(frozen=True)
class WrongLine:
    """One line of a list that was left out. `code`: a refusal; `written`: what stands there."""

    number: int
    code: str
    written: str


@dataclass(frozen=True)
class Outcome:
    """What became of a list: how many are awaited now that were not, how many were before, and what was left out."""

    taken: int
    known: int
    wrong: tuple[WrongLine, ...] = ()
    more: int = 0
    """How many further lines were left out."""


@dataclass(frozen=True, kw_only=True)
class DeliveriesPage(DeskPage):
    """Parcels that are announced and have not come; lists are handed in here."""

    template = "desk/deliveries.html"
    name = "desk_deliveries"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    rows: tuple[AwaitedRow, ...]
    words: str = ""
    count: int = 0
    """How many there are, more than are shown."""
    open: bool = False
    """Whether the form for a list is shown."""
    text: str = ""
    """What was pasted and has to be put right."""
    outcome: Outcome | None = None
    problem: Message | None = None
