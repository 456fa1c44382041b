"""Everything that waits for somebody, by one gesture: the doors open one after the other."""

from __future__ import annotations

import os

import pytest

from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.movements import Kind, Stage
from kiosk.domain.refusal import Refused
from kiosk.flows.parcels.pickups import RING_S
from tests.flows.pickup_verbs import following, take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.lobby import WANG, Play
from tests.wire.waiting import until


def three(play: Play) -> list[str]:
    """Return the ids of three parcels that wait for one resident."""
    return [waiting_parcel(play, f"SF{number}") for number in (1, 2, 3)]


def stages(play: Play, parcels: list[str]) -> list[ParcelStage]:
    """Return how some parcels stand."""
    return [play.journeys.ledger.house.parcels[parcel].stage for parcel in parcels]


def test_one_slip_opens_the_doors_of_all_that_waits_one_after_the_other(play: Play) -> None:
    parcels = three(play)
    codes = [code(play, parcel) for parcel in parcels]
    movement = play.journeys.collect.by_slip(slip_text(play, parcels[1]))
    seen = play.journeys.pickups.ahead_of(movement.id)
    assert movement.item == parcels[1] and seen is not None and (seen.number, seen.of) == (1, 3)
    for number in (1, 2, 3):
        take(play, movement)
        assert len(play.bench.firings()) == 3 + number  # never two doors at once
        if number < 3:
            movement = following(play, movement)
    assert stages(play, parcels) == [ParcelStage.COLLECTED] * 3
    for used in codes:
        with pytest.raises(Refused, match=r"slip\.used"):
            play.journeys.collect.by_code(used)


def test_the_ring_says_which_door_is_next_and_the_others_can_wait(play: Play) -> None:
    parcels = three(play)
    movement = play.journeys.collect.by_code(code(play, parcels[0]))
    take(play, movement)
    seen = until(lambda: play.journeys.pickups.ahead_of(movement.id), 3)
    assert seen is not None
    assert seen.opens_in_s is not None and 0 < seen.opens_in_s <= RING_S
    assert seen.next_place == play.journeys.ledger.house.parcels[parcels[1]].custodian.id
    play.journeys.pickups.later(movement.id)
    stopped = play.journeys.pickups.ahead_of(movement.id)
    assert stopped is not None and stopped.stopped and stopped.opens_in_s is None
    assert play.journeys.pickups.next_now(movement.id).id == movement.id  # stopped is stopped
    assert stages(play, parcels[1:]) == [ParcelStage.WAITING] * 2
    assert len(play.bench.firings()) == 4
    play.comes_to(
        play.journeys.collect.by_slip(slip_text(play, parcels[1])), "open"
    )  # and their slips are good


def test_whoever_does_not_wait_for_the_ring_opens_the_next_door_by_a_touch(play: Play) -> None:
    parcels = three(play)
    movement = play.journeys.collect.by_slip(slip_text(play, parcels[0]))
    play.comes_to(movement, "open")
    assert play.journeys.pickups.next_now(movement.id).id == movement.id  # its door is open: that one first
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    second = play.journeys.pickups.next_now(movement.id)
    assert second.item == parcels[1]
    assert play.journeys.pickups.next_now(movement.id).id == movement.id  # a double tap opens no third door
    play.comes_to(second, "open")
    assert len(play.bench.firings()) == 5


def test_a_door_that_does_not_open_is_left_to_the_desk_and_the_next_one_opens(play: Play) -> None:
    parcels = three(play)
    jammed = play.journeys.ledger.house.parcels[parcels[0]].custodian.id
    play.bench.jam(jammed)
    movement = play.journeys.collect.by_slip(slip_text(play, parcels[0]))
    play.comes_to(movement, "not_opened")
    second = following(play, movement, 15)
    take(play, second)
    assert play.journeys.ledger.house.door(jammed).doubt == "did_not_open"
    seen = play.journeys.pickups.ahead_of(second.id)
    assert seen is not None and (jammed, "not_opened") in seen.left_out
    take(play, following(play, second))
    assert stages(play, parcels) == [ParcelStage.WAITING, ParcelStage.COLLECTED, ParcelStage.COLLECTED]


def test_after_a_power_cut_in_the_middle_the_rest_simply_waits(play: Play) -> None:
    parcels = three(play)
    movement = play.journeys.collect.by_slip(slip_text(play, parcels[0]))
    take(play, movement)
    play.power_cycle()
    assert play.journeys.pickups.ahead_of(movement.id) is None
    assert stages(play, parcels) == [ParcelStage.COLLECTED, ParcelStage.WAITING, ParcelStage.WAITING]
    second = play.journeys.collect.by_slip(slip_text(play, parcels[1]))
    take(play, second)
    take(play, following(play, second))
    assert ParcelStage.WAITING not in stages(play, parcels)


def test_another_slip_in_the_ring_opens_its_own_door_alone(play: Play) -> None:
    parcels = three(play)
    other = waiting_parcel(play, "SF9", last_four="1201")
    movement = play.journeys.collect.by_slip(slip_text(play, parcels[0]))
    take(play, movement)
    theirs = play.journeys.collect.by_slip(slip_text(play, other))
    take(play, theirs)
    assert stages(play, parcels[1:]) == [ParcelStage.WAITING] * 2
    house = play.journeys.ledger.house
    fired = [one for one in house.movements.values() if one.kind is Kind.COLLECT]
    assert [one.item for one in fired] == [parcels[0], other]


def test_the_last_drop_is_undone_by_one_touch_and_its_slip_is_void(play: Play) -> None:
    play.tap(WANG)
    dropped = play.drop("SF1")
    play.comes_to(dropped, "done")
    slip = slip_text(play, dropped.item)
    assert play.journeys.drop.undoable(play.journeys.doors.need(dropped.id))
    name = os.urandom(16).hex()
    undone = play.journeys.drop.undo(dropped.id, name)
    assert play.journeys.drop.undo(dropped.id, name).id == undone.id  # a double tap
    play.comes_to(undone, "open")
    with pytest.raises(Refused, match=r"door\.busy"):
        play.journeys.collect.by_slip(slip)  # nobody collects it meanwhile
    play.bench.take_parcel(undone.place)
    play.bench.push_shut(undone.place)
    play.comes_to(undone, "done")
    parcel = play.journeys.ledger.house.parcels[dropped.item]
    assert parcel.stage is ParcelStage.NOT_TAKEN_IN and parcel.custodian == with_person("c-wang")
    with pytest.raises(Refused, match=r"slip\.void"):
        play.journeys.collect.by_slip(slip)
    with pytest.raises(Refused, match=r"undo\.too_late"):
        play.journeys.drop.undo(dropped.id, os.urandom(16).hex())
    assert play.journeys.visits.need().barcode == "SF1"  # on to another door without a new scan
    again = play.journeys.drop.start(os.urandom(16).hex(), "SF1", parcel.recipient, "S")
    play.comes_to(again, "open")


def test_an_undo_cut_off_by_the_power_is_settled_by_what_lies_there(play: Play) -> None:
    play.tap(WANG)
    dropped = play.drop("SF1")
    play.comes_to(dropped, "done")
    undone = play.journeys.drop.undo(dropped.id, os.urandom(16).hex())
    play.comes_to(undone, "open")
    play.power_cycle()
    play.bench.push_shut(undone.place)
    play.comes_to(undone, "still_inside")
    play.journeys.doors.say(undone.id, "not_taken")
    assert play.journeys.doors.need(undone.id).stage is Stage.ABANDONED
    assert play.journeys.ledger.house.parcels[dropped.item].stage is ParcelStage.WAITING
    with pytest.raises(Refused, match=r"visit\.ended"):
        play.journeys.drop.undo(dropped.id, os.urandom(16).hex())  # the visit ended with the power


def test_another_courier_undoes_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    drop = play.journeys.ledger.house.parcels[parcel].movement
    play.tap(WANG)  # the same courier, on a new visit
    with pytest.raises(Refused, match=r"undo\.too_late"):
        play.journeys.drop.undo(drop, os.urandom(16).hex())
    assert len(play.bench.firings()) == 1
