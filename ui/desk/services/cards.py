"""The cards of tasks about services: what they say, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.services.waiting import CALL, GO_UP
from kiosk.flows.shifts.tasks import Task
from ui.desk.services.calls import HERE as CALLS
from ui.desk.services.showing import HERE
from ui.desk.words import Words


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what fills a card's words."""
    one = words.journeys.ledger.house.requests.get(task.matter)
    if one is None:
        return {}
    name = one.name.in_language(words.language.value)
    return {
        "item": f"{name} {one.number}",
        "home": one.unit,
        "person": words.journeys.directory.name(one.person),
    }


def path(task: Task) -> str:
    """Return where a card leads: the day's calls, or the request."""
    return CALLS if task.code in (CALL, GO_UP) else f"{HERE}?open={task.matter}"
