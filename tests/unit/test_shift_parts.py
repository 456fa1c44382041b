"""Every part of the desk is asked at a handover: what is counted by hand, and what has to be explained."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bringing.found import FoundKey
from kiosk.domain.house import House
from kiosk.domain.inspections.inspection import UrgentFinding
from kiosk.domain.items import with_person
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.domain.money.account import cash
from kiosk.domain.money.count import CashCount
from kiosk.domain.passes.permit import Permit
from kiosk.domain.places import Furniture
from kiosk.domain.pledge import taken_in
from kiosk.domain.shifts.countables import COUNTS, to_count
from kiosk.domain.shifts.differences import PARTS, Scene, differences
from kiosk.domain.workorders.order import Stage, WorkOrder
from tests.unit.houses import NOON, PEOPLE, at
from tests.unit.test_loans import STOCK

HOUR = timedelta(hours=1)
LATER = NOON + 3 * HOUR


def with_parcel(house: House) -> House:
    drop = e.ParcelDropIntended("m1", "p1", "c", "r", "1-1-0802", "SF1", "XL", "shelf:A1", "s1", "mac")
    return at(house, drop, e.ParcelDropConfirmed("m1", "stated"))


def with_key_in_hand(house: House) -> House:
    return house.having(found_keys={"f1": FoundKey("f1", "", NOON, taken_by="a")})


def with_money(house: House) -> House:
    return at(house, *taken_in(house, "one", "loan", {"l1": 500}, "L-1", "r", "a"))


COUNTED = {
    "parcels_on_shelves": (with_parcel(PEOPLE), "parcels"),
    "keys_at_desk": (with_key_in_hand(PEOPLE), "keys_at_desk"),
    "loan_items_on_shelves": (STOCK, "loan_items-umbrella"),
    "cash_to_count": (with_money(PEOPLE), "cash-desk"),
}


@pytest.mark.parametrize("part", [one.__name__ for one in COUNTS if one.__name__ in COUNTED])
def test_of_what_there_is_some_it_is_counted(part: str) -> None:
    house, line = COUNTED[part]
    assert line in {one.id for one in to_count(house)}
    assert line not in {one.id for one in to_count(PEOPLE)}


def test_no_part_of_the_count_is_left_out() -> None:
    assert set(COUNTED) | {"on_shelves"} == {one.__name__ for one in COUNTS}


def lost_loan() -> House:
    loan = Loan(
        "l9", "x", "u1", "umbrella", "r", "1-1", NOON, "a", NOON, "good", "s", "t", stage=LoanStage.LOST
    )
    return STOCK.having(loans={"l9": loan})


def order_with_key() -> House:
    order = WorkOrder("o1", "W-1", "water", "", "", NOON, NOON, "a", stage=Stage.DONE, ended=NOON)
    house = at(
        PEOPLE,
        e.KeyIssueIntended("i9", "k1", "a", "K01", "repair", "W-1", "", "", ""),
        e.KeyIssueConfirmed("i9", "tag"),
    )
    assert house.keys["k1"].custodian == with_person("a")
    return house.having(work_orders={"o1": order})


EXPLAINED = {
    "alarms": (
        PEOPLE.having(alarms={"x": Alarm("x", "fire", "supervisor", NOON, NOON)}),
        "alarm-fire-x",
    ),
    "findings": (
        PEOPLE.having(inspection_findings={"f": UrgentFinding("f", "i", "1-1", "water", "a", NOON)}),
        "inspection_urgent-f",
    ),
    "storeroom": (
        at(PEOPLE, e.ParcelDropIntended("m1", "p1", "c", "r", "1-1", "SF1", "XL", "shelf:A1", "s1", "mac")),
        "storeroom_coming-m1",
    ),
    "cash_differences": (
        PEOPLE.having(cash_counts={"c": CashCount("c", "desk", cash(), ((100, 1),), 100, 200, NOON, "a")}),
        "money-count_off-c",
    ),
    "loans_unsettled": (lost_loan(), "loan_lost-l9"),
    "passes_out_late": (
        PEOPLE.having(
            permits={"p": Permit("p", "1-1", "r", "x", "d", NOON, "a", NOON, NOON + HOUR, 0, (), "s", "t")}
        ),
        "pass_expired-p",
    ),
    "orders": (order_with_key(), "order_key_out-o1"),
}
"""The parts that no other case asks for by all of them."""


@pytest.mark.parametrize("part", EXPLAINED)
def test_what_is_not_as_it_should_be_is_told(part: str) -> None:
    house, name = EXPLAINED[part]
    assert part in {one.__name__ for one in PARTS}
    assert name in {one.id for one in differences(Scene(house, Furniture({}), {}, LATER))}
    assert name not in {one.id for one in differences(Scene(PEOPLE, Furniture({}), {}, LATER))}
