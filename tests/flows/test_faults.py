"""What goes wrong at a door, and that nobody is stuck there."""

from __future__ import annotations

import os

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import LIN, WANG, Play
from tests.wire.waiting import until


def test_a_jammed_door_is_tried_again_then_another_opens(play: Play) -> None:
    play.tap(WANG)
    free = {place.id for place in play.journeys.furniture.places.values() if place.size == "S"}
    for place in free:
        play.bench.jam(place)
    movement = play.start_drop("SF1")
    play.comes_to(movement, "not_opened")
    play.journeys.doors.again(movement.id)
    play.comes_to(movement, "not_opened")
    for place in free - {movement.place}:
        play.bench.jam(place, False)
    second = play.journeys.drop.other_door(movement.id, os.urandom(16).hex())
    assert second.place != movement.place
    play.comes_to(second, "open")
    assert play.journeys.ledger.house.door(movement.place).doubt == "did_not_open"
    play.bench.put_parcel(second.place, "SF1")
    play.bench.push_shut(second.place)
    play.comes_to(second, "done")


def test_too_small_swaps_at_once(play: Play) -> None:
    play.tap(WANG)
    movement = play.start_drop("SF1", size="S")
    play.comes_to(movement, "open")
    second = play.journeys.drop.too_small(movement.id, os.urandom(16).hex(), "M")
    assert play.journeys.furniture.places[second.place].size == "M"
    play.comes_to(second, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "given_up")
    play.bench.put_parcel(second.place, "SF1")
    play.bench.push_shut(second.place)
    play.comes_to(second, "ask")
    play.journeys.doors.say(second.id, "it_is_in")
    play.comes_to(second, "done")
    waiting = [p for p in play.journeys.ledger.house.parcels.values() if p.stage is ParcelStage.WAITING]
    assert [parcel.movement for parcel in waiting] == [second.id]


def test_a_parcel_not_put_in_is_noticed(play: Play) -> None:
    play.tap(WANG)
    movement = play.start_drop("SF1")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "empty")
    play.journeys.doors.say(movement.id, "not_put_in")
    play.comes_to(movement, "given_up")
    assert not play.journeys.ledger.house.notices


def test_the_line_is_cut_before_and_during_a_collection(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.bench.pull("locks-a")
    until(lambda: play.journeys.devices.states()[0].condition != "up", 5)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    assert play.moment(movement) == "unreachable"
    play.bench.plug("locks-a")
    until(lambda: play.journeys.sight.reading(movement.place).shut is not None, 8)
    fired = len(play.bench.firings())
    assert fired == 1  # the drop's: nothing fires by itself when the line is back
    same = play.journeys.collect.by_slip(slip_text(play, parcel))
    assert same.id == movement.id
    play.comes_to(movement, "open")
    play.bench.pull("locks-a")
    play.comes_to(movement, "blind")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.bench.plug("locks-a")
    play.comes_to(movement, "done")
    assert len(play.bench.firings()) == 2


def test_out_of_paper_the_slip_waits_and_then_comes_out_once(play: Play) -> None:
    play.bench.paper("out")
    until(lambda: not play.journeys.devices.is_up("printer"), 5)
    play.tap(WANG)
    movement = play.drop("SF1")
    play.comes_to(movement, "done")
    until(lambda: play.journeys.doors.moment(movement.id).slip == "not sent", 8)
    assert play.bench.printed() == []
    play.bench.paper("plenty")
    until(lambda: play.journeys.doors.moment(movement.id).slip == "printed", 15)
    assert len(play.bench.printed()) == 1


def test_a_printer_unplugged_in_mid_job_is_unknown_and_not_repeated(play: Play) -> None:
    play.bench.line_fault("printer", unplug_after=60)
    play.tap(WANG)
    movement = play.drop("SF1")
    play.comes_to(movement, "done")
    until(lambda: play.journeys.doors.moment(movement.id).slip in ("unknown", "printed", "not sent"), 20)
    play.bench.mend("printer")
    play.bench.plug("printer")
    until(lambda: play.journeys.devices.is_up("printer"), 10)
    until(lambda: play.journeys.doors.moment(movement.id).slip in ("unknown", "printed"), 15)
    assert len(play.bench.printed()) <= 1


def test_a_badge_torn_off_and_a_dead_reader(play: Play) -> None:
    play.bench.tear_badge(LIN)
    play.bench.pull("badge-reader")
    until(lambda: play.journeys.readiness()["badge"] == "trouble.badge_reader", 8)
    play.bench.plug("badge-reader")
    until(lambda: play.journeys.readiness()["badge"] is None, 10)
    play.tap(LIN)


def test_camera_gone_the_code_still_works(play: Play) -> None:
    play.bench.pull("camera")
    until(lambda: play.journeys.readiness()["collect_by_qr"] == "trouble.camera", 10)
    assert play.journeys.readiness()["collect_by_code"] is None
    play.bench.plug("camera")
    until(lambda: play.journeys.readiness()["collect_by_qr"] is None, 10)


def test_a_power_cut_between_intent_and_pulse_fires_nothing_by_itself(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.bench.pull("locks-a")  # the command goes nowhere, as if the power had failed before it
    until(lambda: play.journeys.devices.states()[0].condition == "down", 5)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.bench.plug("locks-a")
    play.power_cycle()
    assert play.journeys.ledger.find(movement.id).stage is Stage.INTENDED  # type: ignore[union-attr]
    assert len(play.bench.firings()) == 1
    play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")


def test_a_forced_door_is_an_alarm(play: Play) -> None:
    play.bench.force("K05")
    until(lambda: play.journeys.ledger.house.door("K05").seen_open, 5)
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    until(lambda: play.journeys.ledger.house.door("K05").doubt == "key_gone", 5)
    assert any(line.kind == "door.forced/1" for line in play.journeys.register.events(most=20))
