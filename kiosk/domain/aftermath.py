"""What follows from events without anybody doing anything: who is told, what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House


def with_aftermath(house: House, events: Sequence[e.Event]) -> list[e.Event]:
    """Return `events` and what they bring about, to be recorded together. `house` is the state before them."""
    followed: list[e.Event] = []
    for event in events:
        followed.append(event)
        if isinstance(event, e.ParcelDropConfirmed):
            followed += parcel_arrived(house, event.movement)
    return followed


def parcel_arrived(house: House, drop: str) -> list[e.Event]:
    """Return the claim slip to print and the notice to send for a parcel that is in."""
    movement = house.movements.get(drop)
    parcel = house.parcels.get(movement.item) if movement else None
    recipient = house.people.get(parcel.recipient) if parcel else None
    if parcel is None or recipient is None:
        return []
    return [
        e.NoticeQueued(f"n-{parcel.slip}", recipient.id, "parcel_waiting", parcel.id),
        e.PaperQueued(f"s-{parcel.slip}", "claim slip", drop, recipient.language),
    ]
