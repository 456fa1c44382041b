"""How each recorded event about parcels that are sent changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.domain.house import House, newest
from kiosk.domain.items import Parcel, ParcelStage, with_person
from kiosk.domain.sending import events as n
from kiosk.domain.sending.sending import Sending, Stage, Sweep

KEPT = 64
"""How many that are over, with nothing owed for them, stay at hand; the register has the others."""
SWEEPS_KEPT = 8


def with_sending(house: House, event: n.SendingEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case n.SendingRegistered():
            made = Sending(
                event.sending, event.person, event.unit, event.carrier, event.details, event.fee, at, event.by
            )
            return _keeping(house, made)
        case n.SweepSigned():
            swept = Sweep(event.sending, event.courier, event.carrier, event.sendings, event.signature, at)
            known = newest(house.sweeps, swept.id, swept)
            for name in list(known)[:-SWEEPS_KEPT]:
                del known[name]
            return house.having(sweeps=known)
    known_sending = house.sendings.get(event.sending)
    return _keeping(house, _changed(house, known_sending, event, at)) if known_sending else house


def _changed(house: House, one: Sending, event: n.SendingEvent, at: datetime) -> Sending:
    match event:
        case n.SendingLeft():
            swept = house.sweeps.get(event.sweep)
            signature = swept.signature if swept else ""
            return replace(
                one, stage=Stage.LEFT, ended=at, courier=event.courier, sweep=event.sweep, signature=signature
            )
        case n.SendingCalledOff():
            return replace(one, stage=Stage.CALLED_OFF, ended=at)
        case n.SendingAddressed():
            return replace(one, details=event.details)
        case n.WaybillNoted():
            return replace(one, waybill=event.waybill)
        case n.SendingFeeSettled():
            paid = replace(one, fee_cents=event.cents, fee_currency=event.currency)
            return replace(paid, fee_paid=at, voucher=event.voucher)
    return one


def left_here(house: House, event: n.SendingDropIntended, at: datetime) -> House:
    """Return the house with the parcel that a resident is about to leave; its movement is yet to be begun."""
    one = house.sendings.get(event.sending)
    parcel = Parcel(
        id=event.parcel,
        recipient="",
        barcode=one.waybill or one.number if one else event.sending[:6].upper(),
        size=event.size,
        stage=ParcelStage.ARRIVING,
        custodian=with_person(event.person),
        slip="",
        code_mac="",
        since=at,
        movement=event.movement,
        outgoing=event.sending,
    )
    house = house.having(parcels=_put(house.parcels, parcel.id, parcel))
    return _keeping(house, replace(one, parcel=parcel.id)) if one else house


def _keeping(house: House, one: Sending) -> House:
    known = _put(house.sendings, one.id, one)
    over = [other.id for other in known.values() if other.over and not other.owed]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(sendings=known)


def _put(known: Mapping[str, Any], name: str, entity: Any) -> dict[str, Any]:
    changed = {other: one for other, one in known.items() if other != name}
    changed[name] = entity
    return changed
