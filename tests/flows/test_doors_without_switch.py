"""Doors that nothing looks at: they can be used, people are asked, and nothing is claimed that nobody saw."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from tests.flows.test_collect import slip_text
from tests.lobby import WANG, Play, Site
from tests.wire.waiting import until

CLAIMS = ("door.opened/1", "door.shut/1", "door.forced/1", "door.ajar/1", "door.stayed_shut/1")


def without_inputs(site: str) -> str:
    """Return the mixed site with a relay board that has no inputs."""
    assert "inputs = true" in site
    return site.replace("inputs = true", "inputs = false")


def with_switch_elsewhere(site: str) -> str:
    """Return it with the switch of the relays' door on the WKLY board."""
    door = 'wire = ["relays", 1, 1]'
    assert door in site
    return without_inputs(site).replace(door, f'{door}, switch = ["wkly", 0, 5]')


def site_of(tmp_path: Path, amend: Callable[[str], str]) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="mixed", amend=amend)
    play = Play(site)
    play.tap(WANG)
    yield play
    play.close()
    site.close()


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    yield from site_of(tmp_path, without_inputs)


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Play]:
    """A site that gives nobody more than five seconds."""
    yield from site_of(tmp_path, lambda site: without_inputs(site) + "\n[lobby]\nidle_s = 5\n")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Play]:
    yield from site_of(tmp_path, with_switch_elsewhere)


def claims(play: Play, place: str) -> list[str]:
    """Return what the record claims about a door's being open or shut."""
    lines = play.journeys.register.events(most=500)
    return [line.kind for line in lines if line.kind in CLAIMS and line.body.get("place") == place]


def put_in(play: Play, number: str = "SF1") -> str:
    """Return the parcel that has just been left behind the door that nobody sees."""
    movement = play.start_drop(number, size="L")
    assert movement.place == "L02"
    play.comes_to(movement, "should_be_open")
    assert play.bench.door("L02")["open"], "it did open: only nobody sees it"
    play.bench.put_parcel("L02", number)
    play.bench.push_shut("L02")
    play.journeys.doors.say(movement.id, "it_is_in")
    play.comes_to(movement, "done")
    return movement.item


def test_a_parcel_comes_and_goes_on_peoples_word_and_no_door_is_claimed_open_or_shut(play: Play) -> None:
    parcel = put_in(play)
    until(lambda: play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.WAITING)
    play.bench.force("L02")  # nobody can see that either
    play.bench.push_shut("L02")
    collect = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(collect, "should_be_open")
    play.bench.take_parcel("L02")
    play.journeys.doors.say(collect.id, "i_took_it")
    play.comes_to(collect, "done")
    house = play.journeys.ledger.house
    assert house.parcels[parcel].stage is ParcelStage.COLLECTED
    assert not house.door("L02").doubt
    assert house.movements[collect.id].evidence == "word:r-zhang"
    assert claims(play, "L02") == []
    assert len(play.bench.firings()) == 2
    assert play.journeys.readiness()["drop"] is None


def test_a_door_that_did_not_open_is_taken_out_of_use_and_another_one_opens(play: Play) -> None:
    play.bench.jam("L02")
    first = play.start_drop("SF1", size="M")
    assert first.place == "L01"
    play.comes_to(first, "open")
    play.bench.push_shut("L01")
    play.comes_to(first, "ask")
    play.journeys.doors.say(first.id, "not_put_in")
    second = play.start_drop("SF2", size="L")
    play.comes_to(second, "should_be_open")
    play.journeys.doors.say(second.id, "did_not_open")
    assert play.moment(second) == "not_opened"
    fired = len(play.bench.firings())
    play.journeys.doors.again(second.id)
    play.comes_to(second, "should_be_open")
    assert len(play.bench.firings()) == fired + 1
    play.journeys.doors.say(second.id, "did_not_open")
    play.journeys.doors.stop(second.id)
    house = play.journeys.ledger.house
    assert play.moment(second) == "given_up"
    assert house.door("L02").doubt == "did_not_open"
    assert play.journeys.drop.free_by_size()["L"] == 0


@pytest.mark.parametrize("end", ["drop", "collect"])
def test_silence_is_a_doubt_in_both_directions(hasty: Play, end: str) -> None:
    play = hasty
    if end == "drop":
        movement = play.start_drop("SF1", size="L")
    else:
        movement = play.journeys.collect.by_slip(slip_text(play, put_in(play)))
    play.comes_to(movement, "should_be_open")
    play.comes_to(movement, "doubt", within_s=15)
    assert play.journeys.ledger.house.door("L02").doubt
    assert claims(play, "L02") == []


def test_the_next_label_is_the_word_that_the_last_parcel_is_in(play: Play) -> None:
    movement = play.start_drop("SF1", size="L")
    play.comes_to(movement, "should_be_open")
    play.scan("SF2")
    assert play.moment(movement) == "done"


def test_what_does_not_fit_goes_into_another_door(play: Play) -> None:
    movement = play.start_drop("SF1", size="M")
    play.comes_to(movement, "open")
    larger = play.journeys.drop.too_small(movement.id, os.urandom(16).hex(), "L")
    play.comes_to(larger, "should_be_open")
    play.journeys.doors.say(larger.id, "not_put_in")
    play.comes_to(larger, "given_up")
    assert not play.journeys.ledger.house.door("L02").doubt


def test_a_board_that_does_not_answer_takes_its_doors_out_of_reach(play: Play) -> None:
    parcel = put_in(play)
    play.bench.pull("relays")
    until(lambda: play.journeys.drop.out_of_reach() == {"L"}, 8)
    collect = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(collect, "unreachable")
    assert len(play.bench.firings()) == 1
    play.bench.plug("relays")
    until(lambda: play.kiosk.eyes.reading("L02").usable, 8)
    play.journeys.doors.again(collect.id)
    play.comes_to(collect, "should_be_open")


def test_a_switch_on_another_wire_tells_of_the_door(elsewhere: Play) -> None:
    play = elsewhere
    movement = play.start_drop("SF1", size="L")
    play.comes_to(movement, "open")
    play.bench.put_parcel("L02", "SF1")
    play.bench.push_shut("L02")
    play.comes_to(movement, "ask")
    play.journeys.doors.say(movement.id, "it_is_in")
    play.bench.force("L02")
    until(lambda: "door.forced/1" in claims(play, "L02"), 5)
    play.bench.push_shut("L02")


def test_a_switch_whose_own_wire_is_down_is_unknown_and_its_door_still_opens(elsewhere: Play) -> None:
    play = elsewhere
    movement = play.start_drop("SF1", size="L")
    play.comes_to(movement, "open")
    play.bench.put_parcel("L02", "SF1")
    play.bench.push_shut("L02")
    play.comes_to(movement, "ask")
    play.journeys.doors.say(movement.id, "it_is_in")
    play.bench.pull("wkly")
    until(lambda: play.kiosk.eyes.reading("L02").shut is None, 8)
    assert play.journeys.drop.free_by_size()["L"] == 0
    collect = play.journeys.collect.by_slip(slip_text(play, movement.item))
    play.comes_to(collect, "should_be_open")
    assert play.bench.door("L02")["open"]
    play.bench.take_parcel("L02")
    play.bench.push_shut("L02")
    play.journeys.doors.say(collect.id, "i_took_it")
    house = play.journeys.ledger.house
    assert house.movements[collect.id].stage is Stage.CONFIRMED
    assert house.door("L02").doubt == "switch", "whether it was shut, nobody knows"
