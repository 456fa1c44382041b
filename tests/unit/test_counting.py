"""What a slot shows against the record, case by case; and how a stocktake goes on from there."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.places import Reading
from kiosk.domain.stocktake import events as s
from kiosk.domain.stocktake.counting import count, count_slot
from kiosk.domain.stocktake.stocktake import Finding
from tests.unit.houses import NOON, OUT, PEOPLE, at, furniture, place, shut

SLOT = place("K01")
DOUBTED = at(PEOPLE, e.DoorDoubted("K01", "wrong_slot"))


@pytest.mark.parametrize(
    ("house", "reading", "finding", "found"),
    [
        (PEOPLE, shut("K01", tags=("T1",)), Finding.AS_RECORDED, ("k1",)),
        (PEOPLE, shut("K01", tags=("T1",), present=True), Finding.AS_RECORDED, ("k1",)),
        (PEOPLE, shut("K01", tags=()), Finding.MISSING, ()),
        (PEOPLE, shut("K01", tags=(), present=True), Finding.UNREADABLE, ()),
        (PEOPLE, shut("K01", tags=("T2",)), Finding.WRONG_KEY, ("k2",)),
        (PEOPLE, shut("K01", tags=("T1", "T2")), Finding.WRONG_KEY, ("k1", "k2")),
        (PEOPLE, shut("K01", tags=("T9",)), Finding.WRONG_KEY, ("T9",)),
        (OUT, shut("K01", tags=()), Finding.AS_RECORDED, ()),
        (OUT, shut("K01", tags=(), present=True), Finding.UNREADABLE, ()),
        (OUT, shut("K01", tags=("T1",)), Finding.UNEXPECTED, ("k1",)),
        (PEOPLE, shut("K01"), Finding.NOT_SENSED, ()),
        (OUT, shut("K01"), Finding.NOT_SENSED, ()),
        (PEOPLE, shut("K01", present=True), Finding.NOT_SENSED, ()),  # something is there: is it the key?
        (PEOPLE, shut("K01", present=False), Finding.MISSING, ()),
        (OUT, shut("K01", present=False), Finding.AS_RECORDED, ()),
        (OUT, shut("K01", present=True), Finding.UNEXPECTED, ()),
        (PEOPLE, Reading("K01", None, tags=("T1",)), Finding.NOT_SENSED, ("k1",)),
        (PEOPLE, Reading("K01", False, tags=("T1",)), Finding.OPEN, ("k1",)),
        (DOUBTED, shut("K01", tags=("T1",)), Finding.DOUBT, ("k1",)),
    ],
)
def test_a_slot(house: House, reading: Reading, finding: Finding, found: tuple[str, ...]) -> None:
    counted = count_slot(house, SLOT, reading)
    assert (counted.finding, counted.found) == (finding, found)
    assert counted.needs_a_look is (finding is not Finding.AS_RECORDED)


def test_slots_are_counted_and_compartments_are_not() -> None:
    site = furniture(SLOT, place("K02"), place("L01"))
    counted = count(PEOPLE, site, {"K01": shut("K01", tags=("T1",))})
    assert [(one.place, one.finding) for one in counted] == [
        ("K01", Finding.AS_RECORDED),
        ("K02", Finding.NOT_SENSED),  # nothing was heard of it
    ]


def test_a_stocktake_from_first_to_last() -> None:
    house = at(PEOPLE, s.StocktakeBegun("s", "a", "routine"))
    house = at(house, s.SlotCounted("s", "K01", "missing", ("k1",), ()))
    house = at(house, s.SlotCounted("s", "K02", "as recorded", ("k2",), ("k2",)))
    going_on = house.stocktakes["s"]
    assert (going_on.begun, going_on.to_look_at, going_on.differences) == (NOON, ["K01"], [])
    house = at(house, s.SlotLookedAt("s", "K01", "a", "empty", "with the locksmith"))
    assert (house.stocktakes["s"].to_look_at, house.stocktakes["s"].differences) == ([], ["K01"])
    house = at(house, s.StocktakeSigned("s", "a", "signature:1", ""), s.StocktakeEnded("s", ("K01",)))
    assert house.stocktakes == {}


def test_a_slot_that_turns_out_right_is_no_difference() -> None:
    house = at(PEOPLE, s.StocktakeBegun("s", "a", "routine"))
    house = at(house, s.SlotCounted("s", "K01", "unreadable", ("k1",), ()))
    house = at(house, s.SlotLookedAt("s", "K01", "a", "as_recorded", ""))
    assert (house.stocktakes["s"].to_look_at, house.stocktakes["s"].differences) == ([], [])
