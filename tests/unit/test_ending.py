"""How a movement ends by what people say, by giving up, or by nobody saying anything."""

from __future__ import annotations

import pytest

from kiosk.domain import ending
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused
from tests.unit.houses import (
    COLLECT,
    DROP,
    ISSUE,
    OUT,
    PEOPLE,
    RETURN,
    WAITING,
    at,
    commanded,
    opened,
    shut,
    unclear,
)

L, K = shut("L01"), shut("K01")
DARK = Reading("L01", None)


def names(events: list[e.Event]) -> list[str]:
    return [
        f"{event.stored_as.partition('/')[0]} {facts.get('reason') or facts.get('evidence') or facts.get('statement')}"
        for event in events
        if (facts := vars(event))
    ]


def restarted(house: House) -> House:
    return at(house, e.KioskStarted("1"))


def again(house: House, movement: str, place: str) -> House:
    return at(house, e.DoorCommanded(place, movement, "x"), e.DoorPulsed(place, movement))


PULSED = at(commanded(PEOPLE, DROP), e.DoorPulsed("L01", "m"))
UNREACHED = at(commanded(PEOPLE, DROP), e.DoorUnreached("L01", "m", "no line"))


class TestSay:
    @pytest.mark.parametrize(
        ("house", "movement", "words", "reading", "told"),
        [
            (unclear(PEOPLE, DROP, "ask"), "m", "it_is_in", L, ["parcel.drop.confirmed word:x"]),
            (unclear(PEOPLE, DROP, "ask"), "m", "not_put_in", L, ["parcel.drop.abandoned not_put_in"]),
            (unclear(PEOPLE, DROP, "ask"), "m", "too_small", L, ["parcel.drop.abandoned not_put_in"]),
            (unclear(PEOPLE, DROP, "empty"), "m", "it_is_in", shut("L01", present=False),
             ["parcel.drop.doubted word_against_sensor"]),
            (unclear(PEOPLE, DROP, "still_inside"), "m", "not_put_in", shut("L01", present=True),
             ["parcel.drop.doubted word_against_sensor"]),
            (opened(PEOPLE, DROP), "m", "too_small", DARK, ["movement.stated too_small"]),
            (opened(PEOPLE, DROP), "m", "shut", DARK, ["parcel.drop.confirmed word:x", "door.doubted switch"]),
            (opened(PEOPLE, DROP, "not_put_in"), "m", "shut", DARK,
             ["parcel.drop.abandoned not_put_in", "door.doubted switch"]),
            (opened(WAITING, COLLECT, "not_mine"), "n", "shut", DARK,
             ["parcel.collect.abandoned not_mine", "door.doubted switch", "parcel.disputed not_mine"]),
            (unclear(WAITING, COLLECT, "ask"), "n", "i_took_it", L, ["parcel.collect.confirmed word:x"]),
            (unclear(WAITING, COLLECT, "ask"), "n", "not_taken", L, ["parcel.collect.abandoned not_taken"]),
            (unclear(WAITING, COLLECT, "not_mine_gone"), "n", "not_taken", L,
             ["parcel.collect.doubted not_mine_gone"]),
            (unclear(PEOPLE, ISSUE, "wrong_key"), "i", "not_taken", K, ["key.issue.doubted wrong_key"]),
            (unclear(PEOPLE, ISSUE, "ask"), "i", "i_took_it", shut("K01", tags=()), ["key.issue.confirmed sensor"]),
            (unclear(OUT, RETURN, "empty"), "b", "it_is_in", shut("K01", tags=()),
             ["key.return.doubted word_against_sensor"]),
            (PULSED, "m", "not_put_in", L, ["parcel.drop.abandoned not_opened", "door.doubted did_not_open"]),
        ],
    )  # fmt: skip
    def test_a_word(self, house: House, movement: str, words: str, reading: Reading, told: list[str]) -> None:
        assert names(ending.say(house, movement, words, "x", reading)) == told

    @pytest.mark.parametrize(
        ("house", "movement", "words", "code"),
        [
            (PEOPLE, "m", "it_is_in", "movement.unknown"),
            (WAITING, "m", "it_is_in", "movement.ended"),
            (opened(PEOPLE, DROP), "m", "hello", "statement.unknown"),
            (opened(PEOPLE, DROP), "m", "i_took_it", "statement.unfit"),
            (opened(PEOPLE, DROP), "m", "empty", "statement.unfit"),
            (opened(WAITING, COLLECT), "n", "it_is_in", "statement.unfit"),
            (unclear(WAITING, COLLECT, "ask"), "n", "not_mine", "statement.unfit"),
        ],
    )
    def test_a_word_that_does_not_fit(self, house: House, movement: str, words: str, code: str) -> None:
        with pytest.raises(Refused) as refused:
            ending.say(house, movement, words, "x", L)
        assert refused.value.code == code


class TestStop:
    @pytest.mark.parametrize(
        ("house", "reading", "pulse_over", "told"),
        [
            (PULSED, L, True, ["parcel.drop.abandoned not_opened", "door.doubted did_not_open"]),
            (PULSED, DARK, True, ["parcel.drop.abandoned not_opened", "door.doubted unseen"]),
            (UNREACHED, DARK, True, ["parcel.drop.abandoned not_opened"]),
            (UNREACHED, L, True, ["parcel.drop.abandoned not_opened"]),
            # it was pulsed before the line went: nobody knows what it did
            (at(PULSED, e.DoorCommanded("L01", "m", "c"), e.DoorUnreached("L01", "m", "")), DARK, True,
             ["parcel.drop.abandoned not_opened", "door.doubted unseen"]),
            # the power failed meanwhile
            (restarted(PULSED), L, True, ["parcel.drop.abandoned not_opened", "door.doubted unseen"]),
            # it was open before, and did not open again: what lies there decides, or nothing does
            (again(unclear(PEOPLE, DROP, "ask"), "m", "L01"), L, True, ["parcel.drop.doubted unseen"]),
            (again(unclear(PEOPLE, DROP, "empty"), "m", "L01"), shut("L01", present=True), True,
             ["parcel.drop.confirmed presence", "door.doubted did_not_open"]),
            (again(unclear(PEOPLE, DROP, "empty"), "m", "L01"), shut("L01", present=False), True,
             ["parcel.drop.abandoned empty", "door.doubted did_not_open"]),
            (unclear(PEOPLE, DROP, "empty"), L, True, ["parcel.drop.abandoned empty"]),
            (unclear(PEOPLE, DROP, "ask"), L, True, ["parcel.drop.doubted unseen"]),
            (restarted(unclear(PEOPLE, DROP, "ask")), L, True, ["parcel.drop.doubted unseen"]),
        ],
    )  # fmt: skip
    def test_given_up(self, house: House, reading: Reading, pulse_over: bool, told: list[str]) -> None:
        assert names(ending.stop(house, "m", reading, pulse_over=pulse_over)) == told

    def test_not_while_the_door_may_still_open(self) -> None:
        with pytest.raises(Refused) as refused:
            ending.stop(PULSED, "m", L, pulse_over=False)
        assert refused.value.code == "statement.unfit"

    @pytest.mark.parametrize(
        ("house", "reading"),
        [(opened(PEOPLE, DROP), L), (PULSED, Reading("L01", False)), (opened(PEOPLE, DROP), DARK)],
    )
    def test_not_before_an_open_door(self, house: House, reading: Reading) -> None:
        with pytest.raises(Refused) as refused:
            ending.stop(house, "m", reading, pulse_over=True)
        assert refused.value.code == "door.open"


class TestLapse:
    @pytest.mark.parametrize(
        ("house", "movement", "reading", "told"),
        [
            (PULSED, "m", L, ["parcel.drop.abandoned not_opened", "door.doubted did_not_open"]),
            (PULSED, "m", DARK, ["parcel.drop.doubted unseen"]),
            (UNREACHED, "m", DARK, ["parcel.drop.abandoned not_opened"]),
            (PULSED, "m", Reading("L01", False), []),
            (opened(PEOPLE, DROP), "m", Reading("L01", False), []),
            (opened(PEOPLE, DROP), "m", DARK, ["parcel.drop.doubted unseen"]),
            (unclear(PEOPLE, DROP, "ask"), "m", L, ["parcel.drop.doubted unseen"]),
            (unclear(PEOPLE, DROP, "ask"), "m", Reading("L01", False), []),
            (restarted(unclear(PEOPLE, DROP, "ask")), "m", L, ["parcel.drop.doubted unseen"]),
            (unclear(PEOPLE, DROP, "still_inside"), "m", L, ["parcel.drop.doubted still_inside"]),
            (unclear(WAITING, COLLECT, "ask"), "n", L, ["parcel.collect.confirmed door"]),
            (unclear(WAITING, COLLECT, "still_inside"), "n", L, ["parcel.collect.abandoned still_inside"]),
            (unclear(PEOPLE, ISSUE, "ask"), "i", K, ["key.issue.doubted unseen"]),
            (unclear(PEOPLE, ISSUE, "wrong_key"), "i", K, ["key.issue.doubted wrong_key"]),
            (unclear(OUT, RETURN, "empty"), "b", K, ["key.return.abandoned empty"]),
        ],
    )
    def test_walked_away(self, house: House, movement: str, reading: Reading, told: list[str]) -> None:
        assert names(ending.lapse(house, house.movements[movement], reading)) == told
