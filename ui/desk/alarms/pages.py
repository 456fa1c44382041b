"""The attendants' pages about alarms as values, and the one at the lobby's screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message, Screen


@dataclass(frozen=True)
class AlarmRow:
    """One alarm in words: `code` has what happened and what to do, `facts` fill them in."""

    id: str
    kind: str
    code: str
    facts: Mapping[str, object]
    begun: datetime
    age: str
    count: int
    owner: str
    on_it: str = ""
    goes_on: bool = True
    over: datetime | None = None
    can_take: bool = False
    sounds: bool = False
    said: Mapping[str, object] | None = None
    """What was found and done, by whom and when; None while it waits."""
    said_at: datetime | None = None

    @property
    def tone(self) -> str:
        """How it is drawn: "bad" while it goes on, "care" while it waits, "" once it is acknowledged."""
        return "" if self.said is not None else "bad" if self.goes_on else "care"


@dataclass(frozen=True, kw_only=True)
class AlarmList(DeskPage):
    """Open alarms with their age first, or the history with its filters."""

    template = "desk/alarms.html"
    name = "desk_alarms"
    tab = "keys"
    chips: tuple[Chip, ...]
    views: tuple[Chip, ...]
    rows: tuple[AlarmRow, ...]
    history: bool = False
    kinds: tuple[tuple[str, str, bool], ...] = ()
    places: tuple[tuple[str, str, bool], ...] = ()
    """(value, words, chosen)"""
    older: str = ""


@dataclass(frozen=True)
class Concerned:
    """One key of an alarm: where it is on record now, and where it lives."""

    path: str
    label: str
    at: str
    home: str


@dataclass(frozen=True)
class Explanation:
    """Why an override was used, with both seals, and each signature drawn: who, strokes, box."""

    facts: Mapping[str, object]
    complete: bool
    signatures: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, kw_only=True)
class AlarmPage(DeskPage):
    """One alarm: what happened, who is on it, and what can be said of it."""

    template = "desk/alarms_one.html"
    name = "desk_alarm"
    tab = "keys"
    chips: tuple[Chip, ...]
    views: tuple[Chip, ...]
    row: AlarmRow
    keys: tuple[Concerned, ...] = ()
    doors: str = ""
    place: str = ""
    told: str = ""
    note: str = ""
    explanation: Explanation | None = None
    can_acknowledge: bool = False
    can_explain: bool = False
    can_sign: bool = False
    findings: tuple[str, ...] = ()
    deeds_done: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    broken: str = ""
    """The number of the seal on record."""
    problem: Message | None = None


@dataclass(frozen=True)
class SealRow:
    """One cabinet's seal; `number` "" where nobody has written it down."""

    cabinet: str
    number: str
    who: str
    since: datetime | None
    open: bool


@dataclass(frozen=True, kw_only=True)
class Seals(DeskPage):
    """The seals of the mechanical overrides, which the supervisor sets."""

    template = "desk/alarms_seals.html"
    name = "desk_seals"
    tab = "keys"
    chips: tuple[Chip, ...]
    views: tuple[Chip, ...]
    rows: tuple[SealRow, ...]
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class LobbyAlarms(Screen):
    """Open alarms at the lobby's screen, for one of the staff whose badge was just tapped: one touch takes one over."""

    template = "lobby/alarms.html"
    name = "alarms"
    rows: tuple[AlarmRow, ...]
    more: int = 0
    back: str | None = "/keys"
    topics: tuple[str, ...] = ("doors", "visit")
