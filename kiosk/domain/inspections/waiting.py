"""What waits for somebody because of empty homes: to go, to tell, to see to what was urgent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.inspections.going import is_covered, waits_for_findings


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `about`: a plan, an inspection or an urgent finding; `person`: whose it is, "" for anybody's."""

    code: str
    since: datetime
    about: str
    unit: str
    urgent: bool = False
    person: str = ""


def waiting(house: House, now: datetime) -> Iterator[Waiting]:
    """Yield everything that waits."""
    for plan in house.inspection_plans.values():
        if plan.ended is not None:
            continue
        if not is_covered(house, plan, now):
            consent = house.consents.get(plan.consent)
            yield Waiting("inspection_consent", consent.until if consent else plan.made, plan.id, plan.unit)
        elif plan.due_since is not None:
            late = plan.closes is not None and plan.closes <= now
            since = plan.closes if late and plan.closes else plan.due_since
            yield Waiting("inspection_late" if late else "inspection_due", since, plan.id, plan.unit)
    for one in house.inspections.values():
        if waits_for_findings(house, one):
            yield Waiting("inspection_findings", one.begun, one.id, one.unit, person=one.by)
    for found in house.inspection_findings.values():
        code = "inspection_ordered" if found.order else "inspection_urgent"
        yield Waiting(code, found.since, found.id, found.unit, urgent=not found.order, person=found.by)
