"""What time does to a parcel, case by case: reminders, its end, being away, being kept, what it costs, its way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.parcels import events as p
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting import events as w
from kiosk.domain.waiting.fees import asked_cents, decide_agree, decide_settle, fee_cents
from kiosk.domain.waiting.returning import ReturnParcel, decide_return
from kiosk.domain.waiting.time import expires, passed
from kiosk.domain.waiting.wait import FeeRule, WaitingRules
from kiosk.domain.waiting.wishes import (
    days_to_keep,
    decide_away,
    decide_back,
    decide_category,
    decide_keep,
    may_come,
)
from tests.unit.houses import NOON, WAITING, at, person

RULES = WaitingRules()
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
STAFFED = at(WAITING, person("s", "supervisor", ("desk",)))


def after(house: House, hours: float, rules: WaitingRules = RULES) -> list[str]:
    """Return what follows so many hours after the parcel came: the kinds of events, notices by their template."""
    found = passed(house, rules, NOON + hours * HOUR)
    return [one.template if isinstance(one, e.NoticeQueued) else one.stored_as for one in found]


REMINDED = ["parcel.reminded/1", "parcel_reminder"]
EXPIRED = ["parcel.expired/1", "parcel_expired"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, []),
        (23.9, []),
        (24, REMINDED),
        (30, REMINDED),
        (49, REMINDED),  # one of the two that are due
        (71.9, REMINDED),
        (72, EXPIRED),
        (1000, EXPIRED),
    ],
)
def test_what_time_does(hours: float, expected: list[str]) -> None:
    assert after(WAITING, hours) == expected


def test_each_step_happens_once_and_in_its_order() -> None:
    house = WAITING
    for hours, expected in ((24, REMINDED), (25, []), (48, REMINDED), (50, []), (72, EXPIRED), (99, [])):
        assert after(house, hours) == expected, hours
        house = at(house, *passed(house, RULES, NOON + hours * HOUR), after_s=hours * 3600)
    assert house.parcels["p"].wait.reminded == 2
    assert house.parcels["p"].wait.expired == NOON + 72 * HOUR
    assert house.parcels["p"].stage is ParcelStage.WAITING  # it can still be collected


@pytest.mark.parametrize(
    ("category", "hours", "expected"),
    [("fresh", 24, EXPIRED), ("fresh", 23, []), ("valuable", 71, REMINDED), ("ordinary", 72, EXPIRED)],
)
def test_each_category_has_its_time(category: str, hours: float, expected: list[str]) -> None:
    assert after(at(WAITING, w.CategorySet("p", category, "a")), hours) == expected


@pytest.mark.parametrize(
    ("rules", "hours", "expected"),
    [
        (replace(RULES, reminders=0), 50, []),
        (replace(RULES, remind_after_hours=2), 2, REMINDED),
        (replace(RULES, expiry_hours=10), 10, EXPIRED),
        (replace(RULES, expiry_hours_by_category=(("ordinary", 5),)), 5, EXPIRED),
    ],
)
def test_the_site_decides(rules: WaitingRules, hours: float, expected: list[str]) -> None:
    assert after(WAITING, hours, rules) == expected


def test_nothing_happens_to_what_is_being_collected_or_is_gone() -> None:
    collecting = at(WAITING, e.ParcelCollectIntended("n", "p", "r", "", "L01", "slip"))
    assert after(collecting, 100) == []
    assert after(at(collecting, e.ParcelCollectConfirmed("n", "presence")), 100) == []


AWAY = w.ResidentAway("r", NOON + 10 * HOUR, NOON + 110 * HOUR, "r")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (30, []),
        (109, []),
        (110, ["resident.back/1"]),
        (124, ["resident.back/1", *REMINDED]),
        (172, ["resident.back/1", *EXPIRED]),
    ],
)
def test_the_days_somebody_is_away_do_not_count(hours: float, expected: list[str]) -> None:
    assert after(at(WAITING, AWAY), hours) == expected


def test_nor_do_they_after_coming_back_early() -> None:
    house = at(at(WAITING, AWAY), w.ResidentBack("r", "r"), after_s=50 * 3600)
    assert house.absences == {}
    assert house.parcels["p"].wait.paused_s == 40 * 3600
    assert expires(house, RULES, house.parcels["p"], NOON + 50 * HOUR) == NOON + 112 * HOUR
    assert after(house, 111) == REMINDED and after(house, 112) == EXPIRED


def test_an_end_that_is_foretold_is_the_end_that_comes() -> None:
    house = at(WAITING, AWAY)
    foretold = {expires(house, RULES, house.parcels["p"], NOON + hours * HOUR) for hours in (0, 5, 20, 100)}
    assert foretold == {NOON + 172 * HOUR}


def local(hours: float) -> datetime:
    return (NOON + hours * HOUR).astimezone(SHANGHAI)


@pytest.mark.parametrize(
    ("until", "by", "code"),
    [
        (date(2026, 5, 8), "r", ""),
        (date(2026, 5, 10), "a", ""),
        (date(2026, 5, 11), "r", "keep.too_long"),
        (date(2026, 5, 3), "r", "keep.too_long"),
        (date(2026, 5, 8), "c", "keep.not_yours"),
        (date(2026, 5, 8), "left", "keep.not_yours"),
    ],
)
def test_it_may_be_kept_for_some_days(until: date, by: str, code: str) -> None:
    if code:
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            decide_keep(STAFFED, RULES, "p", until, by, local(1))
        return
    kept = decide_keep(STAFFED, RULES, "p", until, by, local(1))
    house = at(STAFFED, *kept)
    assert decide_keep(house, RULES, "p", until, by, local(2)) == []  # a double tap
    assert after(house, 73) == []
    end = datetime(2026, 5, until.day, 23, 59, 59, tzinfo=SHANGHAI)
    assert expires(house, RULES, house.parcels["p"], local(2)) == end
    assert after(house, (end - NOON) / HOUR) == EXPIRED


def test_the_days_that_are_offered_are_those_that_are_taken() -> None:
    days = days_to_keep(STAFFED, RULES, "p", local(24))
    assert (days[0], days[-1]) == (date(2026, 5, 5), date(2026, 5, 10))
    assert days_to_keep(STAFFED, RULES, "p", local(24 * 9)) == []
    assert days_to_keep(STAFFED, RULES, "nothing", local(0)) == []


def test_one_that_was_over_and_is_kept_counts_again() -> None:
    house = at(STAFFED, w.ParcelExpired("p"), after_s=72 * 3600)
    house = at(house, *decide_keep(house, RULES, "p", date(2026, 5, 9), "r", local(73)))
    assert house.parcels["p"].wait.expired is None


@pytest.mark.parametrize(
    ("since", "until", "by", "code"),
    [
        ("2026-05-03", "2026-05-20", "r", ""),
        ("2026-05-10", "2026-05-20", "a", ""),
        ("2026-05-02", "2026-05-20", "r", "away.days"),
        ("2026-05-10", "2026-05-09", "r", "away.days"),
        ("2026-05-04", "2026-06-20", "r", "away.days"),
        ("2026-07-04", "2026-07-05", "r", "away.days"),
        ("2026-05-04", "2026-05-05", "c", "keep.not_yours"),
    ],
)
def test_who_may_say_that_a_resident_is_away(since: str, until: str, by: str, code: str) -> None:
    days = date.fromisoformat(since), date.fromisoformat(until)
    if code:
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            decide_away(STAFFED, RULES, "r", *days, by, local(0))
        return
    noted = decide_away(STAFFED, RULES, "r", *days, by, local(0))
    house = at(STAFFED, *noted)
    assert decide_away(house, RULES, "r", *days, by, local(0)) == []
    assert house.absences["r"].until == datetime(2026, 5, 20, 23, 59, 59, tzinfo=SHANGHAI)
    assert [one.stored_as for one in decide_back(house, "r", "r")] == ["resident.back/1"]
    assert decide_back(STAFFED, "r", "r") == []


def test_what_comes_meanwhile_goes_to_the_storeroom_where_the_site_wants_that() -> None:
    away = at(STAFFED, w.ResidentAway("r", NOON, NOON + 100 * HOUR, "r"))
    may_come(away, RULES, "r", NOON + HOUR)
    strict = replace(RULES, away_to_storeroom=True)
    with pytest.raises(Refused, match=r"recipient\.away"):
        may_come(away, strict, "r", NOON + HOUR)
    may_come(away, strict, "r", NOON + 100 * HOUR)
    may_come(STAFFED, strict, "r", NOON)


FEE = FeeRule(cents_a_day=100, free_hours=48, most_cents=500)


@pytest.mark.parametrize(
    ("rule", "hours", "cents"),
    [
        (FeeRule(), 1000, 0),
        (FEE, 48, 0),
        (FEE, 48.1, 100),
        (FEE, 72, 100),
        (FEE, 72.1, 200),
        (FEE, 24 * 30, 500),
        (replace(FEE, most_cents=0), 24 * 30, 2800),
        (replace(FEE, free_hours=0), 0.1, 100),
    ],
)
def test_what_waiting_costs(rule: FeeRule, hours: float, cents: int) -> None:
    assert fee_cents(STAFFED, rule, STAFFED.parcels["p"], NOON + hours * HOUR) == cents


def test_no_fee_for_the_days_somebody_was_away() -> None:
    house = at(STAFFED, w.ResidentAway("r", NOON, NOON + 100 * HOUR, "r"))
    assert fee_cents(house, FEE, house.parcels["p"], NOON + 140 * HOUR) == 0
    assert fee_cents(house, FEE, house.parcels["p"], NOON + 149 * HOUR) == 100


def test_a_fee_that_was_agreed_to_is_owed_once_the_parcel_is_out_and_then_paid_once() -> None:
    now = NOON + 80 * HOUR
    (agreed,) = decide_agree(STAFFED, FEE, ("p", "nothing"), now)
    assert agreed == w.FeeAgreed("p", 200)
    house = at(STAFFED, agreed)
    assert asked_cents(house, FEE, house.parcels["p"], now) == 0
    assert asked_cents(house, FEE, house.parcels["p"], now + 24 * HOUR) == 300  # it has grown: asked anew
    house = at(house, e.ParcelCollectIntended("n", "p", "r", "", "L01", "slip"))
    abandoned = with_aftermath(house, [e.ParcelCollectAbandoned("n", "not_taken")])
    assert not any(isinstance(one, w.FeeOwed) for one in abandoned)
    house = at(house, *with_aftermath(house, [e.ParcelCollectConfirmed("n", "presence")]))
    assert house.storage_fees["p"].cents == 200 and house.storage_fees["p"].settled is None
    clerk = Person("a", Role.ATTENDANT)
    with pytest.raises(Refused, match=r"voucher\.needed"):
        decide_settle(house, FEE, "p", " ", clerk, now)
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        decide_settle(house, FEE, "p", "", clerk, now, waived=True)
    settled = decide_settle(house, FEE, "p", "V-17", clerk, now)
    assert settled[0] == w.FeeSettled("p", "r", 200, "V-17", "a", waived=False)
    house = at(house, *settled)
    assert house.storage_fees["p"].settled is not None
    assert decide_settle(house, FEE, "p", "V-17", clerk, now) == []


def test_where_it_is_paid_before_the_door_opens_after_that() -> None:
    strict, now, clerk = replace(FEE, owed=False), NOON + 80 * HOUR, Person("a", Role.ATTENDANT)
    assert asked_cents(STAFFED, strict, STAFFED.parcels["p"], now) == 200
    with pytest.raises(Refused, match=r"fee\.desk"):
        decide_agree(STAFFED, strict, ("p",), now)
    house = at(STAFFED, *decide_settle(STAFFED, strict, "p", "V-1", clerk, now), after_s=80 * 3600)
    assert asked_cents(house, strict, house.parcels["p"], now + 23 * HOUR) == 0
    assert asked_cents(house, strict, house.parcels["p"], now + 24 * HOUR) == 100  # only what came on top
    with pytest.raises(Refused, match=r"fee\.none"):
        decide_settle(STAFFED, FEE, "p", "V", clerk, NOON + HOUR)


BACK = ReturnParcel("b", "p", "a", "expired", "SF Express", "c", "signature:b", "00")
OVER = at(STAFFED, w.ParcelExpired("p"))


@pytest.mark.parametrize(
    ("house", "changes", "code"),
    [
        (STAFFED, {}, "return.not_expired"),
        (OVER, {"by": "r"}, "staff.needed"),
        (OVER, {"by": "left"}, "staff.needed"),
        (OVER, {"reason": "whim"}, "return.reason"),
        (OVER, {"carrier": " "}, "return.carrier"),
        (OVER, {"courier": "fired"}, "courier.needed"),
        (OVER, {"signature": ""}, "signature.missing"),
        (OVER, {"parcel": "x"}, "parcel.not_here"),
        (at(OVER, e.ParcelCollectIntended("n", "p", "r", "", "L01", "slip")), {}, "door.busy"),
    ],
)
def test_what_does_not_go_back(house: House, changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        decide_return(house, replace(BACK, **changes))


def test_a_parcel_goes_back_to_its_sender() -> None:
    assert decide_return(STAFFED, replace(BACK, reason="refused"))[0].stored_as == "parcel.return.intended/1"
    house = at(OVER, *decide_return(OVER, BACK))
    assert decide_return(house, BACK) == []  # a double tap
    assert house.movements["b"].bearer == "c" and house.movements["b"].authorisers == ("a",)
    followed = with_aftermath(house, [p.ParcelRecallConfirmed("b", "presence")])
    assert w.ParcelReturned("b", "p", "expired", "SF Express") in followed
    house = at(house, *followed)
    gone = house.parcels["p"]
    assert gone.stage is ParcelStage.RETURNED and gone.custodian == with_person("c") and not gone.live
    assert [one.template for one in house.notices.values()] == ["parcel_returned"]
    assert after(house, 500) == []


def test_what_kind_of_parcel_it_is_the_staff_may_say() -> None:
    with pytest.raises(Refused, match=r"staff\.needed"):
        decide_category(STAFFED, "p", "valuable", "r")
    with pytest.raises(Refused, match=r"category\.unknown"):
        decide_category(STAFFED, "p", "golden", "a")
    assert decide_category(STAFFED, "p", "ordinary", "a") == []
    assert decide_category(STAFFED, "p", "valuable", "a") == [w.CategorySet("p", "valuable", "a")]
