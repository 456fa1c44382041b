"""The pages about items that are left at the desk, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class Pick:
    """One answer of a question on a form."""

    value: str
    text: str
    on: bool = False


@dataclass(frozen=True)
class Pen:
    """A signature drawn: its points for SVG, the box that holds them, and what it is; without points, who stood by."""

    label: str
    strokes: tuple[str, ...] = ()
    box: str = ""


@dataclass(frozen=True)
class Row:
    """One item in words. `state`: the message key of how it stands; `tone`: "", "care" or "bad"."""

    id: str
    number: str
    made: datetime
    owner: str
    item: str
    where: str
    state: str
    tone: str = ""
    small: str = ""


@dataclass(frozen=True)
class Opened:
    """One of them with its ways. `deeds`: which of them are open now, by name."""

    row: Row
    lines: tuple[str, ...]
    pens: tuple[Pen, ...] = ()
    deeds: frozenset[str] = frozenset()
    places: tuple[Pick, ...] = ()
    act: str = ""
    picture: str = ""
    """The address of a picture of the item."""


@dataclass(frozen=True, kw_only=True)
class DepositsPage(DeskPage):
    """What is kept here, one of them open."""

    template = "desk/deposits.html"
    name = "desk_deposits"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    chips: tuple[Chip, ...]
    shown: tuple[Chip, ...]
    rows: tuple[Row, ...]
    words: str = ""
    open: Opened | None = None
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Describe(DeskPage):
    """The form by which the desk writes down what somebody leaves. `picks`: questions with their answers."""

    template = "desk/deposit_new.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    picks: tuple[tuple[str, tuple[Pick, ...]], ...]
    typed: tuple[tuple[str, str], ...]
    """Fields to be typed, with what stands in them."""
    heavy: bool = False
    due: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class SignIn(DeskPage):
    """Owner and attendant sign, the place is chosen."""

    template = "desk/deposit_sign.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    path: str
    row: Row
    lines: tuple[str, ...]
    places: tuple[Pick, ...]
    kept: tuple[str, str] = ("", "")
    """What was drawn already, by owner and attendant."""
    camera: bool = False
    """Whether a picture of the item is asked for."""
    photo: str = ""
    """The id of the next one."""
    picture: str = ""
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class HandOut(DeskPage):
    """An item goes back to its owner: the first signature beside the pad for the second."""

    template = "desk/deposit_claim.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    path: str
    row: Row
    lines: tuple[str, ...]
    first: Pen
    count: int
    most: int
    stub: bool
    picture: str
    documents: tuple[Pick, ...]
    places: tuple[Pick, ...]
    seconds: tuple[tuple[str, str], ...] = ()
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class CountItems(DeskPage):
    """Every item by its place, to be ticked. `rows`: with what was ticked: "here", "gone" or ""."""

    template = "desk/deposit_count.html"
    name = "desk_deposit"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    rows: tuple[tuple[Row, str], ...]
    last: str = ""
    problem: Message | None = None
