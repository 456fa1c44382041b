"""What may be lent to whom, how it comes back, and what becomes of its deposit, case by case."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.items import Label, at_place, with_person
from kiosk.domain.loans import lending as d
from kiosk.domain.loans import returning as r
from kiosk.domain.loans import stock as s
from kiosk.domain.loans.evolving import KEPT
from kiosk.domain.loans.loan import CHASE_AFTER, LoanRules, LoanStage
from kiosk.domain.loans.statistics import figures
from kiosk.domain.loans.waiting import loans_waiting
from kiosk.domain.money.account import cash, held
from kiosk.domain.money.events import CashCounted
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.people import Person, Role
from kiosk.domain.pledge import lies_here
from kiosk.domain.refusal import Refused
from tests.unit.houses import NOON, PEOPLE, at, person

RULES = LoanRules(per_home=3)
CHIEF = Person("chief", Role.SUPERVISOR)
BY = Person("a", Role.ATTENDANT)
HOUSE = at(PEOPLE, person("chief", "supervisor"))
UMBRELLA = s.Terms("umbrella", Label("Umbrella", "雨伞", "雨傘"), 0, 24 * 60)
LADDER = s.Terms("ladder", Label("Ladder", "梯子", "梯子"), 10_000, 4 * 60)
PENS = d.Pens("signature:x", "00", "signature:y", "11")


def stocked(house: House = HOUSE) -> House:
    """Return the house with four umbrellas and a ladder on its shelves."""
    for terms in (UMBRELLA, LADDER):
        house = at(house, *s.decide_kind(house, terms, CHIEF))
    for name, kind in (
        ("u1", "umbrella"),
        ("u2", "umbrella"),
        ("u3", "umbrella"),
        ("u4", "umbrella"),
        ("l1", "ladder"),
    ):
        house = at(house, *s.decide_add(house, name, kind, "A3", CHIEF))
    return house


STOCK = stocked()
UNKNOWN_COPY = replace(STOCK.loan_items["u1"], id="u99")


def lend(house: House = STOCK, *items: str, act: str = "a" * 32, **changes: object) -> list[Event]:
    command = d.Lend(
        act,
        "r",
        items or ("u1",),
        NOON + timedelta(hours=2),
        "",
        PENS,
        BY,
        **changes,  # type: ignore[arg-type]
    )
    return d.decide_lend(house, command, RULES, NOON)


def lent(house: House = STOCK, *items: str, act: str = "a" * 32, **changes: object) -> House:
    return at(house, *lend(house, *items, act=act, **changes))


def back(house: House, loan: str, condition: str = "good") -> House:
    pens = d.Pens("", "", "signature:z", "22")
    command = r.Return(loan, condition, "", "", "", pens, BY)
    return at(house, *r.decide_return(house, command), after_s=3600)


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=f"^{code}$".replace(".", r"\."))


FIRST, LADDERS = f"{'a' * 32}-1", "b" * 32


def test_a_thing_always_has_one_custodian() -> None:
    assert STOCK.loan_items["u1"].custodian == at_place("shelf:A3")
    house = lent()
    assert house.loan_items["u1"].custodian == with_person("r") and not house.loan_items["u1"].free
    house = back(house, FIRST)
    assert house.loan_items["u1"].custodian == at_place("shelf:A3") and house.loan_items["u1"].free
    assert house.loans[FIRST].stage is LoanStage.BACK and not house.loans[FIRST].open


def test_copies_are_numbered_as_they_come_and_no_number_comes_twice() -> None:
    assert [STOCK.loan_items[name].number for name in ("u1", "u2", "u3", "u4", "l1")] == [1, 2, 3, 4, 1]
    house = at(STOCK, *s.decide_strike_off(STOCK, "u4", "unsafe", CHIEF))
    house = at(house, *s.decide_add(house, "u5", "umbrella", "A3", CHIEF))
    assert house.loan_items["u5"].number == 5 and "u4" not in house.loan_items


def test_a_double_tap_lends_once() -> None:
    assert lend(lent()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "gone"}, "loan.residents_only"),
        ({"person": "c"}, "loan.residents_only"),
        ({"person": "borrower-1"}, "loan.residents_only"),
        ({"items": ()}, "loan.nothing"),
        ({"items": ("u1", "u1")}, "loan.too_many"),
        ({"items": ("u1", "u2", "u3", "u4")}, "loan.home_limit"),
        ({"items": ("nothing",)}, "loan.item_unknown"),
        ({"due": NOON - timedelta(minutes=1)}, "loan.due"),
        ({"due": NOON + timedelta(hours=30)}, "loan.due"),
        ({"items": ("l1",), "due": NOON + timedelta(hours=5)}, "loan.due"),
        ({"by": Person("r", Role.RESIDENT)}, "staff.needed"),
        ({"person": "borrower-1", "leave": "a"}, "supervisor.needed"),
    ],
)
def test_what_is_not_lent(changes: dict[str, object], code: str) -> None:
    facts: dict[str, object] = {
        "person": "r", "items": ("u1",), "due": NOON + timedelta(hours=2), "by": BY, **changes,
    }  # fmt: skip
    command = d.Lend("c" * 32, note="", pens=PENS, **facts)  # type: ignore[arg-type]
    with refused(code):
        d.decide_lend(STOCK, command, RULES, NOON)


def test_by_a_supervisors_leave_more_is_lent_and_to_others() -> None:
    command = d.Lend(
        "c" * 32, "borrower-1", ("u1", "u2", "u3", "u4"), NOON + timedelta(hours=1), "", PENS, BY,
        leave="chief", leave_reason="words:why:x",
    )  # fmt: skip
    house = at(STOCK, *d.decide_lend(STOCK, command, RULES, NOON))
    loan = house.loans[f"{'c' * 32}-4"]
    assert (loan.person, loan.unit, loan.leave, loan.leave_reason) == (
        "borrower-1",
        "",
        "chief",
        "words:why:x",
    )


def test_the_limit_is_the_homes_not_the_persons() -> None:
    house = at(lent(STOCK, "u1", "u2"), person("other_r", "resident"))
    command = d.Lend("d" * 32, "other_r", ("u3", "u4"), NOON + timedelta(hours=1), "", PENS, BY)
    with refused("loan.home_limit"):
        d.decide_lend(house, command, RULES, NOON)
    assert d.lent_to(house, "other_r", "1-1-0802") == list(house.loans.values())


def test_whoever_is_three_days_late_borrows_nothing_more() -> None:
    house, later = lent(), NOON + timedelta(hours=2) + CHASE_AFTER + timedelta(seconds=1)
    command = d.Lend("d" * 32, "r", ("u2",), later + timedelta(hours=1), "", PENS, BY)
    with refused("loan.owes_late"):
        d.decide_lend(house, command, RULES, later)


def test_a_deposit_comes_in_with_the_thing_and_goes_back_with_it() -> None:
    house = lent(STOCK, "l1", act=LADDERS)
    loan = f"{LADDERS}-1"
    assert standing_cents(house, cash()) == 10_000 == lies_here(house, "loan", loan)
    house = back(house, loan)
    assert standing_cents(house, cash()) == 0 == standing_cents(house, held("loan", loan))
    assert house.loans[loan].settled == "nothing"
    assert r.decide_return(house, r.Return(loan, "good", "", "", "", PENS, BY)) == []


@pytest.mark.parametrize(("cents", "drawer"), [(4_000, 4_000), (10_000, 10_000), (25_000, 25_000)])
def test_damage_is_paid_out_of_the_deposit_first(cents: int, drawer: int) -> None:
    loan = f"{LADDERS}-1"
    house = back(lent(STOCK, "l1", act=LADDERS), loan, "damaged")
    assert house.loan_items["l1"].withdrawn == "damaged" and not house.loan_items["l1"].free
    assert [one.code for one in loans_waiting(house, NOON)] == ["loan.damaged"]
    house = at(house, *r.decide_charge(house, loan, cents, BY))
    assert standing_cents(house, cash()) == drawer and lies_here(house, "loan", loan) == 0
    assert r.decide_charge(house, loan, cents, BY) == [], "nothing is taken twice"
    assert list(loans_waiting(house, NOON)) == []


def test_a_supervisor_writes_off_with_a_reason_and_the_deposit_goes_back() -> None:
    loan = f"{LADDERS}-1"
    house = back(lent(STOCK, "l1", act=LADDERS), loan, "parts")
    with refused("supervisor.needed"):
        r.decide_write_off(house, loan, BY, "old")
    with refused("reason.missing"):
        r.decide_write_off(house, loan, CHIEF, "")
    house = at(house, *r.decide_write_off(house, loan, CHIEF, "old"))
    assert standing_cents(house, cash()) == 0 and house.loans[loan].settled == "written_off"


def test_an_empty_drawer_keeps_nobody_from_bringing_a_thing_back() -> None:
    loan = f"{LADDERS}-1"
    house = at(lent(STOCK, "l1", act=LADDERS), CashCounted("n", "desk", cash(), (), 10_000, 10_000, "a"))
    account = house.accounts[cash()]
    emptied = house.having(
        accounts={
            **house.accounts,
            cash(): type(account)(account.id, 0, account.since, account.changed, counted=NOON),
        }
    )
    house = back(emptied, loan)
    assert house.loan_items["l1"].free and house.loans[loan].stage is LoanStage.BACK
    assert [one.code for one in loans_waiting(house, NOON)] == ["loan.refund"]
    with refused("money.no_cash"):
        r.decide_refund(house, loan, BY)
    filled = house.having(accounts={**house.accounts, cash(): account})
    house = at(filled, *r.decide_refund(filled, loan, BY))
    assert list(loans_waiting(house, NOON)) == [] and lies_here(house, "loan", loan) == 0


def test_a_lost_thing_stays_with_its_borrower_until_that_is_settled() -> None:
    house = lent()
    house = at(house, *r.decide_lost(house, FIRST, BY))
    assert house.loan_items["u1"].custodian == with_person("r")
    assert [one.code for one in loans_waiting(house, NOON)] == ["loan.lost"]
    found = back(house, FIRST)
    assert found.loan_items["u1"].free, "it was found, and brought: never refused"
    house = at(house, *r.decide_charge(house, FIRST, 3_000, BY))
    assert "u1" not in house.loan_items and house.loans[FIRST].stage is LoanStage.WRITTEN_OFF
    assert not house.loans[FIRST].open


def test_late_by_three_days_the_borrower_is_asked_and_asked_again() -> None:
    house, due = lent(), NOON + timedelta(hours=2)
    assert [type(one).__name__ for one in r.reminders(house, due + timedelta(minutes=1))] == [
        "LoanReminded", "NoticeQueued",
    ]  # fmt: skip
    assert r.reminders(house, due) == []
    house = at(house, *r.reminders(house, due + timedelta(minutes=1)))
    assert r.reminders(house, due + timedelta(days=1)) == [], "told once"
    assert list(loans_waiting(house, due + CHASE_AFTER - timedelta(seconds=1))) == []
    late = due + CHASE_AFTER
    assert [one.code for one in loans_waiting(house, late)] == ["loan.late"]
    house = at(
        house, *r.decide_contact(house, FIRST, "promised", BY, late), after_s=(late - NOON).total_seconds()
    )
    assert list(loans_waiting(house, late)) == []
    assert r.decide_contact(house, FIRST, "promised", BY, late) == [], "one call, not two"
    assert [one.code for one in loans_waiting(house, late + CHASE_AFTER)] == ["loan.late"]
    with refused("loan.not_late"):
        r.decide_contact(lent(), FIRST, "reached", BY, NOON)


def test_a_loan_is_extended_within_its_kinds_time() -> None:
    house, later = lent(), NOON + timedelta(hours=20)
    assert at(house, *d.decide_extend(house, FIRST, later, BY, NOON)).loans[FIRST].due == later
    for due in (NOON + timedelta(hours=1), NOON + timedelta(days=3)):
        with refused("loan.due"):
            d.decide_extend(house, FIRST, due, BY, NOON)


def test_what_is_damaged_is_lent_again_once_somebody_says_it_is_fit() -> None:
    house = back(lent(), FIRST, "damaged")
    with refused("loan.not_free"):
        lend(house, act="e" * 32)
    with refused("loan.condition"):
        s.decide_put_back(house, "u1", "damaged", BY)
    house = at(house, *s.decide_put_back(house, "u1", "worn", BY))
    assert house.loan_items["u1"].free and house.loan_items["u1"].condition == "worn"


def test_the_stock_is_the_supervisors() -> None:
    with refused("supervisor.needed"):
        s.decide_kind(HOUSE, UMBRELLA, BY)
    with refused("supervisor.needed"):
        s.decide_add(STOCK, "u9", "umbrella", "A3", BY)
    with refused("supervisor.needed"):
        s.decide_strike_off(STOCK, "u1", "unsafe", BY)
    with refused("loan.item_out"):
        s.decide_strike_off(lent(), "u1", "unsafe", CHIEF)


def test_what_is_over_leaves_the_running_state_after_a_while() -> None:
    house = STOCK
    for number in range(KEPT + 5):
        act = f"{number:032x}"
        house = back(lent(house, "u1", act=act), f"{act}-1")
    assert len(house.loans) == KEPT and f"{0:032x}-1" not in house.loans


def test_the_days_figures() -> None:
    house = back(lent(lent(), "l1", act=LADDERS), f"{LADDERS}-1", "damaged")
    told = figures(house.loans.values(), NOON, NOON + timedelta(hours=12))
    assert (told.lent, told.back, told.out, told.late, told.damaged, told.lost) == (2, 1, 1, 1, 1, 0)
    assert dict(told.by_kind) == {"umbrella": 1, "ladder": 1}
    before = figures(house.loans.values(), NOON - timedelta(days=1), NOON)
    assert (before.lent, before.out) == (0, 0)


def test_shelves_are_counted_by_kind() -> None:
    counted = {one.about: one.expected for one in s.loan_items_on_shelves(lent(STOCK, "u1", "u2"))}
    assert counted == {"umbrella": 2, "ladder": 1}


def test_a_paper_goes_with_each_end() -> None:
    papers = [one for one in lend() if isinstance(one, e.PaperQueued)]
    assert [one.what for one in papers] == [d.SLIP] and papers[0].movement == "a" * 32


def test_what_was_paid_for_as_lost_and_is_found_comes_back_and_so_does_the_money() -> None:
    house = lent(STOCK, "u1")
    house = at(house, *r.decide_lost(house, FIRST, BY))
    house = at(house, *r.decide_charge(house, FIRST, 3_000, BY))
    copy, loan = STOCK.loan_items["u1"], house.loans[FIRST]
    with refused("loan.condition"):
        r.decide_found(house, loan, copy, "", BY)
    house = at(house, *r.decide_found(house, loan, copy, "worn", BY))
    again = house.loan_items["u1"]
    assert (again.number, again.condition, again.free) == (1, "worn", True)
    assert r.decide_found(house, house.loans[FIRST], copy, "worn", BY) == []
    assert house.loans[FIRST].open and [one.code for one in loans_waiting(house, NOON)] == ["loan.refund"]
    house = at(house, *r.decide_refund(house, FIRST, BY))
    assert standing_cents(house, cash()) == 0 and not house.loans[FIRST].open
    assert r.decide_refund(house, FIRST, BY) == [], "the money goes back once"


def test_what_was_written_off_and_is_found_broken_costs_nothing_and_is_not_lent() -> None:
    house = lent(STOCK, "u1")
    house = at(house, *r.decide_lost(house, FIRST, BY))
    house = at(house, *r.decide_write_off(house, FIRST, CHIEF, "old"))
    house = at(house, *r.decide_found(house, house.loans[FIRST], STOCK.loan_items["u1"], "damaged", BY))
    assert not house.loan_items["u1"].free and not house.loans[FIRST].open
    with refused("loan.over"):
        r.decide_found(STOCK, lent().loans[FIRST], UNKNOWN_COPY, "good", BY)


def test_a_thing_that_is_found_after_years_is_in_the_stock_again() -> None:
    house = lent(STOCK, "u1")
    house = at(house, *r.decide_lost(house, FIRST, BY))
    house = at(house, *r.decide_write_off(house, FIRST, CHIEF, "old"))
    loan, forgotten = house.loans[FIRST], house.having(loans={})
    found = at(forgotten, *r.decide_found(forgotten, loan, STOCK.loan_items["u1"], "good", BY))
    assert found.loan_items["u1"].free and found.loan_items["u1"].number == 1
