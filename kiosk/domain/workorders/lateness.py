"""Orders that are late: who is told, in which order, each step once; what waits at the desk; what a shift explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.people import Role
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders.order import Clocks, Stage, WorkOrder

WORKER, SUPERVISORS, MANAGERS = "worker", "supervisors", "managers"
TOLD: tuple[str, ...] = (WORKER, SUPERVISORS, WORKER, SUPERVISORS, MANAGERS)
"""Who hears of each step."""
TEMPLATES = ("order_late_site", "order_late_site", "order_not_done", "order_not_done", "order_not_done")


def step_at(order: WorkOrder, clocks: Clocks, now: datetime) -> int:
    """Return how far an order's being late is to be told by now: 0 to 5."""
    if order.over:
        return 0
    if order.on_site is None and order.stage is not Stage.WAITING:
        site = clocks.site_by(order)
        steps = (site, site + timedelta(minutes=clocks.supervisor_min))
        early = sum(now >= moment for moment in steps)
    else:
        early = 0
    done = clocks.done_by(order)
    limits = (done, done + timedelta(hours=clocks.supervisor_h), done + timedelta(hours=clocks.manager_h))
    late = sum(now >= moment for moment in limits)
    return 2 + late if late else early


def late(house: House, clocks: Clocks, now: datetime) -> list[e.Event]:
    """Return the steps that are due and not yet told, with the notices that go out by them."""
    found: list[e.Event] = []
    for order in house.work_orders.values():
        step = step_at(order, clocks, now)
        if step > order.told:
            found += _told(house, order, step)
    return found


def _told(house: House, order: WorkOrder, step: int) -> Iterator[e.Event]:
    """Yield one step. After a night without power only the last one counts."""
    yield w.OrderLate(order.id, step)
    for person in told_of(house, TOLD[step - 1], order.worker or order.by):
        yield e.NoticeQueued(f"wo{step}-{order.id[:12]}-{person}", person, TEMPLATES[step - 1], order.id)


def told_of(house: House, whom: str, worker: str) -> list[str]:
    """Return who hears of something late. A site without a property manager has its supervisors told once more."""
    if whom == WORKER:
        known = house.people.get(worker)
        return [worker] if known and known.active else []
    found = _active(house, Role.SUPERVISOR if whom == SUPERVISORS else Role.MANAGER)
    return found or _active(house, Role.SUPERVISOR)


def _active(house: House, role: Role) -> list[str]:
    return [one.id for one in house.people.values() if one.role is role and one.active]


def out_after_end(house: House) -> Iterator[tuple[WorkOrder, str]]:
    """Yield each order that is over, with the key that left for it and has not come back."""
    out = [
        key for key in house.keys.values() if key.work_order and key.custodian.kind is not CustodianKind.PLACE
    ]
    over = {one.number: one for one in house.work_orders.values() if one.over} if out else {}
    for key in out:
        if order := over.get(key.work_order):
            yield order, key.id


@dataclass(frozen=True)
class Shares:
    """How many of some orders were in time: integers, for a report to divide."""

    orders: int
    issued_in_time: int
    sited: int
    """Those at which somebody has been, or should have been."""
    sited_in_time: int
    done: int
    done_in_time: int
    cents: int


def shares(orders: Sequence[WorkOrder], clocks: Clocks, now: datetime) -> Shares:
    """Return how many of some orders were written, on site and done in time."""
    standing = [one for one in orders if one.stage is not Stage.CALLED_OFF]
    issued = sum(one.made <= clocks.issue_by(one.asked) for one in standing)
    sited = [one for one in standing if one.on_site or now >= clocks.site_by(one)]
    in_time = sum(one.on_site is not None and one.on_site <= clocks.site_by(one) for one in sited)
    done = [one for one in standing if one.stage is Stage.DONE and one.ended]
    finished = sum(one.ended is not None and one.ended <= clocks.done_by(one) for one in done)
    cents = sum(one.cents for one in done)
    return Shares(len(standing), issued, len(sited), in_time, len(done), finished, cents)
