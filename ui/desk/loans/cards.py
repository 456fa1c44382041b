"""Cards of tasks about loans, passes and goods that leave."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.flows.items.loan_slips import thing
from kiosk.flows.shifts.tasks import Task
from ui.desk.words import Words


def loan_facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return which thing a task is about, and who has it."""
    loan = words.journeys.ledger.house.loans.get(task.matter)
    if loan is None:
        return {}
    item = thing(words.journeys.ledger.house, loan.item, loan.kind, words.language)
    return {"item": item, "person": words.person(loan.person), "home": loan.unit}


def loan_path(task: Task) -> str:
    """Return the page of the loan that a task is about."""
    return f"/desk/loans/{task.matter}"


def pass_facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return whose passes a task is about."""
    permit = words.journeys.ledger.house.permits.get(task.matter)
    if permit is None:
        return {}
    works = words.journeys.passes.works(permit)
    return {"item": permit.number, "person": works.company if works else "", "home": permit.unit}


def pass_path(task: Task) -> str:
    """Return the page of the permit that a task is about."""
    return f"/desk/passes/{task.matter}"


def release_facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return whose goods a task is about."""
    release = words.journeys.ledger.house.releases.get(task.matter)
    if release is None:
        return {}
    return {"item": release.number, "person": words.person(release.person), "home": release.unit}


def release_path(task: Task) -> str:
    """Return the page of the release that a task is about."""
    return f"/desk/releases/{task.matter}"
