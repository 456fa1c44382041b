"""How each recorded event about a key that was brought changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.bringing import events as b
from kiosk.domain.bringing.found import FoundKey
from kiosk.domain.house import House


def with_bringing(house: House, event: b.BringingEvent, at: datetime) -> House:
    """Return the house after `event`; whose hands a known key comes into is `_give_key`'s to say."""
    match event:
        case b.KeyBroughtToDesk():
            return _put(house, FoundKey(event.found, event.key, at, event.by, event.why))
        case b.KeyTakenIn() if not event.key:
            known = house.found_keys.get(event.found) or FoundKey(event.found, "", at)
            return _put(house, replace(known, key="", taken_by=event.by, story=event.story))
        case b.KeyTakenIn() | b.FoundKeyClosed():
            return without_found(house, event.found)
    return house


def without_found(house: House, found: str) -> House:
    """Return the house in which one call, or one unknown key, is over."""
    kept = {name: one for name, one in house.found_keys.items() if name != found}
    return house.having(found_keys=kept) if len(kept) < len(house.found_keys) else house


def called_off(house: House, key: str) -> House:
    """Return the house after somebody else, or a slot, answers for a key: nobody waits with it any more."""
    kept = {name: one for name, one in house.found_keys.items() if one.key != key}
    return house.having(found_keys=kept) if len(kept) < len(house.found_keys) else house


def _put(house: House, found: FoundKey) -> House:
    others = {name: one for name, one in house.found_keys.items() if name != found.id}
    return house.having(found_keys={**others, found.id: found})
