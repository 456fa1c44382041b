"""The pages about items that change hands, as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.desk.deposits.pages import Opened, Pen, Pick, Row
from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class Line:
    """One transfer: `row.owner` gives, `taker` gets it."""

    row: Row
    taker: str


@dataclass(frozen=True, kw_only=True)
class TransfersPage(DeskPage):
    """What waits to be handed on, one of them open."""

    template = "desk/transfers.html"
    name = "desk_transfers"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    rows: tuple[Line, ...]
    words: str = ""
    open: Opened | None = None
    taker: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class TakeIn(DeskPage):
    """The form by which the desk takes something in for somebody else. `allows`: refused goods need a decision."""

    template = "desk/transfer_new.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    picks: tuple[tuple[str, tuple[Pick, ...]], ...]
    typed: tuple[tuple[str, str], ...]
    places: tuple[Pick, ...] = ()
    heavy: bool = False
    allows: bool = False
    supervisors: tuple[tuple[str, str], ...] = ()
    why: str = ""
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class HandOver(DeskPage):
    """Its taker shows a document and signs; `back`: who gave it gets it again."""

    template = "desk/transfer_hand.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    path: str
    row: Row
    taker: str
    lines: tuple[str, ...]
    first: Pen
    documents: tuple[Pick, ...]
    number: str = ""
    back_way: bool = False
    pictured: bool = False
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None
