"""Somebody else collects: the resident's pages as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.screens import Act, Message, Screen


@dataclass(frozen=True)
class DelegateRow:
    """One line: `who` collects for me, or (`mine` False) I collect for them; `until` None: for good."""

    id: str
    who: str
    mine: bool
    count: int
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Delegates(Screen):
    """Who collects for whom, and the way to end it."""

    template = "home/delegates.html"
    name = "delegates"
    rows: tuple[DelegateRow, ...]
    may_give: bool
    """A parcel waits for which a slip could be given."""
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True)
class Choice:
    """One answer: a link to `path`, or where the page posts, the value that goes with it."""

    label: str
    path: str = ""
    small: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask(Screen):
    """One question with its answers, and what can be done at the end."""

    template = "home/ask.html"
    name = "delegate_ask"
    title: str
    body: str
    choices: tuple[Choice, ...] = ()
    acts: tuple[Act, ...] = ()
    posts: Act | None = None
    """Where the answers are posted to, as `person`."""
    back: str | None = "/home/delegates"


@dataclass(frozen=True, kw_only=True)
class Neighbour(Screen):
    """The keypad for a neighbour's home."""

    template = "home/neighbour.html"
    name = "delegate_whom"
    problem: Message | None = None
    back: str | None = "/home/delegates"
