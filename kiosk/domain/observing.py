"""What one look at a place proves. The same function serves the running journey, the boot and the quiet night."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.hanging.hanging import another_came
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.keeping import events as k
from kiosk.domain.keeping.leaving import judge_leave
from kiosk.domain.looking import look_into_compartment, look_into_slot, two_tags
from kiosk.domain.movements import LOBBY, Kind, Movement, Stage
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.judging import judge_parcel
from kiosk.domain.parcels.sharing import SOME_LEFT, sensed_of
from kiosk.domain.places import Place, PlaceKind, Reading

CONFIRMED: dict[Kind, type[e.Confirmed]] = {
    Kind.DROP: e.ParcelDropConfirmed,
    Kind.COLLECT: e.ParcelCollectConfirmed,
    Kind.ISSUE: e.KeyIssueConfirmed,
    Kind.RETURN: e.KeyReturnConfirmed,
    Kind.LEAVE: k.KeyLeaveConfirmed,
    Kind.TAKE_BACK: k.KeyTakeBackConfirmed,
    Kind.RECALL: p.ParcelRecallConfirmed,
}
ABANDONED: dict[Kind, type[e.Abandoned]] = {
    Kind.DROP: e.ParcelDropAbandoned,
    Kind.COLLECT: e.ParcelCollectAbandoned,
    Kind.ISSUE: e.KeyIssueAbandoned,
    Kind.RETURN: e.KeyReturnAbandoned,
    Kind.LEAVE: k.KeyLeaveAbandoned,
    Kind.TAKE_BACK: k.KeyTakeBackAbandoned,
    Kind.RECALL: p.ParcelRecallAbandoned,
}
DOUBTED: dict[Kind, type[e.Doubted]] = {
    Kind.DROP: e.ParcelDropDoubted,
    Kind.COLLECT: e.ParcelCollectDoubted,
    Kind.ISSUE: e.KeyIssueDoubted,
    Kind.RETURN: e.KeyReturnDoubted,
    Kind.LEAVE: k.KeyLeaveDoubted,
    Kind.TAKE_BACK: k.KeyTakeBackDoubted,
    Kind.RECALL: p.ParcelRecallDoubted,
}
UNCLEAR: dict[Kind, type[e.Unclear]] = {
    Kind.DROP: e.ParcelDropUnclear,
    Kind.COLLECT: e.ParcelCollectUnclear,
    Kind.ISSUE: e.KeyIssueUnclear,
    Kind.RETURN: e.KeyReturnUnclear,
    Kind.LEAVE: k.KeyLeaveUnclear,
    Kind.TAKE_BACK: k.KeyTakeBackUnclear,
    Kind.RECALL: p.ParcelRecallUnclear,
}


def observe(house: House, place: Place, reading: Reading) -> list[e.Event]:
    """Return what one look at `place` proves, as events; nothing where it proves nothing new."""
    door = house.door(place.id)
    movement = house.under_way(place.id)
    if not reading.switched:
        return _look_without_switch(house, place, movement, reading)
    if reading.shut is None:
        lost_sight = movement is not None and not movement.unwatched
        return [e.MovementUnwatched(movement.id)] if movement and lost_sight else []
    if reading.shut is False:
        return [] if door.seen_open else _opened(house, place, movement)
    proven: list[e.Event] = []
    if door.seen_open or door.since is None:  # the first look at a new door counts: later it can be forced
        proven.append(e.DoorShut(place.id, movement.id if movement else ""))
    if not reading.latch_idle:
        return proven
    if movement is not None:
        return proven + (another_came(house, place, movement, reading) or judge(house, movement, reading))
    if place.kind is PlaceKind.SLOT:
        return proven + look_into_slot(house, place, reading)
    return proven + look_into_compartment(house, place, reading)


def _look_without_switch(
    house: House, place: Place, movement: Movement | None, reading: Reading
) -> list[e.Event]:
    """Return what sensors prove at a door of which nobody knows whether it is open: nothing about the door.

    A key that is sensed where it was to go has moved. A parcel counts only with its person's word: what is sensed
    before that may be their hand.
    """
    if not reading.latch_idle:
        return []
    if movement is None:
        look = look_into_slot if place.kind is PlaceKind.SLOT else look_into_compartment
        return look(house, place, reading)
    if movement.stage is Stage.UNCLEAR and movement.note not in _PUT_RIGHT[movement.kind.takes_out]:
        return []
    if movement.stage is not Stage.UNCLEAR and movement.item not in house.keys:
        return []
    proven = judge(house, replace(movement, stage=Stage.OPENED, note=""), reading)
    return proven if isinstance(proven[0], e.Confirmed) else []


_PUT_RIGHT = {
    True: frozenset({"still_inside", SOME_LEFT, "wrong_key", "two_tags", "unreadable"}),
    False: frozenset({"empty", "wrong_key", "two_tags", "unreadable"}),
}
"""What is unclear, by whether the item is to leave, and is settled once the sensors show it where it was to go."""


def _opened(house: House, place: Place, movement: Movement | None) -> list[e.Event]:
    """Return what a door proves that was shut and is open. Where nothing senses the inside, only people can tell."""
    door = house.door(place.id)
    unexplained = [e.DoorDoubted(place.id, "opened_alone")] if place.is_blind and not door.doubt else []
    if movement is not None:  # also a door that springs back while its person is still there
        return [e.DoorOpened(place.id, movement.id)]
    if door.commanded_by and not door.commanded_by.startswith("desk:"):
        return [e.DoorOpened(place.id, door.commanded_by), *unexplained]  # given up, and opened after all
    if not door.commanded_by and _is_open_for_another(house, place):
        return []
    if door.commanded_by or door.since is None:
        return [e.DoorOpened(place.id, door.commanded_by or "")]
    return [e.DoorForced(place.id), *unexplained]


def _is_open_for_another(house: House, place: Place) -> bool:
    """Whether the door before several slots is open on account of another one of them: told once, for that one."""
    for other in place.shares:
        door = house.door(other)
        if door.seen_open or door.commanded_by or house.under_way(other):
            return True
    return False


def judge(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """Return what a look at the shut door proves of the movement under way there."""
    if movement.stage is Stage.INTENDED:
        return _moved_unseen(house, movement, reading)
    if movement.stage is Stage.UNCLEAR and movement.note == "ask":
        return _answered_by_sensor(house, movement, reading)
    if movement.stage is not Stage.OPENED:
        return []
    if movement.kind in (Kind.DROP, Kind.COLLECT, Kind.RECALL):
        return judge_parcel(house, movement, reading)
    key = house.keys.get(movement.item)
    if key is None:
        return [DOUBTED[movement.kind](movement.id, "key_unknown")]
    if movement.kind is Kind.LEAVE:
        first, *more = judge_leave(house, movement, key, reading)
        return [*with_two_tags(house, movement, reading, first), *more]
    judged = _judge_taking if movement.kind.takes_out else _judge_return
    return with_two_tags(house, movement, reading, by_its_tag(movement, judged(movement, key, reading)))


def by_its_tag(movement: Movement, proven: e.Event) -> e.Event:
    """Return what is proven of a key that somebody unknown brings: nothing less than its tag frees who had it."""
    if movement.brought != LOBBY or not isinstance(proven, e.Confirmed) or proven.evidence.startswith("tag"):
        return proven
    return e.KeyReturnUnclear(movement.id, "ask")


def _answered_by_sensor(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """The person was asked because no sensor could tell; one that is back answers as well."""
    proven = judge(house, replace(movement, stage=Stage.OPENED, note=""), reading)
    return [] if isinstance(proven[0], e.Unclear) and proven[0].note == "ask" else proven


def _moved_unseen(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """The door was not seen to open because nobody could see it, and the item is where it was to go.

    Without such a gap, or where the place is in doubt anyway, a sensor that says so lies more likely than the door.
    """
    if not movement.unwatched or house.door(movement.place).doubt:
        return []
    key = house.keys.get(movement.item)
    if key is None:
        present = sensed_of(house, movement, reading).present
        moved = present is not None and present is not movement.kind.takes_out
        return [CONFIRMED[movement.kind](movement.id, "presence")] if moved else []
    if reading.tags is None:
        return []
    if movement.kind is Kind.LEAVE:
        proven = judge_leave(house, movement, key, reading)
        return proven if isinstance(proven[0], e.Confirmed) else []
    gone = not reading.tags and not reading.present
    moved = gone if movement.kind.takes_out else reading.tags == (key.tag,)
    return [CONFIRMED[movement.kind](movement.id, "tag")] if moved else []


def _judge_taking(movement: Movement, key: Key, reading: Reading) -> e.Event:
    """Return what a look proves of a key that was to leave, with an attendant or with its resident."""
    unclear, confirmed = UNCLEAR[movement.kind], CONFIRMED[movement.kind]
    said = movement.note == "not_taken"
    untouched = ABANDONED[movement.kind](movement.id, "not_taken") if said else None
    if reading.tags is None or not key.tag:
        if untouched and reading.present is not False:
            return untouched
        note = {None: "ask", True: "still_inside", False: ""}[reading.present]
        return unclear(movement.id, note) if note else confirmed(movement.id, "presence")
    others = [tag for tag in reading.tags if tag != key.tag]
    if len(reading.tags) > 1:
        return unclear(movement.id, "two_tags", " ".join(others))
    if others:
        return unclear(movement.id, "wrong_key", others[0])
    if key.tag in reading.tags:
        return untouched or unclear(movement.id, "still_inside")
    if reading.present:
        return unclear(movement.id, "unreadable")
    return confirmed(movement.id, "tag")


def _judge_return(movement: Movement, key: Key, reading: Reading) -> e.Event:
    kept = e.KeyReturnAbandoned(movement.id, "not_put_in") if movement.note == "not_put_in" else None
    if reading.tags is None:
        if kept and not reading.present:
            return kept
        note = {None: "ask", False: "empty", True: ""}[reading.present]
        return (
            e.KeyReturnUnclear(movement.id, note) if note else e.KeyReturnConfirmed(movement.id, "presence")
        )
    others = [tag for tag in reading.tags if tag != key.tag]
    if len(reading.tags) > 1:  # never as if it hung there alone
        return e.KeyReturnUnclear(movement.id, "two_tags", " ".join(others))
    if others:
        return e.KeyReturnUnclear(movement.id, "wrong_key", others[0])
    if key.tag in reading.tags:
        return e.KeyReturnConfirmed(movement.id, "tag")
    if reading.present:
        return e.KeyReturnUnclear(movement.id, "unreadable")
    return kept or e.KeyReturnUnclear(movement.id, "empty")


def with_two_tags(house: House, movement: Movement, reading: Reading, proven: e.Event) -> list[e.Event]:
    """Return what was proven of a movement, and beside it which keys hang there together, if that is so."""
    if not isinstance(proven, e.Unclear) or proven.note != "two_tags":
        return [proven]
    return [proven, two_tags(house, movement.place, reading, movement.id)]
