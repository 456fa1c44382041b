"""A resident's own pages at the lobby screen as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.drawing import Drawing
from ui.screens import Screen


@dataclass(frozen=True)
class OwnKey:
    """One key of the home. `state`: "here", "out", "recalled" (out, and its consent withdrawn) or "unknown"."""

    label: str
    number: int
    state: str
    who: str = ""
    since: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Home(Screen):
    """Parcels that wait, where the own keys are, and whether their outings are told.

    `doors`: the numbers of the doors behind which parcels wait. `gives_back`: the person holds a key of the cabinet.
    """

    template = "home/home.html"
    name = "home"
    parcels: int
    doors: tuple[int, ...]
    keys: tuple[OwnKey, ...]
    consents: int
    until: datetime | None
    told: bool
    gives_back: bool = False
    looked_after: bool = False
    """The home has a plan of inspections, or had one."""
    asked: int = 0
    """Goods of the home that wait for its word before they leave."""
    at_desk: int = 0
    """Items that lie at the desk, and things of the desk that the home has."""
    collects_for: int = 0
    """For how many neighbours this resident may collect."""
    page: int = 1
    pages: int = 1
    back: str | None = None
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Coming(Screen):
    """A card was tapped and parcels wait: their doors open by themselves. Nothing of the home is shown."""

    template = "home/coming.html"
    name = "coming"
    parcels: int
    doors: tuple[str, ...]
    drawing: Drawing
    opens_s: float
    back: str | None = None


@dataclass(frozen=True)
class OwnOuting:
    """One time that a key was out."""

    label: str
    who: str
    why: str
    left: datetime
    back: datetime | None
    due: datetime | None


@dataclass(frozen=True, kw_only=True)
class Outings(Screen):
    """Each time that a key of the home was out, newest first."""

    template = "home/outings.html"
    name = "outings"
    rows: tuple[OwnOuting, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True)
class OwnConsent:
    """One consent in force."""

    id: str
    reasons: str
    groups: str
    until: datetime
    given_by: str


@dataclass(frozen=True, kw_only=True)
class Consents(Screen):
    """What the home has agreed to, and the way out of it."""

    template = "home/consents.html"
    name = "consents"
    rows: tuple[OwnConsent, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class Withdraw(Screen):
    """Asked once: withdraw this consent? `act` is the form's id; `out`: a key is with somebody now."""

    template = "home/withdraw.html"
    name = "withdraw"
    consent: OwnConsent
    act: str
    out: bool
    prints: bool = True
    back: str | None = "/home/consents"


@dataclass(frozen=True)
class OpenDoor:
    """One parcel's door on the way. `text` is the message key of how it stands."""

    movement: str
    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Collecting(Screen):
    """All doors behind which parcels wait, opened by one touch."""

    template = "home/collecting.html"
    name = "collecting"
    rows: tuple[OpenDoor, ...]
    drawing: Drawing
    back: str | None = "/home"
    rests: bool = False
    topics: tuple[str, ...] = ("house",)
