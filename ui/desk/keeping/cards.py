"""The card of a task about keys that a household has left behind: whose home, and who lives there now."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.keeping.keeping import keys_of
from kiosk.flows.shifts.tasks import Task
from ui.desk.sessions import PATH
from ui.desk.words import Words


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return which home a task is about, and how many of its keys are here."""
    return {"home": task.matter, "count": len(keys_of(words.journeys.ledger.house, task.matter))}


def path(task: Task) -> str:
    """Return where its keys are handed over, or agreed on anew."""
    return f"{PATH}/keeping/homes/{task.matter}"
