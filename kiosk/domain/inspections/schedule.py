"""When a home is due for inspection: days counted from the first, moved off holidays, left out while paused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.domain.inspections.inspection import Plan

WEEK = 7
AT_ONCE = 60
"""So many days of one plan are dealt with in one go, after however long without power."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """One inspection's hours, in the site's time zone."""

    day: date
    opens: datetime
    closes: datetime


def first_day(today: date, weekday: int | None) -> date:
    """Return `today` or the first such weekday after it; 0 is Monday."""
    return today if weekday is None else today + timedelta(days=(weekday - today.weekday()) % WEEK)


def hours_on(plan: Plan, day: date, like: datetime) -> Hours:
    """Return a plan's hours on a day, in the time zone of `like`."""
    midnight = datetime.combine(day, time(), like.tzinfo)
    # wall-clock arithmetic: nine o'clock is nine o'clock also after the night when the clocks change
    opens, closes = (midnight + timedelta(minutes=minute) for minute in (plan.from_min, plan.until_min))
    return Hours(day, opens, closes)


def days(plan: Plan, holidays: Collection[date]) -> Iterator[date]:
    """Yield every day of a plan after those that are dealt with, without end.

    One that falls on a holiday moves to the next day that is none; it falls out where that is the next one's day.
    """
    step = timedelta(days=plan.every_days)
    last = plan.dealt_with or plan.first - DAY
    nominal = plan.first + step * max(0, (last - plan.first) // step)
    while True:
        day = nominal
        while day in holidays and day < nominal + step:
            day += DAY
        if day > last and day < nominal + step:
            yield day
        nominal += step


def opened(plan: Plan, now: datetime, holidays: Collection[date]) -> list[Hours]:
    """Return the inspections whose hours have begun by `now` (the site's time zone), the oldest first."""
    found: list[Hours] = []
    for day in days(plan, holidays):
        hours = hours_on(plan, day, now)
        if hours.opens > now or len(found) >= AT_ONCE:
            return found
        if not plan.paused_on(day):
            found.append(hours)
    return found


def coming(plan: Plan, now: datetime, holidays: Collection[date]) -> Hours | None:
    """Return the next inspection whose hours begin after `now`; None: paused, or not within a year."""
    limit = now.date() + timedelta(days=366 + plan.every_days)
    for day in days(plan, holidays):
        if day > limit:
            return None
        hours = hours_on(plan, day, now)
        if hours.opens > now and not plan.paused_on(day):
            return hours
    return None
