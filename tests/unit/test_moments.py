"""What the person before a door is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.moments import MOMENTS, moment_of
from kiosk.domain.movements import Stage
from kiosk.domain.places import Reading
from tests.unit.houses import DROP, ISSUE, NOON, OUT, PEOPLE, RETURN, at, commanded, opened, shut, unclear

PULSED = at(commanded(PEOPLE, DROP), e.DoorPulsed("L01", "m"))
ELSEWHERE = e.KeyBack("k1", "K02")


@pytest.mark.parametrize(
    ("house", "movement", "shown", "after_s", "moment"),
    [
        (PULSED, "m", True, 1, "opening"),
        (PULSED, "m", True, 5, "not_opened"),
        (PULSED, "m", None, 1, "unreachable"),
        (at(commanded(PEOPLE, DROP), e.DoorUnreached("L01", "m", "")), "m", True, 1, "unreachable"),
        (opened(PEOPLE, DROP), "m", False, 5, "open"),
        (opened(PEOPLE, DROP), "m", False, 61, "left_open"),
        (opened(PEOPLE, DROP), "m", None, 5, "blind"),
        (unclear(PEOPLE, DROP, "ask"), "m", True, 5, "ask"),
        (unclear(PEOPLE, DROP, "empty"), "m", True, 5, "empty"),
        (unclear(PEOPLE, ISSUE, "wrong_key"), "i", True, 5, "wrong_key"),
        (at(PULSED, e.ParcelDropConfirmed("m", "presence")), "m", True, 5, "done"),
        (at(PULSED, e.ParcelDropAbandoned("m", "not_opened")), "m", True, 5, "given_up"),
        (at(PULSED, e.ParcelDropDoubted("m", "unseen")), "m", True, 5, "doubt"),
        (at(unclear(OUT, RETURN, "empty"), ELSEWHERE), "b", True, 5, "wrong_slot"),
        (at(OUT, RETURN, e.KeyReturnAbandoned("b", "empty"), ELSEWHERE), "b", True, 5, "wrong_slot"),
    ],
)
def test_the_moment(house: House, movement: str, shown: bool | None, after_s: int, moment: str) -> None:
    found = house.movements[movement]
    now = NOON + timedelta(seconds=after_s)
    told = moment_of(house, found, Reading(found.place, shown), now, opens_within_s=4, shut_prompt_s=60)
    assert told == moment
    assert told in MOMENTS


def test_try_again_opens_again() -> None:
    again = at(PULSED, e.DoorCommanded("L01", "m", "c", "again"), after_s=10)
    moment = moment_of(
        again,
        again.movements["m"],
        shut("L01"),
        NOON + timedelta(seconds=12),
        opens_within_s=4,
        shut_prompt_s=60,
    )
    assert (moment, again.movements["m"].stage, again.movements["m"].pulses) == ("opening", Stage.INTENDED, 2)
