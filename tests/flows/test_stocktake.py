"""The guided count before a real cabinet: it opens only what is in doubt, finds what was planted, and two sign."""

from __future__ import annotations

from functools import partial

import pytest

from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.reasons import typed_in
from tests.lobby import SIGNATURE, Play
from tests.wire.waiting import until


def who(play: Play, name: str) -> Person:
    """Return somebody of the staff."""
    return play.journeys.ledger.house.people[name]


def swap(play: Play, one: str, other: str) -> None:
    """Put two keys into each other's slots, as a tired hand does, with the cabinet forced and shut again."""
    tags = {}
    for place in (one, other):
        play.bench.force(place)
        tags[place] = play.bench.take_key(place)
    play.bench.put_key(one, tags[other])
    play.bench.put_key(other, tags[one])
    for place in (one, other):
        play.bench.push_shut(place)


def seen_open(play: Play, place: str) -> bool:
    """Whether a door was seen open."""
    return play.journeys.ledger.house.door(place).seen_open


def proves_shut(play: Play, place: str) -> bool:
    """Whether a door is surely shut."""
    return play.journeys.sight.reading(place).proves_shut


def quiet(play: Play) -> None:
    """Wait until every slot is known."""

    def known(place: str) -> bool:
        reading = play.journeys.sight.reading(place)
        return reading.proves_shut and reading.tags is not None

    until(lambda: all(known(f"K{number:02}") for number in range(1, 17)), 15)


def test_a_cabinet_in_order_opens_nothing_and_wants_two_signatures(play: Play) -> None:
    quiet(play)
    fired = len(play.bench.firings())
    desk = play.journeys.stocktakes
    going_on = desk.begin(who(play, "a-lin"), "routine")
    assert len(going_on.counts) == 16 and going_on.to_look_at == []
    assert desk.sign(who(play, "a-lin"), SIGNATURE) is not None
    assert desk.sign(who(play, "a-lin"), SIGNATURE) is not None  # one person's two signatures are one
    assert desk.sign(who(play, "s-chen"), SIGNATURE) is None
    assert len(play.bench.firings()) == fired
    assert play.journeys.register.events(words="stocktake.ended")


def test_all_planted_discrepancies_are_found_and_only_their_slots_are_opened(play: Play) -> None:
    quiet(play)
    swap(play, "K01", "K03")  # each in the other's slot
    play.bench.force("K05")
    play.bench.take_key("K05")  # gone
    play.bench.push_shut("K05")
    play.bench.force("K04")
    play.bench.put_key("K04", "01-00000000beef")  # a key that nobody knows, in a slot that was empty
    play.bench.push_shut("K04")
    planted = ["K01", "K03", "K04", "K05"]
    until(lambda: all(play.journeys.ledger.house.door(place).doubt for place in planted), 10)
    desk, lin = play.journeys.stocktakes, who(play, "a-lin")
    going_on = desk.begin(lin, "routine")
    assert set(planted) <= set(going_on.to_look_at)
    fired = len(play.bench.firings())
    with pytest.raises(Refused, match=r"stocktake\.not_looked"):
        desk.sign(lin, SIGNATURE)
    with pytest.raises(Refused, match=r"place\.unknown"):
        desk.open_slot("K09", lin)
    for place in list(going_on.to_look_at):
        desk.open_slot(place, lin)
        until(partial(seen_open, play, place), 5)
        with pytest.raises(Refused, match=r"door\.open"):
            desk.look(place, lin, "other_key", "swapped")
        play.bench.push_shut(place)
        until(partial(proves_shut, play, place), 5)
        with pytest.raises(Refused, match=r"reason\.missing"):
            desk.look(place, lin, "other_key", " ")
        desk.look(place, lin, "other_key", "swapped")
    assert len(play.bench.firings()) - fired == len(going_on.to_look_at)
    assert desk.sign(lin, SIGNATURE) is not None
    assert desk.sign(who(play, "s-chen"), SIGNATURE) is None


def test_a_power_cut_loses_nothing_of_it(play: Play) -> None:
    quiet(play)
    begun = play.journeys.stocktakes.begin(who(play, "a-lin"), "handover")
    play.journeys.stocktakes.sign(who(play, "a-lin"), SIGNATURE)
    play.power_cycle()
    going_on = play.journeys.stocktakes.under_way
    assert going_on is not None and (going_on.id, going_on.counts) == (begun.id, begun.counts)
    assert set(going_on.signed) == {"a-lin"}
    assert play.journeys.stocktakes.begin(who(play, "s-chen"), "routine").id == begun.id  # one at a time


def test_one_that_is_given_up_says_why(play: Play) -> None:
    with pytest.raises(Refused, match=r"stocktake\.none"):
        play.journeys.stocktakes.give_up(who(play, "a-lin"), "fire alarm")
    play.journeys.stocktakes.begin(who(play, "a-lin"), "routine")
    with pytest.raises(Refused, match=r"reason\.missing"):
        play.journeys.stocktakes.give_up(who(play, "a-lin"), "")
    play.journeys.stocktakes.give_up(who(play, "a-lin"), "fire alarm")
    assert play.journeys.stocktakes.under_way is None
    assert not play.journeys.register.events(words="fire alarm")  # words stay in the vault
    (line,) = play.journeys.register.events(words="stocktake.given_up")
    assert typed_in(play.journeys.ledger, str(line.body["reason"])) == "fire alarm"


def test_residents_and_couriers_count_nothing(play: Play) -> None:
    with pytest.raises(Refused, match=r"staff\.needed"):
        play.journeys.stocktakes.begin(who(play, "r-li"), "routine")
