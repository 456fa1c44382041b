"""What the pages on loans, passes and goods that leave have in common, as values: a list, one thing, a form to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class Pick:
    """One answer that can be picked."""

    value: str
    text: str
    on: bool = False


@dataclass(frozen=True)
class Blank:
    """One question of a form. `kind`: "text", "area", "password", "date", "file", "select", "radio" or "check"."""

    name: str
    legend: str
    kind: str = "text"
    value: str = ""
    picks: tuple[Pick, ...] = ()
    most: int = 120
    hint: str = ""


@dataclass(frozen=True)
class Doing:
    """Something that can be done with a thing: a button, with what has to be said for it."""

    text: str
    path: str
    icon: str = ""
    strong: bool = False
    blanks: tuple[Blank, ...] = ()
    posts: bool = False
    """At the foot of a page: whether a touch does it at once, or leads to a page of its own."""

    @property
    def sends_file(self) -> bool:
        """Whether a file goes with it."""
        return any(one.kind == "file" for one in self.blanks)


@dataclass(frozen=True)
class Tile:
    """A large way to begin something; `off`: there is nothing left to begin it with."""

    path: str
    text: str
    small: str
    off: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a list. `tone`: "", "care", "bad" or "quiet"; `state` in words."""

    path: str
    number: str
    what: str
    small: str
    who: str
    state: str
    at: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class Seen:
    """What was held to the camera just now. `tone`: "good" lets somebody or something pass, "bad" does not."""

    path: str
    text: str
    small: str
    at: datetime
    tone: str


@dataclass(frozen=True, kw_only=True)
class LendList(DeskPage):
    """What is out, what waits, and the ways to begin."""

    template = "desk/lend_list.html"
    name = "desk_lend_list"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    title: str
    path: str
    chips: tuple[Chip, ...]
    ways: tuple[Doing, ...]
    lines: tuple[Line, ...]
    none: str
    """What is said where there are no lines."""
    tiles: tuple[Tile, ...] = ()
    seen: tuple[Seen, ...] = ()
    note: str = ""
    heads: tuple[str, str, str] = ("", "", "")
    problem: Message | None = None


@dataclass(frozen=True)
class Drawn:
    """A signature that was drawn, with what it is."""

    caption: str
    strokes: tuple[str, ...]
    box: str


@dataclass(frozen=True, kw_only=True)
class LendOne(DeskPage):
    """One thing with everything that is on record of it, and what can be done."""

    template = "desk/lend_one.html"
    name = "desk_lend_one"
    tab = "keys"
    topics: tuple[str, ...] = ("house",)
    title: str
    state: str
    path: str
    home: str
    chips: tuple[Chip, ...]
    facts: tuple[tuple[str, str], ...]
    tone: str = ""
    items: tuple[str, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    photo: str = ""
    act: str = ""
    begins: Doing | None = None
    """What is most likely to be done next, on a page of its own."""
    doings: tuple[Doing, ...] = ()
    right: str = ""
    """Where its line in the register is put right."""
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class LendForm(DeskPage):
    """A form that two sign. `pens`: whose signatures are wanted, in words: before the desk, and the attendant's."""

    template = "desk/lend_form.html"
    name = "desk_lend_form"
    tab = "keys"
    topics: tuple[str, ...] = ()
    title: str
    lead: str
    path: str
    home: str
    act: str
    blanks: tuple[Blank, ...]
    does: str
    other: tuple[str, str] = ("", "")
    """Another way to fill it in: its path and its words."""
    more: str = ""
    """The words of a button that lets the form come again with one line more."""
    pens: tuple[str, ...] = ()
    strokes: tuple[str, str] = ("", "")
    witness: WitnessChoice = NO_WITNESS
    problem: Message | None = None
