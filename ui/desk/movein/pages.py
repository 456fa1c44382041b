"""The pages of a move-in as values: which lists are open, who moves in, one list, the two names under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class OpenList:
    """A list that wants something; `state` in words."""

    path: str
    unit: str
    owner: str
    begun: datetime
    state: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class MoveIns(DeskPage):
    """What is unfinished or owed, and the search for whoever moves in."""

    template = "desk/moveins.html"
    name = "desk_moveins"
    tab = "keys"
    rows: tuple[OpenList, ...]
    found: tuple[tuple[str, str], ...]
    """Name and path of each resident that the search found."""
    words: str
    person: str
    """The id under which a new owner is made known."""
    typed: tuple[str, str, str] = ("", "", "")
    """Home, name and phone, as they were typed."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Begin(DeskPage):
    """Which document the attendant has seen; then the list begins."""

    template = "desk/movein_begin.html"
    name = "desk_movein_begin"
    tab = "keys"
    topics: tuple[str, ...] = ()
    path: str
    act: str
    unit: str
    owner: str
    documents: tuple[tuple[str, bool], ...]
    follows: str = ""
    why: str = ""
    reference: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class CabinetKey:
    """A key of the home that hangs in the cabinet and stands on no line yet."""

    key: str
    label: str
    slot: str
    movement: str
    ready: bool


@dataclass(frozen=True)
class ListLine:
    """One line as it stands. `standing`: "here", "promised", "hangs", "moving", "left" or "handed"."""

    id: str
    what: str
    label: str
    number: str
    count: int
    condition: str
    tried: bool
    standing: str
    day: str = ""
    """By which day it follows, in words, and as a form has it (`promised`)."""
    promised: str = ""
    key: str = ""
    slot: int = 0
    movement: str = ""
    """The movement of its key, or the id for the next one."""


@dataclass(frozen=True, kw_only=True)
class ListPage(DeskPage):
    """One list: written while it is under way, read once both have signed."""

    template = "desk/movein.html"
    name = "desk_movein"
    tab = "keys"
    path: str
    act: str
    unit: str
    owner: str
    state: str
    writable: bool
    signable: bool
    under_way: bool
    cabinet: tuple[CabinetKey, ...]
    lines: tuple[ListLine, ...]
    meters: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    conditions: tuple[str, ...]
    given_up: tuple[str, ...]
    earliest: str
    """The first day that may be promised."""
    signatures: tuple[tuple[str, str, tuple[str, ...], str], ...] = ()
    """Part, name, strokes and their box."""
    leave: str = ""
    sheet: str = ""
    deliver: str = ""
    correct: str = ""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class SignList(DeskPage):
    """The list as it is signed, and room for the next name."""

    template = "desk/movein_sign.html"
    name = "desk_movein_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    path: str
    part: str
    unit: str
    owner: str
    lines: tuple[ListLine, ...]
    meters: tuple[tuple[str, str], ...]
    problem: Message | None = None
    witness: WitnessChoice = NO_WITNESS
    """Who may stand by in place of a signature."""
