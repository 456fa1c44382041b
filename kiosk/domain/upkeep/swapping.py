"""What a look into a slot shows of keys that were replaced, lost or retired."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Key, at_place, with_person
from kiosk.domain.places import Place, Reading
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import Replacing
from kiosk.domain.upkeep.knowing import condition_of, loss_of


def swapped(house: House, place: Place, reading: Reading) -> list[e.Event] | None:
    """Return what a look shows of a replacement that waits at this slot; None: nothing, look as ever.

    The new tag is the one that hangs there alone and is nobody's. An empty slot means that the old key is out for it.
    """
    if not house.conditions:
        return None
    key = next((key for key in house.keys.values() if key.place == place.id and _waits(house, key)), None)
    waiting = _waits(house, key) if key else None
    if key is None or waiting is None or reading.tags is None or house.keys_at(place.id) not in ([], [key]):
        return None
    forced_at = house.door(place.id).forced_at
    if forced_at and forced_at >= waiting.since:
        return None  # by a crowbar nobody takes the old one out for it, nor hangs the new one
    if len(reading.tags) == 1 and _is_fresh(house, reading.tags[0]):
        return [_replaced(key, waiting, reading.tags[0]), *_hung(key, waiting)]
    if reading.tags == (key.tag,) and key.custodian == with_person(waiting.by):
        return _hung(key, waiting)  # the old one again: the new tag is still waited for
    if reading.tags or reading.present:
        return None
    here = key.custodian == at_place(place.id)
    return [e.CustodySettled(key.id, with_person(waiting.by), waiting.by, "replacement")] if here else []


def not_in_service(house: House, place: str, tags: Sequence[str]) -> list[e.Event]:
    """Return whether what is sensed in a slot is a lost key, or bears a tag that was retired; each is told once."""
    if not house.losses and not house.retired_tags:
        return []
    found: list[e.Event] = []
    by_tag = {key.tag: key for key in house.keys.values() if key.tag}
    for tag in tags:
        key, retired = by_tag.get(tag), house.retired_tags.get(tag)
        loss = loss_of(house, key.id) if key else None
        if key and loss and key.custodian != at_place(place):
            found.append(u.LostKeyFound(key.id, loss.id, place))
        elif key is None and retired and not house.door(place).doubt:
            found.append(u.RetiredTagSeen(retired.key, tag, place))
    return found


def _waits(house: House, key: Key) -> Replacing | None:
    return condition_of(house, key.id).replacing


def _is_fresh(house: House, tag: str) -> bool:
    return tag not in house.retired_tags and all(key.tag != tag for key in house.keys.values())


def _replaced(key: Key, waiting: Replacing, tag: str) -> e.Event:
    return u.KeyReplaced(
        key.id, waiting.act, waiting.by, waiting.reason, waiting.cut, waiting.label, tag, key.tag
    )


def _hung(key: Key, waiting: Replacing) -> list[e.Event]:
    """Return that the key hangs in its slot, by the hand of whoever replaces it."""
    here = at_place(key.place)
    return [] if key.custodian == here else [e.CustodySettled(key.id, here, waiting.by, "replacement")]
