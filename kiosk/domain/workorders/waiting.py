"""What of the work orders waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.workorders.lateness import out_after_end
from kiosk.domain.workorders.order import Stage, WorkOrder
from kiosk.domain.workorders.paying import owed


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what nobody is named for, what is late, what waits for a yes, and keys that are out after the end."""
    for order in house.work_orders.values():
        if not order.over:
            code, since, urgent = _of(order, now)
            yield Pending(f"order.{code}", since, urgent=urgent, about=order.id, person=order.worker)
        elif owed(order):
            since = order.ended or order.made
            yield Pending("order.unpaid", since, urgent=False, about=order.id, person="")
    for order, _key in out_after_end(house):
        if order.key_stays != "with_resident":
            yield Pending("order.key_out", order.ended or order.made, urgent=False, about=order.id)


def _of(order: WorkOrder, now: datetime) -> tuple[str, datetime, bool]:
    if not order.worker:
        return "unassigned", order.made, True
    if order.told >= 3:
        return "not_done", order.made, True
    if order.told and order.on_site is None:
        return "late_site", order.made, True
    if order.quote and not order.quote.holds:
        return "to_agree", order.quote.at, False
    if order.stage is Stage.WAITING:
        until = order.waits_until
        over = until is not None and until <= now
        return ("parts_due" if over else "parts"), until if over and until else order.made, over
    return "open", order.made, order.urgent and order.on_site is None


def unwritten(house: House, now: datetime) -> Iterator[Pending]:
    """Yield each service that wants a work order and has none, from the moment it was asked for."""
    written = {one.request for one in house.work_orders.values() if one.request}
    for request in house.requests.values():
        if request.terms.work_order and not request.over and request.number not in written:
            yield Pending("order.wanted", request.made, about=request.id)
