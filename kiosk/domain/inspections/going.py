"""Going to look after a home: which are due, who may go, and that the key's leaving begins it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections.inspection import REASON, Inspection, Plan, Stage
from kiosk.domain.inspections.schedule import opened
from kiosk.domain.items import Key, KeyKind, at_place, with_person
from kiosk.domain.keys.asking import Answer
from kiosk.domain.keys.rules import subjects_of
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused


def plan_of(house: House, unit: str) -> Plan | None:
    """Return the plan of a home that goes on, if there is one."""
    plans = house.inspection_plans.values()
    return next((one for one in plans if unit and one.unit == unit and one.ended is None), None)


def is_covered(house: House, plan: Plan, at: datetime) -> bool:
    """Return whether the consent that a plan rests on is in force at `at`."""
    consent = house.consents.get(plan.consent)
    return consent is not None and REASON in consent.reasons and consent.holds_at(at)


def what_is_due(house: House, now: datetime) -> list[e.Event]:
    """Return what has become due or was missed by `now`, in the site's time zone.

    Of a time in which the owner's consent did not hold, nothing is due and nothing was missed.
    """
    found: list[e.Event] = []
    for plan in house.inspection_plans.values():
        if plan.ended is None and is_covered(house, plan, now):
            found += _due(house, plan, now)
    return found


def _due(house: House, plan: Plan, now: datetime) -> list[e.Event]:
    waiting = [
        one
        for one in opened(plan, now, house.rulebook.limits.holidays)
        if is_covered(house, plan, min(one.closes, now))
    ]
    if not waiting:
        return []
    missed = [plan.due_day] if plan.due_day is not None else []
    missed += [one.day for one in waiting[:-1]]
    last = waiting[-1]
    return [
        *(i.InspectionMissed(plan.id, day) for day in missed),
        i.InspectionDue(plan.id, last.day, last.closes.astimezone(UTC)),
    ]


def told_of_missed(house: House, events: Iterable[e.Event]) -> list[e.Event]:
    """Return the notices to owners who wish to hear each time, for what was missed."""
    found: list[e.Event] = []
    for event in events:
        plan = house.inspection_plans.get(event.plan) if isinstance(event, i.InspectionMissed) else None
        if isinstance(event, i.InspectionMissed) and plan and plan.tells == "each":
            name = missed_id(plan.id, event.day)
            found.append(e.NoticeQueued(f"im-{name}", plan.given_by, "inspection_missed", name))
    return found


def missed_id(plan: str, day: date) -> str:
    """Return the id of an inspection that nobody made."""
    return f"{plan}-{day:%Y%m%d}"


def for_inspection(house: House, person: Person, key: Key, reason: str, at: datetime, told: Answer) -> Answer:
    """Return what the rules said to an asking, with what the home's plan says of it: when the key is due.

    Raises:
        Refused: `inspection.not_yours` for somebody whom the owner did not name, `inspection.paused`.
    """
    plan = plan_of(house, key.unit or "") if key.kind is KeyKind.UNIT and reason == REASON else None
    if plan is None:
        return told
    if not set(plan.who) & subjects_of(person):
        raise Refused("inspection.not_yours", unit=plan.unit)
    if plan.paused_on(at.date()):
        raise Refused("inspection.paused", unit=plan.unit)
    by_plan = at + timedelta(minutes=plan.duration_min)
    return replace(told, due=min(told.due, by_plan) if told.due else by_plan)


def due_for(house: House, person: Person) -> list[tuple[Plan, Key]]:
    """Return the homes that somebody is to look after now, each with its key that hangs here, the oldest first."""
    found = []
    for plan in house.inspection_plans.values():
        if plan.due_day is None or plan.ended is not None or not set(plan.who) & subjects_of(person):
            continue
        keys = [one for one in house.keys.values() if one.unit == plan.unit]
        key = next((one for one in keys if one.custodian == at_place(one.place)), None)
        if key is not None and not plan.paused_on(plan.due_day):
            found.append((plan, key))
    return sorted(found, key=lambda pair: (pair[0].due_since or pair[0].made, pair[0].id))


def begun_by(house: House, issue: str) -> list[e.Event]:
    """Return that an inspection has begun, if a key has just left for one; a second key of the home begins none."""
    movement = house.movements.get(issue)
    plan = plan_of(house, movement.unit) if movement and movement.reason == REASON else None
    if movement is None or plan is None or issue in house.inspections:
        return []
    under_way = [
        one
        for one in house.inspections.values()
        if one.plan == plan.id and one.by == movement.bearer and is_out(house, one)
    ]
    if under_way:
        return []
    return [i.InspectionBegun(movement.id, plan.id, movement.item, movement.bearer, plan.due_day)]


def is_out(house: House, inspection: Inspection) -> bool:
    """Return whether the key that left for an inspection is still with the one who took it."""
    key = house.keys.get(inspection.key)
    if inspection.stage is not Stage.BEGUN or key is None or key.custodian != with_person(inspection.by):
        return False
    return key.since is None or key.since <= inspection.begun


def waits_for_findings(house: House, inspection: Inspection) -> bool:
    """Return whether the key is back and what was found is yet to be told."""
    return inspection.stage is Stage.BEGUN and not is_out(house, inspection)
