"""Amounts in capital numerals, as the rules for payment slips have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.language.capitals import MOST_CENTS, in_capitals
from kiosk.language.messages import Language

VALUES = {one: value for value, one in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


def read_back(words: str) -> int:
    """Return the cents that capitals say, read digit by digit."""
    total = group = digit = cents = 0
    for one in words.removeprefix("人民币"):
        if one in VALUES:
            digit = VALUES[one]
        elif one in PLACES:
            group, digit = group + digit * PLACES[one], 0
        elif one in GROUPS:
            total, group, digit = total + (group + digit) * GROUPS[one], 0, 0
        elif one == "元":
            total, group, digit = total + group + digit, 0, 0
        elif one in "角分":
            cents, digit = cents + digit * (10 if one == "角" else 1), 0
    return total * 100 + cents


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (140950, "人民币壹仟肆佰零玖元伍角整"),
        (600714, "人民币陆仟零柒元壹角肆分"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (10752000, "人民币壹拾万柒仟伍佰贰拾元整"),
        (1600, "人民币壹拾陆元整"),
        (50, "人民币伍角整"),
        (5, "人民币伍分"),
        (0, "人民币零元整"),
        (10_000_100, "人民币壹拾万零壹元整"),
        (1_000_000_000_000, "人民币壹佰亿元整"),
        (1_000_000_100_00, "人民币壹拾亿零壹佰元整"),
    ],
)
def test_an_amount_in_capitals(cents: int, words: str) -> None:
    assert in_capitals(cents, "CNY", Language.SIMPLIFIED) == words


def test_each_reader_has_the_own_characters() -> None:
    assert in_capitals(22000, "CNY", Language.TRADITIONAL) == "人民幣貳佰貳拾元整"
    assert in_capitals(22000, "HKD", Language.ENGLISH) == "港币贰佰贰拾元整"
    assert in_capitals(100, "EUR", Language.ENGLISH) == "EUR壹元整"


@pytest.mark.parametrize("cents", [-1, MOST_CENTS + 1])
def test_what_nobody_writes_so_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match=str(cents)):
        in_capitals(cents, "CNY", Language.SIMPLIFIED)


@given(st.integers(0, MOST_CENTS))
def test_capitals_say_the_amount_and_no_other(cents: int) -> None:
    words = in_capitals(cents, "CNY", Language.SIMPLIFIED)
    assert read_back(words) == cents
    assert "零零" not in words and not words.endswith("零") and "零元" not in words.replace("人民币零元", "")
