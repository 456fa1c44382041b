"""Services, work orders, grievances and follow-ups, as a report counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.followups.followup import OF, FollowUp
from kiosk.domain.followups.followup import Stage as FollowUpStage
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.house import House
from kiosk.domain.services.request import Request, Stage
from kiosk.domain.workorders.order import WorkOrder
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.happened import happened
from kiosk.flows.reports.part import LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards

LONGEST_SERVICE, LONGEST_GRIEVANCE, LONGEST_FOLLOW_UP = 31, 60, 45
"""Days back in which what ends today may have begun."""
BY_SERVICE = "services.of."
"""Before the id of a service in the catalogue: how often it was asked for."""
ASKED = (FollowUpStage.REACHED, FollowUpStage.DECLINED, FollowUpStage.GIVEN_UP)


def _services(day: Day) -> Iterator[Number]:
    asked = day.made(Request)
    yield "services.asked", len(asked)
    for service, count in sorted(Counter(one.service for one in asked).items()):
        yield f"{BY_SERVICE}{service}", count
    over = [one for one in day.lately(Request, LONGEST_SERVICE) if day.has(one.ended)]
    done = [one for one in over if one.stage is Stage.DONE]
    yield "services.done", len(done)
    yield "services.due", sum(1 for one in done if one.on_time is not None)
    yield "services.on_time", sum(1 for one in done if one.on_time)
    yield "services.cancelled", sum(1 for one in over if one.stage is Stage.CANCELLED)
    yield "services.refused", sum(1 for one in over if one.stage is Stage.REFUSED)


def _services_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    going_on = [one for one in house.requests.values() if not one.over]
    yield "services.open", len(going_on)
    yield "services.late", sum(1 for one in going_on if one.due and one.due < now)


def _service_hours(day: Day) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "services.asked", day.by_hour(one.made for one in day.made(Request))


def _orders(day: Day) -> Iterator[Number]:
    issued = day.made(WorkOrder)
    yield "orders.issued", len(issued)
    clocks = day.by.clocks
    yield "orders.in_5", sum(1 for one in issued if one.made <= clocks.issue_by(one.asked))
    there = [one for one in issued if one.on_site is not None]
    yield "orders.on_site", len(there)
    yield "orders.in_15", sum(1 for one in there if one.on_site and one.on_site <= clocks.site_by(one))
    yield from happened(day, "orders.done", "orders.called_off")


def _orders_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    going_on = [one for one in house.work_orders.values() if not one.over]
    yield "orders.open", len(going_on)
    yield "orders.late", sum(1 for one in going_on if by.clocks.done_by(one) < now)


def _order_hours(day: Day) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "orders.issued", day.by_hour(one.made for one in day.made(WorkOrder))


def _grievances(day: Day) -> Iterator[Number]:
    made = day.made(Grievance)
    yield "grievances.made", sum(1 for one in made if one.is_complaint)
    yield "grievances.praise", sum(1 for one in made if not one.is_complaint)
    handled = [
        one for one in day.lately(Grievance, LONGEST_GRIEVANCE) if one.is_complaint and day.has(one.handled)
    ]
    yield "grievances.handled", len(handled)
    yield "grievances.in_time", sum(1 for one in handled if one.in_time)
    yield from happened(day, "grievances.reopened")


def _grievances_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    waits = [one for one in house.grievances.values() if one.is_complaint and not one.over]
    yield "grievances.open", len(waits)
    yield "grievances.late", sum(1 for one in waits if one.handled is None and one.due < now)


def _follow_ups(day: Day) -> Iterator[Number]:
    """Yield the follow-ups whose last day this is, by kind, and how many of them were asked by then.

    A kind's rate is of all that ended, those passed over as well: so it is comparable with what is to be asked.
    """
    known = day.lately(FollowUp, LONGEST_FOLLOW_UP)
    for of in OF:
        closing = [one for one in known if one.of == of and day.has(one.due)]
        yield f"followups.{of}", len(closing)
        asked = [one for one in closing if one.stage in ASKED and one.ended and one.ended <= one.due]
        yield f"followups.{of}_asked", len(asked)
    today = [one for one in known if day.has(one.ended)]
    yield "followups.asked", len(today)
    rated = [one.satisfaction for one in today if one.satisfaction]
    yield "followups.rated", len(rated)
    yield "followups.content", sum(1 for one in rated if one >= 4)


def _follow_ups_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    waits = [one for one in house.follow_ups.values() if one.is_open(now)]
    yield "followups.open", len(waits)
    yield "followups.late", sum(1 for one in waits if one.due < now)


def _of_kind(of: str) -> tuple[Line, Line]:
    return Line(f"followups.{of}"), Line(f"followups.{of}_asked", of=f"followups.{of}", target_for=of)


SERVICES = (
    Part(
        "services",
        (
            Line("services.asked"),
            Line("services.done"),
            Line("services.due"),
            Line("services.on_time", of="services.due"),
            Line("services.cancelled"),
            Line("services.refused"),
            Line("services.open", month=LAST),
            Line("services.late", month=LAST, care=True),
        ),
        _services,
        _services_now,
        _service_hours,
        ("services.asked", "services.done"),
    ),
    Part(
        "orders",
        (
            Line("orders.issued"),
            Line("orders.in_5", of="orders.issued"),
            Line("orders.on_site"),
            Line("orders.in_15", of="orders.on_site"),
            Line("orders.done"),
            Line("orders.called_off"),
            Line("orders.open", month=LAST),
            Line("orders.late", month=LAST, care=True),
        ),
        _orders,
        _orders_now,
        _order_hours,
        ("orders.issued", "orders.done"),
    ),
    Part(
        "grievances",
        (
            Line("grievances.made"),
            Line("grievances.handled"),
            Line("grievances.in_time", of="grievances.handled"),
            Line("grievances.reopened"),
            Line("grievances.open", month=LAST),
            Line("grievances.late", month=LAST, care=True),
            Line("grievances.praise"),
        ),
        _grievances,
        _grievances_now,
        drawn=("grievances.made", "grievances.handled"),
    ),
    Part(
        "followups",
        (
            *(line for of in OF for line in _of_kind(of)),
            Line("followups.asked"),
            Line("followups.rated"),
            Line("followups.content", of="followups.rated"),
            Line("followups.open", month=LAST),
            Line("followups.late", month=LAST, care=True),
        ),
        _follow_ups,
        _follow_ups_now,
        drawn=("followups.asked",),
    ),
)
"""What was asked of the desk, how fast it was done, and how it was found."""
