"""How each recorded event changes where keys hang."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.hanging import events as h
from kiosk.domain.hanging.strays import Stray
from kiosk.domain.house import House
from kiosk.domain.items import Custodian, Key, at_place, with_person


def with_hanging(house: House, event: h.HangingEvent, at: datetime) -> House:
    """Return the house after one event about a key's place."""
    key = house.keys.get(event.key)
    if key is None:
        return house
    match event:
        case h.KeyRehung():
            hung = key.custodian == at_place(event.place)
            since, due = (key.since, key.due) if hung else (at, None)
            moved = replace(key, place=event.place, custodian=at_place(event.place), since=since, due=due)
            return _put_key(house, moved)
        case h.KeyReturnFoundNoSlot():
            return _put_stray(house, Stray(key.id, event.bearer, at))
        case h.KeyTakenOver():
            known = house.strays.get(key.id) or Stray(key.id, event.bearer, at)
            taken = replace(key, custodian=with_person(event.by), since=at, due=None, overdue_step=0)
            return _put_stray(_put_key(house, taken), replace(known, taken_by=event.by))
    return house


def answered_for(house: House, key: str, custodian: Custodian) -> House:
    """Return the house once `custodian` has a key: one that somebody else had in hand is no stray any more."""
    known = house.strays.get(key)
    if known is None or custodian == with_person(known.holder):
        return house
    return house.having(strays={name: one for name, one in house.strays.items() if name != key})


def _put_key(house: House, key: Key) -> House:
    others = {name: one for name, one in house.keys.items() if name != key.id}
    return answered_for(house.having(keys={**others, key.id: key}), key.id, key.custodian)


def _put_stray(house: House, stray: Stray) -> House:
    others = {name: one for name, one in house.strays.items() if name != stray.key}
    return house.having(strays={**others, stray.key: stray})
