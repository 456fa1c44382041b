"""The cards of tasks about work orders."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.workorders.order import Stage, WorkOrder
from kiosk.flows.shifts.tasks import Task
from kiosk.language.money import money_of
from ui.desk.words import Words
from ui.desk.workorders.showing import HERE, hour, moment, place_of


def facts(words: Words, task: Task) -> Mapping[str, object]:
    """Return what fills a card's words: of a service that has no order yet, or of an order."""
    house, flow = words.journeys.ledger.house, words.journeys.work_orders
    if request := house.requests.get(task.matter):
        by = hour(words, flow.clocks.issue_by(request.made))
        return {"number": request.number, "home": request.unit, "time": by, "amount": "", "person": ""}
    order = house.work_orders.get(task.matter)
    if order is None:
        return {"number": "", "home": "", "time": "", "amount": "", "person": ""}
    out = [one.custodian.id for one in flow.keys_out(order)]
    who = out[0] if task.code == "order.key_out" and out else order.worker
    return {
        "number": order.number,
        "home": place_of(words, order),
        "time": _due(words, order),
        "amount": _amount(words, order),
        "person": words.person(who) if who else "",
    }


def _due(words: Words, order: WorkOrder) -> str:
    clocks = words.journeys.work_orders.clocks
    if order.stage is Stage.WAITING and order.waits_until:
        return moment(words, order.waits_until)
    if order.on_site is None and order.told < 3:
        return hour(words, clocks.site_by(order))
    return moment(words, clocks.done_by(order))


def _amount(words: Words, order: WorkOrder) -> str:
    cents = order.cents if order.over else order.quote.cents if order.quote else 0
    return money_of(cents, order.currency, words.language)


def path(task: Task) -> str:
    """Return where a card leads: the order, or the form for one that is wanted."""
    return f"{HERE}/new?request={task.matter}" if task.code == "order.wanted" else f"{HERE}/{task.matter}"
