"""Alarms, shifts, inspections, contractors and what keeps the house safe, as a report counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kiosk.domain.alarms.alarm import KINDS, Alarm
from kiosk.domain.house import House
from kiosk.domain.shifts.shift import Shift, Stage
from kiosk.flows.reports.day import MOST, Day, stamp
from kiosk.flows.reports.happened import happened
from kiosk.flows.reports.part import LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards

IN_TIME = timedelta(minutes=30)
"""An alarm is acknowledged in time when the property manager has not been told of it yet."""
MOST_SHIFTS = 60
LONGEST_SHIFT = timedelta(days=2)


def _raised(day: Day) -> Sequence[Alarm]:
    return day.register.alarms(since=stamp(day.since), before=stamp(day.before), most=MOST)


def _alarms(day: Day) -> Iterator[Number]:
    raised = _raised(day)
    yield "alarms.raised", len(raised)
    for kind in KINDS:
        yield f"alarms.{kind}", sum(1 for one in raised if one.kind == kind)
    done = [one for one in raised if one.acknowledged_at is not None]
    yield "alarms.acknowledged", len(done)
    in_time = [one for one in done if one.acknowledged_at and one.acknowledged_at - one.begun <= IN_TIME]
    yield "alarms.in_time", len(in_time)


def _alarms_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "alarms.open", sum(1 for one in house.alarms.values() if one.open)


def _alarm_hours(day: Day) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "alarms.raised", day.by_hour(one.begun for one in _raised(day))


def _ended(day: Day) -> list[Shift]:
    """Return the shifts that ended on a day; they began on it, or not long before."""
    found = day.register.shifts(before=stamp(day.before), most=MOST_SHIFTS)
    return [one for one in found if one.begun >= day.since - LONGEST_SHIFT and day.has(one.ended)]


def _shifts(day: Day) -> Iterator[Number]:
    ended = _ended(day)
    yield "shifts.ended", len(ended)
    yield "shifts.closed", sum(1 for one in ended if one.closed_by)
    yield from happened(day, "shifts.differences", "shifts.settled", "shifts.stocktakes")


def _shifts_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "shifts.untaken", sum(1 for one in house.shifts.values() if one.stage is Stage.LEFT)
    yield "shifts.unsettled", len(house.explained)


def _rounds(day: Day) -> Iterator[Number]:
    yield from happened(day, "rounds.due", "rounds.told", "rounds.missed", "rounds.settled")


def _rounds_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "rounds.urgent", len(house.inspection_findings)


def _contractors(day: Day) -> Iterator[Number]:
    yield from happened(day, "contractors.admitted", "contractors.keys", "contractors.move_ins")


def _contractors_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "contractors.inside", sum(1 for one in house.stays.values() if one.left is None)


def _system(day: Day) -> Iterator[Number]:
    yield from happened(day, "system.doubts", "system.refused", "system.lost", "system.started")
    yield "system.events", sum(day.happened.values())


HOUSE = (
    Part(
        "alarms",
        (
            Line("alarms.raised"),
            *(Line(f"alarms.{kind}", of="alarms.raised", words=f"alarms.kind.{kind}") for kind in KINDS),
            Line("alarms.acknowledged"),
            Line("alarms.in_time", of="alarms.acknowledged"),
            Line("alarms.open", month=LAST, care=True),
        ),
        _alarms,
        _alarms_now,
        _alarm_hours,
        ("alarms.raised",),
    ),
    Part(
        "shifts",
        (
            Line("shifts.ended"),
            Line("shifts.closed"),
            Line("shifts.untaken", month=LAST, care=True),
            Line("shifts.differences"),
            Line("shifts.settled"),
            Line("shifts.unsettled", month=LAST, care=True),
            Line("shifts.stocktakes"),
        ),
        _shifts,
        _shifts_now,
    ),
    Part(
        "rounds",
        (
            Line("rounds.due"),
            Line("rounds.told", of="rounds.due"),
            Line("rounds.missed", of="rounds.due", care=True),
            Line("rounds.settled"),
            Line("rounds.urgent", month=LAST, care=True),
        ),
        _rounds,
        _rounds_now,
    ),
    Part(
        "contractors",
        (
            Line("contractors.admitted"),
            Line("contractors.keys"),
            Line("contractors.inside", month=LAST),
            Line("contractors.move_ins"),
        ),
        _contractors,
        _contractors_now,
    ),
    Part(
        "system",
        (
            Line("system.doubts", care=True),
            Line("system.refused"),
            Line("system.lost", care=True),
            Line("system.started"),
            Line("system.events"),
        ),
        _system,
    ),
)
"""What keeps the house safe, and who was on duty."""
