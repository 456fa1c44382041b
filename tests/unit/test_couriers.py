"""Who is let in as a courier, when, and how many parcels somebody may leave whom the desk does not know."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.domain import events as e
from kiosk.domain.couriers import enrolling as d
from kiosk.domain.couriers import events as c
from kiosk.domain.couriers.courier import Standing
from kiosk.domain.couriers.letting_in import may_come, may_leave
from kiosk.domain.couriers.week import named
from kiosk.domain.erasure.deciding import Erase, decide_erase
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from tests.unit.houses import PEOPLE, at, person

COMPANY = c.CompanySet("co-sf", "SF", 2, "a")
CODE = c.CompanyCodeGiven("co-sf", "mac", "a")
REGISTERED = (
    e.PersonEnrolled("n", "courier", (), None, "SF", "zh_Hans", None, True),
    c.CourierRegistered("n", "co-sf"),
)
STAFFED = at(PEOPLE, COMPANY, CODE)
NEW = at(STAFFED, *REGISTERED)


def dropped(house: House, number: int) -> House:
    """Return the house after one more parcel of the new courier."""
    name = f"m{number}"
    intent = e.ParcelDropIntended(name, f"p{number}", "n", "r", "1-1-0802", "SF1", "S", "L01", "slip", "mac")
    return at(house, intent, e.ParcelDropConfirmed(name, "presence"))


def test_whoever_registered_alone_leaves_so_many_and_then_waits_for_the_desk() -> None:
    may_leave(NEW, "n")
    may_leave(dropped(NEW, 1), "n")
    full = dropped(dropped(NEW, 1), 2)
    with pytest.raises(Refused) as refused:
        may_leave(full, "n")
    assert (refused.value.code, refused.value.facts) == ("courier.unconfirmed", {"count": 2})
    known = at(full, *d.decide_confirm(full, "n", "a"))
    may_leave(known, "n")
    assert d.decide_confirm(known, "n", "a") == [] and d.newcomers(known) == []


def test_a_parcel_that_was_not_put_in_does_not_count() -> None:
    intent = e.ParcelDropIntended("m", "p", "n", "r", "1-1-0802", "SF1", "S", "L01", "slip", "mac")
    house = at(NEW, intent, e.ParcelDropAbandoned("m", "not_put_in"))
    assert house.couriers["n"].drops == 0


def test_a_code_that_got_about_lets_no_crowd_in() -> None:
    house = STAFFED
    for number in range(d.MOST_NEW):
        house = at(house, *d.decide_register(house, f"n{number}", "co-sf", "en"))
    with pytest.raises(Refused, match=r"courier\.too_many_new"):
        d.decide_register(house, "one-more", "co-sf", "en")
    house = at(house, *d.decide_confirm(house, "n0", "a"))
    assert d.decide_register(house, "one-more", "co-sf", "en")


def test_a_code_that_was_ended_registers_nobody() -> None:
    house = at(STAFFED, *d.decide_code(STAFFED, "co-sf", "", "a"))
    with pytest.raises(Refused, match=r"courier\.too_many_new"):
        d.decide_register(house, "n", "co-sf", "en")


@pytest.mark.parametrize("by", ["c", "r", "nobody"])
def test_only_the_staff_decide(by: str) -> None:
    for decide in (
        lambda: d.decide_company(STAFFED, "co-x", "X", 1, by),
        lambda: d.decide_code(STAFFED, "co-sf", "other", by),
        lambda: d.decide_let_in(STAFFED, d.LetIn("k", "co-sf", "", None, "en", by)),
        lambda: d.decide_confirm(NEW, "n", by),
        lambda: d.decide_block(NEW, "n", by, "unknown"),
        lambda: d.decide_renew(NEW, "n", "", None, by),
        lambda: d.decide_pin(NEW, "n", by),
    ):
        with pytest.raises(Refused, match=r"staff\.needed"):
            decide()


@pytest.mark.parametrize(
    ("when", "refused"),
    [
        ("2026-05-03 07:00", ""),
        ("2026-05-03 20:59", ""),
        ("2026-05-03 21:00", "courier.hours"),
        ("2026-05-03 06:59", "courier.hours"),
        ("2026-05-04 08:00", "courier.over"),
    ],
)
def test_hours_of_the_day_and_the_last_day(when: str, refused: str) -> None:
    house = at(
        STAFFED, *d.decide_let_in(STAFFED, d.LetIn("k", "co-sf", "07:00-21:00", date(2026, 5, 3), "en", "a"))
    )
    local = datetime.fromisoformat(when)
    if refused:
        with pytest.raises(Refused) as why:
            may_come(house, "k", local)
        assert why.value.code == refused
        may_come(house, "k", local, trusted=False)  # a clock that can't be believed makes nobody late
    else:
        may_come(house, "k", local)


def test_a_blocked_courier_is_nobody_until_let_in_again() -> None:
    house = at(NEW, *d.decide_block(NEW, "n", "a", "misconduct"))
    assert not house.people["n"].active and house.couriers["n"].standing is Standing.BLOCKED
    with pytest.raises(Refused, match=r"courier\.blocked"):
        may_leave(house, "n")
    with pytest.raises(Refused, match=r"courier\.blocked"):
        may_come(house, "n", datetime(2026, 5, 3, tzinfo=UTC), trusted=False)
    again = at(house, *d.decide_renew(house, "n", "", None, "a"))
    assert again.people["n"].active
    may_leave(again, "n")


def test_a_courier_of_the_file_of_people_can_be_blocked_and_renewed_as_well() -> None:
    house = at(PEOPLE, *d.decide_block(PEOPLE, "c", "a", "left"))
    assert not house.people["c"].active
    again = at(house, *d.decide_renew(house, "c", "08:00-20:00", date(2026, 6, 1), "a"))
    assert again.people["c"].active and again.couriers["c"].hours == "08:00-20:00"


def test_hours_are_read_as_people_write_them() -> None:
    assert d.written_hours("07:00～21:00") == "07:00-21:00"
    assert d.written_hours("07：00-12：00，14：00-18：00") == "07:00-12:00, 14:00-18:00"
    with pytest.raises(Refused, match=r"courier\.hours_form"):
        d.written_hours("7-21")


def test_two_companies_do_not_have_one_name() -> None:
    with pytest.raises(Refused, match=r"company\.name"):
        d.decide_company(STAFFED, "co-other", " sf ", 1, "a")
    assert d.decide_company(STAFFED, "co-sf", "SF", 2, "a") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("07:00-21:00", "07:00-21:00"),
        ("mon-fri 08:00-18:00; sat 09:00-12:00", "1-5 08:00-18:00; 6 09:00-12:00"),
        (
            "周一至周五 08:00-12:00、14:00-18:00；周六 09:00-12:00",
            "1-5 08:00-12:00, 14:00-18:00; 6 09:00-12:00",
        ),
        ("星期六,星期日 10:00-12:00", "6-7 10:00-12:00"),
        ("1-7 07:00-21:00", "07:00-21:00"),
        ("Monday 22:00-06:00", "1 22:00-06:00"),
    ],
)
def test_hours_of_the_week_are_kept_in_one_form_and_read_back(typed: str, kept: str) -> None:
    assert d.written_hours(typed) == kept
    for names in ("Mon Tue Wed Thu Fri Sat Sun", "周一 周二 周三 周四 周五 周六 周日"):
        assert d.written_hours(named(kept, names.split())) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "someday 08:00-09:00",
        "fri-mon 08:00-09:00",
        "mon 08:00-09:00; mon 10:00-11:00",
        "mon",
        "8 08:00-09:00",
    ],
)
def test_hours_that_say_nothing_sure_are_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"courier\.hours_form"):
        d.written_hours(typed)


def test_a_courier_of_weekdays_is_not_let_in_on_a_sunday() -> None:
    house = at(
        STAFFED,
        *d.decide_let_in(
            STAFFED, d.LetIn("k", "co-sf", "Mon-Fri 08:00-18:00; Sat 09:00-12:00", None, "en", "a")
        ),
    )
    may_come(house, "k", datetime(2026, 5, 4, 8, tzinfo=UTC))  # a Monday
    may_come(house, "k", datetime(2026, 5, 9, 11, 59, tzinfo=UTC))  # a Saturday
    for hour in (datetime(2026, 5, 10, 10, tzinfo=UTC), datetime(2026, 5, 9, 12, tzinfo=UTC)):
        with pytest.raises(Refused, match=r"courier\.hours"):
            may_come(house, "k", hour)
        may_come(house, "k", hour, trusted=False)


def test_two_delete_a_courier_once_their_door_is_shut_and_one_alone_never_does() -> None:
    house = at(NEW, person("s", "supervisor", ("desk",)))

    def erased(house: House, by: str = "s", second: str = "a") -> House:
        command = Erase("e" * 32, "n", by, second, "asked", 1, date(2026, 6, 1))
        return at(house, *decide_erase(house, command))

    for by, second, code in (
        ("a", "s", "supervisor.needed"),
        ("s", "s", "erasure.second"),
        ("s", "", "erasure.second"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            erased(house, by, second)
    intent = e.ParcelDropIntended("m", "p", "n", "r", "1-1-0802", "SF1", "S", "L01", "slip", "mac")
    busy = at(house, intent)
    with pytest.raises(Refused, match=r"erasure\.hindered"):
        erased(busy)
    gone = erased(at(busy, e.ParcelDropConfirmed("m", "presence")))
    assert "n" not in gone.people and "n" not in gone.couriers and gone.parcels["p"].live
