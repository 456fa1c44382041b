"""What the desk is told of money that waits, as cards."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.money.waiting import COUNT_OFF, OWED, REST, UNSIGNED
from kiosk.flows.shifts.tasks import Task
from ui.desk.sealing import seal
from ui.desk.sessions import PATH
from ui.desk.words import Words


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what fills in the words of a task about money: whose it is, the number of its service or voucher."""
    house = words.journeys.ledger.house
    if one := house.shortfalls.get(task.matter):
        return {"item": one.about, "person": words.person(one.person)}
    if voucher := house.vouchers.get(task.matter):
        return {"item": voucher.id, "person": words.person(voucher.person)}
    if account := house.accounts.get(task.matter):
        return {"item": account.about, "person": words.person(account.person)}
    return {}


def path(task: Task) -> str:
    """Return where a task about money is seen to."""
    if task.code == COUNT_OFF:
        return f"{PATH}/cash"
    if task.code == UNSIGNED:
        return f"{PATH}/prepaid/vouchers/{task.matter}/sign"
    if task.code in (OWED, REST):
        return f"{PATH}/prepaid?q={seal(task.matter.split(':')[1])}"
    return f"{PATH}/prepaid/asked/{task.matter}"
