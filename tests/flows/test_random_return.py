"""Cabinets in which a key may hang in any slot: with a door for each slot, and with one door before all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import at_place, with_person
from kiosk.domain.keeping.leaving import free_slots
from kiosk.domain.movements import Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.lobby import LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.wire.waiting import until


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="any-slot", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def who(play: Play, name: str) -> Person:
    """Return somebody of the staff."""
    return play.journeys.ledger.house.people[name]


def lives_at(play: Play, key: str) -> tuple[str, bool]:
    """Return a key's slot, and whether it hangs there."""
    known = play.journeys.ledger.house.keys[key]
    return known.place, known.custodian == at_place(known.place)


def codes(play: Play) -> set[str]:
    """Return the codes of the desk's tasks."""
    found = tasks(play.journeys.ledger.house, play.journeys.devices.states(), play.journeys.clock.now())
    return {task.code for task in found}


def taken(play: Play, key: str, badge: str = LIN, pin: str = LIN_PIN) -> str:
    """Return the tag of a key that an attendant has just taken."""
    play.journeys.visits.end()
    play.tap(badge)
    movement = play.journeys.keys.issue(os.urandom(16).hex(), key, "inspection", "", pin, SIGNATURE)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return tag


def back(play: Play, key: str, badge: str = LIN, **more: bool) -> str:
    """Return the id of a return that the one with this badge has begun."""
    if play.journeys.visits.current is None:
        play.tap(badge)
    return play.journeys.keys.give_back(os.urandom(16).hex(), key, **more).id


def hung(play: Play, movement: str, tag: str, place: str = "") -> None:
    """Hang a key where the screen proposes, or elsewhere, and push the door shut."""
    play.comes_to(movement, "open")
    proposed = play.journeys.doors.need(movement).place
    play.bench.put_key(place or proposed, tag)
    play.bench.push_shut(proposed)


def force(play: Play, *places: str) -> None:
    """Open doors by crowbar, for as long as it takes to be seen."""
    for place in places:
        play.bench.force(place)
    until(lambda: all(play.journeys.sight.reading(place).shut is False for place in places), 8)
    behind = {one: play.journeys.furniture.places[one].shares for one in places}
    until(lambda: all(any(seen_open(play, p) for p in (one, *more)) for one, more in behind.items()), 8)


def seen_open(play: Play, place: str) -> bool:
    """Whether a door is on record as open."""
    return play.journeys.ledger.house.door(place).seen_open


def test_the_last_slot_is_proposed_and_all_stays_as_it_was(play: Play) -> None:
    tag = taken(play, "k-lobby")
    movement = back(play, "k-lobby")
    assert play.journeys.doors.need(movement).place == "K01"
    hung(play, movement, tag)
    play.comes_to(movement, "done")
    assert lives_at(play, "k-lobby") == ("K01", True)
    assert not play.journeys.register.events(words="key.rehung")


def test_another_key_hangs_there_by_now_so_the_nearest_free_slot_opens(play: Play) -> None:
    lobby, roof = taken(play, "k-lobby"), taken(play, "k-roof")
    first = back(
        play, "k-roof"
    )  # into the slot of the one that is still out: its own is empty, but shut to it
    assert play.journeys.doors.need(first).place == "K02"
    play.comes_to(first, "open")
    play.bench.put_key("K02", roof)
    play.bench.push_shut("K02")
    play.comes_to(first, "done")
    force(play, "K01")  # somebody hangs a third key into the first one's slot
    force(play, "K03")
    play.bench.put_key("K01", play.bench.take_key("K03"))
    play.bench.push_shut("K03")
    play.bench.push_shut("K01")
    until(lambda: lives_at(play, "k-club") == ("K01", True), 8)
    for place in ("K01", "K03"):  # both were forced: that is for somebody to look at, and blocks no slot
        assert play.journeys.ledger.house.door(place).forced_at
    if play.journeys.ledger.house.door("K03").doubt:  # it was looked at before the key was found elsewhere
        play.journeys.desk.settle("K03", who(play, "a-lin"), "as_recorded", "looked")
    movement = back(play, "k-lobby")
    assert play.journeys.doors.need(movement).place == "K03"
    hung(play, movement, lobby)
    play.comes_to(movement, "done")
    assert play.journeys.doors.moment(movement).found == "K03"
    assert lives_at(play, "k-lobby") == ("K03", True)
    assert "key_elsewhere" not in codes(play)
    assert taken(play, "k-lobby") == lobby  # and from there it is issued
    assert play.bench.firings()[-1]["place"] == "K03"


def test_where_slots_are_fixed_nothing_is_chosen(play: Play) -> None:
    tag = taken(play, "k-pump", ZHOU, "135790")
    movement = back(play, "k-pump", ZHOU)
    assert play.journeys.doors.need(movement).place == "P01"
    play.comes_to(movement, "open")
    force(play, "P02")
    play.bench.put_key("P02", tag)
    play.bench.push_shut("P02")
    play.bench.push_shut("P01")
    play.comes_to(movement, "wrong_slot")
    assert play.journeys.ledger.house.keys["k-pump"].place == "P01"
    assert "doubt.wrong_slot" in codes(play)


def test_a_key_in_the_wrong_cabinet_stays_one_of_its_own(play: Play) -> None:
    tag = taken(play, "k-lobby")
    movement = back(play, "k-lobby")
    play.comes_to(movement, "open")
    force(play, "P02")
    play.bench.put_key("P02", tag)
    play.bench.push_shut("P02")
    play.bench.push_shut("K01")
    play.comes_to(movement, "wrong_slot")
    assert play.journeys.ledger.house.keys["k-lobby"].place == "K01"
    assert "doubt.wrong_slot" in codes(play)


def test_a_slot_in_reach_for_who_asks_for_it(play: Play) -> None:
    taken(play, "k-roof")  # K02, its middle at 1345 mm; the lower row at 1235 is out of reach too
    movement = back(play, "k-roof", in_reach=True)
    assert play.journeys.doors.need(movement).place == "K02"
    play.journeys.visits.end()
    taken(play, "k-shop")
    low = back(play, "k-shop", in_reach=True)
    assert play.journeys.doors.need(low).place == "G01"


class TestOneDoor:
    def test_it_opens_once_and_nobody_forced_anything(self, play: Play) -> None:
        tag = taken(play, "k-shop")
        assert [one["place"] for one in play.bench.firings()] == ["G01"]
        house = play.journeys.ledger.house
        assert not any(house.door(f"G{n:02}").forced_at for n in range(1, 7))
        assert house.keys["k-shop"].custodian == with_person("a-lin")
        movement = back(play, "k-shop")
        hung(play, movement, tag)
        play.comes_to(movement, "done")
        assert not play.journeys.register.events(words="door.forced")
        assert (
            len(play.journeys.register.events(words="door.opened")) == 2
        )  # told once, for the slot it was for

    def test_a_key_on_another_hook_than_proposed_lives_there_from_now_on(self, play: Play) -> None:
        tag = taken(play, "k-shop")
        movement = back(play, "k-shop")
        assert play.journeys.doors.need(movement).place == "G01"
        hung(play, movement, tag, "G05")
        play.comes_to(movement, "done")
        view = play.journeys.doors.moment(movement)
        assert (view.found, view.movement.hung_at) == ("G05", "G05")
        until(lambda: lives_at(play, "k-shop") == ("G05", True), 5)
        assert not [code for code in codes(play) if code.startswith(("doubt", "key_"))]
        assert taken(play, "k-shop") == tag

    def test_two_people_at_one_open_door(self, play: Play) -> None:
        shop, club = taken(play, "k-shop"), taken(play, "k-club", ZHOU, "135790")
        _fill(play, ["K03", "K04"])  # so that the second one comes to the same cabinet
        play.journeys.visits.end()
        first = back(play, "k-shop", LIN)
        play.comes_to(first, "open")
        play.journeys.visits.end()
        fired = len(play.bench.firings())
        second = back(play, "k-club", ZHOU)
        play.comes_to(second, "open")
        assert len(play.bench.firings()) == fired  # it stands open already
        assert {play.journeys.doors.need(one).place for one in (first, second)} == {"G01", "G04"}
        play.bench.put_key("G04", shop)  # each on the hook that was meant for the other
        play.bench.put_key("G01", club)
        play.bench.push_shut("G01")
        play.comes_to(first, "done")
        play.comes_to(second, "done")
        assert lives_at(play, "k-shop") == ("G04", True) and lives_at(play, "k-club") == ("G01", True)
        assert not [code for code in codes(play) if "G0" in code]

    def test_keys_that_are_swapped_while_it_is_open_are_found_where_they_are(self, play: Play) -> None:
        play.journeys.desk.open_door("G02", who(play, "a-lin"), "tidying")
        until(lambda: play.journeys.ledger.house.door("G02").seen_open, 5)
        one, other = play.bench.take_key("G02"), play.bench.take_key("G03")
        play.bench.put_key("G06", one)
        play.bench.put_key("G02", other)
        play.bench.push_shut("G02")
        until(lambda: lives_at(play, "u-0802") == ("G06", True), 8)
        until(lambda: lives_at(play, "u-0903") == ("G02", True), 8)
        assert not [code for code in codes(play) if code.startswith("doubt")]

    def test_forced_is_told_once(self, play: Play) -> None:
        force(play, "G04")
        until(lambda: play.journeys.register.events(words="door.forced"), 8)
        play.bench.push_shut("G01")
        until(lambda: all(play.journeys.sight.reading(f"G{n:02}").proves_shut for n in range(1, 7)), 8)
        assert len(play.journeys.register.events(words="door.forced")) == 1

    def test_the_emergency_release_fires_its_latch_once(self, play: Play) -> None:
        places = [f"G{n:02}" for n in range(1, 7)] + ["P01"]
        play.journeys.emergency.begin(who(play, "a-lin"), "s-chen", "864200", places, "fire")
        until(lambda: not play.journeys.emergency.is_going, 10)
        assert [one["place"] for one in play.bench.firings()] == ["G01", "P01"]


def test_a_key_of_ones_own_is_taken_for_the_one_that_was_chosen(play: Play) -> None:
    lobby, roof = taken(play, "k-lobby"), taken(play, "k-roof")
    movement = back(play, "k-lobby")
    hung(play, movement, roof)
    play.comes_to(movement, "given_up")
    assert lives_at(play, "k-roof") == ("K01", True)
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == with_person("a-lin")
    assert not play.journeys.ledger.house.door("K01").doubt
    again = back(play, "k-lobby")
    assert play.journeys.doors.need(again).place == "K02"
    hung(play, again, lobby)
    play.comes_to(again, "done")
    assert lives_at(play, "k-lobby") == ("K02", True)


def test_power_fails_with_the_key_on_another_hook_than_proposed(play: Play) -> None:
    tag = taken(play, "k-shop")
    movement = back(play, "k-shop")
    play.comes_to(movement, "open")
    play.kiosk.stop()
    play.bench.put_key("G04", tag)
    play.bench.push_shut("G01")
    play.kiosk = play.site.kiosk()
    play.journeys = play.kiosk.journeys
    until(lambda: play.journeys.doors.need(movement).ended, 10)
    assert play.journeys.doors.need(movement).stage is Stage.CONFIRMED
    assert lives_at(play, "k-shop") == ("G04", True)
    assert not [code for code in codes(play) if code.startswith(("doubt", "key_"))]


def test_an_unreadable_tag_ends_at_the_desk_and_the_key_has_its_slot(play: Play) -> None:
    lobby, tag = taken(play, "k-lobby"), taken(play, "k-roof")
    hung(play, back(play, "k-roof"), lobby)  # the lobby's key into K02: from now on it lives there
    until(lambda: lives_at(play, "k-lobby") == ("K02", True), 8)
    play.bench.mute_tag(tag)
    movement = back(play, "k-roof")
    assert play.journeys.doors.need(movement).place == "K01"
    hung(play, movement, tag)
    play.comes_to(movement, "empty")
    play.bench.mute_tag(tag, False)
    play.comes_to(movement, "empty")  # behind a shut door a key that shows up was there all the time
    play.journeys.doors.again(movement)
    play.comes_to(movement, "open")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    assert lives_at(play, "k-roof") == ("K01", True)


def test_a_full_cabinet_sends_the_key_to_another_one(play: Play) -> None:
    tag = taken(play, "k-lobby")
    _fill(play, ["K01", "K04"])
    movement = back(play, "k-lobby")
    assert play.journeys.doors.need(movement).place == "G04"  # takes any key, and is nearest
    hung(play, movement, tag)
    play.comes_to(movement, "done")
    assert lives_at(play, "k-lobby") == ("G04", True)
    assert not [code for code in codes(play) if code.startswith("key_")]
    assert taken(play, "k-lobby") == tag


def test_where_everything_is_full_the_desk_takes_the_key_and_returns_it_later(play: Play) -> None:
    tag = taken(play, "k-lobby")
    _fill(play, ["K01", "K04", "G04", "G05", "G06", "P02"])
    for _ in range(2):  # asking twice is one call
        with pytest.raises(Refused, match=r"key\.no_slot"):
            back(play, "k-lobby")
    assert len(play.journeys.register.events(words="key.return.no_slot")) == 1
    assert "key_no_slot" in codes(play)
    house = play.journeys.ledger.house
    assert house.keys["k-lobby"].custodian == with_person("a-lin")
    play.journeys.keys.take_over("k-lobby", who(play, "s-chen"))
    play.journeys.keys.take_over("k-lobby", who(play, "s-chen"))
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == with_person("s-chen")
    assert {"key_at_desk"} == {code for code in codes(play) if code.startswith("key_")}
    play.power_cycle()
    force(play, "K04")
    play.bench.take_key("K04")
    play.bench.push_shut("K04")
    until(lambda: play.journeys.sight.reading("K04").proves_shut, 5)
    play.journeys.desk.settle("K04", who(play, "s-chen"), "empty", "a stranger's key: thrown out")
    until(lambda: play.journeys.sight.reading("K04").tags == (), 5)
    play.journeys.visits.end()
    movement = back(play, "k-lobby", "04C3D4E5F60780")
    assert play.journeys.doors.need(movement).place == "K04"
    hung(play, movement, tag)
    play.comes_to(movement, "done")
    assert lives_at(play, "k-lobby") == ("K04", True)
    assert play.journeys.ledger.house.strays == {}
    assert not {"key_at_desk", "key_no_slot"} & codes(play)
    with pytest.raises(Refused, match=r"key\.no_stray"):
        play.journeys.keys.take_over("k-lobby", who(play, "s-chen"))


def _fill(play: Play, places: list[str]) -> None:
    """Hang strangers' keys into these slots."""
    for number, place in enumerate(places, 1):
        force(play, place)
        play.bench.put_key(place, f"01-00000000be{number:02x}")
        play.bench.push_shut(place)
    until(lambda: all(play.journeys.ledger.house.door(place).doubt for place in places), 10)


def test_room_is_kept_for_keys_that_are_out(play: Play) -> None:
    def rooms(cabinet: str) -> list[str]:
        found = free_slots(
            play.journeys.ledger.house, play.journeys.furniture, play.journeys.sight.readings()
        )
        return [place.id for place in found if place.cabinet == cabinet]

    until(lambda: rooms("K") == ["K04"], 5)
    taken(play, "k-lobby")
    until(lambda: rooms("K") == ["K01", "K04"], 5)  # either, but one new key only


def test_a_stocktake_counts_keys_where_they_hang(play: Play) -> None:
    tag = taken(play, "k-shop")
    hung(play, back(play, "k-shop"), tag, "G06")
    until(lambda: lives_at(play, "k-shop") == ("G06", True), 8)
    until(lambda: all(r.proves_shut for r in play.journeys.sight.readings().values()), 8)
    going_on = play.journeys.stocktakes.begin(who(play, "a-lin"), "routine")
    assert going_on.to_look_at == []
    assert going_on.counts["G06"].expected == ("k-shop",)
