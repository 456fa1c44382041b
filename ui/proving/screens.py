"""One thing more before the door opens, and an identity card before the camera: the lobby's pages as values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.screens import Screen


@dataclass(frozen=True)
class Thing:
    """One thing that is enough. `text`: its message key; `path`: where it is done, "" for what is simply held here."""

    text: str
    icon: str
    path: str = ""
    posts: bool = False


@dataclass(frozen=True, kw_only=True)
class More(Screen):
    """What is asked for, and every alternative; the desk is always one of them."""

    template = "proving/more.html"
    name = "more"
    token: str
    things: tuple[Thing, ...]
    count: int = 1
    back: str | None = "/"
    topics: tuple[str, ...] = ("house", "devices")


@dataclass(frozen=True, kw_only=True)
class Who(Screen):
    """Who is there? Every thing that answers that here; then the page `to` goes on."""

    template = "proving/who.html"
    name = "who"
    things: tuple[Thing, ...]
    to: str
    back: str | None = "/"
    topics: tuple[str, ...] = ("visit", "devices")


@dataclass(frozen=True, kw_only=True)
class DeskCalled(Screen):
    """The desk knows; the door opens by itself once somebody there has said so."""

    template = "proving/called.html"
    name = "more_desk"
    back: str | None = "/collect/more"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class IdCard(Screen):
    """An identity card before the camera. `step`: "ready", "looking", "read", "nothing" or "trouble".

    `number` and `named` are masked unless `whole`: bystanders read nothing off the screen. `wants`: the side that is
    looked for, `seen`: what the last look saw ("nothing", "card", "other_side"); `doubts`: codes of what is in doubt.
    """

    template = "proving/id.html"
    name = "id_card"
    step: str
    id: str = ""
    number: str = ""
    named: str = ""
    sure: bool = True
    whole: bool = False
    trouble: str = ""
    wants: str = "front"
    seen: str = "nothing"
    lacks_back: bool = False
    over: bool = False
    """Its last day is over for certain: it opens nothing."""
    doubts: tuple[str, ...] = ()
    at: str = "/collect/id"
    """Where its buttons lead."""
    to: str = ""
    """Where whoever is known by it goes on; "" where a door opens."""
    back: str | None = "/collect"
    topics: tuple[str, ...] = ("identifying",)
