"""How each recorded event changes plans and inspections; what is over stays at hand for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from kiosk.domain.house import House
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections.going import missed_id
from kiosk.domain.inspections.inspection import URGENT, Inspection, Photo, Plan, Stage, UrgentFinding

V = TypeVar("V")
RECENT = 100
"""How many inspections that are over stay at hand."""
RECENT_PLANS = 20


def with_inspection(house: House, event: i.InspectionEvent, at: datetime) -> House:
    """Return the house after one event about plans and inspections."""
    match event:
        case i.PlanMade():
            return _put_plan(house, _made(event, at))
        case i.InspectionBegun():
            return _begun(house, event, at)
        case i.InspectionMissed() if plan := house.inspection_plans.get(event.plan):
            missed = Inspection(
                id=missed_id(plan.id, event.day), plan=plan.id, unit=plan.unit, given_by=plan.given_by,
                stage=Stage.MISSED, begun=at, day=event.day, over=at,
            )  # fmt: skip
            passed = replace(plan, due_day=None, due_since=None, closes=None, dealt_with=event.day)
            return _put(_put_plan(house, passed), missed)
        case i.OrderGiven() if known := house.inspection_findings.get(event.finding):
            ordered = replace(known, order=event.order)
            return house.having(
                inspection_findings={**_but(house.inspection_findings, known.id), known.id: ordered}
            )
        case i.FindingSettled():
            return house.having(inspection_findings=_but(house.inspection_findings, event.finding))
    plan = house.inspection_plans.get(getattr(event, "plan", ""))
    if plan is not None:
        return _put_plan(house, _changed(plan, event, at))
    known_one = house.inspections.get(getattr(event, "inspection", ""))
    return _told(house, known_one, event, at) if known_one else house


def without_consent(house: House, consent: str, by: str, at: datetime) -> House:
    """Return the house after a consent was withdrawn: every plan that rests on it is over at once."""
    for plan in house.inspection_plans.values():
        if plan.consent == consent and plan.ended is None:
            house = _put_plan(house, _ended(plan, by, at))
    return house


def _made(event: i.PlanMade, at: datetime) -> Plan:
    return Plan(
        id=event.plan,
        unit=event.unit,
        given_by=event.given_by,
        consent=event.consent,
        every_days=event.every_days,
        weekday=event.weekday,
        from_min=event.from_min,
        until_min=event.until_min,
        duration_min=event.duration_min,
        who=event.who,
        points=event.points,
        wishes=event.wishes,
        tells=event.tells,
        first=event.first,
        signed=event.signature,
        made=at,
    )


def _changed(plan: Plan, event: i.InspectionEvent, at: datetime) -> Plan:
    match event:
        case i.InspectionDue():
            return replace(plan, due_day=event.day, due_since=at, closes=event.closes, dealt_with=event.day)
        case i.PlanPaused():
            paused = replace(plan, paused_from=event.since, paused_until=event.until)
            due = plan.due_day
            if due is None or not paused.paused_on(event.since):
                return paused
            return replace(_nothing_due(paused), dealt_with=due - timedelta(days=1))
        case i.PlanResumed():
            day = event.day - timedelta(days=1)
            dealt_with = max(plan.dealt_with or day, day)
            return replace(plan, paused_from=None, paused_until=None, dealt_with=dealt_with)
        case i.PlanEnded():
            return _ended(plan, event.by, at)
    return plan


def _ended(plan: Plan, by: str, at: datetime) -> Plan:
    return replace(_nothing_due(plan), ended=at, ended_by=by)


def _nothing_due(plan: Plan) -> Plan:
    return replace(plan, due_day=None, due_since=None, closes=None)


def _begun(house: House, event: i.InspectionBegun, at: datetime) -> House:
    plan = house.inspection_plans.get(event.plan)
    if plan is None:
        return house
    begun = Inspection(
        id=event.inspection,
        plan=plan.id,
        unit=plan.unit,
        given_by=plan.given_by,
        stage=Stage.BEGUN,
        begun=at,
        day=event.day,
        tells=plan.tells,
        key=event.key,
        by=event.by,
        points=plan.points,
        wishes=plan.wishes,
    )
    return _put(_put_plan(house, _nothing_due(plan)), begun)


def _told(house: House, known: Inspection, event: i.InspectionEvent, at: datetime) -> House:
    match event:
        case i.PointsLookedAt():
            answered = replace(known, answers={**known.answers, **dict(event.answers)})
            return _put(_urgent_ones(house, known, event, at), answered)
        case i.PointNoted():
            return _put(house, replace(known, notes={**known.notes, event.point: event.note}))
        case i.PhotoKept():
            photo = Photo(event.photo, event.point, event.source, event.digest, event.by, at)
            return _put(house, replace(known, photos=(*known.photos, photo)))
        case i.InspectionReported():
            return _put(house, replace(known, stage=Stage.REPORTED, over=at))
        case i.InspectionNotMade():
            return _due_again(_put(house, replace(known, stage=Stage.NOT_MADE, over=at)), known, at)
    return house


def _urgent_ones(house: House, known: Inspection, event: i.PointsLookedAt, at: datetime) -> House:
    """Return the house with what is urgent now; what is no longer said to be, and has no order yet, is none."""
    urgent = dict(house.inspection_findings)
    for point, said in event.answers:
        name = f"{known.id}-{point}"
        if said == URGENT and name not in urgent:
            urgent[name] = UrgentFinding(name, known.id, known.unit, point, event.by, at)
        elif said != URGENT and name in urgent and not urgent[name].order:
            del urgent[name]
    return house.having(inspection_findings=urgent)


def _due_again(house: House, known: Inspection, at: datetime) -> House:
    """Return the house in which the day of an inspection that was not made waits again, unless a later one does."""
    plan = house.inspection_plans.get(known.plan)
    if plan is None or plan.ended or plan.due_day or known.day is None or plan.dealt_with != known.day:
        return house
    return _put_plan(house, replace(plan, due_day=known.day, due_since=at, closes=at))


def _put_plan(house: House, plan: Plan) -> House:
    plans = {**_but(house.inspection_plans, plan.id), plan.id: plan}
    for name in [name for name, one in plans.items() if one.ended][:-RECENT_PLANS]:
        del plans[name]
    return house.having(inspection_plans=plans)


def _put(house: House, inspection: Inspection) -> House:
    known = {**_but(house.inspections, inspection.id), inspection.id: inspection}
    for name in [name for name, one in known.items() if one.stage is not Stage.BEGUN][:-RECENT]:
        del known[name]
    return house.having(inspections=known)


def _but(entities: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: one for other, one in entities.items() if other != name}
