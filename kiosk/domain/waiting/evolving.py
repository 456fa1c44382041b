"""How each recorded event about parcels and time changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.waiting import events as w
from kiosk.domain.waiting.wait import Absence, StorageFee

SETTLED_KEPT = 64
"""How many fees that are settled stay at hand, for their receipts."""


def with_waiting(house: House, event: w.WaitingEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case w.ResidentAway():
            house = _paused(house, event.person, at)
            absence = Absence(event.person, max(event.since, at), event.until, event.by)
            return house.having(absences=_put(house.absences, event.person, absence))
        case w.ResidentBack():
            house = _paused(house, event.person, at)
            left = {name: one for name, one in house.absences.items() if name != event.person}
            return house.having(absences=left)
        case w.FeeOwed():
            return _with_fee(house, StorageFee(event.parcel, event.person, event.cents, at))
        case w.FeeSettled():
            return _settled(house, event, at)
        case w.ParcelReturned():
            parcel = house.parcels.get(event.parcel)
            if parcel is None:
                return house
            gone = replace(parcel, stage=ParcelStage.RETURNED)
            return house.having(parcels=_put(house.parcels, parcel.id, gone))
    return _with_wait(house, event, at)


def _with_wait(house: House, event: w.WaitingEvent, at: datetime) -> House:
    match event:
        case w.CategorySet():
            return _waits(house, event.parcel, category=event.category)
        case w.ParcelReminded():
            return _waits(house, event.parcel, reminded=event.number)
        case w.ParcelExpired():
            return _waits(house, event.parcel, expired=at)
        case w.ParcelKept():
            return _waits(house, event.parcel, kept_until=event.until, expired=None)
        case w.FeeAgreed():
            return _waits(house, event.parcel, fee_agreed_cents=event.cents)
    return house


def _waits(house: House, name: str, **changes: Any) -> House:
    parcel = house.parcels.get(name)
    if parcel is None:
        return house
    changed = replace(parcel, wait=replace(parcel.wait, **changes))
    return house.having(parcels=_put(house.parcels, name, changed))


def _paused(house: House, person: str, at: datetime) -> House:
    """The days that somebody was away so far are counted to each parcel that waited meanwhile."""
    absence = house.absences.get(person)
    if absence is None:
        return house
    for parcel in list(house.parcels.values()):
        if parcel.recipient == person and parcel.stage is ParcelStage.WAITING:
            away_s = parcel.wait.paused_s + int(absence.seconds_of(parcel.since, at))
            house = _waits(house, parcel.id, paused_s=away_s)
    return house


def _settled(house: House, event: w.FeeSettled, at: datetime) -> House:
    owed = house.storage_fees.get(event.parcel)
    parcel = house.parcels.get(event.parcel)
    if parcel is not None and parcel.stage is ParcelStage.WAITING:
        cents = parcel.wait.fee_paid_cents + event.cents
        house = _waits(house, parcel.id, fee_paid_cents=cents, fee_paid_at=at, fee_agreed_cents=0)
    if owed is None or owed.settled:
        owed = StorageFee(event.parcel, event.person, event.cents, at)
    return _with_fee(house, owed.paid(at, event.voucher, event.by, waived=event.waived))


def _with_fee(house: House, fee: StorageFee) -> House:
    fees = _put(house.storage_fees, fee.parcel, fee)
    over = [one.parcel for one in fees.values() if one.settled]
    for name in over[:-SETTLED_KEPT]:
        del fees[name]
    return house.having(storage_fees=fees)


def _put(known: Mapping[str, Any], name: str, entity: Any) -> dict[str, Any]:
    changed = {other: one for other, one in known.items() if other != name}
    changed[name] = entity
    return changed
