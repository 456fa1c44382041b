"""Pick-up codes and how much guessing at them may give away."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.guesses import CHANCE_A_DAY, DAY_S, ROOM, WAYS, Guesses
from kiosk.domain.parcels.codes import chance, check_digit, in_groups, well_formed
from tests.unit.houses import NOON, PEOPLE, at

DRAWN = st.text("0123456789", min_size=8, max_size=11)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("8609574271", "9")])
def test_known_numbers(digits: str, check: str) -> None:
    """ISO/IEC 7064's own example, and a German tax number for tests (BZSt)."""
    assert check_digit(digits) == check


@given(DRAWN)
def test_every_wrong_digit_is_found(drawn: str) -> None:
    code = drawn + check_digit(drawn)
    assert well_formed(code)
    for place, digit in enumerate(code):
        for other in "0123456789".replace(digit, ""):
            assert not well_formed(code[:place] + other + code[place + 1 :])


def test_most_swapped_neighbours_are_found() -> None:
    codes = [f"{number:09d}" + check_digit(f"{number:09d}") for number in range(123, 10**9, 3_333_331)]
    swapped = found = 0
    for code in codes:
        for place, (one, other) in enumerate(pairwise(code)):
            if one != other:
                swapped += 1
                found += not well_formed(code[:place] + other + one + code[place + 2 :])
    assert found / swapped > 0.97


@pytest.mark.parametrize("text", ["", "1", "12a4", "１２３４", " 123"])
def test_what_is_no_digits_is_no_code(text: str) -> None:
    assert not well_formed(text) or text == "1"


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("123456789", "123 456 789"),
        ("4821773095", "482 177 3095"),
        ("12345678901", "123 456 78 901"),
        ("123456789012", "123 456 789 012"),
    ],
)
def test_codes_are_read_in_groups(code: str, read: str) -> None:
    assert in_groups(code) == read


@pytest.mark.parametrize("alive", [1, 24, 400])
@pytest.mark.parametrize("pause_s", [1, 60, 3600, 40_000])
def test_no_day_of_guessing_gives_away_more_than_the_bound(alive: int, pause_s: int) -> None:
    """Whoever guesses whenever it is allowed: any 24 hours give away no more than one way's share."""
    guesses, cost = Guesses(), chance(alive, 10)
    made: list[float] = []
    for moment_s in range(0, 3 * DAY_S, pause_s):
        now = NOON + timedelta(seconds=moment_s)
        if guesses.room_for(cost, now):
            guesses = guesses.failed(now, cost)
            made.append(moment_s)
    worst = max((sum(start <= other < start + DAY_S for other in made) for start in made), default=0)
    assert worst * cost <= CHANCE_A_DAY / WAYS * (1 + 1e-9)
    if alive <= 24:
        assert made, "an honest mistake has room"


def test_a_clock_that_goes_back_brings_nothing_back() -> None:
    guesses = Guesses().failed(NOON, ROOM)
    assert not guesses.room_for(1e-12, NOON - timedelta(days=30))
    assert guesses.room_for(ROOM * 0.9, NOON + timedelta(days=1))


def test_the_chance_is_kept_in_the_house() -> None:
    house = at(PEOPLE, e.CodeGuessRefused("codes", 24_000_000), e.CodeGuessRefused("codes", 24_000_000))
    assert house.guesses["codes"].chance == pytest.approx(4.8e-8)
