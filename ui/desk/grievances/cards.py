"""The cards of tasks about complaints: number and subject alone, and none for whoever a complaint is against."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.grievances.grievance import may_see
from kiosk.flows.shifts.tasks import Task
from ui.desk.grievances.showing import HERE
from ui.desk.sessions import present
from ui.desk.words import Words
from ui.desk.workorders.showing import moment


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what fills a card's words."""
    one = words.journeys.ledger.house.grievances.get(task.matter)
    if one is None:
        return {"number": "", "about": "", "time": "", "person": ""}
    return {
        "number": one.number,
        "about": words.say(f"grievances.about.{one.about}"),
        "time": moment(words, one.due),
        "person": words.person(one.owner) if one.owner else "",
    }


def path(task: Task) -> str:
    """Return where a card leads."""
    return f"{HERE}/{task.matter}"


def is_shown(words: Words, task: Task) -> bool:
    """Return whether whoever is at the desk is shown a task at all."""
    one = words.journeys.ledger.house.grievances.get(task.matter)
    return one is None or may_see(one, present().id, hidden=words.journeys.grievances.rules.hidden)
