"""Complaints that nobody has answered in time: who is told, in which order, each step once; what waits at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.grievances import events as g
from kiosk.domain.grievances.grievance import Grievance, Rules, Stage, may_see
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.people import Role


def step_at(one: Grievance, rules: Rules, now: datetime) -> int:
    """Return how far a complaint's being late is to be told by now: 0 to 3. Praise is never late."""
    if one.stage is not Stage.OPEN or not one.is_complaint or now < one.due:
        return 0
    late = now - one.due
    return 1 + sum(late >= timedelta(hours=limit) for limit in (rules.supervisor_h, rules.manager_h))


def late(house: House, rules: Rules, now: datetime) -> list[e.Event]:
    """Return the steps that are due and not yet told, with the notices that go out by them."""
    found: list[e.Event] = []
    for one in house.grievances.values():
        step = step_at(one, rules, now)
        if step > one.late:
            found.append(g.GrievanceLate(one.id, step))
            found += _notices(house, one, step, rules)
    return found


def _notices(house: House, one: Grievance, step: int, rules: Rules) -> Iterator[e.Event]:
    """Yield who hears of a step and of those before it that were skipped; never whoever it is against."""
    told: list[str] = [one.owner] if one.owner and one.late < 1 else []
    if step >= 2 and one.late < 2:
        told += _active(house, Role.SUPERVISOR)
    if step >= 3:
        told += _active(house, Role.MANAGER) or _active(house, Role.SUPERVISOR)
    for person in dict.fromkeys(told):
        if may_see(one, person, hidden=rules.hidden):
            yield e.NoticeQueued(f"gv{step}-{one.id[:12]}-{person}", person, "grievance_late", one.id)


def _active(house: House, role: Role) -> list[str]:
    return [one.id for one in house.people.values() if one.role is role and one.active]


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what nobody answers for, what is late, and whose complainant is yet to be told."""
    for one in house.grievances.values():
        if one.stage is Stage.HANDLED:
            yield Pending("grievance.tell_back", one.handled or one.made, urgent=False, about=one.id)
        elif one.stage is Stage.OPEN and one.is_complaint and one.due <= now:
            yield Pending("grievance.late", one.due, about=one.id, person=one.owner)
        elif one.stage is Stage.OPEN and not one.owner:
            code = "grievance.unowned" if one.is_complaint else "grievance.praise"
            yield Pending(code, one.made, urgent=one.urgent, about=one.id)
        elif one.stage is Stage.OPEN and one.is_complaint:
            yield Pending("grievance.open", one.made, urgent=one.urgent, about=one.id, person=one.owner)
