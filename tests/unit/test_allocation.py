"""Which compartment a parcel goes into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.parcels.allocation import Wish, best, choose, free_by_size, is_free
from kiosk.domain.places import Place, Reading
from kiosk.domain.refusal import Refused
from tests.unit.houses import DROP, PEOPLE, WAITING, at, commanded, furniture, place, shut

SITE = furniture(place("L01", "S"), place("L02", "S", 120), place("L03", "M"), place("L04", "XL"))
ALL_SHUT = {name: shut(name) for name in SITE.places}


@pytest.mark.parametrize(("size", "chosen"), [("S", "L01"), ("M", "L03"), ("L", "L04"), ("XL", "L04")])
def test_the_smallest_that_fits(size: str, chosen: str) -> None:
    assert choose(PEOPLE, SITE, ALL_SHUT, Wish(size)).id == chosen


def test_wear_is_spread_and_the_lower_one_wins_a_tie() -> None:
    worn = at(PEOPLE, *[e.DoorCommanded("L01", "", "a")] * 2, e.DoorCommanded("L02", "", "a"))
    assert choose(worn, SITE, ALL_SHUT, Wish("S")).id == "L02"
    even = at(worn, e.DoorCommanded("L02", "", "a"))
    assert choose(even, SITE, ALL_SHUT, Wish("S")).id == "L01"


def test_a_larger_one_when_the_small_ones_are_taken() -> None:
    full = at(
        WAITING, replace(DROP, movement="m2", parcel="p2", place="L02"), e.ParcelDropConfirmed("m2", "door")
    )
    assert choose(full, SITE, ALL_SHUT, Wish("S")).id == "L03"


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
        choose(commanded(PEOPLE, replace(DROP, place="L04")), SITE, ALL_SHUT, Wish(size))
    assert refused.value.code == code


def door(name: str, size: str = "S", bottom_mm: int = 500, left_mm: int = 0) -> Place:
    """Return a compartment that stands at this height, so far from the left."""
    return replace(place(name, size, bottom_mm), left_mm=left_mm)


HIGH, HAND, KNEE, FLOOR = (
    door("L1", "S", 1500),
    door("L2", "S", 900),
    door("L3", "S", 400),
    door("L4", "S", 120),
)
WIDE = door("L5", "M", 800)
S = Wish("S")
REACH, HEAVY = replace(S, reachable=True), replace(S, heavy=True)


@pytest.mark.parametrize(
    ("why", "free", "wish", "openings", "chosen"),
    [
        ("the smallest that fits", [WIDE, HIGH], S, {}, "L1"),
        ("within reach before small", [WIDE, HIGH, FLOOR], REACH, {}, "L5"),
        ("a floor at 380 mm is within reach", [door("L6", "S", 380), HIGH], REACH, {"L6": 99}, "L6"),
        ("a floor at 379 mm is not", [door("L6", "S", 379), WIDE], REACH, {}, "L5"),
        ("a floor at 1220 mm is within reach", [door("L6", "S", 1220), FLOOR], REACH, {"L6": 99}, "L6"),
        ("a floor at 1221 mm is not", [door("L6", "S", 1221), WIDE], REACH, {}, "L5"),
        ("out of reach rather than nowhere", [HIGH, FLOOR], REACH, {}, "L4"),
        ("heavy ones low", [HIGH, HAND, FLOOR], HEAVY, {"L4": 500}, "L4"),
        ("heavy ones low, but in the smallest", [HIGH, door("L7", "M", 100)], HEAVY, {}, "L1"),
        (
            "heavy, and for somebody who needs reach",
            [HIGH, HAND, KNEE, FLOOR],
            replace(HEAVY, reachable=True),
            {},
            "L3",
        ),
        ("the last within reach are left", [HAND, KNEE, HIGH], S, {"L1": 40}, "L1"),
        ("unless there is no other of the size", [HAND, WIDE], S, {}, "L2"),
        ("unless there are plenty", [HAND, KNEE, door("L8", "S", 600), HIGH], S, {"L1": 40, "L3": 9}, "L8"),
        ("the least worn", [HIGH, FLOOR], S, {"L4": 5, "L1": 3}, "L1"),
        ("the lower one, all else being equal", [HIGH, FLOOR], S, {}, "L4"),
    ],
)
def test_the_best_place(
    why: str, free: list[Place], wish: Wish, openings: dict[str, int], chosen: str
) -> None:
    found = best(free, wish, openings=openings)
    assert found and found.id == chosen, why
    again = best(free[::-1], wish, openings=openings)
    assert again == found, "in whatever order they are told"


FIRST, NEXT, FAR = door("L1"), door("L2", left_mm=400), door("L3", left_mm=3400)


@pytest.mark.parametrize(("worn", "chosen"), [(0, "L2"), (29, "L2"), (31, "L3")])
def test_a_courier_walks_as_little_as_wear_allows(worn: int, chosen: str) -> None:
    found = best([FAR, NEXT], S, openings={"L2": worn}, beside=FIRST)
    assert found and found.id == chosen


def test_a_reservation_is_honoured() -> None:
    kept = {"L1": "ann"}
    assert best([FIRST], S, openings={}, reserved=kept) is None
    hers = best([NEXT, FIRST], replace(S, recipient="ann"), openings={"L1": 99}, reserved=kept)
    assert hers == FIRST
    others = best([NEXT, FIRST], replace(S, recipient="bo"), openings={"L2": 99}, reserved=kept)
    assert others == NEXT


def test_the_second_parcel_of_a_visit_stands_beside_the_first() -> None:
    site = furniture(FIRST, NEXT, FAR)
    shut_all = {name: shut(name) for name in site.places}
    assert choose(PEOPLE, site, shut_all, Wish("S", near="L3")).id == "L3"
    assert choose(PEOPLE, site, {**shut_all, "L3": Reading("L3", False)}, Wish("S", near="L3")).id == "L2"
