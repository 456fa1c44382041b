"""What a work order cost, paid: over the desk, to the estate's account, or of what its customer has paid ahead."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money.account import income
from kiosk.domain.money.entry import BY_CASH, WAYS
from kiosk.domain.money.posting import posted, taken
from kiosk.domain.money.prepaying import Prepaying, decide_used
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import events as w
from kiosk.domain.workorders.deciding import need, need_staff
from kiosk.domain.workorders.order import WorkOrder

PREPAID = "prepaid"
PAYS_BY = (*WAYS, PREPAID)
SERVICE = "repair"
"""Under which service its money stands in the books."""
ENTRY = "service_paid"


@dataclass(frozen=True)
class Pay:
    """A customer pays. `act`: the form's id, which is the entry's; `year`: by the site's clock."""

    act: str
    order: str
    by: str
    year: int
    way: str = BY_CASH


def decide_paid(house: House, command: Pay) -> list[e.Event]:
    """Return the entry of the books and that the order is paid; nothing for one that is paid already.

    Raises:
        Refused: `staff.needed`, `order.unknown`; `order.nothing_due`; `order.pays_by`; `money.short` for more than was
            paid ahead.
    """
    need_staff(house, command.by)
    one = need(house, command.order)
    if one.paid:
        return []
    if not owed(one):
        raise Refused("order.nothing_due")
    if command.way not in PAYS_BY:
        raise Refused("order.pays_by")
    return [*_entry(house, one, command), w.OrderPaid(one.id, command.act, command.way, command.by)]


def owed(one: WorkOrder) -> bool:
    """Return whether its customer has yet to pay for it."""
    return one.over and bool(one.person) and one.cents > 0 and one.paid is None


def _entry(house: House, one: WorkOrder, command: Pay) -> list[e.Event]:
    about = one.request or one.number
    if command.way == PREPAID:
        used = Prepaying(
            command.act, about, one.person, one.cents, command.by, command.year, service=SERVICE,
            currency=one.currency,
        )  # fmt: skip
        return decide_used(house, used)
    lines = taken(one.cents, income(SERVICE), command.way)
    entry = posted(
        house, id=command.act, about=about, person=one.person, kind=ENTRY, lines=lines, by=command.by,
        way=command.way, currency=one.currency,
    )  # fmt: skip
    return [entry]
