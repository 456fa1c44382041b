"""Which recorded events are an alarm, and which end one. Nothing is recorded twice: an alarm is drawn from what was
sensed, so that a replay makes the same alarms again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from kiosk.domain import events as e
from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.evolving import put_alarm
from kiosk.domain.alarms.overriding import end_override, likely_override
from kiosk.domain.alarms.standing import again, duties_of, going_on, override_at, raised, with_ended
from kiosk.domain.bringing.events import KeyTakenIn
from kiosk.domain.deposits.events import DepositSettled
from kiosk.domain.entrusted.events import ItemFound, ItemMissing
from kiosk.domain.hanging.events import KeyRehung
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.places import Place
from kiosk.domain.stocktake.events import StocktakeEnded
from kiosk.domain.transfers.events import TransferSettled

AT_DOORS = frozenset({"ajar", "forced"})
IN_SLOTS = frozenset({"wrong_key", "wrong_slot", "two_tags", "tag_unreadable"})
OF_DOUBT = {
    "wrong_slot": "wrong_slot",
    "unknown_tag": "wrong_key",
    "retired_tag": "wrong_key",
    "tag_unreadable": "tag_unreadable",
}
"""The kind of alarm by why a slot is in doubt; the others are raised by an event of their own, or are none."""
OF_MOVEMENT = {"wrong_key": "wrong_key", "unreadable": "tag_unreadable", "two_tags": "two_tags"}
"""The kind of alarm by why a movement ended in doubt."""


def with_alarms(before: House, after: House, recorded: Recorded) -> House:
    """Return `after`, the house that one event has made of `before`, with the alarms that follow from it.

    Nothing follows before a site's duties are on record (see `Duties`).
    """
    if not after.alarm_duties:
        return after
    return _follow(recorded.event, before, after, recorded)


@singledispatch
def _follow(event: e.Event, before: House, after: House, recorded: Recorded) -> House:
    return after


# ---- doors ---------------------------------------------------------------------------------------


@_follow.register
def _(event: e.DoorForced, before: House, after: House, recorded: Recorded) -> House:
    if standing := override_at(after, Place.cabinet_of(event.place)):
        return put_alarm(after, again(standing, recorded.at, place=event.place))
    house = raised(after, recorded, "forced", place=event.place)
    return likely_override(house, Place.cabinet_of(event.place), recorded)


@_follow.register
def _(event: e.DoorAjar, before: House, after: House, recorded: Recorded) -> House:
    if override_at(after, Place.cabinet_of(event.place)):
        return after
    return raised(after, recorded, "ajar", place=event.place)


@_follow.register
def _(event: e.DoorShut, before: House, after: House, recorded: Recorded) -> House:
    ended = [one for one in going_on(after) if one.kind in AT_DOORS and event.place in one.places]
    house = with_ended(after, ended, recorded.at)
    return end_override(house, Place.cabinet_of(event.place), recorded.at)


@_follow.register
def _(event: e.DoorSettled, before: House, after: House, recorded: Recorded) -> House:
    here = [one for one in going_on(after) if one.kind != "override" and event.place in one.places]
    return with_ended(after, here, recorded.at)


@_follow.register
def _(event: a.SealOpened, before: House, after: House, recorded: Recorded) -> House:
    if standing := override_at(after, event.cabinet):
        return put_alarm(after, again(standing, recorded.at))
    return raised(after, recorded, "override", cabinet=event.cabinet)


@_follow.register
def _(event: a.SealShut, before: House, after: House, recorded: Recorded) -> House:
    return end_override(after, event.cabinet, recorded.at)


@_follow.register
def _(event: StocktakeEnded, before: House, after: House, recorded: Recorded) -> House:
    """A stocktake that began after the last door had opened accounts for what the override may have moved."""
    begun = before.stocktakes[event.stocktake].begun if event.stocktake in before.stocktakes else recorded.at
    house = after
    for one in list(after.alarms.values()):
        overridden = one.kind == "override" or one.explained is not None
        if overridden and not one.counted and not one.part_of and begun >= one.last:
            house = put_alarm(house, replace(one, counted=True))
    return house


# ---- keys ----------------------------------------------------------------------------------------


@_follow.register
def _(event: e.KeyGone, before: House, after: House, recorded: Recorded) -> House:
    if standing := override_at(after, Place.cabinet_of(event.place)):
        return put_alarm(after, again(standing, standing.last, key=event.key, count=0))
    told = any(
        one.open and one.kind in IN_SLOTS and event.place in one.places and event.key in one.keys
        for one in after.alarms.values()
    )  # it hung where it does not belong: that is told until it is sensed in its own slot
    return after if told else raised(after, recorded, "key_gone", place=event.place, keys=(event.key,))


@_follow.register
def _(event: e.KeyBack, before: House, after: House, recorded: Recorded) -> House:
    """A key is sensed in a slot: what was amiss with it ends; that nobody has brought it back is an alarm itself."""
    known = before.keys.get(event.key)
    if known is None:
        return after
    house = _found(after, event.key, recorded.at, home=known.place == event.place)
    lent = known.custodian.kind is CustodianKind.PERSON and not _is_brought(before, event, recorded.at)
    if not lent or before.door(event.place).doubt or override_at(after, Place.cabinet_of(event.place)):
        return house
    return raised(house, recorded, "key_back", place=event.place, keys=(event.key,), over=True)


def _is_brought(house: House, back: e.KeyBack, at: datetime) -> bool:
    """Whether somebody stands there: with this key, or in whose place another one of theirs was hung just now."""
    if house.moving(back.key) is not None:
        return True
    return any(
        one.place == back.place and one.note == "other_key" and one.changed == at
        for one in house.movements.values()
    )


@_follow.register
def _(event: KeyRehung, before: House, after: House, recorded: Recorded) -> House:
    """In a cabinet that takes any key in any slot, it is home wherever it hangs."""
    return _found(after, event.key, recorded.at, home=True)


@_follow.register
def _(event: KeyTakenIn, before: House, after: House, recorded: Recorded) -> House:
    return _found(after, event.key, recorded.at, home=True) if event.key else after


@_follow.register
def _(event: e.CustodySettled, before: House, after: House, recorded: Recorded) -> House:
    return _found(after, event.item, recorded.at, home=True) if event.item in before.keys else after


@_follow.register
def _(event: e.Confirmed, before: House, after: House, recorded: Recorded) -> House:
    movement = before.movements.get(event.movement)
    known = movement is not None and movement.item in before.keys
    return _found(after, movement.item, recorded.at, home=True) if movement and known else after


def _found(house: House, key: str, at: datetime, *, home: bool) -> House:
    """End what was amiss with a key that is known to be somewhere; where it hung wrongly, only once it is `home`."""
    kinds = {"key_gone", "wrong_slot"} if home else {"key_gone"}
    return with_ended(house, [one for one in going_on(house) if one.kind in kinds and key in one.keys], at)


@_follow.register
def _(event: e.DoorDoubted, before: House, after: House, recorded: Recorded) -> House:
    kind = OF_DOUBT.get(event.reason)
    if kind is None or override_at(after, Place.cabinet_of(event.place)):
        return after
    keys = after.keys_at(event.place)
    strange = tuple(one.id for one in keys if one.place != event.place)
    house = raised(after, recorded, kind, place=event.place, keys=strange or tuple(one.id for one in keys))
    return _absorbed(house, event.place, recorded.at)


@_follow.register
def _(event: e.Doubted, before: House, after: House, recorded: Recorded) -> House:
    movement = before.movements.get(event.movement)
    kind = OF_MOVEMENT.get(event.reason)
    if movement is None or kind is None or movement.item not in before.keys:
        return after
    by_tag = {key.tag: key.id for key in before.keys.values() if key.tag}
    sensed = tuple(by_tag[tag] for tag in event.found.split() if tag in by_tag)
    return raised(after, recorded, kind, place=movement.place, keys=(movement.item, *sensed))


@_follow.register
def _(event: a.TwoTagsSensed, before: House, after: House, recorded: Recorded) -> House:
    """While somebody stands there who can put it right, it is a sentence on the screen, and no alarm yet."""
    if event.movement or override_at(after, Place.cabinet_of(event.place)):
        return after
    house = raised(after, recorded, "two_tags", place=event.place, keys=event.keys)
    return _absorbed(house, event.place, recorded.at)


def _absorbed(house: House, place: str, at: datetime) -> House:
    """Return the house in which a key that is back at this moment, and wrongly, is one alarm: the one just raised."""
    whole = next(reversed(list(house.alarms.values())))
    for one in list(house.alarms.values()):
        if one.kind == "key_back" and one.open and one.place == place and one.begun == at:
            house = put_alarm(house, replace(one, part_of=whole.id))
    return house


# ---- entrusted items -----------------------------------------------------------------------------


@_follow.register
def _(event: ItemMissing, before: House, after: House, recorded: Recorded) -> House:
    return raised(after, recorded, "item_missing", place=event.place, keys=(event.item,))


@_follow.register
def _(event: ItemFound, before: House, after: House, recorded: Recorded) -> House:
    return _items_accounted(after, event.item, recorded.at)


@_follow.register
def _(event: DepositSettled, before: House, after: House, recorded: Recorded) -> House:
    one = before.deposits.get(event.deposit)
    return _items_accounted(after, one.item, recorded.at) if one else after


@_follow.register
def _(event: TransferSettled, before: House, after: House, recorded: Recorded) -> House:
    one = before.transfers.get(event.transfer)
    return _items_accounted(after, one.item, recorded.at) if one else after


def _items_accounted(house: House, item: str, at: datetime) -> House:
    """End the alarms of which no other item is still missing."""
    gone = {one.id for one in house.parcels.values() if one.stage is ParcelStage.MISSING and one.id != item}
    here = [one for one in going_on(house) if one.kind == "item_missing" and item in one.keys]
    return with_ended(house, [one for one in here if not gone & set(one.keys)], at)


# ---- devices -------------------------------------------------------------------------------------


@_follow.register
def _(event: e.DeviceLost, before: House, after: House, recorded: Recorded) -> House:
    return _device_lost(after, event.device, recorded)


@_follow.register
def _(event: a.DevicePartLost, before: House, after: House, recorded: Recorded) -> House:
    return _device_lost(after, event.device, recorded)


def _device_lost(house: House, device: str, recorded: Recorded) -> House:
    duties = duties_of(house)
    kind = "board_lost" if device in duties.boards else "reader_lost" if device in duties.readers else ""
    return raised(house, recorded, kind, device=device) if kind else house


@_follow.register
def _(event: e.DeviceReturned, before: House, after: House, recorded: Recorded) -> House:
    return _device_back(after, event.device, recorded.at)


@_follow.register
def _(event: a.DevicePartReturned, before: House, after: House, recorded: Recorded) -> House:
    return _device_back(after, event.device, recorded.at)


def _device_back(house: House, device: str, at: datetime) -> House:
    return with_ended(house, [one for one in going_on(house) if one.device == device], at)
