"""A clock that ran ahead and was set right: what was agreed, withdrawn or booked meanwhile is not of a year to come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.bookings.events import KeyBooked
from kiosk.domain.contractors.contractors import days_over
from kiosk.domain.contractors.events import ContractorAdmitted
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.keys.consent import covering
from kiosk.domain.keys.events import ConsentGiven, ConsentWithdrawn
from kiosk.domain.timekeeping.events import ClockSetRight
from tests.unit.houses import NOON, PEOPLE, at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WAS = NOON + 400 * DAY + 3 * HOUR
"""What the clock showed while it was in truth `NOON`."""
SET_RIGHT = ClockSetRight("s", WAS + HOUR, NOON + HOUR)
HOME = "1-1-0802"


def then(house: House, *events: e.Event, when: object = WAS) -> House:
    """Return the house after more events, recorded at a time."""
    for event in events:
        house = evolve(house, Recorded(99, when, event))  # type: ignore[arg-type]
    return house


def given(days: int = 30, since: object = WAS) -> ConsentGiven:
    """Return a consent that was signed at a time, for so many days."""
    return ConsentGiven("c", HOME, "r", ("repair",), since, since + days * DAY, "signature:c", (), True)  # type: ignore[operator, arg-type]


def covers(house: House, when: object) -> bool:
    """Return whether the home's key may leave."""
    return covering(house.consents.values(), HOME, "repair", ("desk",), when) is not None  # type: ignore[arg-type]


def test_a_consent_that_was_withdrawn_meanwhile_stays_withdrawn() -> None:
    house = at(PEOPLE, given(since=NOON - DAY))
    house = then(house, ConsentWithdrawn("c", "r"))
    assert not covers(house, WAS + HOUR)
    house = then(house, SET_RIGHT)
    assert not covers(house, NOON + 2 * HOUR), "the key leaves against the resident's word"
    assert house.consents["c"].until == NOON + 29 * DAY  # it was written when the calendar was right


def test_a_consent_that_was_signed_meanwhile_holds_from_now_for_its_days() -> None:
    house = then(PEOPLE, given(), SET_RIGHT)
    assert covers(house, NOON + 2 * HOUR) and covers(house, NOON + 29 * DAY)
    assert not covers(house, NOON + 31 * DAY)


def test_one_that_is_over_by_the_right_clock_or_of_former_times_is_as_it_was() -> None:
    house = at(PEOPLE, given(since=NOON - DAY))
    assert then(house, SET_RIGHT).consents == house.consents


@pytest.mark.parametrize("hours", [1, 21])
def test_a_booking_keeps_its_hour_so_many_days_nearer(hours: int) -> None:
    nine = WAS.replace(hour=1, minute=0) + 2 * DAY  # nine in the morning at the site
    booked = KeyBooked("b", "k1", "a", "a", nine, nine + hours * HOUR, "", "", "")
    house = then(PEOPLE, booked, SET_RIGHT)
    known = house.bookings["b"]
    assert (known.since.hour, known.since.minute) == (1, 0)
    assert timedelta(0) < known.since - NOON < 3 * DAY
    assert known.until - known.since == hours * HOUR and known.made == NOON


def test_a_booking_made_while_the_clock_was_right_is_not_touched() -> None:
    booked = KeyBooked("b", "k1", "a", "a", NOON + DAY, NOON + DAY + HOUR, "", "", "")
    house = at(PEOPLE, booked)
    assert then(house, SET_RIGHT).bookings == house.bookings


def test_a_contractors_day_ends_on_the_right_evening() -> None:
    house = then(
        PEOPLE, ContractorAdmitted("st", "con", "passport", "a", "r", "signature:st", "d"), SET_RIGHT
    )
    assert days_over(house, NOON + HOUR) == []
    assert [one.stored_as for one in days_over(house, NOON + DAY)] == ["contractor.left/1"]
