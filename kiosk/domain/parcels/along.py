"""What becomes of the other parcels behind a door, once one of them was taken out or is not what it should be."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.due_back import went_back
from kiosk.domain.parcels.sharing import lying_at, taken_along
from kiosk.domain.waiting.events import FeeOwed


def gone_along(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return a movement of its own for each parcel that left by another one's: each has its own life on record."""
    movement = house.movements.get(event.movement)
    if movement is None:
        return []
    found: list[e.Event] = []
    for number, parcel in enumerate(taken_along(house, movement), 1):
        name = f"{movement.id}.{number}"
        if movement.kind is Kind.COLLECT:
            found += _collected(house, movement, name, parcel)
        else:
            swept = p.ParcelSweepIntended(
                name, parcel.id, movement.bearer, _unit(house, parcel), movement.place, parcel.movement
            )
            found += [swept, p.ParcelRecallConfirmed(name, f"with:{movement.id}")]
            found += went_back(house, name, parcel.id, movement.bearer)
    return found


def disputed_along(house: House, event: e.ParcelDisputed) -> list[e.Event]:
    """Return that the parcels beside a disputed one are looked at as well: which of them was meant, nobody knows."""
    movement = house.movements.get(event.movement)
    if movement is None:
        return []
    beside = [one for one in lying_at(house, movement.place) if one.id != event.parcel and not one.disputed]
    return [e.ParcelDisputed(one.id, movement.id, event.statement) for one in beside]


def _collected(house: House, movement: Movement, name: str, parcel: Parcel) -> list[e.Event]:
    facts = (name, parcel.id, parcel.recipient, _unit(house, parcel), movement.place, movement.how)
    others = parcel.recipient != movement.bearer
    intent = (
        p.DelegateCollectIntended(*facts, movement.delegation, movement.bearer)
        if movement.delegation or others
        else e.ParcelCollectIntended(*facts)
    )
    found: list[e.Event] = [intent, e.ParcelCollectConfirmed(name, f"with:{movement.id}")]
    if parcel.wait.fee_agreed_cents:
        found.append(FeeOwed(parcel.id, parcel.recipient, parcel.wait.fee_agreed_cents))
    if others and not movement.delegation:
        found.append(e.NoticeQueued(f"g-{parcel.slip}", parcel.recipient, "parcel_with_home", parcel.id))
    return found


def _unit(house: House, parcel: Parcel) -> str:
    known = house.people.get(parcel.recipient)
    return (known.unit if known else "") or ""
