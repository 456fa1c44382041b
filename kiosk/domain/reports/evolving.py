"""How counted days and frozen reports change the house."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TypeVar

from kiosk.domain.house import House, newest
from kiosk.domain.reports import events as r
from kiosk.domain.reports.report import DAYS_AT_HAND, DayFigures, FrozenReport

E = TypeVar("E")


def with_report(house: House, event: r.ReportEvent, at: datetime) -> House:
    """Return the house after one event about reports."""
    match event:
        case r.DayCounted():
            counted = DayFigures(event.day, event.since, at, event.numbers, event.hours)
            return house.having(day_figures=_few(newest(house.day_figures, event.day, counted)))
        case r.ReportFrozen():
            frozen = FrozenReport(
                event.report, event.period, at, event.by, event.digest, event.head, event.numbers
            )
            return house.having(frozen_reports=_few(newest(house.frozen_reports, event.report, frozen)))
    return house


def _few(entities: dict[str, E]) -> dict[str, E]:
    """Return the newest of them."""
    return dict(islice(entities.items(), max(0, len(entities) - DAYS_AT_HAND), None))
