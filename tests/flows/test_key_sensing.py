"""A key leaves and comes back, whatever senses it: its tag by a reader, or only that something hangs there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import at_place, with_person
from tests.lobby import LIN, Play, Site
from tests.wire.waiting import until

RDM_TAG = "01000734E0"
IBUTTON = "01-000001a1b2c3"
K01 = '{ number = 1, height_mm = 110, wire = ["cu16", 0, 1], bus = "w1_bus_master1" }'

MICROSWITCHES = """
[[lines]]
name = "pins"
family = "gpio"
device = "unix:dev/gpio"
boards = [{ address = 0, latch_pins = [17, 27], switch_pins = [5, 6], presence_pins = [23, 24], presence_level = 0 }]
"""


def slot(told: str, more: str = "") -> Callable[[str], str]:
    """Return what changes a site's first slot, and adds a line to it."""

    def amend(site: str) -> str:
        assert K01 in site
        return site.replace(K01, f"{{ number = 1, height_mm = 110, {told} }}") + more

    return amend


SENSED: dict[str, tuple[Callable[[str], str], str, str]] = {
    "tag reader": (slot('wire = ["cu16", 0, 1], tag_reader = "dev/tag-k01"'), RDM_TAG, "tag"),
    "tag reader and presence": (
        slot('wire = ["cu16", 0, 1], tag_reader = "dev/tag-k01", presence = true'),
        RDM_TAG,
        "tag",
    ),
    "CU16 bit": (slot('wire = ["cu16", 0, 1], presence = true'), IBUTTON, "presence"),
    "microswitch": (slot('wire = ["pins", 0, 1], presence = true', MICROSWITCHES), IBUTTON, "presence"),
}


@pytest.fixture(params=list(SENSED))
def sensed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Play, str]]:
    amend, tag, evidence = SENSED[request.param]
    site = Site(
        tmp_path / "s",
        sample="mixed",
        amend=amend,
        amend_people=lambda people: people.replace(IBUTTON, tag),
    )
    play = Play(site)
    yield play, evidence
    play.close()
    site.close()


def _ended_by(play: Play, movement: str) -> str:
    return next(
        str(line.body["evidence"])
        for line in play.journeys.register.events(words=movement)
        if line.kind.endswith("confirmed/1")
    )


def test_a_key_leaves_and_comes_back(sensed: tuple[Play, str]) -> None:
    play, evidence = sensed
    until(lambda: play.kiosk.eyes.reading("K01").latch_idle, 5)
    issue = play.issue("k-lobby")
    play.comes_to(issue, "open")
    tag = play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(issue, "done")
    house = play.journeys.ledger.house
    assert house.keys["k-lobby"].custodian == with_person("a-lin")
    assert _ended_by(play, issue.id) == evidence
    back = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(back, "open")
    play.bench.put_key("K01", tag)
    play.bench.push_shut("K01")
    play.comes_to(back, "done")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")
    assert _ended_by(play, back.id) == evidence
    assert not play.journeys.ledger.house.door("K01").doubt


def test_an_empty_slot_is_seen_to_be_empty(sensed: tuple[Play, str]) -> None:
    play, _ = sensed
    issue = play.issue("k-lobby")
    play.comes_to(issue, "open")
    play.bench.push_shut("K01")
    play.comes_to(issue, "still_inside")
    play.journeys.doors.say(issue.id, "not_taken")
    play.comes_to(issue, "given_up")
    play.bench.force("K01")
    play.bench.take_key("K01")
    play.bench.push_shut("K01")
    until(lambda: play.journeys.ledger.house.door("K01").doubt == "key_gone", 8)


READERS = slot('wire = ["cu16", 0, 1], tag_reader = "dev/tag-k01"')


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Play]:
    """A site with a reader in one slot and an iButton contact in the other."""
    site = Site(
        tmp_path / "s", sample="mixed", amend=READERS, amend_people=lambda p: p.replace(IBUTTON, RDM_TAG)
    )
    play = Play(site)
    yield play
    play.close()
    site.close()


def test_readers_and_contacts_stand_side_by_side_and_fail_apart(beside: Play) -> None:
    eyes = beside.kiosk.eyes
    until(lambda: eyes.reading("K01").tags == (RDM_TAG,), 5)
    until(lambda: eyes.reading("K02").tags == (), 5)
    beside.bench.pull("one-wire")
    until(lambda: eyes.reading("K02").tags is None, 8)
    assert eyes.reading("K01").tags == (RDM_TAG,)
    beside.bench.plug("one-wire")
    beside.bench.pull("tag-reader K01")
    until(lambda: eyes.reading("K01").tags is None, 8)
    until(lambda: eyes.reading("K02").tags == (), 8)
    beside.bench.plug("tag-reader K01")
    until(lambda: eyes.reading("K01").tags == (RDM_TAG,), 8)


def test_a_reader_that_has_told_nothing_yet_is_up_and_says_so(beside: Play) -> None:
    def told() -> str:
        return next(s.detail for s in beside.journeys.devices.states() if s.name == "tag-readers")

    until(lambda: told() == "", 5)
    beside.tap(LIN)
    issue = beside.issue("k-lobby")
    beside.comes_to(issue, "open")
    beside.bench.take_key("K01")
    beside.bench.push_shut("K01")
    beside.comes_to(issue, "done")
    beside.power_cycle()
    until(lambda: "K01" in told(), 5)
    assert next(s.condition for s in beside.journeys.devices.states() if s.name == "tag-readers") == "up"


OTHER_TAG = "0100ABCDEF"


def told(play: Play) -> list[str]:
    """Return the alarms that wait, by kind and place."""
    return sorted(f"{one.kind} {one.place}" for one in play.journeys.alarms.waiting())


def test_a_reader_that_hears_two_tags_in_turn_shows_both(beside: Play) -> None:
    house = beside.journeys.ledger.house
    until(lambda: beside.kiosk.eyes.reading("K01").tags == (RDM_TAG,), 5)
    until(lambda: beside.journeys.ledger.house.door("K01").since, 5)
    beside.bench.force("K01")
    until(lambda: beside.journeys.ledger.house.door("K01").seen_open, 5)
    beside.bench.put_second_key("K01", OTHER_TAG)
    until(lambda: beside.kiosk.eyes.reading("K01").tags == tuple(sorted((RDM_TAG, OTHER_TAG))), 8)
    beside.bench.push_shut("K01")
    until(lambda: beside.journeys.ledger.house.door("K01").doubt == "two_tags", 8)
    assert told(beside) == ["forced K01", "two_tags K01"]
    assert beside.journeys.ledger.house.keys["k-lobby"].custodian == house.keys["k-lobby"].custodian
    (line,) = beside.journeys.register.events(words="slot.two_tags")
    assert (line.body["keys"], line.body["strange"]) == (["k-lobby"], [OTHER_TAG])


def test_a_return_into_a_slot_where_another_key_hangs_is_not_confirmed(beside: Play) -> None:
    issue = beside.issue("k-lobby")
    beside.comes_to(issue, "open")
    tag = beside.bench.take_key("K01")
    beside.bench.push_shut("K01")
    beside.comes_to(issue, "done")
    back = beside.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    beside.comes_to(back, "open")
    beside.bench.put_key("K01", OTHER_TAG)
    beside.bench.put_second_key("K01", tag)
    beside.bench.push_shut("K01")
    beside.comes_to(back, "two_tags")
    assert beside.journeys.ledger.house.keys["k-lobby"].custodian == with_person("a-lin")
    assert told(beside) == []  # somebody stands there who can put it right
    beside.journeys.doors.stop(back.id)
    until(lambda: told(beside) == ["two_tags K01"], 5)
    assert beside.moment(back) == "doubt"


def test_a_tag_that_cannot_be_read_is_neither_gone_nor_there(tmp_path: Path) -> None:
    seen = slot('wire = ["cu16", 0, 1], bus = "w1_bus_master1", presence = true')
    site = Site(tmp_path / "s", sample="mixed", amend=seen)
    play = Play(site)
    try:
        until(lambda: play.kiosk.eyes.reading("K01").tags == (IBUTTON,), 5)
        until(lambda: play.journeys.ledger.house.door("K01").since, 5)
        play.bench.mute_tag(IBUTTON)
        until(lambda: told(play) == ["tag_unreadable K01"], 8)
        assert play.journeys.ledger.house.door("K01").doubt == "tag_unreadable"
        assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")
    finally:
        play.close()
        site.close()
