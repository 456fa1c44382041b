"""The spare key that goes out for a work order: only for one that is open, in that home, and known until it is back."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.workorders.order import WorkOrder, is_ours


def by_number(house: House, number: str) -> WorkOrder | None:
    """Return the order with this number, or of the service with this number; an open one before those that are over."""
    asked = number.strip().upper()
    if not asked:
        return None
    found = [one for one in house.work_orders.values() if asked in (one.number, one.request.upper())]
    return next((one for one in found if not one.over), found[-1] if found else None)


def meant(house: House, key: Key, typed: str) -> str:
    """Return the order's own number for what somebody has typed; what is no order's stays as it is.

    The lobby's keys are digits: 42 is WX-00042 where that is open and about this key's home.
    """
    number = typed.strip()
    order = by_number(house, number)
    if order is None and number.isdecimal() and len(number) <= 6:
        order = by_number(house, f"WX-{int(number):05d}")
        order = order if order and not order.over and _is_there(order, key) else None
    return order.number if order else number


def why_not_for(house: House, key: Key, typed: str, *, own_only: bool = False) -> str | None:
    """Return None if a key may leave under this number, else the code of the reason why not.

    A number that is none of ours is some other system's; `own_only`: the site has no other.
    """
    number = meant(house, key, typed)
    order = by_number(house, number)
    if order is None:
        return "key.order_unknown" if number and (own_only or is_ours(number)) else None
    if order.over:
        return "key.order_over"
    return None if _is_there(order, key) else "key.order_elsewhere"


def _is_there(order: WorkOrder, key: Key) -> bool:
    """Whether an order may need a key: that of its home, or one of no home at all."""
    return not key.unit or order.unit == key.unit


def open_for(house: House, key: Key, worker: str) -> WorkOrder | None:
    """Return the order for which a key is most likely asked for: the only one open there, or the only one theirs."""
    there = [one for one in house.work_orders.values() if not one.over and key.unit and one.unit == key.unit]
    mine = [one for one in there if one.worker == worker] or there
    return mine[0] if len(mine) == 1 else None


def keys_out(house: House, order: WorkOrder) -> list[Key]:
    """Return the keys that left for an order and do not hang in the cabinet."""
    return [
        key
        for key in house.keys.values()
        if key.work_order == order.number and key.custodian.kind is not CustodianKind.PLACE
    ]
