"""What the desk is told of, and how an attendant puts it right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from kiosk.domain.items import UNKNOWN, ParcelStage, at_place
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import Task, tasks
from tests.lobby import LIN, WANG, Play
from tests.wire.waiting import until

PUMP = "01-000001a1b2c6"


def waiting(play: Play) -> Sequence[Task]:
    """Return what waits at the desk now."""
    j = play.journeys
    return tasks(j.ledger.house, j.devices.states(), j.clock.now())


def codes(play: Play) -> list[str]:
    """Return the codes of what waits."""
    return [task.code for task in waiting(play)]


def comes(play: Play, *expected: str) -> None:
    """Wait until exactly this waits at the desk."""
    until(lambda: sorted(codes(play)) == sorted(expected), 8)


def lin(play: Play) -> Person:
    """Return the attendant."""
    return play.journeys.ledger.house.people["a-lin"]


def force(play: Play, place: str) -> None:
    """Open a door by crowbar, once it had been seen shut, and wait until that is seen."""
    until(lambda: play.journeys.ledger.house.door(place).since, 8)
    play.bench.force(place)
    until(lambda: play.journeys.ledger.house.door(place).seen_open, 8)


def look(play: Play, place: str) -> None:
    """Open a door from the desk and wait until it is seen open."""
    play.journeys.desk.open_door(place, lin(play), "look")
    until(lambda: play.journeys.ledger.house.door(place).seen_open, 5)


def shut(play: Play, place: str) -> None:
    """Push a door and wait until it is seen shut."""
    play.bench.push_shut(place)
    until(lambda: play.journeys.sight.reading(place).proves_shut, 5)


def _at_rest(play: Play, place: str) -> bool:
    return play.journeys.sight.reading(place).latch_idle


def test_a_jammed_door_becomes_a_task_and_works_again(play: Play) -> None:
    play.tap(WANG)
    free = play.journeys.drop.free_by_size()["S"]
    for place in play.journeys.furniture.places.values():
        if place.size == "S":
            play.bench.jam(place.id)
    movement = play.start_drop("SF100")
    play.comes_to(movement, "not_opened")
    play.journeys.doors.stop(movement.id)
    comes(play, "doubt.did_not_open")
    assert waiting(play)[0].place == movement.place
    assert play.journeys.drop.free_by_size()["S"] == free - 1
    play.bench.jam(movement.place, False)
    look(play, movement.place)
    with pytest.raises(Refused, match=r"door\.open"):
        play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    shut(play, movement.place)
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    assert codes(play) == []
    assert play.journeys.drop.free_by_size()["S"] == free


def test_what_a_forced_door_hides_is_taken_out_and_settled(play: Play) -> None:
    force(play, "L03")
    comes(play, "forced")
    play.bench.bring_parcel("X1")
    play.bench.put_parcel("L03", "X1")
    play.bench.push_shut("L03")
    comes(play, "doubt.something_inside")
    play.journeys.desk.settle("L03", lin(play), "item_inside", "clear_doubt")
    comes(play, "doubt.something_inside")  # the record knows of nothing there, and the sensor still sees it
    look(play, "L03")
    play.bench.take_parcel("L03")
    shut(play, "L03")
    play.journeys.desk.settle("L03", lin(play), "empty", "clear_doubt")
    assert codes(play) == []
    happened = [line.kind for line in play.journeys.register.beside(place="L03")]
    assert {"door.forced/1", "door.doubted/1", "door.commanded/1", "door.settled/1"} <= set(happened)


def test_a_forced_door_without_a_sensor_is_looked_at_too(play: Play) -> None:
    force(play, "L02")
    comes(play, "doubt.opened_alone")
    shut(play, "L02")
    assert codes(play) == ["doubt.opened_alone"]
    play.journeys.desk.settle("L02", lin(play), "as_recorded", "clear_doubt")
    comes(play)


def test_a_key_that_is_gone_is_looked_for_until_it_is_back(play: Play) -> None:
    force(play, "K05")
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    comes(play, "doubt.key_gone")
    assert play.journeys.ledger.house.keys["k-pump"].custodian == UNKNOWN
    play.journeys.desk.settle("K05", lin(play), "empty", "clear_doubt")
    comes(play, "key_gone")
    look(play, "K05")
    play.bench.put_key("K05", PUMP)
    play.bench.push_shut("K05")
    comes(play, "alarm.key_gone")  # it is back, and whoever answers for it has yet to say what was found
    assert play.journeys.ledger.house.keys["k-pump"].custodian == at_place("K05")


def test_a_key_in_a_wrong_slot_is_moved_home(play: Play) -> None:
    look(play, "K05")
    play.bench.take_key("K05")
    look(play, "K04")
    play.bench.put_key("K04", PUMP)
    shut(play, "K04")
    shut(play, "K05")
    until(lambda: "doubt.wrong_slot" in codes(play), 8)
    assert play.journeys.ledger.house.keys["k-pump"].custodian == at_place("K04")
    play.journeys.desk.settle("K04", lin(play), "as_recorded", "clear_doubt")
    until(lambda: "key_elsewhere" in codes(play), 5)
    look(play, "K04")
    play.bench.take_key("K04")
    shut(play, "K04")
    look(play, "K05")
    play.bench.put_key("K05", PUMP)
    shut(play, "K05")
    until(lambda: play.journeys.ledger.house.keys["k-pump"].custodian == at_place("K05"), 8)
    for place in ("K04", "K05"):
        until(partial(_at_rest, play, place), 5)
        play.journeys.desk.settle(place, lin(play), "as_recorded", "clear_doubt")
    comes(play)
    assert play.journeys.ledger.house.keys["k-pump"].custodian == at_place("K05")


def test_a_new_slip_voids_the_old_one_and_a_missing_parcel_is_closed(play: Play) -> None:
    play.tap(WANG)
    movement = play.drop("SF300")
    play.comes_to(movement, "done")
    old = play.journeys.ledger.house.parcels[movement.item].slip
    until(lambda: len(play.bench.printed()) == 1, 15)
    play.journeys.desk.reissue_slip(movement.item, lin(play))
    until(lambda: len(play.bench.printed()) == 2, 15)
    parcel = play.journeys.ledger.house.parcels[movement.item]
    assert parcel.slip != old and parcel.stage is ParcelStage.WAITING
    play.journeys.desk.settle(movement.place, lin(play), "empty", "clear_doubt")
    until(lambda: "parcel_missing" in codes(play), 5)
    with pytest.raises(Refused, match=r"reason\.missing"):
        play.journeys.desk.settle_missing(movement.item, lin(play), "recipient", " ")
    play.journeys.desk.settle_missing(movement.item, lin(play), "recipient", "resident_asks")
    assert play.journeys.ledger.house.parcels[movement.item].stage is ParcelStage.COLLECTED
    assert "parcel_missing" not in codes(play)


def test_paper_that_nobody_saw_is_a_task_until_somebody_says(play: Play) -> None:
    movement = play.issue("k-club", LIN)
    play.comes_to(movement, "open")
    play.bench.take_key("K03")
    play.bench.push_shut("K03")
    play.comes_to(movement, "done")
    play.bench.pull("printer")
    until(lambda: not play.journeys.devices.is_up("printer"), 8)
    play.journeys.doors.print_receipt(movement.id)
    until(lambda: "receipt.not_sent" in codes(play), 8)
    assert "device.down" in codes(play)
    play.bench.plug("printer")
    until(lambda: play.journeys.devices.is_up("printer"), 15)
    paper = next(task.paper for task in waiting(play) if task.code == "receipt.not_sent")
    play.journeys.desk.print_again(paper, lin(play))
    until(lambda: len(play.bench.printed()) == 1, 15)
    comes(play)
    with pytest.raises(Refused, match=r"paper\.unknown"):
        play.journeys.desk.paper_seen(paper, lin(play))


def test_every_act_needs_a_reason_and_a_place(play: Play) -> None:
    desk, who = play.journeys.desk, lin(play)
    for act, code in (
        (lambda: desk.open_door("L03", who, " "), "reason.missing"),
        (lambda: desk.open_door("X9", who, "look"), "place.unknown"),
        (lambda: desk.settle("L03", who, "gold", "look"), "finding.unknown"),
        (lambda: desk.told("n-1", who), "notice.unknown"),
        (lambda: desk.print_again("r-1", who), "paper.unknown"),
        (lambda: desk.settle_missing("p-1", who, "recipient", "look"), "finding.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            act()  # type: ignore[no-untyped-call]
        assert refused.value.code == code
    assert play.journeys.register.beside(place="L03") == []
    assert play.bench.firings() == []
