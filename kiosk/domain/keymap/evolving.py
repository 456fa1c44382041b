"""How each recorded event changes the key maps at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.keymap import events as m
from kiosk.domain.keymap.keymap import KeyMap, MapLine


def with_key_map(house: House, event: m.KeyMapEvent, at: datetime) -> House:
    """Return the house after one event about a printed map."""
    if isinstance(event, m.KeyMapIssued):
        return _issued(house, event, at)
    known = house.keymaps.get(f"{event.number:04d}")
    if known is None:
        return house
    match event:
        case m.KeyMapSealed():
            return _put(house, replace(known, seal=event.seal))
        case m.KeyMapDestroyed() if known.superseded:
            return house.having(keymaps={name: one for name, one in house.keymaps.items() if one != known})
        case m.KeyMapDestroyed():
            return _put(house, replace(known, destroyed=True, lines=()))
    return house


def _issued(house: House, event: m.KeyMapIssued, at: datetime) -> House:
    """The new one is at hand with its lines; those before it wait to be destroyed, unless they are already."""
    older = [one for one in house.keymaps.values() if not one.destroyed]
    lines = tuple(MapLine(*line) for line in event.lines)
    fresh = KeyMap(event.number, at, event.by, event.second, event.form, event.digest, lines)
    kept = {one.id: one if one.superseded else replace(one, superseded=True, lines=()) for one in older}
    return house.having(keymaps={**kept, fresh.id: fresh})


def _put(house: House, known: KeyMap) -> House:
    others = {name: one for name, one in house.keymaps.items() if name != known.id}
    return house.having(keymaps={**others, known.id: known})
