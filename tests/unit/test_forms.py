"""What residents hand in alone at the lobby: what is counted, for whom, until when, and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.deposits.events import DepositCalledOff, DepositDescribed, DepositRefused
from kiosk.domain.forms.counting import handed_in_by, take_in
from kiosk.domain.house import House
from kiosk.domain.parcels.events import ReachAsked
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import ResidentAway, ResidentBack
from tests.unit.houses import NOON, PEOPLE, at, person

HOME = at(PEOPLE, person("neighbour", "resident"))
MOST = 5


def left_out(by: str, number: int = 0) -> DepositRefused:
    return DepositRefused(f"d{number}", "r", "1-1-0802", "other", "cash", by)


def handed_in(house: House, times: int, by: str = "r") -> House:
    for number in range(times):
        house = at(house, left_out(by, number), after_s=number)
    return house


def refused() -> object:
    return pytest.raises(Refused, match=r"^forms\.enough$")


def test_the_day_of_one_person_has_its_bound_and_nobody_else_waits() -> None:
    house = handed_in(HOME, MOST)
    with refused() as enough:  # type: ignore[attr-defined]
        take_in(house, [left_out("r", 9)], NOON, MOST)
    assert enough.value.facts == {"most": MOST}
    take_in(house, [left_out("neighbour", 9)], NOON, MOST)
    take_in(house, [left_out("a", 9)], NOON, MOST)  # the desk writes it down for the very same resident
    take_in(handed_in(HOME, MOST - 1), [left_out("r", 9)], NOON, MOST)
    take_in(house, [left_out("r", 9)], NOON, 0)


def test_a_day_after_the_first_of_them_it_begins_anew() -> None:
    house, day = handed_in(HOME, MOST), timedelta(days=1)
    with refused():  # type: ignore[attr-defined]
        take_in(house, [left_out("r", 9)], NOON + day - timedelta(seconds=1), MOST)
    take_in(house, [left_out("r", 9)], NOON + day, MOST)
    house = at(house, left_out("r", 9), after_s=86_400)
    assert (house.form_days["r"].count, house.form_days["r"].since) == (1, NOON + day)


def test_a_clock_that_went_back_takes_nothing_more_in() -> None:
    with refused():  # type: ignore[attr-defined]
        take_in(handed_in(HOME, MOST), [left_out("r", 9)], NOON - timedelta(days=400), MOST)


def test_what_the_desk_does_and_what_gives_something_back_is_never_counted() -> None:
    described = DepositDescribed(
        "d", "r", "1-1-0802", "", "bag", 1, "good", "M", False, None, 0, "", "", "a"
    )  # fmt: skip
    drop = e.ParcelDropIntended("m", "p", "c", "r", "1-1-0802", "SF1", "S", "L01", "s", "c")
    for event in (
        described, DepositCalledOff("d", "r"), ResidentBack("r", "r"), ReachAsked("r", True, "a"), drop,
        ResidentAway("r", NOON, NOON, "a"), left_out("nobody"),
    ):  # fmt: skip
        assert handed_in_by(HOME, event) == "", event
        take_in(handed_in(HOME, MOST), [event], NOON, MOST)
    assert handed_in_by(HOME, ReachAsked("r", True, "r")) == "r"
    assert handed_in_by(HOME, ResidentAway("r", NOON, NOON, "r")) == "r"


def test_of_who_is_forgotten_no_day_is_kept() -> None:
    house = at(handed_in(handed_in(HOME, 2), 2, by="neighbour"), PersonForgotten("r", "erased"))
    assert set(house.form_days) == {"neighbour"}
