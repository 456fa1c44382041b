"""How what people do about alarms, and about the seals, changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.alarm import Alarm, Duties, Explained, Seal, Signed
from kiosk.domain.house import House

RECENT = 32
"""How many alarms that are over stay at hand; the others are in the history."""

V = TypeVar("V")


def with_alarm(house: House, event: a.AlarmEvent, at: datetime) -> House:
    """Return the house after one event about alarms or seals; one that says what was sensed changes nothing here."""
    match event:
        case a.AlarmDutiesSet():
            duties = Duties(
                event.owners, event.boards, event.readers, event.override_doors, event.override_within_s
            )
            return house.having(alarm_duties={"site": duties})
        case a.SealSet():
            known = seal_of(house, event.cabinet)
            return _put_seal(house, replace(known, number=event.number, since=at, by=event.by))
        case a.SealOpened() | a.SealShut():
            opened = isinstance(event, a.SealOpened)
            return _put_seal(house, replace(seal_of(house, event.cabinet), seen_open=opened))
        case (
            a.AlarmTaken()
            | a.AlarmSilenced()
            | a.AlarmEscalated()
            | a.AlarmAcknowledged()
            | a.OverrideExplained()
            | a.OverrideSigned()
        ):
            known_alarm = house.alarms.get(event.alarm)
            return _after_act(house, known_alarm, event, at) if known_alarm else house
    return house


def put_alarm(house: House, alarm: Alarm) -> House:
    """Return the house with one alarm set, as the newest; of those that are over the oldest are left to the history."""
    alarms = put(house.alarms, alarm.id, alarm)
    if alarm.over and len(alarms) > RECENT:
        over = [name for name, one in alarms.items() if one.over]
        for name in over[:-RECENT]:
            del alarms[name]
    return house.having(alarms=alarms)


def seal_of(house: House, cabinet: str) -> Seal:
    """Return what is known of a cabinet's seal."""
    return house.seals.get(cabinet) or Seal(cabinet)


def put(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    """Return `entities` with one of them set, as the newest."""
    return {**{other: one for other, one in entities.items() if other != name}, name: entity}


def _put_seal(house: House, seal: Seal) -> House:
    return house.having(seals=put(house.seals, seal.cabinet, seal))


def _after_act(house: House, alarm: Alarm, event: a.AlarmEvent, at: datetime) -> House:
    match event:
        case a.AlarmTaken():
            return put_alarm(house, replace(alarm, taken_by=event.by))
        case a.AlarmSilenced():
            return put_alarm(house, replace(alarm, silenced_by=event.by))
        case a.AlarmEscalated():
            return put_alarm(house, replace(alarm, step=event.step))
        case a.AlarmAcknowledged():
            said = {"found": event.found, "done": event.done, "note": event.note}
            return put_alarm(
                house,
                replace(alarm, acknowledged_by=event.by, acknowledged_at=at, **said),  # type: ignore[arg-type]
            )
        case a.OverrideExplained():
            signed = (Signed(event.by, event.signature),)
            explained = Explained(event.reason, event.broken, event.fresh, at, signed)
            return put_alarm(house, replace(alarm, explained=explained))
        case a.OverrideSigned() if alarm.explained:
            more = (*alarm.explained.signed, Signed(event.person, event.signature))
            return put_alarm(house, replace(alarm, explained=replace(alarm.explained, signed=more)))
    return house
