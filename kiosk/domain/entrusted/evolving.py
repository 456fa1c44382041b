"""How each recorded event about entrusted items changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.entrusted import events as n
from kiosk.domain.entrusted.item import ItemCount
from kiosk.domain.house import House, newest
from kiosk.domain.items import UNKNOWN, Parcel, ParcelStage, at_place, with_person

COUNTS_KEPT = 4


def with_item(house: House, event: n.ItemEvent, at: datetime) -> House:
    """Return the house after one event about an entrusted item."""
    match event:
        case n.ItemsCounted():
            counted = ItemCount(event.item, at, event.by, event.here, event.missing)
            known = newest(house.item_counts, counted.id, counted)
            for name in list(known)[:-COUNTS_KEPT]:
                del known[name]
            return house.having(item_counts=known)
        case n.ItemMissing() if parcel := house.parcels.get(event.item):
            gone = replace(parcel, stage=ParcelStage.MISSING, custodian=UNKNOWN, since=at)
            return house.having(parcels=newest(house.parcels, gone.id, gone))
        case n.ItemFound() if parcel := house.parcels.get(event.item):
            there = at_place(event.place)
            found = replace(parcel, stage=ParcelStage.WAITING, custodian=there, since=at)
            return house.having(parcels=newest(house.parcels, found.id, found))
    return house


def without_item(house: House, item: str, at: datetime) -> House:
    """Return the house in which nobody answers for an item any more: how it ended was settled."""
    known = house.parcels.get(item)
    if known is None:
        return house
    over = replace(known, stage=ParcelStage.NOT_TAKEN_IN, since=at)
    return house.having(parcels=newest(house.parcels, item, over))


def put_here(house: House, event: n.ItemPutIntended, at: datetime) -> House:
    """Return the house with the item that is about to be put away; its movement is yet to be begun."""
    item = Parcel(
        id=event.item,
        recipient="",
        barcode=event.number,
        size=event.size,
        stage=ParcelStage.ARRIVING,
        custodian=with_person(event.person),
        slip="",
        code_mac="",
        since=at,
        movement=event.movement,
        outgoing=event.matter,
    )
    house = house.having(parcels=newest(house.parcels, item.id, item))
    if one := house.deposits.get(event.matter):
        return house.having(deposits=newest(house.deposits, one.id, replace(one, item=item.id)))
    if other := house.transfers.get(event.matter):
        return house.having(transfers=newest(house.transfers, other.id, replace(other, item=item.id)))
    return house
