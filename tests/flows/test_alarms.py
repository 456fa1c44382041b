"""Alarms before a real cabinet: each is seen, owned and acknowledged; the override is one; power cuts lose none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.items import at_place
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_desk import force, lin, look, shut
from tests.flows.test_stocktake import quiet, who
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

PUMP, LOBBY = "01-000001a1b2c6", "01-000001a1b2c3"


def alarms(play: Play) -> list[str]:
    """Return each alarm of the cabinet that waits: its kind and what it is about; "." when it is over.

    Not the badge reader's: on a busy machine its simulator may miss a turn, and that is told as it should be.
    """
    return [
        f"{one.kind} {'+'.join(one.places) or one.device}{'.' if one.ended else ''}"
        for one in play.journeys.alarms.waiting()
        if one.device != "badge-reader"
    ]


def comes(play: Play, *expected: str) -> None:
    """Wait until exactly these alarms wait."""
    seen: list[list[str]] = []

    def there() -> bool:
        seen.append(alarms(play))
        return sorted(seen[-1]) == sorted(expected)

    try:
        until(there, 8)
    except AssertionError:
        raise AssertionError(f"waited for {expected}, last were {seen[-1]}") from None


def the(play: Play) -> Alarm:
    """Return the one alarm that waits."""
    (found,) = play.journeys.alarms.waiting()
    return found


def chen(play: Play) -> Person:
    """Return the supervisor."""
    return who(play, "s-chen")


def codes(play: Play) -> list[str]:
    """Return the codes of what waits at the desk, the badge reader's apart as in `alarms`."""
    j = play.journeys
    waiting = tasks(j.ledger.house, j.devices.states(), j.clock.now())
    of_reader = {one.id for one in j.alarms.waiting() if one.device == "badge-reader"}
    return [one.code for one in waiting if one.device != "badge-reader" and one.alarm not in of_reader]


def test_a_forced_door_is_an_alarm_until_somebody_has_said_what_was_found(play: Play) -> None:
    desk = play.journeys.alarms
    force(play, "K05")
    comes(play, "forced K05")
    shut(play, "K05")
    comes(play, "forced K05.")
    with pytest.raises(Refused, match=r"alarm\.not_yours"):
        desk.acknowledge(the(play).id, lin(play), "mistake", "put_right")
    assert desk.take(the(play).id, lin(play)).taken_by == "a-lin"
    name = the(play).id
    desk.acknowledge(name, lin(play), "missing", "reported", "one hook is bent")
    desk.acknowledge(name, lin(play), "missing", "reported", "one hook is bent")  # a double tap
    assert alarms(play) == []
    kept = desk.find(name)
    assert (kept.found, kept.done, desk.words_of(kept)) == ("missing", "reported", "one hook is bent")
    assert [one.id for one in desk.history(kind="forced", place="K05")] == [name]
    assert desk.history(kind="ajar") == []
    assert not play.journeys.register.events(words="bent")  # words stay in the vault


def test_settling_a_place_acknowledges_what_was_amiss_there(play: Play) -> None:
    quiet(play)
    force(play, "K05")
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    comes(play, "forced K05.", "key_gone K05")
    assert codes(play) == ["doubt.key_gone"]
    play.journeys.desk.settle("K05", lin(play), "empty", "clear_doubt")
    assert alarms(play) == ["key_gone K05."]  # no less gone by that: its owner says what became of it
    with pytest.raises(Refused, match=r"alarm\.not_yours"):
        play.journeys.alarms.acknowledge(the(play).id, lin(play), "in_order", "nothing")
    play.journeys.alarms.acknowledge(the(play).id, chen(play), "missing", "reported", "the lock is changed")
    assert alarms(play) == []


def test_a_key_that_hangs_in_anothers_slot_says_which_and_where(play: Play) -> None:
    quiet(play)
    force(play, "K05")
    pump = play.bench.take_key("K05")
    play.bench.push_shut("K05")
    comes(play, "forced K05.", "key_gone K05")
    force(play, "K04")
    play.bench.put_key("K04", pump)
    play.bench.push_shut("K04")
    comes(play, "forced K05.", "key_gone K05.", "forced K04.", "wrong_slot K04")
    wrong = next(one for one in play.journeys.alarms.waiting() if one.kind == "wrong_slot")
    key = play.journeys.ledger.house.keys[wrong.keys[0]]
    assert (key.custodian, key.place) == (at_place("K04"), "K05")


def test_a_key_that_comes_back_without_a_badge_counts_and_is_told(play: Play) -> None:
    quiet(play)
    issue = play.issue("k-lobby")
    play.comes_to(issue, "open")
    tag = play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(issue, "done")
    until(lambda: play.journeys.sight.reading("K01").proves_shut, 5)
    force(play, "K01")
    play.bench.put_key("K01", tag)
    play.bench.push_shut("K01")
    comes(play, "forced K01.", "key_back K01.")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")


def test_an_unreadable_tag_and_a_strange_key_are_told(play: Play) -> None:
    quiet(play)
    force(play, "K04")
    play.bench.put_key("K04", "01-00000000beef")
    play.bench.push_shut("K04")
    comes(play, "forced K04.", "wrong_key K04")


def test_two_keys_in_one_slot_are_a_fact_of_their_own(play: Play) -> None:
    quiet(play)
    issue = play.issue("k-lobby")
    play.comes_to(issue, "open")
    tag = play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(issue, "done")
    force(play, "K05")
    pump = play.bench.take_key("K05")
    play.bench.push_shut("K05")
    comes(play, "forced K05.", "key_gone K05")
    back = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(back, "open")
    play.bench.put_key("K01", pump)
    play.bench.put_second_key("K01", tag)
    play.bench.push_shut("K01")
    play.comes_to(back, "two_tags")
    house = play.journeys.ledger.house
    assert house.keys["k-lobby"].custodian != at_place("K01")  # never confirmed as if it hung there alone
    assert house.movements[back.id].evidence == pump
    (told,) = play.journeys.register.events(words="slot.two_tags")
    assert sorted(told.body["keys"]) == sorted(["k-lobby", _named(play, pump)])  # type: ignore[call-overload]
    play.journeys.doors.again(back.id)
    play.comes_to(back, "open")
    assert play.bench.take_second_key("K01") == tag
    assert play.bench.take_key("K01") == pump
    play.bench.put_key("K01", tag)
    play.bench.push_shut("K01")
    play.comes_to(back, "done")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")


def _named(play: Play, tag: str) -> str:
    return next(key.id for key in play.journeys.ledger.house.keys.values() if key.tag == tag)


def test_two_keys_that_somebody_walks_away_from_are_an_alarm(play: Play) -> None:
    quiet(play)
    force(play, "K05")
    pump = play.bench.take_key("K05")
    play.bench.push_shut("K05")
    comes(play, "forced K05.", "key_gone K05")
    force(play, "K01")
    play.bench.put_second_key("K01", pump)
    play.bench.push_shut("K01")
    comes(play, "forced K05.", "key_gone K05.", "forced K01.", "two_tags K01")
    assert play.journeys.ledger.house.door("K01").doubt == "two_tags"
    look(play, "K01")
    play.bench.take_second_key("K01")
    shut(play, "K01")
    look(play, "K05")
    play.bench.put_key("K05", pump)
    shut(play, "K05")
    until(lambda: play.journeys.ledger.house.keys[_named(play, pump)].custodian == at_place("K05"), 5)
    play.journeys.desk.settle("K01", lin(play), "as_recorded", "clear_doubt")
    assert not [one for one in alarms(play) if "two_tags" in one]


def test_a_lost_line_is_an_alarm_that_its_return_does_not_end(play: Play) -> None:
    play.bench.pull("locks-b")
    comes(play, "board_lost locks-b")
    play.bench.plug("locks-b")
    comes(play, "board_lost locks-b.")
    until(lambda: codes(play) == ["alarm.board_lost"], 15)
    play.journeys.alarms.acknowledge(the(play).id, chen(play), "fault", "mended")
    assert codes(play) == []
    play.bench.pull("one-wire")
    comes(play, "reader_lost one-wire")


def test_a_bus_among_many_that_is_gone_is_an_alarm_too(play: Play) -> None:
    bus = play.site.root / "dev" / "w1" / "w1_bus_master3"
    listed = bus / "w1_master_slaves"
    kept = listed.read_text()
    listed.unlink()
    bus.rmdir()
    until(lambda: alarms(play) == ["reader_lost one-wire"], 15)
    bus.mkdir()
    listed.write_text(kept)
    comes(play, "reader_lost one-wire.")


def test_a_power_cut_between_an_alarm_and_its_acknowledgement_loses_neither(play: Play) -> None:
    force(play, "K05")
    comes(play, "forced K05")
    play.journeys.alarms.take(the(play).id, lin(play))
    before = the(play)
    play.power_cycle()
    assert the(play) == before
    shut(play, "K05")
    comes(play, "forced K05.")
    play.journeys.alarms.acknowledge(before.id, lin(play), "mistake", "put_right")
    play.power_cycle()
    assert alarms(play) == []
    assert play.journeys.alarms.find(before.id).acknowledged_by == "a-lin"
    house = play.journeys.ledger.house
    play.kiosk.ledger.rebuild()
    assert play.journeys.ledger.house.alarms == house.alarms
    assert play.journeys.ledger.house.alarm_duties == house.alarm_duties


# ---- the mechanical override ----------------------------------------------------------------------


def with_seal(site: str) -> str:
    """Return the demo site with a switch behind the seal of its cabinet, on a board of inputs alone."""
    site = site.replace('prefix = "K"\n', 'prefix = "K"\nseal = ["doors-gpio", 1, 1]\n', 1)
    board = "{ address = 0, latch_pins = [17, 27], switch_pins = [22, 23], shut_level = 0 },\n"
    assert board in site
    return site.replace(board, board + "  { address = 1, switch_pins = [24] },\n")


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Play]:
    """A site whose cabinet has a switch behind its seal."""
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=with_seal)
    played = Play(site)
    yield played
    played.close()
    site.close()


def test_the_override_is_one_alarm_that_two_people_explain(sealed: Play) -> None:
    quiet(sealed)
    desk = sealed.journeys.alarms
    desk.set_seal("K", "A 4711", chen(sealed))
    sealed.bench.break_seal("K")
    comes(sealed, "override ")
    sealed.bench.override("K")
    until(lambda: len(the(sealed).places) == 16, 10)
    assert codes(sealed) == ["alarm.override"]
    sealed.power_cycle()
    assert len(the(sealed).places) == 16
    sealed.bench.seal("K")
    for number in range(1, 17):
        sealed.bench.push_shut(f"K{number:02}")
    until(lambda: the(sealed).ended, 10)
    desk, name = sealed.journeys.alarms, the(sealed).id
    desk.take(name, lin(sealed))
    with pytest.raises(Refused, match=r"seal\.other_number"):
        desk.explain(name, lin(sealed), "power_cut", "A4712", "A4713", SIGNATURE)
    with pytest.raises(Refused, match=r"signature\.missing"):
        desk.explain(name, lin(sealed), "power_cut", "A4711", "A4712", [])
    desk.explain(name, lin(sealed), "power_cut", "A4711", "A4712", SIGNATURE)
    assert codes(sealed) == ["alarm.override_second"]
    with pytest.raises(Refused, match=r"override\.alone"):
        desk.sign(name, lin(sealed), SIGNATURE)
    desk.sign(name, chen(sealed), SIGNATURE)
    assert codes(sealed) == ["alarm.override_count"]
    assert [one.number for one in desk.seals()] == ["A4712"]
    assert sealed.journeys.ledger.opened(f"signature:override:{name}:a-lin")
    count = sealed.journeys.stocktakes
    quiet(sealed)
    assert [one for one in count.begin(lin(sealed), "routine").counts.values() if one.needs_a_look] == []
    count.sign(lin(sealed), SIGNATURE)
    count.sign(chen(sealed), SIGNATURE)
    assert codes(sealed) == [] and desk.find(name).over


# ---- who is told -----------------------------------------------------------------------------------


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Play]:
    """A site that tells an alarm's owner at once; a person answers for forced doors."""
    told = '\n[alarms]\ntell_after_min = 0\nowners = { forced = "person:a-lin", ajar = "manager" }\n'
    site = Site(tmp_path / "s", amend=lambda demo: demo.replace("\n[collect]\n", told + "\n[collect]\n"))
    played = Play(site)
    yield played
    played.close()
    site.close()


def test_its_owner_is_told_once_whatever_it_does_next(hasty: Play) -> None:
    outbox = hasty.site.root / "outbox"
    force(hasty, "K05")
    comes(hasty, "forced K05")
    until(lambda: [*outbox.glob("al1-*.json")], 8)
    (file,) = outbox.glob("al1-*.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["person"] == "a-lin" and "K05" in told["body"]
    hasty.power_cycle()
    assert the(hasty).owner == "person:a-lin" and the(hasty).step == 1
    assert len([*outbox.glob("al1-*.json")]) == 1
    (line,) = hasty.journeys.register.events(words="alarm.duties")  # said once, not at every start
    assert line.body["owners"] == [["ajar", "manager"], ["forced", "person:a-lin"]]
