"""The pages of incident reports as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.desk.shifts.pages import Pick
from ui.screens import Message


@dataclass(frozen=True)
class Clock:
    """How long until a report has to be with the company. `late`: it should be there; `soon`: it is time."""

    due: datetime
    span: str
    late: bool = False
    soon: bool = False


@dataclass(frozen=True)
class ReportRow:
    """One report in the list. `clock` None: it is over."""

    id: str
    number: str
    kind: str
    happened: datetime
    state: str
    clock: Clock | None = None
    tone: str = ""


@dataclass(frozen=True)
class Source:
    """Something that a report may be begun from in one touch."""

    source: str
    about: str
    text: str


@dataclass(frozen=True, kw_only=True)
class IncidentList(DeskPage):
    """The reports that the company has yet to get, and earlier ones."""

    template = "desk/incidents.html"
    name = "desk_incidents"
    tab = "keys"
    chips: tuple[Chip, ...]
    open: tuple[ReportRow, ...]
    over: tuple[ReportRow, ...]


@dataclass(frozen=True, kw_only=True)
class IncidentNew(DeskPage):
    """What happened, and when: enough to begin."""

    template = "desk/incident_new.html"
    name = "desk_incident_new"
    tab = "keys"
    topics: tuple[str, ...] = ()
    act: str
    kinds: tuple[Pick, ...]
    day: str
    hour: str
    sources: tuple[Source, ...] = ()
    problem: Message | None = None


@dataclass(frozen=True)
class Part:
    """One part of a report. `base`: the mark of the words as the page shows them; `most`: characters."""

    name: str
    words: str
    base: str = ""
    most: int = 0
    needed: bool = False
    close: bool = False


@dataclass(frozen=True)
class PictureRow:
    """One picture; `path` "": it is not kept any more."""

    id: str
    path: str


@dataclass(frozen=True, kw_only=True)
class IncidentPage(DeskPage):
    """One report: a form while it is a draft, then as it was signed, with what was added. `reads`: the reader may."""

    template = "desk/incident.html"
    name = "desk_incident"
    tab = "keys"
    topics: tuple[str, ...] = ()
    row: ReportRow
    stage: str
    reads: bool
    facts: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    kinds: tuple[Pick, ...] = ()
    day: str = ""
    hour: str = ""
    photos: tuple[PictureRow, ...] = ()
    camera: bool = False
    act: str = ""
    photo: str = ""
    kept_until: str = ""
    missing: str = ""
    hows: tuple[Pick, ...] = ()
    additions: tuple[tuple[str, str], ...] = ()
    strokes: tuple[str, ...] = ()
    box: str = ""
    saved: bool = False
    may_withdraw: bool = False
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentSign(DeskPage):
    """A report, whole, to be signed."""

    template = "desk/incident_sign.html"
    name = "desk_incident_sign"
    tab = "keys"
    topics: tuple[str, ...] = ()
    row: ReportRow
    seen: str
    parts: tuple[Part, ...]
    photos: int = 0
    problem: Message | None = None
