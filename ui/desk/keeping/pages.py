"""The attendants' pages about residents' own keys as values: the register, one home, and what is signed there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class KeptKey:
    """One line of the register 《钥匙留存登记表》: a key, its home, and what the home agreed to."""

    key: str
    label: str
    slot: str
    unit: str
    where: str
    person: str
    """The sealed name of a resident of that home, "" where none is on record."""
    since: datetime | None
    until: datetime | None
    terms: str
    tone: str = ""


@dataclass(frozen=True)
class Person:
    """One resident that a search found; `path` leads to the home."""

    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class KeptKeys(DeskPage):
    """The register of all keys that residents have left, and the search for a home."""

    template = "desk/keeping.html"
    name = "desk_keeping"
    tab = "keys"
    rows: tuple[KeptKey, ...]
    found: tuple[Person, ...]
    chips: tuple[Chip, ...]
    words: str
    csv: str
    now: datetime


@dataclass(frozen=True)
class ConsentRow:
    """One consent of a home, in words."""

    id: str
    terms: tuple[tuple[str, str], ...]
    signed_by: str
    strokes: tuple[str, ...] = ()
    box: str = ""
    stood_by: str = ""
    """Who was the witness, where nothing was written."""


@dataclass(frozen=True, kw_only=True)
class KeptHome(DeskPage):
    """One home: its keys and its consents, and what can be done for the resident who stands here."""

    template = "desk/kept_home.html"
    name = "desk_kept_home"
    tab = "keys"
    home: str
    """Its pages' address."""
    resident: str
    unit: str
    keys: tuple[KeptKey, ...]
    consents: tuple[ConsentRow, ...]
    chips: tuple[Chip, ...]
    slots: int = 0
    """How many slots are free for a key more."""
    in_reach: bool = False
    """Whether the resident's parcels go behind doors within reach."""


@dataclass(frozen=True)
class Pick:
    """One choice of a form."""

    value: str
    text: str
    on: bool = False


SEVERAL = ("reasons", "groups", "told")


@dataclass(frozen=True, kw_only=True)
class Signing(DeskPage):
    """A form that the resident signs. `deed`: "consent", "withdraw", "leave" or "back".

    `picks` are the choices by the name of their field; of those in `SEVERAL` more than one may be chosen.
    """

    template = "desk/keeping_sign.html"
    name = "desk_keeping_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    several: tuple[str, ...] = SEVERAL
    home: str
    deed: str
    path: str
    act: str
    resident: str
    unit: str
    subject: str
    picks: tuple[tuple[str, tuple[Pick, ...]], ...]
    described: bool = False
    """The key is described here: `label`, and the `count` of keys on the ring."""
    label: str = ""
    count: str = "1"
    strokes: tuple[str, ...] = ()
    """The first signature, for a person to compare; `box` holds it."""
    box: str = ""
    stood_by: str = ""
    """Who was the witness when the key was left, where nothing was written."""
    problem: Message | None = None
    seconds: tuple[tuple[str, str], ...] = ()
    """Colleagues, where the site asks for more than was shown."""
    witness: WitnessChoice = NO_WITNESS
    """Who may stand by in place of a signature."""
