"""The cards of tasks about what the desk keeps and does itself; each part says what its own say and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.flows.shifts.tasks import Task
from ui.desk.care import cards as care
from ui.desk.deposits import cards as entrusted
from ui.desk.followups import cards as follow_ups
from ui.desk.grievances import cards as grievances
from ui.desk.incidents import cards as incidents
from ui.desk.keeping import cards as keeping
from ui.desk.loans import cards as lending
from ui.desk.money import cards as money
from ui.desk.pages import Deed
from ui.desk.services import cards as services
from ui.desk.words import Words
from ui.desk.workorders import cards as orders


def _no_deeds(words: Words, task: Task) -> Sequence[Deed]:
    return ()


def _to_all(words: Words, task: Task) -> bool:
    return True


@dataclass(frozen=True)
class MatterCard:
    """What a card needs beside its words "attendant.task.<code>": their facts, where it leads, what is done there."""

    facts: Callable[[Words, Task], Mapping[str, object]]
    path: Callable[[Task], str]
    deeds: Callable[[Words, Task], Sequence[Deed]] = _no_deeds
    shown: Callable[[Words, Task], bool] = _to_all
    """Whether whoever is at the desk may know of it."""


CARDS: Mapping[str, MatterCard] = {
    "deposit": MatterCard(entrusted.of_deposit, entrusted.deposit_path, entrusted.phone_deeds),
    "transfer": MatterCard(entrusted.of_transfer, entrusted.transfer_path, entrusted.phone_deeds),
    "item": MatterCard(entrusted.of_deposit, entrusted.count_path),
    "money": MatterCard(money.facts, money.path),
    "service": MatterCard(services.facts, services.path),
    "shift_note": MatterCard(incidents.note_facts, incidents.note_path, incidents.note_deeds),
    "incident": MatterCard(incidents.incident_facts, incidents.incident_path),
    "loan": MatterCard(lending.loan_facts, lending.loan_path),
    "pass": MatterCard(lending.pass_facts, lending.pass_path),
    "release": MatterCard(lending.release_facts, lending.release_path),
    "order": MatterCard(orders.facts, orders.path),
    "grievance": MatterCard(grievances.facts, grievances.path, shown=grievances.is_shown),
    "care": MatterCard(care.facts, care.path, shown=care.shown),
    "followup": MatterCard(follow_ups.facts, follow_ups.path),
    "home_keys": MatterCard(keeping.facts, keeping.path),
}
"""By the first word of a task's code."""


def of(task: Task) -> MatterCard | None:
    """Return what a task about a matter says, None for every other task."""
    return CARDS.get(task.code.partition(".")[0]) if task.matter else None


def is_shown(words: Words, task: Task) -> bool:
    """Return whether whoever is at the desk may know of a task."""
    matter = of(task)
    return matter is None or matter.shown(words, task)
