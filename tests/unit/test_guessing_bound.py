"""The printed bound: what a day of guessing gives away, as a guesser would find it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.guesses import CHANCE_A_DAY, DAY_S, WAYS, Guesses, a_day
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage, at_place
from kiosk.domain.parcels.codes import chance, check_digit
from kiosk.flows.parcels.codes import Codes
from tests.unit.houses import NOON


@pytest.mark.parametrize("alive", [1, 24, 60, 250])
def test_nobody_gets_more_guesses_than_are_printed(alive: int) -> None:
    """A guesser who waits for each chance, for three days; the worst 24 hours count."""
    guesses, each = Guesses(), chance(alive, 10)
    made: list[int] = []
    for moment_s in range(0, 3 * DAY_S, 20):
        now = NOON + timedelta(seconds=moment_s)
        if guesses.room_for(each, now) and not guesses.wait_s(now):
            guesses = guesses.failed(now, each)
            made.append(moment_s)
    worst = max(sum(start <= other < start + DAY_S for other in made) for start in made)
    assert 0 < worst <= a_day(each)
    assert worst * each <= CHANCE_A_DAY / WAYS * (1 + 1e-9)


@pytest.mark.parametrize(
    ("alive", "digits", "least"), [(24, 10, 10), (60, 10, 5), (1000, 10, 0), (24, 9, 1), (300, 9, 0)]
)
def test_where_too_many_are_alive_no_code_is_typed_alone(alive: int, digits: int, least: int) -> None:
    tries = a_day(chance(alive, digits))
    assert (tries > 0) is (least > 0) and tries >= least
    assert tries * chance(alive, digits) <= CHANCE_A_DAY / WAYS


def _alive(codes: Codes, taken: list[str], stage: ParcelStage = ParcelStage.WAITING) -> House:
    parcels = {
        code: Parcel(code, "r", "SF1", "S", stage, at_place("L01"), f"{code}-slip", codes.digest(code), NOON)
        for code in taken
    }
    return House(parcels=parcels)


def _all_of(digits: int) -> list[str]:
    drawn = (f"{number:0{digits - 1}d}" for number in range(10 ** (digits - 1)))
    return [one + check_digit(one) for one in drawn]


@pytest.mark.parametrize(
    "stage", [ParcelStage.WAITING, ParcelStage.ARRIVING, ParcelStage.RETURNED, ParcelStage.MISSING]
)
def test_a_new_code_is_none_that_is_alive_nor_one_that_may_come_back(stage: ParcelStage) -> None:
    """All but one of a hundred are taken: also those of parcels that are expired, on their way, or looked for."""
    codes = Codes(lambda kind, code: f"{kind}:{code}", 3)
    every = _all_of(3)
    for free in (every[0], every[41], every[-1]):
        house = _alive(codes, [one for one in every if one != free], stage)
        assert codes.fresh(house) == free


def test_a_code_that_was_collected_is_free_again() -> None:
    codes = Codes(lambda kind, code: f"{kind}:{code}", 3)
    assert codes.fresh(_alive(codes, _all_of(3), ParcelStage.COLLECTED)) in _all_of(3)


def test_hundreds_of_codes_drawn_one_after_the_other_are_all_different() -> None:
    codes, drawn = Codes(lambda kind, code: f"{kind}:{code}", 5), list[str]()
    for _ in range(600):
        drawn.append(codes.fresh(_alive(codes, drawn)))
    assert len(set(drawn)) == 600
