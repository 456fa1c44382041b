"""The service that an order belongs to goes with it: accepted, begun, agreed on and done as the order is."""

from __future__ import annotations

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import STAFF
from kiosk.domain.services import events as s
from kiosk.domain.services.request import Request, Stage
from kiosk.domain.workorders.order import PHONE, WorkOrder

DOCUMENT, WORD = "document", "word"
"""How the delivery of a service is proven: signed for, or said by the desk."""


def of_number(house: House, number: str) -> Request | None:
    """Return the service with a number, while it is not over."""
    found = (one for one in house.requests.values() if number and one.number == number)
    return next((one for one in found if not one.over), None)


def accepted(house: House, number: str, owner: str, by: str) -> list[Event]:
    """Return that somebody answers for a service now that its order is written."""
    one = of_number(house, number)
    if one is None or one.stage is not Stage.REGISTERED:
        return []
    known = house.people.get(owner)
    return [s.ServiceAccepted(one.id, owner if known and known.role in STAFF else by, by)]


def begun(house: House, order: WorkOrder, by: str) -> list[Event]:
    """Return that a service is under way now that somebody is on site; its price is the order's to tell."""
    one = of_number(house, order.request)
    if one is None or one.stage is Stage.UNDER_WAY:
        return []
    return [*accepted(house, order.request, order.worker, by), s.ServiceBegun(one.id, by)]


def agreed(house: House, order: WorkOrder, cents: int, how: str, by: str) -> list[Event]:
    """Return that the price of a service is the one that its customer has agreed to for the order."""
    one = of_number(house, order.request)
    if one is None or not one.terms.paid or (one.agreed is not None and one.terms.cents == cents):
        return []
    channel = "phone" if how == PHONE else "desk"
    beforehand = one.terms.beforehand_cents
    return [s.ServiceQuoted(one.id, cents, beforehand, by), s.ServiceAgreed(one.id, cents, by, channel)]


def done(house: House, order: WorkOrder, signature: str, digest: str, by: str) -> list[Event]:
    """Return that a service is delivered now that its order is done."""
    one = of_number(house, order.request)
    if one is None:
        return []
    way = DOCUMENT if signature else WORD
    before = begun(house, order, by)
    return [*before, s.ServiceDone(one.id, by, way, "", signature, digest)]
