"""How each recorded event about transfers changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.entrusted.evolving import without_item
from kiosk.domain.house import House, newest
from kiosk.domain.transfers import events as n
from kiosk.domain.transfers.transfer import Handing, Stage, Transfer

KEPT = 48
"""How many that are over stay at hand; the register has the others."""


def with_transfer(house: House, event: n.TransferEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case n.TransferTakenIn():
            made = Transfer(
                event.transfer, event.person, event.visitor, event.unit, event.to_resident, event.what, event.count,
                at, event.by, event.size, event.heavy, event.words, event.goods, event.allowed_by, event.why,
                signature=event.signature,
            )  # fmt: skip
            return _keeping(house, made)
        case n.TransferRefused():
            refused = Transfer(
                event.transfer, event.person, "", event.unit, event.to_resident, event.what, 0, at, event.by,
                goods=event.goods, stage=Stage.REFUSED, ended=at, ended_by=event.by,
            )  # fmt: skip
            return _keeping(house, refused)
    one = house.transfers.get(event.transfer)
    if one and isinstance(event, n.TransferSettled):
        house = without_item(house, one.item, at)
    return _keeping(house, _changed(one, event, at)) if one else house


def _changed(one: Transfer, event: n.TransferEvent, at: datetime) -> Transfer:
    match event:
        case n.TransferTold():
            return replace(one, told=at, reminders=event.reminders)
        case n.TransferUntold():
            return replace(one, untold=at)
        case n.TransferPhoned():
            return replace(one, untold=None)
        case n.TransferHanding():
            handing = Handing(event.handing, at, event.record, event.signature, event.by, event.back)
            return replace(one, handing=handing)
        case n.TransferHanded() if one.handing and one.handing.id == event.handing:
            return _handed(one, one.handing, at)
        case n.TransferSettled():
            over = replace(one, stage=Stage.SETTLED, ended=at, ended_by=event.by, why=event.reason)
            return replace(over, handing=None, untold=None)
    return one


def _handed(one: Transfer, handing: Handing, at: datetime) -> Transfer:
    stage = Stage.GIVEN_BACK if handing.back else Stage.FETCHED
    return replace(
        one, stage=stage, ended=at, ended_by=handing.by, record=handing.record, handing=None, untold=None,
        taker_signature=handing.signature, taken_by=one.giver if handing.back else one.taker,
    )  # fmt: skip


def _keeping(house: House, one: Transfer) -> House:
    known = newest(house.transfers, one.id, one)
    over = [other.id for other in known.values() if other.over]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(transfers=known)
