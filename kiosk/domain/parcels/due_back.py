"""Parcels whose time is over and that their company's couriers take along again, one door after the other."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.opening import opening
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import ParcelReturned

SWEEP = "sweep"
"""How a movement is marked by which a courier takes an expired parcel along."""


def due_back(house: House, courier: str) -> list[Parcel]:
    """Return the expired parcels of a courier's company that lie behind doors, the longest waiting first.

    Without a company, the courier's own.
    """
    found = [one for one in house.parcels.values() if _is_due(house, one, courier)]
    return sorted(found, key=lambda one: one.since)


def due_back_at(house: House, place: str, courier: str) -> list[Parcel]:
    """Return those of them behind one door."""
    return [one for one in house.parcels_at(place) if _is_due(house, one, courier)]


def decide_sweep(house: House, movement: str, parcel: str, courier: str) -> list[e.Event]:
    """Return the intent and the door's command; nothing for a movement that is known already.

    Raises:
        Refused: `courier.needed`; `sweep.not_due` for a parcel that was collected, kept for longer, or is not of this
            courier's company; `door.busy`.
    """
    if movement in house.movements:
        return []
    person = house.people.get(courier)
    if person is None or person.role is not Role.COURIER or not person.active:
        raise Refused("courier.needed")
    known = house.parcels.get(parcel)
    if known is None or not _is_due(house, known, courier) or house.moving(parcel):
        raise Refused("sweep.not_due")
    place = known.custodian.id
    if house.under_way(place):
        raise Refused("door.busy", place=place)
    recipient = house.people.get(known.recipient)
    unit = (recipient.unit if recipient else "") or ""
    intent = p.ParcelSweepIntended(movement, parcel, courier, unit, place, known.movement)
    return [intent, opening(house, place, movement, courier)]


def went_back(house: House, movement: str, item: str, courier: str) -> list[e.Event]:
    """Return what follows once an expired parcel is with its courier: it goes to its sender, and that is told."""
    parcel, person = house.parcels.get(item), house.people.get(courier)
    if parcel is None:
        return []
    told = [e.NoticeSent(one.id, one.taken) for one in house.notices.values() if one.item == item]
    company = (person.company if person else "") or ""
    return [
        *told,
        ParcelReturned(movement, item, "expired", company),
        e.NoticeQueued(f"b-{parcel.slip}", parcel.recipient, "parcel_returned", item),
    ]


def _is_due(house: House, parcel: Parcel, courier: str) -> bool:
    if parcel.stage is not ParcelStage.WAITING or parcel.wait.expired is None or parcel.outgoing:
        return False
    if parcel.disputed or parcel.custodian.kind is not CustodianKind.PLACE or is_shelf(parcel.custodian.id):
        return False
    mine, its = house.people.get(courier), house.people.get(parcel.courier)
    if parcel.courier == courier:
        return True
    return bool(mine and its and mine.company and mine.company == its.company)
