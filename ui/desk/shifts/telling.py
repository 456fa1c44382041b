"""Shifts in the reader's language: rows and lines of the pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import Person, Role
from kiosk.domain.shifts.shift import Difference, Explained, Shift
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.flows.shifts.tasks import Task
from ui.desk.sessions import PATH
from ui.desk.shifts import pages as p
from ui.desk.taskcards import TASKS_AT_ONCE, card
from ui.desk.words import Words
from ui.reach import journeys
from ui.rendering import chosen_language

HERE = f"{PATH}/shift"
GROUPS = ("urgent", "ordinary", "long_running")
SUPERVISORS = (Role.SUPERVISOR, Role.MANAGER)
ELSEWHERE = {
    "key_overdue": f"{PATH}/late",
    "key_brought": f"{PATH}/brought",
    "key_unknown": f"{PATH}/brought",
    "emergency": f"{PATH}/emergency",
    "stocktake_due": f"{PATH}/stocktake",
}


def needs_shifts() -> None:
    """Return on a site that uses shifts; elsewhere there are no such pages."""
    if not journeys().shifts.on:
        abort(404)


def words_of_reader() -> HandoverWords:
    """Return what says shifts in the language of whoever reads."""
    known = journeys()
    zone = known.settings.site.time_zone
    currency = known.money.currency
    return HandoverWords(known.ledger, known.directory, known.furniture, chosen_language(), zone, currency)


def shift_of(name: str) -> Shift:
    """Return a shift, however long ago it was; 404 for none of that name."""
    found = journeys().ledger.house.shifts.get(name) or journeys().register.shift(name)
    return found or abort(404)


def difference_row(words: HandoverWords, one: Difference, said: Explained | None) -> p.DifferenceRow:
    """Return one difference as a line."""
    return p.DifferenceRow(
        id=one.id,
        what=words.difference(one),
        said=words.said(said) if said else "",
        carried=said.carried if said else 0,
        path=_path(one),
    )


def _path(one: Difference) -> str:
    if one.code == "report_due":
        return f"{PATH}/reports/{one.movement}"
    if one.code.startswith("alarm."):
        return f"{PATH}/alarms/{one.movement}"
    if one.code == "inspection_urgent":
        return f"{PATH}/inspections"
    if one.code in ELSEWHERE:
        return ELSEWHERE[one.code]
    if one.device:
        return f"{PATH}/devices"
    return f"{PATH}/places/{one.place}" if one.place else f"{PATH}/items/{one.item}"


def task_rows(words: Words) -> tuple[tuple[str, tuple[p.TaskRow, ...], int], ...]:
    """Return open tasks in lines: urgent, ordinary and long-running ones, and how many more of each there are."""
    groups = journeys().shifts.tasks()
    return tuple(
        (
            name,
            tuple(_task_row(words, one) for one in found[:TASKS_AT_ONCE]),
            max(0, len(found) - TASKS_AT_ONCE),
        )
        for name, found in zip(GROUPS, groups, strict=True)
    )


def _task_row(words: Words, task: Task) -> p.TaskRow:
    told = card(words, task)
    return p.TaskRow(told.code, dict(told.facts), told.since, told.path)


def own_keys(words: HandoverWords, shift: Shift) -> tuple[p.OwnKey, ...]:
    """Return the keys that the person of a shift holds."""
    now = journeys().clock.now()
    held = sorted(journeys().ledger.house.keys_with(shift.person), key=lambda key: key.place)
    return tuple(
        p.OwnKey(
            key=key.id,
            label=words.key(key.id),
            due=key.due,
            late=key.due is not None and key.due <= now,
            let_go=words.let_go(given) if (given := shift.leave_for(key)) else "",
        )
        for key in held
    )


def keys_out() -> list[Key]:
    """Return the keys that are with somebody."""
    keys = journeys().ledger.house.keys.values()
    return [key for key in keys if key.custodian.kind is CustodianKind.PERSON]


def picks(values: Iterable[str], say: str, words: HandoverWords, chosen: str = "") -> tuple[p.Pick, ...]:
    """Return choices whose words stand under `say`."""
    return tuple(p.Pick(one, words.say(f"{say}.{one}"), one == chosen) for one in values)


def people_picks(words: HandoverWords, people: Iterable[Person], chosen: str = "") -> tuple[p.Pick, ...]:
    """Return people to choose from."""
    return tuple(p.Pick(one.id, words.person(one.id), one.id == chosen) for one in people)


def staff(*, supervisors: bool = False, but: str = "") -> list[Person]:
    """Return who works here, or answers for those who do; `but` leaves one out."""
    found = [one for one in journeys().handing_over.takers(but) if not supervisors or one.role in SUPERVISORS]
    return sorted(found, key=lambda one: one.id)
