"""Facts about reports: what each event is called on disk, and what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class ReportEvent(Event):
    """Something about the reports; the base of all events here."""


@stored_as("report.day.counted/1")
@dataclass(frozen=True)
class DayCounted(ReportEvent):
    """A day is over, and this is what it came to. Money in cents; `since`: the day's first moment."""

    day: str
    since: datetime
    numbers: Mapping[str, int]
    hours: Mapping[str, tuple[int, ...]]


@stored_as("report.frozen/1")
@dataclass(frozen=True)
class ReportFrozen(ReportEvent):
    """A supervisor reported these numbers of a day or a month. `head`: the chain's head that they were read under."""

    report: str
    period: str
    by: str
    digest: str
    head: str
    numbers: Mapping[str, int]
