"""What a look at a shut compartment proves of the parcel that was to move, alone or beside others of its home."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.amiss import STRANGE, left_strange
from kiosk.domain.parcels.recalling import judge_recall
from kiosk.domain.parcels.sharing import SOME_LEFT, sensed_of, staying, taken_along
from kiosk.domain.places import Reading

DOUBTED: dict[Kind, type[e.Doubted]] = {
    Kind.DROP: e.ParcelDropDoubted,
    Kind.COLLECT: e.ParcelCollectDoubted,
    Kind.RECALL: p.ParcelRecallDoubted,
}


def judge_parcel(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """Return what a look at the shut door proves of a parcel's movement whose door was open."""
    if reading.present is False and staying(house, movement):
        return [DOUBTED[movement.kind](movement.id, "parcel_gone")]  # what was to stay there is gone
    reading = sensed_of(house, movement, reading)
    if movement.kind is Kind.DROP:
        return [_judge_drop(movement, reading)]
    if movement.kind is Kind.RECALL:
        proven = [judge_recall(movement, reading)]
    elif movement.note == SOME_LEFT:
        proven = _some_left(movement, reading)
    elif movement.note == STRANGE:
        return left_strange(movement, reading)
    else:
        proven = _judge_collect(movement, reading)
    first = proven[0]
    if isinstance(first, e.Unclear) and first.note == "still_inside" and taken_along(house, movement):
        return [replace(first, note=SOME_LEFT)]  # which of them, nothing tells
    return proven


def _judge_drop(movement: Movement, reading: Reading) -> e.Event:
    if movement.note in ("not_put_in", "too_small"):
        if reading.present:
            return e.ParcelDropUnclear(movement.id, "still_inside")
        return e.ParcelDropAbandoned(movement.id, movement.note)
    if reading.present is None:
        return e.ParcelDropUnclear(movement.id, "ask")
    if reading.present:
        return e.ParcelDropConfirmed(movement.id, "presence")
    return e.ParcelDropUnclear(movement.id, "empty")


def _judge_collect(movement: Movement, reading: Reading) -> list[e.Event]:
    if movement.note == "not_mine":
        if reading.present is False:
            return [e.ParcelCollectUnclear(movement.id, "not_mine_gone")]
        return [
            e.ParcelCollectAbandoned(movement.id, "not_mine"),
            e.ParcelDisputed(movement.item, movement.id, "not_mine"),
        ]
    if movement.note == "not_taken" and reading.present is not False:
        return [e.ParcelCollectAbandoned(movement.id, "not_taken")]
    if reading.present:
        return [e.ParcelCollectUnclear(movement.id, "still_inside")]
    if movement.note == "empty":
        return [
            e.ParcelCollectDoubted(movement.id, "found_empty"),
            e.ParcelDisputed(movement.item, movement.id, "empty"),
        ]
    if reading.present is None:
        return [e.ParcelCollectUnclear(movement.id, "ask")]
    return [e.ParcelCollectConfirmed(movement.id, "presence")]


def _some_left(movement: Movement, reading: Reading) -> list[e.Event]:
    """Somebody said that a part stays there: none is left, or an attendant looks which one it is."""
    if reading.present is False:
        return [e.ParcelCollectConfirmed(movement.id, "presence")]
    return [e.ParcelCollectDoubted(movement.id, SOME_LEFT)]
