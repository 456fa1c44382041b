"""What may be done with a work order, from the wish to the way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders import serving
from kiosk.domain.workorders.order import WHAT, Stage, WorkOrder, next_number

SLIP = "work order"
MOST_OPEN = 500
LONGEST_WAIT = timedelta(days=60)
GOES = (*STAFF, Role.CONTRACTOR)
"""Who may be sent."""


@dataclass(frozen=True)
class Issue:
    """Somebody is to be sent. `words`: the vault's reference to where and what; `asked`: when it was asked for."""

    order: str
    what: str
    unit: str
    person: str
    asked: datetime
    by: str
    request: str = ""
    worker: str = ""
    urgent: bool = False
    words: str = ""
    words_digest: str = ""
    currency: str = "CNY"


def decide_issue(house: House, command: Issue) -> list[e.Event]:
    """Return the order and its slip; nothing for one that is known already.

    Raises:
        Refused: `staff.needed`; `order.what`; `order.where` for a common area without words; `resident.unknown`;
            `order.worker`; `order.twice` for a service that has an open one, with its `number`; `order.too_many`.
    """
    if command.order in house.work_orders:
        return []
    need_staff(house, command.by)
    if command.what not in WHAT:
        raise Refused("order.what")
    if not command.unit and not command.words:
        raise Refused("order.where")
    person = house.people.get(command.person)
    if command.person and (person is None or person.role is not Role.RESIDENT):
        raise Refused("resident.unknown")
    if command.worker:
        need_worker(house, command.worker)
    still_open = [one for one in house.work_orders.values() if not one.over]
    twice = [one for one in still_open if command.request and one.request == command.request]
    if twice:
        raise Refused("order.twice", number=twice[0].number)
    if len(still_open) >= MOST_OPEN:
        raise Refused("order.too_many", most=MOST_OPEN)
    language = person.language if person else "zh_Hans"
    issued = w.OrderIssued(
        order=command.order, number=next_number(house.work_orders.values()), request=command.request,
        what=command.what, unit=command.unit, person=command.person, asked=command.asked,
        urgent=command.urgent, words=command.words, words_digest=command.words_digest, worker=command.worker,
        currency=command.currency, by=command.by,
    )  # fmt: skip
    found: list[e.Event] = [issued, e.PaperQueued(f"w-{command.order[:16]}", SLIP, command.order, language)]
    if command.worker and command.worker != command.by:
        found.append(_notice(command.order, command.worker))
    return [*found, *serving.accepted(house, command.request, command.worker or command.by, command.by)]


def _notice(order: str, worker: str) -> e.Event:
    return e.NoticeQueued(f"wo0-{order[:12]}-{worker}", worker, "order_yours", order)


def decide_assign(house: House, order: str, worker: str, by: str) -> list[e.Event]:
    """Return who goes from now on; nothing where it is so already.

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`, `order.worker`.
    """
    need_staff(house, by)
    one = need_open(house, order)
    if one.worker == worker:
        return []
    need_worker(house, worker)
    told = [_notice(one.id, worker)] if worker != by else []
    return [w.OrderAssigned(one.id, worker, by), *told]


def decide_step(
    house: House, order: str, step: Stage, by: str, now: datetime, until: datetime | None, words: str
) -> list[e.Event]:
    """Return the next step of an order; nothing for the one that it is at (a double tap).

    Raises:
        Refused: `staff.needed`, `order.unknown`, `order.over`; `order.nobody` for a way that nobody is named for;
            `order.until` for no day, one that is over, or one too far away; `order.step` for what is no such step.
    """
    need_staff(house, by)
    one = need_open(house, order)
    if step not in (Stage.TAKEN, Stage.ON_SITE, Stage.WAITING):
        raise Refused("order.step")
    if one.stage is step and (step is not Stage.WAITING or one.waits_until == until):
        return []
    if step is Stage.TAKEN and one.stage is not Stage.ISSUED:
        return []  # it has gone further already
    if not one.worker:
        raise Refused("order.nobody")
    if step is Stage.WAITING and (until is None or not now < until <= now + LONGEST_WAIT):
        raise Refused("order.until")
    stepped = w.OrderStepped(one.id, step.value, until if step is Stage.WAITING else None, words, by)
    return [stepped, *(serving.begun(house, one, by) if step is Stage.ON_SITE else [])]


def need(house: House, order: str) -> WorkOrder:
    """Return an order at hand.

    Raises:
        Refused: `order.unknown`.
    """
    found = house.work_orders.get(order)
    if found is None:
        raise Refused("order.unknown")
    return found


def need_open(house: House, order: str) -> WorkOrder:
    """Return an order that is not over. Raises `order.unknown`, `order.over`."""
    found = need(house, order)
    if found.over:
        raise Refused("order.over", number=found.number)
    return found


def need_staff(house: House, person: str) -> Person:
    """Return somebody of the staff. Raises `staff.needed` for anybody else."""
    known = house.people.get(person)
    if known is None or known.role not in STAFF or not known.active:
        raise Refused("staff.needed")
    return known


def need_worker(house: House, person: str) -> Person:
    """Return somebody who may be sent. Raises `order.worker`: neither of the staff nor a contractor on record."""
    known = house.people.get(person)
    if known is None or known.role not in GOES or not known.active:
        raise Refused("order.worker")
    return known
