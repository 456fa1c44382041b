"""Residents' cards and documents at the desk, and what the lobby asks of it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message

REVOKE_REASONS = ("lost", "stolen", "copied", "left")
VOUCH_REASONS = ("known_here", "document_seen", "household", "nothing_at_hand")


@dataclass(frozen=True)
class CardRow:
    """One resident. `badge`: "none", "clone" or "proof"; `printed`, `filed`: whether there is a card, a document."""

    name: str
    unit: str
    path: str
    badge: str
    printed: bool
    filed: bool
    chosen: bool = False


@dataclass(frozen=True)
class PrintedCard:
    """A resident's printed card that is good."""

    id: str
    number: str
    issued: datetime
    by: str
    until: datetime | None


@dataclass(frozen=True)
class LifeRow:
    """One thing that happened to a person's cards and documents, as a message key with who did it and why."""

    at: datetime
    what: str
    who: str = ""
    why: str = ""


@dataclass(frozen=True)
class KeptRow:
    """A document that was shown and of which something is kept. `number` is masked until somebody looks."""

    id: str
    at: datetime
    purpose: str
    document: str
    how: str
    number: str
    named: str
    until: datetime
    picture: bool
    whole: bool = False


@dataclass(frozen=True)
class ReadRow:
    """One field of a card that was read: as `text`, or as the `words` of a message key; `doubts`: message keys."""

    label: str
    text: str
    sure: bool
    words: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Camera:
    """The reading of a card at the lobby's camera. `step`: "off", "ready", "looking", "read", "nothing", "trouble".

    `wants`, `seen`: as `Reading`; `turns`: whether there is a back to be read as well; `notes`: doubts about it all;
    `about`: for which form it was begun.
    """

    step: str = "off"
    kind: str = ""
    number: str = ""
    sure: bool = True
    named: str = ""
    wants: str = "front"
    seen: str = "nothing"
    turns: bool = False
    rows: tuple[ReadRow, ...] = ()
    notes: tuple[str, ...] = ()
    about: str = ""


NO_CAMERA = Camera()


@dataclass(frozen=True)
class PickedResident:
    """The resident whose cards it is about. `who`: sealed; `act`: the id of the forms."""

    name: str
    unit: str
    who: str
    path: str
    act: str
    badge: str
    badge_path: str
    card: PrintedCard | None
    filed: str
    """The kind of the document on file, "" for none."""
    filed_how: str
    filed_at: datetime | None
    kept: tuple[KeptRow, ...]
    life: tuple[LifeRow, ...]
    active: bool = True
    prints: bool = True
    own_id: bool = True
    camera: Camera = NO_CAMERA
    kinds: tuple[str, ...] = ()
    reasons: tuple[str, ...] = REVOKE_REASONS


@dataclass(frozen=True, kw_only=True)
class CardsPage(DeskPage):
    """Who has which card, and one resident's cards and documents."""

    template = "desk/cards.html"
    name = "desk_cards"
    tab = "keys"
    topics: tuple[str, ...] = ("house", "identifying")
    chips: tuple[Chip, ...]
    rows: tuple[CardRow, ...]
    more: int = 0
    words: str = ""
    forgotten: bool = False
    printed: int = 0
    filed: int = 0
    copies: tuple[str, ...] = ()
    """The classes of parcels that a photograph of a card or a slip opens, as message keys."""
    picked: PickedResident | None = None
    problem: Message | None = None


@dataclass(frozen=True)
class AskedRow:
    """Somebody at the lobby who can show no more. `token`, `act`: the form's; `options`: what would do as well."""

    token: str
    act: str
    name: str
    unit: str
    doors: str
    parcels: int
    shown: tuple[str, ...]
    options: tuple[str, ...]
    needs_second: bool
    delegated: bool
    filed: bool
    camera: Camera = NO_CAMERA
    opened: bool = False
    """Whether its form is open: its card is being read."""


@dataclass(frozen=True, kw_only=True)
class AskedPage(DeskPage):
    """What the lobby asks of the desk now: who waits, what they have shown, what is missing."""

    template = "desk/asked.html"
    name = "desk_asked"
    tab = "keys"
    topics: tuple[str, ...] = ("house", "identifying")
    chips: tuple[Chip, ...]
    rows: tuple[AskedRow, ...]
    colleagues: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    reasons: tuple[str, ...] = VOUCH_REASONS
    problem: Message | None = None
