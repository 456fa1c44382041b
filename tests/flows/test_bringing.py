"""Whoever brings a key back can leave it: at any hour, whoever they are, whosever name it stands on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.events import KeyReturnAbandoned
from kiosk.domain.items import UNKNOWN, at_place, with_person
from kiosk.domain.keys.events import TimetableSet
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from kiosk.flows.keys.losses import DeclaredLost
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_random_return import taken, who
from tests.lobby import CHEN, LIN, SIGNATURE, ZHOU, Play, Site
from tests.wire.waiting import until

LOBBY_TAG, PUMP_TAG = "01-000001a1b2c3", "01-000001a1b2c6"


def fresh() -> str:
    """Return a form's id."""
    return os.urandom(16).hex()


def refusal(act: Callable[[], object]) -> str:
    """Return the code with which an act is refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def codes(play: Play) -> list[str]:
    """Return the codes of the tasks that are about keys."""
    found = tasks(play.journeys.ledger.house, play.journeys.devices.states(), play.journeys.clock.now())
    return sorted(task.code for task in found if "key" in task.code)


def custodian(play: Play, key: str = "k-lobby") -> object:
    """Return who answers for a key."""
    return play.journeys.ledger.house.keys[key].custodian


def lin_has_it(play: Play) -> str:
    """Return the tag of the lobby key, which one attendant has taken and then walked off with."""
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    tag = play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    return tag


def missing(play: Play) -> None:
    """Leave the pump room's key taken by somebody with a crowbar, its door shut again."""
    until(lambda: play.journeys.ledger.house.door("K05").since, 8)
    play.bench.force("K05")
    until(lambda: play.journeys.ledger.house.door("K05").seen_open, 8)
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    until(lambda: custodian(play, "k-pump") == UNKNOWN, 8)


def hung(play: Play, movement: Movement, tag: str) -> None:
    """Hang the key where the screen proposes, and wait until it is seen."""
    play.comes_to(movement, "open")
    play.bench.put_key(movement.place, tag)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


def brought(play: Play) -> list[tuple[str, str, str]]:
    """Return who had each key that somebody else has brought, who that was, and how they said so."""
    lines = play.journeys.register.events(words="key.brought/1", most=20)
    return [
        (str(line.body["had"]), str(line.body["by"]), str(line.body["how"]))
        for line in lines
        if line.kind == "key.brought/1"
    ]


def test_a_colleague_brings_it_and_both_names_are_on_record(play: Play) -> None:
    tag = lin_has_it(play)
    play.tap(ZHOU)
    assert "k-lobby" in [key.id for key in play.journeys.bringing.out()]
    movement = play.journeys.bringing.bring(fresh(), "k-lobby")
    assert movement.place == "K01"
    hung(play, movement, tag)
    assert custodian(play) == at_place("K01")
    assert brought(play) == [("a-lin", "a-zhou", "badge")]
    found = play.journeys.doors.need(movement.id)
    assert (found.bearer, found.acting) == ("a-lin", "a-zhou")
    for name in ("a-lin", "a-zhou"):
        assert movement.id in [one.id for one in play.journeys.register.movements(person=name)]
    told = [line.body for line in play.journeys.register.events(words="notice.queued", most=20)]
    assert ("a-lin", "key_brought_back") in [(one.get("person"), one.get("template")) for one in told]
    assert play.journeys.alarms.waiting() == []


def test_somebody_who_does_not_say_who_they_are_leaves_it_by_its_number(play: Play) -> None:
    tag = lin_has_it(play)
    (key,) = play.journeys.bringing.numbered("1")
    movement = play.journeys.bringing.bring(fresh(), key.id)
    assert play.journeys.bringing.bring(fresh(), key.id).id == movement.id  # two taps: one movement
    hung(play, movement, tag)
    assert custodian(play) == at_place("K01")
    assert brought(play) == [("a-lin", "", "lobby")]
    assert play.journeys.bringing.out() == []  # and nobody unknown is told whose keys are out


def test_whatever_state_an_account_is_in(play: Play) -> None:
    """Blocked, outside every hour, the PIN paused: a key of one's own and a colleague's both come back."""
    tag = lin_has_it(play)
    play.kiosk.ledger.append(TimetableSet("never", ((),) * 7, None, "test"))
    for name in ("a-lin", "a-zhou"):
        known = who(play, name)
        blocked = e.PersonEnrolled(name, "attendant", (), None, None, "en", known.badge, False)
        play.kiosk.ledger.append(blocked)
        for _ in range(9):
            play.kiosk.ledger.append(e.GuessRefused(f"pin:{name}"))
    play.bench.tap(ZHOU)  # who holds nothing has no visit
    until(lambda: play.journeys.register.events(words="badge.refused"), 8)
    play.bench.lift()
    assert play.journeys.visits.current is None
    play.tap(LIN)
    movement = play.journeys.keys.give_back(fresh(), "k-lobby")
    hung(play, movement, tag)
    assert custodian(play) == at_place("K01")
    until(lambda: play.kiosk.eyes.reading("K01").latch_idle, 5)


def test_a_blocked_colleague_without_a_visit_leaves_it_as_anybody_may(play: Play) -> None:
    tag = lin_has_it(play)
    known = who(play, "a-zhou")
    play.kiosk.ledger.append(
        e.PersonEnrolled("a-zhou", "attendant", (), None, None, "en", known.badge, False)
    )
    hung(play, play.journeys.bringing.bring(fresh(), "k-lobby"), tag)
    assert custodian(play) == at_place("K01")


def test_the_word_of_somebody_unknown_frees_nobody_of_a_key(play: Play) -> None:
    lin_has_it(play)
    movement = play.journeys.bringing.bring(fresh(), "k-lobby")
    play.comes_to(movement, "open")
    play.bench.pull("one-wire")
    until(lambda: play.kiosk.eyes.reading("K01").tags is None, 8)
    play.bench.push_shut("K01")
    play.comes_to(movement, "ask")
    play.journeys.doors.say(movement.id, "it_is_in")
    assert play.moment(movement) == "doubt"
    assert custodian(play) == with_person("a-lin")
    assert play.journeys.ledger.house.door("K01").doubt


def test_a_missing_key_that_is_brought_settles_what_stood_about_it(play: Play) -> None:
    missing(play)
    play.journeys.desk.settle("K05", who(play, "s-chen"), "empty", "somebody used a crowbar")
    assert custodian(play, "k-pump") == UNKNOWN
    assert "key_gone" in codes(play)
    hung(play, play.journeys.bringing.bring(fresh(), "k-pump"), PUMP_TAG)
    assert custodian(play, "k-pump") == at_place("K05")
    assert codes(play) == ["alarm.key_gone"]  # over; somebody says what was found
    assert [one.kind for one in play.journeys.alarms.waiting() if one.ended is None] == []


def test_a_lost_key_that_turned_up_comes_back_and_is_told(play: Play) -> None:
    tag = lin_has_it(play)
    play.tap(LIN)
    play.journeys.losses.declare_own(DeclaredLost(fresh(), "k-lobby", "mislaid", SIGNATURE))
    play.journeys.visits.end()
    assert custodian(play) == UNKNOWN
    hung(play, play.journeys.bringing.bring(fresh(), "k-lobby"), tag)
    assert [one.body["place"] for one in play.journeys.register.events(words="key.lost.found")] == ["K01"]
    assert play.journeys.ledger.house.losses  # a supervisor says whether the lock is safe


def test_nothing_opens_for_a_key_that_hangs_inside_and_the_desk_is_called(play: Play) -> None:
    fired = len(play.bench.firings())
    assert refusal(lambda: play.journeys.bringing.bring(fresh(), "k-lobby")) == "key.take_to_desk"
    assert refusal(lambda: play.journeys.bringing.bring(fresh(), "k-lobby")) == "key.take_to_desk"
    assert len(play.bench.firings()) == fired
    assert codes(play) == ["key_brought"]
    (call,) = play.journeys.bringing.waiting()
    play.journeys.bringing.close(call.id, who(play, "a-lin"), "nobody_there", "")
    assert codes(play) == []


def test_nothing_opens_where_another_key_hangs_or_nobody_can_look(play: Play) -> None:
    lin_has_it(play)
    play.bench.force("K01")
    until(lambda: play.journeys.ledger.house.door("K01").seen_open, 8)
    play.bench.put_key("K01", "01-00000badbad1")
    play.bench.push_shut("K01")
    until(lambda: play.kiosk.eyes.reading("K01").proves_shut, 8)
    assert refusal(lambda: play.journeys.bringing.bring(fresh(), "k-lobby")) == "key.take_to_desk"
    play.bench.pull("one-wire")
    until(lambda: play.kiosk.eyes.reading("K05").tags is None, 8)
    assert refusal(lambda: play.journeys.bringing.bring(fresh(), "k-lobby")) == "key.take_to_desk"


def test_slots_are_not_opened_for_nothing_all_day(play: Play) -> None:
    lin_has_it(play)
    for _ in range(5):
        movement = play.journeys.bringing.bring(fresh(), "k-lobby")
        play.comes_to(movement, "open")
        play.bench.push_shut("K01")
        play.comes_to(movement, "empty")
        play.journeys.doors.stop(movement.id)
        until(lambda: play.kiosk.eyes.reading("K01").latch_idle, 5)
    last = play.journeys.doors.need(movement.id)
    assert last.ended and KeyReturnAbandoned.stored_as == "key.return.abandoned/1"
    assert refusal(lambda: play.journeys.bringing.bring(fresh(), "k-lobby")) == "return.paused"
    play.tap(ZHOU)  # a badge says who it is, and opens
    hung(play, play.journeys.bringing.bring(fresh(), "k-lobby"), LOBBY_TAG)


def test_a_key_that_nobody_knows_is_taken_in_with_its_story(play: Play) -> None:
    play.journeys.bringing.call(fresh())
    assert codes(play) == ["key_brought"]
    (call,) = play.journeys.bringing.waiting()
    lin = who(play, "a-lin")
    assert refusal(lambda: play.journeys.bringing.take_in(call.id, "", lin, " ")) == "story.missing"
    play.journeys.bringing.take_in(call.id, "", lin, "Mr Xu found it by the lift")
    play.journeys.bringing.take_in(call.id, "", lin, "Mr Xu found it by the lift")
    assert codes(play) == ["key_unknown"]
    play.power_cycle()
    (one,) = play.journeys.bringing.waiting()
    assert play.journeys.bringing.story_of(one.story) == "Mr Xu found it by the lift"
    assert refusal(lambda: play.journeys.bringing.close(one.id, lin, "to_owner", "")) == "story.missing"
    play.journeys.bringing.close(one.id, lin, "to_owner", "Mr Xu's neighbour knew it")
    assert codes(play) == [] and play.journeys.bringing.waiting() == []
    bodies = [json.dumps(line.body) for line in play.journeys.register.events(most=50)]
    assert not [body for body in bodies if "Xu" in body]


def test_the_desk_takes_a_known_key_over_and_hangs_it(play: Play) -> None:
    tag = lin_has_it(play)
    play.journeys.bringing.take_in(fresh(), "k-lobby", who(play, "s-chen"), "the cleaner had it")
    assert custodian(play) == with_person("s-chen")
    assert codes(play) == ["key_at_desk"]
    play.tap(CHEN)
    hung(play, play.journeys.keys.give_back(fresh(), "k-lobby"), tag)
    assert custodian(play) == at_place("K01") and codes(play) == []


def test_a_power_cut_loses_neither_the_return_nor_who_brought_it(play: Play) -> None:
    tag = lin_has_it(play)
    play.tap(ZHOU)
    movement = play.journeys.bringing.bring(fresh(), "k-lobby")
    play.comes_to(movement, "open")
    play.kiosk.stop()
    play.bench.put_key("K01", tag)
    play.bench.push_shut("K01")
    play.kiosk = play.site.kiosk()
    play.journeys = play.kiosk.journeys
    play.comes_to(movement, "done")
    assert custodian(play) == at_place("K01")
    assert play.journeys.doors.need(movement.id).acting == "a-zhou"


def test_a_number_that_no_slot_has(play: Play) -> None:
    assert play.journeys.bringing.numbered("99") == []


@pytest.fixture
def any_slot(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="any-slot", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def test_in_a_cabinet_that_takes_any_key_the_proposed_slot_opens(any_slot: Play) -> None:
    tag = lin_has_it(any_slot)
    hung(any_slot, any_slot.journeys.bringing.bring(fresh(), "k-lobby"), tag)
    known = any_slot.journeys.ledger.house.keys["k-lobby"]
    assert known.custodian == at_place(known.place)


def test_one_door_before_many_keys_opens_for_nobody_else(any_slot: Play) -> None:
    """Behind it hang keys that nobody has asked for: the desk takes the key, and hangs it in its own name."""
    taken(any_slot, "k-shop")
    any_slot.journeys.visits.end()
    fired = len(any_slot.bench.firings())
    any_slot.tap(ZHOU)
    assert refusal(lambda: any_slot.journeys.bringing.bring(fresh(), "k-shop")) == "key.take_to_desk"
    assert len(any_slot.bench.firings()) == fired
    (call,) = any_slot.journeys.bringing.waiting()
    any_slot.journeys.bringing.take_in(call.id, "k-shop", who(any_slot, "s-chen"), "Zhou brought it")
    assert custodian(any_slot, "k-shop") == with_person("s-chen")
    assert any_slot.journeys.bringing.waiting() == []


def test_made_again_from_the_record_it_is_the_same(play: Play) -> None:
    """Who brought what is found by either name, live as after the projections were made anew."""
    tag = lin_has_it(play)
    play.tap(ZHOU)
    movement = play.journeys.bringing.bring(fresh(), "k-lobby")
    hung(play, movement, tag)
    play.journeys.bringing.call(fresh())
    before = play.journeys.ledger.house
    play.kiosk.ledger.rebuild()
    after = play.journeys.ledger.house
    assert dict(after.found_keys) == dict(before.found_keys)
    assert after.movements[movement.id] == before.movements[movement.id]
    for name in ("a-lin", "a-zhou"):
        assert movement.id in [one.id for one in play.journeys.register.movements(person=name)]
