"""The desk's tasks about empty homes: what they say, and where they lead."""

from __future__ import annotations

from kiosk.flows.inspections.report import point_in
from kiosk.flows.shifts.tasks import Task
from ui.desk.words import Words

HERE = "/desk/inspections"
INSPECTION_NOTICES = ("in-", "im-")
"""How the ids of notices about inspections begin."""
SETTLES = ("inspection_urgent", "inspection_ordered")


def inspection_facts(words: Words, task: Task) -> dict[str, object]:
    """Return what the words of a task about an empty home want filled in."""
    house = words.journeys.ledger.house
    plan, one = house.inspection_plans.get(task.inspection), house.inspections.get(task.inspection)
    found = house.inspection_findings.get(task.inspection)
    about = plan or one or found
    return {
        "home": about.unit if about else "",
        "point": point_in(words.language, found.point, ()) if found else "",
        "order": found.order if found else "",
        "person": words.person(task.person) if task.person else "",
    }


def inspection_path(task: Task) -> str:
    """Return where a task about an empty home is done."""
    if task.notice:
        return f"{HERE}/{task.item}"
    if task.code in SETTLES:
        return f"{HERE}/{task.inspection.partition('-')[0]}"
    return (
        f"{HERE}/{task.inspection}"
        if task.code == "inspection_findings"
        else f"{HERE}/plans/{task.inspection}"
    )
