"""The attendants' pages about empty homes as values: the plans, one plan, one inspection, a new plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ui.desk.keeping.pages import Pick
from ui.desk.pages import NO_WITNESS, Chip, DeskPage, WitnessChoice
from ui.screens import Message


@dataclass(frozen=True)
class PlanRow:
    """One home's plan. `state`: a name under "inspections.desk.state"; `next`: the hours to come."""

    plan: str
    unit: str
    rhythm: str
    hours: str
    who: str
    state: str
    next: datetime | None
    tone: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class UrgentRow:
    """One urgent finding that is not settled. `order`: the work order, "" for none yet."""

    finding: str
    inspection: str
    unit: str
    point: str
    by: str
    since: datetime
    order: str


@dataclass(frozen=True, kw_only=True)
class Inspections(DeskPage):
    """What is urgent, what is due, and every plan."""

    template = "desk/inspections.html"
    name = "desk_inspections"
    tab = "keys"
    chips: tuple[Chip, ...]
    urgent: tuple[UrgentRow, ...]
    rows: tuple[PlanRow, ...]
    problem: Message | None = None


@dataclass(frozen=True)
class HistoryRow:
    """One inspection of a home. `stage`: a name under "inspections.stage"; `day`: the day it stands for."""

    inspection: str
    at: datetime
    day: date | None
    day_text: str
    who: str
    stage: str
    found: str
    photos: int
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanPage(DeskPage):
    """One plan: what was agreed, how it stands, and each inspection of the home."""

    template = "desk/inspection_plan.html"
    name = "desk_inspection_plan"
    tab = "keys"
    chips: tuple[Chip, ...]
    row: PlanRow
    owner: str
    terms: tuple[tuple[str, str], ...]
    history: tuple[HistoryRow, ...]
    today: str
    """For the field of the pause's last day."""
    strokes: tuple[str, ...] = ()
    box: str = ""
    paused_until: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class PointRow:
    """One point of an inspection: what was found, the note, the pictures' paths."""

    point: str
    text: str
    said: str
    words: str = ""
    strokes: tuple[str, ...] = ()
    box: str = ""
    photos: tuple[str, ...] = ()
    gone: int = 0
    """How many pictures are not kept any more."""


@dataclass(frozen=True, kw_only=True)
class InspectionPage(DeskPage):
    """One inspection. `may_tell`: the reader went, or is a supervisor, and it is not handed in yet."""

    template = "desk/inspection.html"
    name = "desk_inspection"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    row: HistoryRow
    unit: str
    plan: str
    """The path of its plan, "" once that is long over."""
    points: tuple[PointRow, ...]
    findings: tuple[str, ...]
    may_tell: bool
    may_picture: bool
    photo: str
    """The id of the next picture."""
    urgent: tuple[UrgentRow, ...] = ()
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class PlanForm(DeskPage):
    """A new plan, which the owner signs, or which rests on the consent that names it."""

    template = "desk/inspection_new.html"
    name = "desk_inspection_new"
    tab = "keys"
    topics: tuple[str, ...] = ()
    home: str
    """The address of the home's page."""
    path: str
    act: str
    resident: str
    unit: str
    consent: str
    """What the consent says that it would rest on; "" where there is none."""
    picks: tuple[tuple[str, str, tuple[Pick, ...]], ...]
    """(field, kind of input, choices)"""
    days: str
    from_time: str
    until_time: str
    duration: str
    wishes: str
    problem: Message | None = None
    witness: WitnessChoice = NO_WITNESS
    """Who may stand by in place of a signature."""
