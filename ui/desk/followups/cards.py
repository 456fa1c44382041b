"""The cards of tasks about follow-ups: how many are to be called, and by when the first."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.flows.shifts.tasks import Task
from ui.desk.followups.showing import HERE
from ui.desk.words import Words
from ui.desk.workorders.showing import moment


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what fills a card's words."""
    house, now = words.journeys.ledger.house, words.journeys.clock.now()
    found = [one for one in house.follow_ups.values() if one.is_open(now)]
    counted = [one for one in found if (one.due <= now) is (task.code == "followup.late")]
    first = min((one.due for one in counted), default=now)
    return {"count": len(counted), "time": moment(words, first)}


def path(task: Task) -> str:
    """Return where a card leads."""
    return HERE
