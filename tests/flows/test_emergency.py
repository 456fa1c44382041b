"""An emergency before a real cabinet: doors one after the other, two people, and a stocktake afterwards."""

from __future__ import annotations

import pytest

from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from tests.flows.test_desk import codes
from tests.flows.test_stocktake import quiet
from tests.lobby import LIN_PIN, SIGNATURE, Play
from tests.wire.waiting import until

CHEN_PIN = "864200"
SLOTS = ["K01", "K02", "K05"]


def who(play: Play, name: str) -> Person:
    """Return somebody of the staff."""
    return play.journeys.ledger.house.people[name]


def begin(
    play: Play, *places: str, second: str = "s-chen", pin: str = CHEN_PIN, reason: str = "fire"
) -> None:
    """Have Lin and another one open doors."""
    play.journeys.emergency.begin(who(play, "a-lin"), second, pin, places, reason)


def is_open(play: Play, *places: str) -> bool:
    """Whether all of these are seen open."""
    return all(play.journeys.ledger.house.door(place).seen_open for place in places)


def test_doors_open_one_after_the_other_and_a_stocktake_is_due(play: Play) -> None:
    begin(play, *SLOTS)
    until(lambda: play.journeys.emergency.under_way is None, 15)
    until(lambda: is_open(play, *SLOTS), 5)
    fired = [shot for shot in play.bench.firings() if shot["place"] in SLOTS]
    assert [shot["place"] for shot in fired] == SLOTS
    ends = [shot["monotonic_s"] + shot["pulse_ms"] / 1000 for shot in fired]
    assert all(
        shot["monotonic_s"] >= end for shot, end in zip(fired[1:], ends, strict=False)
    )  # one coil at a time
    assert "stocktake_due" in codes(play)
    for place in SLOTS:
        play.bench.push_shut(place)
    quiet(play)
    counting = play.journeys.stocktakes
    counting.begin(who(play, "a-lin"), "after emergency")
    counting.sign(who(play, "a-lin"), SIGNATURE)
    assert "stocktake_due" in codes(play)
    assert counting.sign(who(play, "s-chen"), SIGNATURE) is None
    assert "stocktake_due" not in codes(play)


@pytest.mark.parametrize(
    ("second", "pin", "places", "reason", "code"),
    [
        ("a-lin", LIN_PIN, ("K01",), "fire", "emergency.alone"),
        ("s-chen", "000000", ("K01",), "fire", "pin.wrong"),
        ("r-li", "000000", ("K01",), "fire", "staff.needed"),
        ("nobody", "000000", ("K01",), "fire", "staff.needed"),
        ("s-chen", CHEN_PIN, (), "fire", "place.unknown"),
        ("s-chen", CHEN_PIN, ("K99",), "fire", "place.unknown"),
        ("s-chen", CHEN_PIN, ("K01",), "  ", "reason.missing"),
    ],
)
def test_nothing_opens_for(
    play: Play, second: str, pin: str, places: tuple[str, ...], reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        begin(play, *places, second=second, pin=pin, reason=reason)
    assert refused.value.code == code
    assert play.bench.firings() == [] and play.journeys.emergency.under_way is None


def test_a_door_that_jams_does_not_hold_up_the_others(play: Play) -> None:
    play.bench.jam("K01")
    begin(play, *SLOTS)
    until(lambda: is_open(play, "K02", "K05"), 15)
    assert len([shot for shot in play.bench.firings() if shot["place"] == "K01"]) == 1


def test_after_a_power_cut_nothing_opens_until_somebody_says_so(play: Play) -> None:
    play.bench.jam("K01")  # so that its turn takes a second
    begin(play, *SLOTS)
    until(lambda: (known := play.journeys.emergency.under_way) and known.asked == ("K01",), 5)
    play.power_cycle()
    fired = len(play.bench.firings())
    known = play.journeys.emergency.under_way
    assert known is not None and not play.journeys.emergency.is_going
    assert "emergency" in codes(play)
    play.journeys.emergency.go_on(who(play, "s-chen"))
    until(lambda: is_open(play, *SLOTS[1:]), 15)
    assert len(play.bench.firings()) == fired + 2  # K01 had its turn before the power went


def test_stopped_in_the_middle(play: Play) -> None:
    play.bench.jam("K01")
    begin(play, *SLOTS)
    play.journeys.emergency.end(who(play, "a-lin"))
    ended = play.journeys.register.events(words="emergency.ended")[0]
    left = ended.body["left"]
    assert isinstance(left, list) and left[-2:] == SLOTS[1:]
    with pytest.raises(Refused, match=r"emergency\.none"):
        play.journeys.emergency.end(who(play, "a-lin"))
    assert not is_open(play, "K05")


def test_one_at_a_time(play: Play) -> None:
    play.bench.jam("K01")
    begin(play, *SLOTS)
    with pytest.raises(Refused, match=r"emergency\.under_way"):
        begin(play, "K03")
