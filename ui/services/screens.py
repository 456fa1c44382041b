"""Asking for a service: the lobby's pages as values. Titles and labels stand here as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.screens import Message, Screen


@dataclass(frozen=True)
class Answer:
    """One answer: a link to `path`, or the `value` that is posted; `icon`: the picture of a group."""

    label: str
    small: str = ""
    path: str = ""
    value: str = ""
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Pick(Screen):
    """One question with its answers; `posts`: where they go. `more`: a further link, its label's message key first.

    `skips`: posted there without an answer, by its label's message key.
    """

    template = "services/pick.html"
    name = "service_pick"
    title: str
    body: str
    options: tuple[Answer, ...]
    posts: str = ""
    more: tuple[str, str] | None = None
    skips: str = ""
    problem: Message | None = None
    gold: bool = False
    back: str | None = "/"


@dataclass(frozen=True, kw_only=True)
class Typed(Screen):
    """One question that is answered with digits."""

    template = "services/typed.html"
    name = "service_typed"
    title: str
    body: str
    posts: str
    typed: str = ""
    extra: str = ""
    """A further key beside the digits."""
    longest: int = 12
    skips: str = ""
    problem: Message | None = None
    back: str | None = "/services/pick"


@dataclass(frozen=True, kw_only=True)
class Written(Screen):
    """One question that is answered by hand, or told the desk."""

    template = "services/written.html"
    name = "service_written"
    title: str
    body: str
    posts: str
    skips: str = ""
    """"skip" for what need not be answered, "tell" for what is told the desk."""
    problem: Message | None = None
    back: str | None = "/services/pick"


@dataclass(frozen=True, kw_only=True)
class About(Screen):
    """A service with its price and rules; nobody has to be known for that. `known`: a resident is here."""

    template = "services/about.html"
    name = "service_about"
    title: str
    told: str
    rows: tuple[tuple[str, str], ...]
    code: str
    movement: str
    known: bool
    back: str | None = "/services/pick"


@dataclass(frozen=True, kw_only=True)
class Check(Screen):
    """Everything once more, before it is asked for. `rows`: label and what it says."""

    template = "services/check.html"
    name = "service_check"
    service: str
    rows: tuple[tuple[str, str], ...]
    back: str | None = "/services/pick"


@dataclass(frozen=True, kw_only=True)
class OneRequest(Screen):
    """A request of whoever stands here: its number, how far it is, and what can be done.

    `next`: what comes now, in words. `agrees`: the button of a price that is to be agreed to, and the price in cents.
    """

    template = "services/one.html"
    name = "service_one"
    title: str
    number: str
    service: str
    rows: tuple[tuple[str, str], ...]
    next: str
    path: str
    agrees: tuple[str, int] | None = None
    may_call_off: bool = False
    back: str | None = "/services/mine"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class CallOff(Screen):
    """Call it off? What that costs comes first."""

    template = "services/off.html"
    name = "service_off"
    number: str
    service: str
    body: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: str
    back: str | None = "/services/mine"


@dataclass(frozen=True, kw_only=True)
class SlipShown(Screen):
    """A slip was held to the camera: it is good, and the desk knows. Nobody is named."""

    template = "services/slip.html"
    name = "service_slip"
    number: str
    service: str
    state: str
    back: str | None = "/"
