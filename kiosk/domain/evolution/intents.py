"""How each movement begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.domain import events as e
from kiosk.domain.bringing.events import KeyBrought
from kiosk.domain.entrusted.events import ItemPutIntended, ItemTakeIntended
from kiosk.domain.entrusted.evolving import put_here
from kiosk.domain.evolution.at_hand import give_key, put_movement, put_parcel
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage, with_person
from kiosk.domain.keeping.events import KeyLeaveIntended, KeyTakeBackIntended
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.domain.parcels.events import (
    DelegateCollectIntended,
    ParcelHandOutIntended,
    ParcelRecallIntended,
    ParcelSweepIntended,
)
from kiosk.domain.sending.events import SendingDropIntended, SendingTakeIntended
from kiosk.domain.sending.evolving import left_here
from kiosk.domain.shifts.events import KeyHandOverIntended
from kiosk.domain.waiting.events import ParcelReturnIntended


def _begin(house: House, kind: Kind, event: e.MovementEvent, at: datetime, **known: Any) -> House:
    movement = Movement(
        id=event.movement,
        kind=kind,
        stage=Stage.INTENDED,
        begun=at,
        commanded=at,
        changed=at,
        pulses=0,
        was_open=False,
        unwatched=False,
        **known,
    )
    return put_movement(house, movement)


@evolved.register
def _(event: e.ParcelDropIntended, house: House, at: datetime) -> House:
    parcel = Parcel(
        id=event.parcel,
        recipient=event.recipient,
        barcode=event.barcode,
        size=event.size,
        stage=ParcelStage.ARRIVING,
        custodian=with_person(event.courier),
        slip=event.slip,
        code_mac=event.code_mac,
        since=at,
        movement=event.movement,
        courier=event.courier,
    )
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier, "unit": event.unit}
    return _begin(put_parcel(house, parcel), Kind.DROP, event, at, **known)


@evolved.register
def _(event: e.ParcelCollectIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.recipient, "unit": event.unit}
    return _begin(house, Kind.COLLECT, event, at, how=event.how, **known)


@evolved.register
def _(event: DelegateCollectIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.taker or event.recipient}
    more = {"unit": event.unit, "how": event.how, "delegation": event.delegation}
    return _begin(house, Kind.COLLECT, event, at, **known, **more)


@evolved.register
def _(event: ParcelHandOutIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.taker or event.recipient}
    more = {"unit": event.unit, "how": event.how, "delegation": event.delegation}
    there = tuple(one for one in (event.by, event.second) if one)
    return _begin(house, Kind.COLLECT, event, at, **known, **more, authorisers=there)


@evolved.register
def _(event: ParcelRecallIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier, "unit": event.unit}
    how = SWEEP if isinstance(event, ParcelSweepIntended) else "undo"
    return _begin(house, Kind.RECALL, event, at, **known, how=how)


@evolved.register
def _(event: SendingDropIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.person, "unit": event.unit}
    there = (event.by,) if event.by else ()
    return _begin(left_here(house, event, at), Kind.DROP, event, at, **known, how="send", authorisers=there)


@evolved.register
def _(event: SendingTakeIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    how = {"how": "sent" if event.sweep else "unsent", "work_order": event.sweep}
    return _begin(house, Kind.RECALL, event, at, **known, **how, signature=event.signature)


@evolved.register
def _(event: ItemPutIntended, house: House, at: datetime) -> House:
    known = {"item": event.item, "place": event.place, "bearer": event.person, "unit": event.unit}
    how = {"how": event.how, "authorisers": (event.by,)}
    return _begin(put_here(house, event, at), Kind.DROP, event, at, **known, **how)


@evolved.register
def _(event: ItemTakeIntended, house: House, at: datetime) -> House:
    known = {"item": event.item, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    how = {"how": event.how, "authorisers": (event.by,), "signature": event.signature}
    return _begin(house, Kind.RECALL, event, at, **known, **how)


@evolved.register
def _(event: ParcelReturnIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier or event.by}
    more = {"unit": event.unit, "reason": event.reason, "work_order": event.carrier}
    signed = {"signature": event.signature, "authorisers": (event.by,), "how": "return"}
    return _begin(house, Kind.RECALL, event, at, **known, **more, **signed)


@evolved.register
def _(event: e.KeyIssueIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    more = {"reason": event.reason, "work_order": event.work_order, "signature": event.signature}
    return _begin(house, Kind.ISSUE, event, at, **known, **more)


@evolved.register
def _(event: e.KeyReturnIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    if isinstance(event, KeyBrought):
        known |= {"brought": event.how, "brought_by": event.by}
    return _begin(house, Kind.RETURN, event, at, **known)


@evolved.register
def _(event: KeyHandOverIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    why = {"reason": event.reason, "work_order": event.work_order, "note_reference": event.note}
    grounds = {"consent": event.consent, "due": event.due, "signature": event.signature}
    giver = {"giver": event.giver, "giver_signature": event.giver_signature}
    return _begin(house, Kind.HAND_OVER, event, at, **known, **why, **grounds, **giver)


@evolved.register
def _(event: KeyLeaveIntended, house: House, at: datetime) -> House:
    if key := house.keys.get(event.key):
        house = give_key(house, key, with_person(event.bearer), at)  # the resident's until it hangs here
    return _begin_own(house, Kind.LEAVE, event, at)


@evolved.register
def _(event: KeyTakeBackIntended, house: House, at: datetime) -> House:
    return _begin_own(house, Kind.TAKE_BACK, event, at)


def _begin_own(
    house: House, kind: Kind, event: KeyLeaveIntended | KeyTakeBackIntended, at: datetime
) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    there = (event.by,)
    return _begin(
        house,
        kind,
        event,
        at,
        **known,
        how=event.document,
        signature=event.signature,
        authorisers=there,
    )
