"""Which compartment a parcel goes into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.parcels.allocation import choose, free_by_size, is_free
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused
from tests.unit.houses import DROP, PEOPLE, WAITING, at, commanded, furniture, place, shut

SITE = furniture(place("L01", "S"), place("L02", "S", 120), place("L03", "M"), place("L04", "XL"))
ALL_SHUT = {name: shut(name) for name in SITE.places}


@pytest.mark.parametrize(("size", "chosen"), [("S", "L01"), ("M", "L03"), ("L", "L04"), ("XL", "L04")])
def test_the_smallest_that_fits(size: str, chosen: str) -> None:
    assert choose(PEOPLE, SITE, ALL_SHUT, size).id == chosen


def test_wear_is_spread_and_the_lower_one_wins_a_tie() -> None:
    worn = at(PEOPLE, *[e.DoorCommanded("L01", "", "a")] * 2, e.DoorCommanded("L02", "", "a"))
    assert choose(worn, SITE, ALL_SHUT, "S").id == "L02"
    even = at(worn, e.DoorCommanded("L02", "", "a"))
    assert choose(even, SITE, ALL_SHUT, "S").id == "L01"


def test_a_larger_one_when_the_small_ones_are_taken() -> None:
    full = at(
        WAITING, replace(DROP, movement="m2", parcel="p2", place="L02"), e.ParcelDropConfirmed("m2", "door")
    )
    assert choose(full, SITE, ALL_SHUT, "S").id == "L03"


@pytest.mark.parametrize(
    "reading",
    [
        None,
        Reading("L01", None),
        Reading("L01", False),
        Reading("L01", True, present=True),
    ],
)
def test_only_what_is_seen_shut_and_empty_now(reading: Reading | None) -> None:
    assert not is_free(PEOPLE, SITE.places["L01"], reading)


@pytest.mark.parametrize(
    "events",
    [
        [e.DoorDoubted("L01", "something_inside")],
        [e.DoorForced("L01")],
        [DROP],
        [DROP, e.ParcelDropConfirmed("m", "presence")],
        [DROP, e.ParcelDropDoubted("m", "unseen"), e.DoorSettled("L01", "a", "as_recorded")],
    ],
)
def test_never_where_anything_is_or_may_be(events: list[e.Event]) -> None:
    assert not is_free(at(PEOPLE, *events), SITE.places["L01"], shut("L01"))


@pytest.mark.parametrize(
    "events",
    [
        [DROP, e.ParcelDropAbandoned("m", "not_put_in")],
        [DROP, e.ParcelDropConfirmed("m", "door"), e.DoorDoubted("L02", "switch")],
    ],
)
def test_free_again(events: list[e.Event]) -> None:
    free = free_by_size(at(PEOPLE, *events), SITE, ALL_SHUT)
    assert free == {"S": 2 if len(events) == 2 else 0, "M": 1, "L": 0, "XL": 1}


@pytest.mark.parametrize(("size", "code"), [("XXL", "size.unknown"), ("XL", "no_room")])
def test_no_room(size: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        choose(commanded(PEOPLE, replace(DROP, place="L04")), SITE, ALL_SHUT, size)
    assert refused.value.code == code
