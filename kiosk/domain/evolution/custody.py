"""What events do to keys and parcels beside their movements."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.care.restored import with_looked
from kiosk.domain.doubting import left_after_all
from kiosk.domain.evolution.at_hand import give_key, put, put_parcel
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, Custodian, CustodianKind, Key, KeyKind, Parcel, ParcelStage, at_place
from kiosk.domain.keys.events import KeyOverdue


@evolved.register
def _(event: e.KeyRegistered, house: House, at: datetime) -> House:
    known = house.keys.get(event.key)
    key = Key(
        id=event.key,
        kind=KeyKind(event.kind),
        label=event.label,
        tag=event.tag,
        place=event.place,
        groups=event.groups,
        unit=event.unit,
        custodian=known.custodian if known else at_place(event.place),
        since=known.since if known else at,
        due=known.due if known else None,
        overdue_step=known.overdue_step if known else 0,
        told=known.told if known else (),
        work_order=known.work_order if known else "",
    )
    return house.having(keys=put(house.keys, key.id, key))


@evolved.register
def _(event: e.CustodySettled, house: House, at: datetime) -> House:
    if key := house.keys.get(event.item):
        issue = left_after_all(house, key.id, event.custodian)
        due, order = (issue.due, issue.work_order) if issue else (None, "")
        return give_key(house, key, event.custodian, at, due, order)
    if parcel := house.parcels.get(event.item):
        stage = _settled_stage(parcel, event.custodian)
        settled = replace(parcel, custodian=event.custodian, stage=stage, since=at, disputed=None)
        return put_parcel(house, replace(settled, wait=parcel.wait.anew()))
    return house


def _settled_stage(parcel: Parcel, custodian: Custodian) -> ParcelStage:
    if custodian.kind is CustodianKind.PLACE:
        return ParcelStage.WAITING
    if custodian.kind is CustodianKind.NOBODY_KNOWS:
        return ParcelStage.MISSING
    return ParcelStage.COLLECTED if custodian.id == parcel.recipient else ParcelStage.NOT_TAKEN_IN


@evolved.register
def _(event: e.KeyGone, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return give_key(house, key, UNKNOWN, at) if key else house


@evolved.register
def _(event: KeyOverdue, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return house.having(keys=put(house.keys, key.id, replace(key, overdue_step=event.step))) if key else house


@evolved.register
def _(event: e.KeyBack, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return give_key(house, key, at_place(event.place), at) if key else house


@evolved.register
def _(event: e.ParcelDisputed, house: House, at: datetime) -> House:
    parcel = house.parcels.get(event.parcel)
    return put_parcel(house, replace(parcel, disputed=event.statement)) if parcel else house


@evolved.register
def _(event: e.SlipReplaced, house: House, at: datetime) -> House:
    parcel = house.parcels.get(event.parcel)
    if parcel is None:
        return house
    return put_parcel(
        with_looked(house, parcel.id), replace(parcel, slip=event.slip, code_mac=event.code_mac)
    )
