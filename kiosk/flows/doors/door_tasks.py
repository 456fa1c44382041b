"""What waits at doors and devices: doubts, forced and open doors, alarms, lines that are down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.flows.shifts.task import Task
from kiosk.ports.devices import DeviceState


def door_tasks(house: House, devices: Sequence[DeviceState], now: datetime) -> Iterator[Task]:
    """Yield what a door, an alarm or a device wants somebody for, each trouble once."""
    yield from _doubts(house, now)
    yield from _open_doors(house)
    yield from _devices(devices)
    yield from _alarms(house, devices)


def _doubts(house: House, now: datetime) -> Iterator[Task]:
    for door in house.doors.values():
        if door.doubt:
            once = _once_of(house, door.place) if door.doubt == "retired_tag" else ""
            yield Task(f"doubt.{door.doubt}", door.doubt_since or now, place=door.place, item=once)


def _once_of(house: House, place: str) -> str:
    """The key whose retired tag was seen last at a place."""
    seen = [one for one in house.retired_tags.values() if one.seen_at == place and one.seen]
    return max(seen, key=lambda one: one.seen or one.since).key if seen else ""


def _open_doors(house: House) -> Iterator[Task]:
    together = {place for one in house.alarms.values() if _is_override(one) for place in one.places}
    for door in house.doors.values():
        if door.place in together:
            continue  # the override is the task
        if door.forced_at and not door.doubt:
            yield Task("forced", door.forced_at, place=door.place)
        if not door.seen_open or door.since is None or door.forced_at:
            continue
        if house.under_way(door.place) is None:
            yield Task("open", door.since, place=door.place)
        elif door.ajar_told:
            yield Task("ajar", door.since, place=door.place)


def _alarms(house: House, devices: Sequence[DeviceState]) -> Iterator[Task]:
    """Alarms that nothing else here tells of: over by themselves and yet to be acknowledged, or an override."""
    told = {state.name for state in devices if state.condition != "up"}
    for one in house.alarms.values():
        if one.stocktake_due:
            since = one.acknowledged_at or one.last
            yield Task("alarm.override_count", since, alarm=one.id)
        elif one.open and one.explained:
            yield Task("alarm.override_second", one.explained.at, alarm=one.id)
        elif _is_override(one):
            yield Task("alarm.override", one.begun, alarm=one.id)
        elif one.open and one.device not in told and not _is_told(house, one):
            urgent = one.ended is None
            yield Task(
                f"alarm.{one.kind}", one.begun, urgent, one.place, next(iter(one.keys), ""), alarm=one.id
            )


def _is_override(alarm: Alarm) -> bool:
    return alarm.open and (alarm.kind == "override" or alarm.explained is not None)


def _is_told(house: House, alarm: Alarm) -> bool:
    """Whether another task says the same: of the place, or of its key."""
    door = house.door(alarm.place)
    if alarm.kind == "ajar" and door.seen_open:
        return True
    key = house.keys.get(next(iter(alarm.keys), ""))
    gone = alarm.kind == "key_gone" and key is not None and key.custodian.kind is CustodianKind.NOBODY_KNOWS
    items = [house.parcels.get(name) for name in alarm.keys] if alarm.kind == "item_missing" else []
    missing = any(one is not None and one.stage is ParcelStage.MISSING for one in items)
    return bool(alarm.place and (door.doubt or door.forced_at)) or gone or missing


def _devices(devices: Sequence[DeviceState]) -> Iterator[Task]:
    for device in devices:
        if device.condition != "up":
            urgent = device.condition == "down"
            yield Task(f"device.{device.condition}", device.since, urgent=urgent, device=device.name)
