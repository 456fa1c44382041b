"""The cards of tasks about notes to the next shift and about incident reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.flows.shifts.tasks import Task
from kiosk.language.messages import moment_of
from ui.desk.pages import Deed
from ui.desk.sessions import PATH
from ui.desk.words import Words

SHOWN = 80
"""So many characters of a note stand on its card; the rest in the book."""


def note_facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what a note says, cut where it is long."""
    one = words.journeys.ledger.house.shift_notes.get(task.matter)
    said = " ".join(words.journeys.shift_notes.words(one).split()) if one else ""
    said = said or words.say("shift.book.erased")
    return {"words": said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"}


def note_path(task: Task) -> str:
    """Return where notes are read."""
    return f"{PATH}/shift/notes"


def note_deeds(words: Words, task: Task) -> Sequence[Deed]:
    """Return that it is done."""
    return (Deed("shift.book.done", f"{PATH}/shift/notes/{task.matter}/done"),)


def incident_facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return a report's number, and when it has to be with the company."""
    one = words.journeys.ledger.house.incidents.get(task.matter)
    if one is None:
        return {"number": "", "due": ""}
    zone = words.journeys.settings.site.time_zone
    return {"number": one.name, "due": moment_of(one.due, words.language, zone, "MMMd Hm")}


def incident_path(task: Task) -> str:
    """Return where the report is written."""
    return f"{PATH}/incidents/{task.matter}"
