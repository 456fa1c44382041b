"""What events do to doors, and by that to the movement that waits for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.evolution.at_hand import change_door, put_movement
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.house import House
from kiosk.domain.movements import Stage


@evolved.register
def _(event: e.DoorCommanded, house: House, at: datetime) -> House:
    door = house.door(event.place)
    whose = event.movement or f"desk:{event.by}"
    house = change_door(house, event.place, commanded_by=whose, commanded_at=at, pulses=door.pulses + 1)
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended or movement.stage is Stage.OPENED:
        return house
    again = replace(
        movement,
        stage=Stage.INTENDED,
        commanded=at,
        changed=at,
        pulses=movement.pulses + 1,
        note="",
        evidence="",
    )
    return put_movement(house, again)


@evolved.register
def _(event: e.DoorUnreached, house: House, at: datetime) -> House:
    if house.door(event.place).commanded_by == event.movement:
        house = change_door(
            house, event.place, commanded_by=None
        )  # should it open now, nobody commanded that
    return _note(house, event.movement, at, "unreachable", only=Stage.INTENDED)


@evolved.register
def _(event: e.DoorPulsed, house: House, at: datetime) -> House:
    return _note(house, event.movement, at, "pulsed", only=Stage.INTENDED)


def _note(house: House, name: str, at: datetime, note: str, *, only: Stage) -> House:
    movement = house.movements.get(name)
    if movement is None or movement.stage is not only:
        return house
    return put_movement(house, replace(movement, note=note))


@evolved.register
def _(event: e.DoorOpened, house: House, at: datetime) -> House:
    house = change_door(house, event.place, seen_open=True, since=at, commanded_by=None, ajar_told=False)
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    opened = replace(movement, stage=Stage.OPENED, changed=at, note="", was_open=True, unwatched=False)
    return put_movement(house, opened)


@evolved.register
def _(event: e.DoorStayedShut, house: House, at: datetime) -> House:
    return change_door(house, event.place, commanded_by=None)


@evolved.register
def _(event: e.DoorForced, house: House, at: datetime) -> House:
    first = house.door(event.place).forced_at or at
    return change_door(house, event.place, seen_open=True, since=at, ajar_told=False, forced_at=first)


@evolved.register
def _(event: e.DoorShut, house: House, at: datetime) -> House:
    return change_door(house, event.place, seen_open=False, since=at, ajar_told=False)


@evolved.register
def _(event: e.DoorAjar, house: House, at: datetime) -> House:
    return change_door(house, event.place, ajar_told=True)


@evolved.register
def _(event: e.DoorDoubted, house: House, at: datetime) -> House:
    return change_door(house, event.place, doubt=event.reason, doubt_since=at)


@evolved.register
def _(event: e.DoorSettled, house: House, at: datetime) -> House:
    return change_door(house, event.place, doubt=None, doubt_since=None, commanded_by=None, forced_at=None)


@evolved.register
def _(event: e.DoorTried, house: House, at: datetime) -> House:
    return change_door(house, event.place, pulses=house.door(event.place).pulses + 1)
