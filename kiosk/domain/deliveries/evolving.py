"""How each recorded event about announced deliveries changes the house."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.deliveries import events as d
from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.house import House, newest


def with_delivery(house: House, event: d.DeliveryEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case d.DeliveryAnnounced():
            known = Delivery(
                event.barcode,
                event.unit,
                event.recipient,
                event.size,
                event.heavy,
                event.carrier,
                event.source,
                at,
                event.category if isinstance(event, d.DeliveryAnnouncedAs) else "",
            )
            return house.having(deliveries=newest(house.deliveries, known.barcode, known))
        case d.DeliveryWithdrawn():
            return without_delivery(house, event.barcode)
    return house


def without_delivery(house: House, barcode: str) -> House:
    """Return the house once a parcel has come, or is awaited no more."""
    if barcode not in house.deliveries:
        return house
    return house.having(deliveries={name: one for name, one in house.deliveries.items() if name != barcode})


def awaited_again(house: House, announced: Delivery | None) -> House:
    """Return the house once a parcel that had come is with its courier again; a newer announcement counts."""
    if announced is None or announced.barcode in house.deliveries:
        return house
    return house.having(deliveries=newest(house.deliveries, announced.barcode, announced))
