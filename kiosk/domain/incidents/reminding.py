"""Incident reports by the clock: who is told that one is due, what waits at the desk, what a shift has to explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.incidents.events import IncidentReminded
from kiosk.domain.incidents.incident import DUE_AFTER, MANAGER_AFTER, REMIND_AFTER, Incident, Stage
from kiosk.domain.pending import Pending
from kiosk.domain.people import STAFF, Role
from kiosk.domain.shifts.shift import Difference

TEMPLATES = ("incident_due", "incident_overdue", "incident_overdue")
"""What is said at each step: to its writer, to the supervisors, to the property manager."""


def reminders(house: House, now: datetime) -> list[e.Event]:
    """Return the steps that are due and not yet taken, with the notices that go out by them.

    After a night without power only the last step counts: nobody needs to hear of the ones before.
    """
    found: list[e.Event] = []
    for one in house.incidents.values():
        if one.open and (step := _step_at(now - one.happened)) > one.step:
            found += _reminded(house, one, step)
    return found


def waiting(house: House, now: datetime) -> Iterator[Pending]:
    """Yield the reports that the company has yet to get: overdue, due soon, or simply begun."""
    for one in house.incidents.values():
        if not one.open:
            continue
        if now >= one.due:
            yield Pending("incident.overdue", one.due, about=one.id)
            continue
        soon = now - one.happened >= REMIND_AFTER
        code = (
            "incident.soon" if soon else "incident.unsent" if one.stage is Stage.SIGNED else "incident.draft"
        )
        yield Pending(code, one.made, urgent=soon, about=one.id)


def overdue(house: House, now: datetime) -> Iterator[Difference]:
    """Yield what a shift has to explain: reports that should be with the company by now."""
    for one in house.incidents.values():
        if one.open and now >= one.due:
            yield Difference("incident_overdue", one.due, movement=one.id)


def _step_at(after: timedelta) -> int:
    return sum(after >= limit for limit in (REMIND_AFTER, DUE_AFTER, MANAGER_AFTER))


def _reminded(house: House, one: Incident, step: int) -> Iterator[e.Event]:
    yield IncidentReminded(one.id, step)
    for person in _told(house, one, step):
        yield e.NoticeQueued(f"i{step}-{one.id}-{person}", person, TEMPLATES[step - 1], one.id)


def _told(house: House, one: Incident, step: int) -> list[str]:
    writer = house.people.get(one.by)
    if step == 1 and writer and writer.active and writer.role in STAFF:
        return [writer.id]
    wanted = Role.MANAGER if step == 3 else Role.SUPERVISOR
    found = [person.id for person in house.people.values() if person.role is wanted and person.active]
    if found or wanted is Role.SUPERVISOR:
        return found
    return [person.id for person in house.people.values() if person.role is Role.SUPERVISOR and person.active]
