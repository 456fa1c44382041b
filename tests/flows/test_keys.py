"""An attendant takes a key and brings it back."""

from __future__ import annotations

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.items import at_place, with_person
from kiosk.domain.keys.events import KeyRuleSet
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.refusal import Refused
from tests.lobby import LIN, LIN_PIN, SIGNATURE, ZHOU, Play
from tests.wire.waiting import until


def taken(play: Play, key: str = "k-lobby") -> str:
    """Return the tag of a key that attendant Lin has just taken."""
    movement = play.issue(key)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return tag


def test_a_key_leaves_against_badge_pin_and_signature(play: Play) -> None:
    taken(play)
    key = play.journeys.ledger.house.keys["k-lobby"]
    assert key.custodian == with_person("a-lin")
    offers = {offer.key: offer for offer in play.journeys.keys.offered("a-lin")}
    assert offers["k-lobby"].held_by_me
    assert "k-pump" not in offers  # not of her groups: not even shown
    movement = next(m for m in play.journeys.ledger.house.movements.values())
    assert b"[" in (play.kiosk.ledger.opened(movement.signature) or b"")
    play.journeys.doors.print_receipt(movement.id)
    until(lambda: play.journeys.doors.moment(movement.id).receipt == "printed", 15)


def test_a_key_comes_back_at_any_hour(play: Play) -> None:
    tag = taken(play)
    play.journeys.visits.end()
    play.power_cycle()
    play.tap(LIN)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(movement, "open")
    play.bench.put_key(movement.place, tag)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")


def test_a_key_left_in_its_slot_was_not_taken(play: Play) -> None:
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    play.comes_to(movement, "given_up")
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == at_place("K01")


def test_a_wrong_key_in_the_slot_is_noticed_and_can_be_put_right(play: Play) -> None:
    lobby = taken(play, "k-lobby")
    play.journeys.visits.end()
    club = taken(play, "k-club")
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(movement, "open")
    play.bench.put_key(movement.place, club)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "wrong_key")
    assert play.journeys.doors.moment(movement.id).found == "k-club"
    play.journeys.doors.again(movement.id)
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.put_key(movement.place, lobby)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")


def test_a_key_in_the_wrong_slot_is_noticed(play: Play) -> None:
    tag = taken(play, "k-lobby")
    play.bench.force("K03")
    until(lambda: play.journeys.ledger.house.door("K03").seen_open, 5)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), "k-lobby")
    play.comes_to(movement, "open")
    club = play.bench.take_key("K03")
    play.bench.put_key("K03", tag)
    play.bench.push_shut("K03")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "wrong_slot")
    house = play.journeys.ledger.house
    assert house.keys["k-lobby"].custodian == at_place("K03")
    assert house.door("K03").doubt
    assert club


@pytest.mark.parametrize(
    ("badge", "key", "pin", "code"),
    [
        (LIN, "k-pump", LIN_PIN, "key.not_yours"),
        (LIN, "k-lobby", "000000", "pin.wrong"),
        (ZHOU, "k-lobby", "135790", ""),
    ],
)
def test_who_may_take_what(play: Play, badge: str, key: str, pin: str, code: str) -> None:
    if not code:
        assert play.moment(play.issue(key, badge, pin)) in ("opening", "open")
        return
    with pytest.raises(Refused, match=code):
        play.issue(key, badge, pin)
    assert play.bench.firings() == []


def test_a_dot_is_no_signature(play: Play) -> None:
    play.tap(LIN)
    with pytest.raises(Refused, match=r"signature\.missing"):
        play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "", LIN_PIN, [[(5, 5, 0)]])


def test_ten_taps_are_one_movement(play: Play) -> None:
    play.tap(LIN)
    name = os.urandom(16).hex()
    for _ in range(10):
        play.journeys.keys.issue(name, "k-lobby", "repair", "", LIN_PIN, SIGNATURE)
    assert len(play.bench.firings()) == 1


def test_a_key_whose_rule_says_nothing_is_due_by_the_end_of_the_day(play: Play) -> None:
    """By the site's own setting (`[keys] due_unless`): no key stays out for ever because nobody thought of a rule."""
    assert play.journeys.settings.keys.due_unless == "day"
    play.kiosk.ledger.append(KeyRuleSet("kind:common", KeyRule(), "test"))
    movement = play.issue("k-lobby")
    due, zone = play.journeys.doors.need(movement.id).due, ZoneInfo("Asia/Shanghai")
    assert due is not None
    local = due.astimezone(zone)
    assert (local.hour, local.minute) == (0, 0)
    assert timedelta(hours=1) <= due - play.journeys.clock.now() + timedelta(minutes=1) <= timedelta(hours=26)
    rules = play.journeys.register.events(words="key.due_unless", most=5)
    assert [line.body["at_min"] for line in rules] == [[1440]]
    play.power_cycle()
    assert (
        len(play.journeys.register.events(words="key.due_unless", most=5)) == 1
    )  # recorded once, not at each start
