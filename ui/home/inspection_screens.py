"""The owner's pages about a home that is looked after, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.screens import Screen


@dataclass(frozen=True)
class PlanTerms:
    """What was agreed, and how it stands. `next`: the hours to come; None: paused."""

    plan: str
    rhythm: str
    hours: str
    points: int
    wishes: int
    next: datetime | None
    due: bool
    paused: bool
    covered: bool


@dataclass(frozen=True)
class InspectionRow:
    """One time. `stage`: "waiting" (what was found is yet to be told), "reported", "not_made", "missed"."""

    id: str
    stage: str
    at: datetime
    who: str
    findings: int
    day_only: bool = False


@dataclass(frozen=True)
class PointRow:
    """One point and what was found; `more`: where the note and the pictures are, "" for none."""

    text: str
    said: str
    photos: int
    more: str


@dataclass(frozen=True, kw_only=True)
class Inspections(Screen):
    """The plan at the top, then each time."""

    template = "home/inspections.html"
    name = "home_inspections"
    plan: PlanTerms | None
    rows: tuple[InspectionRow, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home"
    topics: tuple[str, ...] = ("house",)


@dataclass(frozen=True, kw_only=True)
class PlanPage(Screen):
    """The plan, and the ways to pause or end it."""

    template = "home/inspection_plan.html"
    name = "home_inspection_plan"
    plan: PlanTerms
    back: str | None = "/home/inspections"


@dataclass(frozen=True, kw_only=True)
class Report(Screen):
    """What was found at each point."""

    template = "home/inspection.html"
    name = "home_inspection"
    one: InspectionRow
    rows: tuple[PointRow, ...]
    page: int = 1
    pages: int = 1
    back: str | None = "/home/inspections"


@dataclass(frozen=True, kw_only=True)
class ReportPoint(Screen):
    """One point, with the note and the pictures."""

    template = "home/inspection_point.html"
    name = "home_inspection_point"
    row: PointRow
    words: str
    strokes: tuple[str, ...]
    box: str
    photos: tuple[str, ...]
