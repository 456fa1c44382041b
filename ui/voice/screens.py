"""A complaint or praise at the lobby screen, and the own repairs: pages as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.screens import Message, Screen


@dataclass(frozen=True, kw_only=True)
class VoiceFirst(Screen):
    """Nobody is identified, and here everything is said with a name."""

    template = "voice/first.html"
    name = "voice_first"
    back: str | None = "/help"


@dataclass(frozen=True, kw_only=True)
class VoiceWrite(Screen):
    """What is it? Written by hand. `named`: a card was tapped; `unnamed`: it may be sent without a name."""

    template = "voice/write.html"
    name = "voice_write"
    grievance: str
    kind: str
    about: str
    named: bool
    unnamed: bool = True
    problem: Message | None = None
    back: str | None = "/voice"


@dataclass(frozen=True, kw_only=True)
class VoiceThanks(Screen):
    """It is on record. `due`: by when it is answered, None where nobody can be told, or there is nothing to answer."""

    template = "voice/thanks.html"
    name = "voice_thanks"
    number: str
    praise: bool
    due: datetime | None
    back: str | None = None


@dataclass(frozen=True)
class MatterRow:
    """One matter of a resident: its number, what it is, how it stands. `late`: its clock has run out."""

    number: str
    what: str
    stands: str
    late: bool = False
    path: str = ""
    """Where more of it is told."""


@dataclass(frozen=True, kw_only=True)
class MyMatters(Screen):
    """Repairs, items, or what was said: each with its number and clock. `page` of `pages`.

    `more`: a further way, with its label's message key.
    """

    template = "voice/mine.html"
    name = "my_matters"
    title: str
    none: str
    body: str
    rows: tuple[MatterRow, ...]
    here: str
    more: tuple[str, str] | None = None
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)
