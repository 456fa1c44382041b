"""How each recorded event about work orders changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders.order import SIGNATURE, WITNESS, Material, Quote, Stage, Step, WorkOrder

KEPT = 64
"""How many that are over stay at hand; the book has the others."""


def with_order(house: House, event: w.WorkOrderEvent, at: datetime) -> House:
    """Return the house after `event`."""
    if isinstance(event, w.OrderIssued):
        return _keeping(house, _issued(event, at))
    known = house.work_orders.get(event.order)
    return _keeping(house, _changed(known, event, at)) if known else house


def _issued(event: w.OrderIssued, at: datetime) -> WorkOrder:
    return WorkOrder(
        id=event.order, number=event.number, what=event.what, unit=event.unit, person=event.person, made=at,
        asked=event.asked, by=event.by, worker=event.worker, request=event.request, urgent=event.urgent,
        words=event.words, steps=(Step(Stage.ISSUED.value, at, event.by),), currency=event.currency,
    )  # fmt: skip


def _changed(one: WorkOrder, event: w.WorkOrderEvent, at: datetime) -> WorkOrder:
    match event:
        case w.OrderAssigned():
            stage = Stage.ISSUED if one.stage is Stage.TAKEN else one.stage
            step = Step("assigned", at, event.by)
            return replace(one, worker=event.worker, stage=stage, steps=(*one.steps, step))
        case w.OrderStepped():
            step = Step(event.step, at, event.by, event.until, event.words)
            return replace(one, stage=Stage(event.step), steps=(*one.steps, step), told=_told(one, event))
        case w.OrderQuoted():
            return replace(one, quote=Quote(event.cents, event.currency, event.by, at))
        case w.OrderAgreed() if one.quote:
            yes = replace(
                one.quote, how=event.how, agreed=at, agreed_before=event.by, signature=event.signature
            )
            return replace(one, quote=yes)
        case w.OrderMaterialUsed():
            line = Material(event.line, event.words, event.count, event.cents)
            return replace(one, materials=(*one.materials, line))
        case w.OrderMaterialStruck():
            lines = (replace(line, struck=True) if line.id == event.line else line for line in one.materials)
            return replace(one, materials=tuple(lines))
        case w.OrderLate():
            return replace(one, told=event.step)
    return _ended(one, event, at)


def _told(one: WorkOrder, event: w.OrderStepped) -> int:
    """Return how far its being late has been told once it has gone on: who waits for parts is not late as before."""
    if event.step == Stage.WAITING.value:
        return min(one.told, 2)
    return one.told


def _ended(one: WorkOrder, event: w.WorkOrderEvent, at: datetime) -> WorkOrder:
    match event:
        case w.OrderDone():
            return replace(
                one, stage=Stage.DONE, ended=at, how=event.how, photo=event.photo, cents=event.cents,
                signature=event.signature if event.how in (SIGNATURE, WITNESS) else "",
                labour_cents=event.labour_cents, key_stays=event.key_stays,
                steps=(*one.steps, Step(Stage.DONE.value, at, event.by)),
            )  # fmt: skip
        case w.OrderPaid():
            return replace(one, paid=at, paid_by=event.way, entry=event.entry)
        case w.OrderCalledOff():
            step = Step(Stage.CALLED_OFF.value, at, event.by)
            off = replace(one, stage=Stage.CALLED_OFF, ended=at, how=event.reason)
            return replace(off, key_stays=event.key_stays, steps=(*one.steps, step))
    return one


def _is_settled(one: WorkOrder) -> bool:
    """Whether nothing more is to be done: over, and nobody owes anything for it."""
    return one.over and not (one.person and one.cents and one.paid is None)


def _keeping(house: House, one: WorkOrder) -> House:
    known = newest(house.work_orders, one.id, one)
    last = max(
        known.values(), key=lambda other: (len(other.number), other.number)
    ).id  # numbers go on from it
    over = [name for name, other in known.items() if _is_settled(other) and name != last]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(work_orders=known)
