"""What follows from events without anybody doing anything: who is told, what is printed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.movements import Kind


def with_aftermath(house: House, events: Sequence[e.Event]) -> list[e.Event]:
    """Return `events` and what they bring about, to be recorded together. `house` is the state before them."""
    followed: list[e.Event] = []
    for event in events:
        followed.append(event)
        if isinstance(event, e.ParcelDropConfirmed):
            followed += parcel_arrived(house, event.movement)
        elif isinstance(event, e.KeyIssueConfirmed | e.KeyReturnConfirmed):
            followed += key_went_or_came(house, event)
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


def key_went_or_came(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return the notices to those residents of the key's home who wish to hear of each outing."""
    movement = house.movements.get(event.movement)
    key = house.keys.get(movement.item) if movement else None
    if movement is None or key is None or not key.unit:
        return []
    template = "key_left" if movement.kind is Kind.ISSUE else "key_came_back"
    wishing = {one.given_by for one in house.consents.values() if one.unit == key.unit and one.told}
    return [
        e.NoticeQueued(f"k-{movement.id[:16]}-{person}", person, template, key.id)
        for person in sorted(wishing & house.people.keys())
    ]
