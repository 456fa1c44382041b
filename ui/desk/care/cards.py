"""The cards of tasks about backups, updates and boards."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.flows.shifts.tasks import Task
from kiosk.language.messages import moment_of, text
from ui.desk.care.views import HERE, reason_of
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return since when there is no backup and why; which version an update was about; when a backup was made."""
    house, zone = words.journeys.ledger.house, words.journeys.settings.site.time_zone
    if update := house.updates.get(task.matter):
        return {"number": update.to, "about": update.before}
    if task.matter in house.continuations:
        return {"time": moment_of(house.continuations[task.matter].at, words.language, zone, "MMMd Hm")}
    key = reason_of(words.journeys.care.backup.code or "other", "care.why")
    return {
        "time": moment_of(task.since, words.language, zone, "MMMd Hm"),
        "words": text(key, words.language),
    }


def path(task: Task) -> str:
    """Return where it is seen to."""
    return f"{PATH}/stocktake" if task.code == "care.continued" else HERE


def shown(words: Words, task: Task) -> bool:
    """Return whether whoever is at the desk may know of it: a count is everybody's, the rest the supervisors'."""
    return task.code in ("care.continued", "care.backup_late") or bool(frame()["supervisor"])
