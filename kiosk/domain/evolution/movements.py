"""How a movement goes on, and what custody is when it has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.couriers.evolving import with_drop_counted
from kiosk.domain.deliveries.evolving import awaited_again, without_delivery
from kiosk.domain.evolution.at_hand import change_door, give_key, put_movement, put_parcel
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, at_place, with_person
from kiosk.domain.keeping.evolving import without_key
from kiosk.domain.keys.events import KeyEmergencyReported, KeyIssueGranted, KeyReturnSigned
from kiosk.domain.movements import REPORT_DUE, Kind, Stage
from kiosk.domain.waiting.events import CollectSigned


@evolved.register
def _(event: e.KioskStarted, house: House, at: datetime) -> House:
    for movement in [movement for movement in house.movements.values() if not movement.ended]:
        house = put_movement(house, replace(movement, unwatched=True, changed=at))
    return house


@evolved.register
def _(event: CollectSigned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    return put_movement(house, replace(movement, signature=event.signature)) if movement else house


@evolved.register
def _(event: KeyIssueGranted, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    granted = replace(
        movement,
        due=event.due,
        note_reference=event.note,
        authorisers=event.authorisers,
        consent=event.consent,
        report=REPORT_DUE if event.report else "",
    )
    return put_movement(house, granted)


@evolved.register
def _(event: KeyEmergencyReported, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    return put_movement(house, replace(movement, report=event.report))


@evolved.register
def _(event: KeyReturnSigned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    return put_movement(house, replace(movement, signature=event.signature))


@evolved.register
def _(event: e.MovementUnwatched, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    return put_movement(house, replace(movement, unwatched=True, changed=at))


@evolved.register
def _(event: e.MovementStated, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    return put_movement(house, replace(movement, note=event.statement, changed=at))


def _end(house: House, event: e.MovementEvent, stage: Stage, at: datetime, note: str, evidence: str) -> House:
    movement = house.movements[event.movement]
    return put_movement(house, replace(movement, stage=stage, changed=at, note=note, evidence=evidence))


@evolved.register
def _(event: e.Unclear, house: House, at: datetime) -> House:
    if event.movement not in house.movements:
        return house
    return _end(house, event, Stage.UNCLEAR, at, event.note, event.found)


@evolved.register
def _(event: e.Confirmed, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.CONFIRMED, at, "", event.evidence)
    if parcel := house.parcels.get(movement.item):
        if movement.kind is Kind.DROP:
            moved = replace(parcel, stage=ParcelStage.WAITING, custodian=at_place(movement.place), since=at)
            moved = replace(moved, announced=house.deliveries.get(parcel.barcode))
            house = with_drop_counted(without_delivery(house, parcel.barcode), movement.bearer)
        elif movement.kind is Kind.RECALL:
            back = with_person(movement.bearer)
            moved = replace(parcel, stage=ParcelStage.NOT_TAKEN_IN, custodian=back, since=at)
            house = awaited_again(house, parcel.announced) if movement.how == "undo" else house
        else:
            taker = with_person(movement.bearer)
            moved = replace(parcel, stage=ParcelStage.COLLECTED, custodian=taker, since=at)
        return put_parcel(house, moved)
    if movement.kind is Kind.TAKE_BACK:
        return without_key(house, movement.item)
    if key := house.keys.get(movement.item):
        issued = movement.kind in (Kind.ISSUE, Kind.HAND_OVER)
        custodian = with_person(movement.bearer) if issued else at_place(movement.place)
        order = movement.work_order if issued else ""
        return give_key(house, key, custodian, at, movement.due if issued else None, order)
    return house


@evolved.register
def _(event: e.Abandoned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.ABANDONED, at, event.reason, "")
    if movement.kind is Kind.LEAVE:
        return without_key(house, movement.item)
    parcel = house.parcels.get(movement.item)
    if movement.kind is Kind.DROP and parcel is not None:
        return put_parcel(house, replace(parcel, stage=ParcelStage.NOT_TAKEN_IN, since=at))
    return house


@evolved.register
def _(event: e.Doubted, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.DOUBTED, at, event.reason, event.found)
    return change_door(house, movement.place, doubt=event.reason, doubt_since=at)
