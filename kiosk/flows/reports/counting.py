"""What a day came to, and what a month makes of its days: every number of a report, from the parts that know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.reports.report import DayFigures
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.part import FIRST, SUM
from kiosk.flows.reports.parts import DERIVED, LINES, PARTS
from kiosk.flows.reports.standards import Standards

Hours = Mapping[str, tuple[int, ...]]


def counted(day: Day) -> dict[str, int]:
    """Return what fell into a day, by line; from indexes, whenever it is asked for."""
    return {code: number for part in PARTS for code, number in part.counted(day)}


def standing(house: House, now: datetime, by: Standards) -> dict[str, int]:
    """Return what stands at this moment, by line."""
    return {code: number for part in PARTS if part.standing for code, number in part.standing(house, now, by)}


def by_hour(day: Day) -> dict[str, tuple[int, ...]]:
    """Return what is drawn hour by hour, by line; an hour in which nothing was is 0."""
    return {code: hours for part in PARTS if part.hours for code, hours in part.hours(day)}


def figures(day: Day, made: datetime, house: House | None) -> DayFigures:
    """Return a day's figures. `house`: as it stands at the day's end; None for a day that is long over."""
    numbers = counted(day) | (standing(house, made, day.by) if house is not None else {})
    numbers |= {code: number for derived in DERIVED for code, number in derived(day, numbers)}
    return DayFigures(day.day.isoformat(), day.since, made, numbers, by_hour(day))


def together(days: Sequence[DayFigures]) -> dict[str, int]:
    """Return what days, oldest first, come to as one: sums, and what stood when the first began or the last ended."""
    found: dict[str, int] = {}
    for code in dict.fromkeys((*LINES, *(code for one in days for code in one.numbers))):
        month = LINES[code].month if code in LINES else SUM
        asked = days if month == SUM else days[:1] if month == FIRST else days[-1:]
        numbers = [one.numbers[code] for one in asked if code in one.numbers]
        if numbers:
            found[code] = sum(numbers)
    return found


def per_cent(numbers: Mapping[str, int], code: str) -> int | None:
    """Return a line's share of the line that it is part of, rounded; None where that is nothing, or it has none."""
    whole = numbers.get(LINES[code].of, 0)
    return round(100 * numbers.get(code, 0) / whole) if whole else None
