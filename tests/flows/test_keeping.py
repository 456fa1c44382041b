"""A resident leaves a key with the estate and takes it home: on the simulated cabinet, power cuts included."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from kiosk.domain.keeping.keeping import GiveConsent
from kiosk.domain.keeping.leaving import LeaveKey
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.refusal import Refused
from tests.flows.test_consents import attendant, witness
from tests.flows.test_key_rules import ask, told
from tests.lobby import SIGNATURE, Play
from tests.wire.waiting import until

OWNER, UNIT = "r-smith", "2-2-1504"
FREE = "K11"
FOB = "01-0000feed0001"


def leave(play: Play, **changes: object) -> Movement:
    """Return the movement of a key that Emma leaves, its slot asked to open."""
    until(lambda: FREE in [place.id for place in play.journeys.keeping.free_slots()], 10)
    name = os.urandom(16).hex()
    until_when = play.journeys.consents.until(90)
    consent = GiveConsent(f"c-{name[:16]}", OWNER, ("repair",), ("desk",), until_when, told=True)
    asked: dict[str, object] = {"label": "front door", "count": 3, "place": FREE, "consent": consent}
    command = LeaveKey(name, **(asked | changes))  # type: ignore[arg-type]
    return play.journeys.keeping.leave(witness(play), command, "id_card", SIGNATURE)


def left(play: Play) -> Movement:
    """Return the movement of a key that was left, to the end."""
    movement = leave(play)
    play.comes_to(movement, "open")
    play.bench.put_key(FREE, FOB)
    play.bench.push_shut(FREE)
    play.comes_to(movement, "done")
    return movement


def take_back(play: Play, key: str, person: str = OWNER) -> Movement:
    """Return the movement of a key that goes home, its slot asked to open."""
    name = os.urandom(16).hex()
    return play.journeys.keeping.take_back(attendant(play), name, key, person, "id_card", SIGNATURE)


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act meets."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def printed(play: Play, movement: Movement) -> bool:
    paper = play.journeys.ledger.house.papers.get(f"r-{movement.id[:16]}")
    return paper is not None and paper.stage is PaperStage.PRINTED


def test_a_key_is_left_its_tag_bound_and_it_leaves_under_the_consent_alone(play: Play) -> None:
    movement = left(play)
    key = play.journeys.ledger.house.keys[movement.item]
    assert (key.tag, key.place, key.unit, key.label.en) == (FOB, FREE, UNIT, "front door ×3")
    assert key.custodian.id == FREE and key.groups == ("desk",)
    until(lambda: printed(play, movement), 15)
    assert play.journeys.keeping.first_signature(key.id, UNIT) == f"signature:{movement.id}"
    assert play.journeys.ledger.house.door(FREE).doubt is None
    assert ask(play, key.id, "cleaning") == "consent.reason"
    assert ask(play, key.id) == ""


def test_a_key_goes_home_and_its_life_stays_on_record(play: Play) -> None:
    key = left(play).item
    movement = take_back(play, key)
    play.comes_to(movement, "open")
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(movement, "done")
    assert key not in play.journeys.ledger.house.keys
    gone = play.journeys.ledger.key(key)
    assert gone is not None and gone.label.en == "front door ×3"
    kinds = [one.kind.value for one in play.journeys.register.movements(item=key)]
    assert kinds == ["key.take_back", "key.leave"]
    until(lambda: printed(play, movement), 15)
    until(lambda: FREE in [place.id for place in play.journeys.keeping.free_slots()], 8)
    assert not play.journeys.ledger.house.door(FREE).doubt
    until(lambda: any("your key went home" in word for word in told(play, OWNER)), 15)
    play.power_cycle()
    assert key not in play.journeys.ledger.house.keys


def test_what_was_not_hung_was_not_left(play: Play) -> None:
    movement = leave(play)
    play.comes_to(movement, "open")
    play.bench.push_shut(FREE)
    play.comes_to(movement, "empty")
    play.journeys.doors.say(movement.id, "not_put_in")
    assert play.moment(movement) == "given_up"
    house = play.journeys.ledger.house
    assert movement.item not in house.keys
    assert house.consents[f"c-{movement.id[:16]}"].withdrawn_at is not None


def test_a_key_that_was_not_taken_stays_under_what_was_agreed(play: Play) -> None:
    key = left(play).item
    movement = take_back(play, key)
    play.comes_to(movement, "open")
    play.bench.push_shut(FREE)
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    assert play.journeys.ledger.house.keys[key].custodian.id == FREE
    assert ask(play, key) == ""


def test_the_power_fails_while_the_slot_is_open(play: Play) -> None:
    movement = leave(play)
    play.comes_to(movement, "open")
    play.bench.put_key(FREE, FOB)
    play.power_cycle()
    play.bench.push_shut(FREE)
    play.comes_to(movement, "done", 12)
    assert play.journeys.ledger.house.keys[movement.item].tag == FOB
    home = take_back(play, movement.item)
    play.comes_to(home, "open")
    play.power_cycle()
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(home, "done", 12)
    assert movement.item not in play.journeys.ledger.house.keys
    assert not play.journeys.ledger.house.door(FREE).doubt


def test_a_tag_that_is_anothers_is_not_bound(play: Play) -> None:
    assert ask(play, "k-1201") == ""
    tag = play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.ledger.house.keys["k-1201"].custodian.id == "a-lin", 8)
    movement = leave(play)
    play.comes_to(movement, "open")
    play.bench.put_key(FREE, tag)
    play.bench.push_shut(FREE)
    play.comes_to(movement, "wrong_key")
    assert play.journeys.ledger.house.keys[movement.item].tag == ""


def test_who_may_leave_what_where(play: Play) -> None:
    fired = len(play.bench.firings())
    assert refusal(lambda: leave(play, label="  ")) == "key.label_needed"
    assert refusal(lambda: leave(play, count=0)) == "key.label_needed"
    assert refusal(lambda: leave(play, place="K09")) == "slot.taken"
    assert refusal(lambda: take_back(play, "k-1201")) == "key.not_yours"
    assert refusal(lambda: take_back(play, "k-lobby")) == "key.not_yours"
    assert refusal(lambda: take_back(play, "k-1504", "a-lin")) == "resident.unknown"
    assert len(play.bench.firings()) == fired
    assert ask(play, "k-1504") == "consent.none"


def test_a_key_that_is_out_is_not_handed_out_twice(play: Play) -> None:
    key = left(play).item
    assert ask(play, key) == ""
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    until(lambda: play.journeys.ledger.house.keys[key].custodian.id == "a-lin", 8)
    assert refusal(lambda: take_back(play, key)) == "key.out"
