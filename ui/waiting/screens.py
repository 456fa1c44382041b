"""Keeping a parcel longer, being away, a storage fee: the lobby's pages as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.screens import Message, Screen


@dataclass(frozen=True, kw_only=True)
class WaitCode(Screen):
    """The keypad for the pick-up code of a parcel that is to be kept; no door opens."""

    template = "waiting/code.html"
    name = "code"
    digits: int
    typed: str = ""
    problem: Message | None = None
    back: str | None = "/collect"


@dataclass(frozen=True)
class Option:
    """One answer: a link to `path`, or the `value` that is posted."""

    label: str
    small: str = ""
    path: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Choose(Screen):
    """One question with its answers. `posts`: where they go, as `field_name`; else each is a link.

    `body` is the message key beneath, with `facts`; `ends`: a further button that posts there, with its label.
    """

    template = "waiting/choose.html"
    name = "wait_choose"
    title: str
    body: str
    options: tuple[Option, ...] = ()
    posts: str = ""
    field_name: str = "until"
    fields: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    ends: tuple[str, str] | None = None
    end_fields: Mapping[str, str] = field(default_factory=dict)
    end_look: str = "primary"
    onward: tuple[str, str] | None = None
    """A further link, with its label's message key."""
    onward_look: str = "second"
    back: str | None = "/wait"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class CollectSign(Screen):
    """A signature before the door opens; `count` of the parcels ask for it."""

    template = "waiting/sign.html"
    name = "collect_sign"
    token: str
    count: int
    problem: Message | None = None
    back: str | None = "/"


@dataclass(frozen=True, kw_only=True)
class FeeAsked(Screen):
    """What waiting has cost, before the door opens. `owed`: it may be owed; else it is settled at the desk."""

    template = "waiting/fee.html"
    name = "wait_fee"
    amount: str
    count: int
    owed: bool
    token: str
    others: int = 0
    """So many of those with a fee are for somebody else at home, behind the same door."""
    back: str | None = "/"
