"""The cards of tasks about entrusted items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.domain.deposits.waiting import unclaimed
from kiosk.domain.transfers.transfer import BACK_AFTER
from kiosk.flows.shifts.tasks import Task
from ui.desk.pages import Deed
from ui.desk.words import Words


def of_deposit(words: Words, task: Task) -> Mapping[str, object]:
    """Return the facts of a task about a deposit."""
    house, now = words.journeys.ledger.house, words.journeys.clock.now()
    one = house.deposits.get(task.matter)
    facts: dict[str, object] = {"count": len(unclaimed(house, now)), "item": "", "person": ""}
    return (
        facts | {"item": one.number, "person": words.person(one.person), "home": one.unit} if one else facts
    )


def of_transfer(words: Words, task: Task) -> Mapping[str, object]:
    """Return the facts of a task about a transfer; who is to be telephoned is its person."""
    one = words.journeys.ledger.house.transfers.get(task.matter)
    if one is None:
        return {"item": "", "person": ""}
    late = task.code == "transfer.phone" and words.journeys.clock.now() - one.made >= BACK_AFTER
    return {"item": one.number, "person": words.person(one.giver if late else one.taker), "home": one.unit}


def deposit_path(task: Task) -> str:
    """Return where a deposit's task leads."""
    if task.code == "deposit.unclaimed":
        return "/desk/deposits?show=old"
    ways = {
        "deposit.asked": f"/desk/deposits/{task.matter}/sign",
        "deposit.claimed": f"/desk/deposits/{task.matter}/claim",
    }
    return ways.get(task.code, f"/desk/deposits?open={task.matter}")


def transfer_path(task: Task) -> str:
    """Return where a transfer's task leads."""
    if task.code == "transfer.back":
        return f"/desk/transfers/{task.matter}/hand?back=yes"
    return f"/desk/transfers?open={task.matter}"


def count_path(task: Task) -> str:
    """Return where the count is."""
    return "/desk/deposits/count"


def phone_deeds(words: Words, task: Task) -> Sequence[Deed]:
    """Return that somebody was told by telephone, where that is the task."""
    kind, _, what = task.code.partition(".")
    return (Deed("deposit.desk.phoned", f"/desk/{kind}s/{task.matter}/phoned"),) if what == "phone" else ()
