"""Keys that are late: who is told, in which order, and each step once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import sponsored
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.keys.events import KeyOverdue
from kiosk.domain.people import Person, Role


@dataclass(frozen=True)
class Escalation:
    """How long after its due time a late key reaches whom, in minutes: the bearer, then two further steps."""

    bearer_min: int = 0
    supervisor_min: int = 60
    manager_min: int = 24 * 60

    def step_at(self, late: timedelta) -> int:
        """Return how many steps are due for a key that is so late: 0 to 3."""
        limits = (self.bearer_min, self.supervisor_min, self.manager_min)
        return sum(late >= timedelta(minutes=limit) for limit in limits)


TEMPLATES = ("key_due", "key_overdue", "key_overdue")
"""What is said at each step: to the bearer, to the supervisors, to the property manager."""
FOR_SPONSOR = "key_due_contractor"
"""What whoever answers for a contractor is told at the first step: contractors are told nothing."""


def overdue(house: House, now: datetime, escalation: Escalation) -> list[e.Event]:
    """Return the steps that are due and not yet taken, with the notices that go out by them."""
    found: list[e.Event] = []
    for key in house.keys.values():
        if key.due is None or key.due > now or key.custodian.kind is not CustodianKind.PERSON:
            continue
        step = escalation.step_at(now - key.due)
        if step > key.overdue_step:
            found += _escalated(house, key, step)
    return found


def _escalated(house: House, key: Key, step: int) -> Iterator[e.Event]:
    """Yield one step. After a night without power only the last one counts: nobody needs to hear of the ones before."""
    yield KeyOverdue(key.id, key.custodian.id, step)
    for person in _told(house, key, step):
        due = key.due.strftime("%y%m%d%H%M") if key.due else ""
        template = TEMPLATES[step - 1] if step > 1 or person == key.custodian.id else FOR_SPONSOR
        yield e.NoticeQueued(f"o{step}-{key.id}-{due}-{person}", person, template, key.id)


def _told(house: House, key: Key, step: int) -> list[str]:
    if step == 1:
        errand = sponsored(house, key)
        return [errand.sponsor if errand else key.custodian.id]
    wanted = Role.SUPERVISOR if step == 2 else Role.MANAGER
    found = _active(house, wanted)
    # a site without a property manager on record has its supervisors told once more
    return [person.id for person in found or _active(house, Role.SUPERVISOR)]


def _active(house: House, role: Role) -> list[Person]:
    return [person for person in house.people.values() if person.role is role and person.active]
