"""The desk's books: entries that balance, nothing below nothing without a decision, questions before work goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.contractors import events as c
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money import account as accounts
from kiosk.domain.money import asking, cash, prepaying
from kiosk.domain.money import events as m
from kiosk.domain.money.entry import BY_BOOKS, BY_QR, Line, Unbalanced, between
from kiosk.domain.money.paid import Deposit, deposit_kept, deposit_returned, deposit_taken, with_entries
from kiosk.domain.money.posting import given, next_voucher, posted, standing_cents, taken
from kiosk.domain.money.prepaying import Prepaying, Signatures
from kiosk.domain.money.shortfall import BY_PHONE, OWE, PAY, STOP
from kiosk.domain.money.waiting import cash_differences, cash_to_count, money_pending
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.events import SendingFeeSettled
from kiosk.domain.shifts.differences import Scene
from kiosk.domain.shifts.tally import ToCount
from kiosk.domain.waiting.events import FeeSettled
from tests.unit.houses import NOON, PEOPLE, at, furniture, person

STAFFED = at(PEOPLE, person("boss", "supervisor"))
S1 = "S-20260503-001"
OWN = accounts.prepaid("r", S1)
BOTH = Signatures("signature:c", "c1", "signature:s", "s1")


def paying(act: str, cents: int, about: str = S1, **more: object) -> Prepaying:
    return replace(Prepaying(act, about, "r", cents, "a", 2026), **more)  # type: ignore[arg-type]


def prepaid_house(cents: int = 10_000) -> House:
    return at(STAFFED, *prepaying.decide_taken(STAFFED, paying("one", cents), BOTH))


def refusal(code: str, act: object) -> None:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    assert refused.value.code == code


def codes(house: House) -> list[str]:
    return [one.code for one in money_pending(house, NOON + timedelta(days=9))]


@pytest.mark.parametrize(
    "lines", [(), (Line("cash:desk", 1),), between("a:1", "b:1", 5)[:1], (Line("a:1", 5), Line("b:1", -4))]
)
def test_an_entry_that_is_not_nothing_together_cannot_be_made(lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        m.MoneyPosted("e", "taken", "", "r", "", lines, "a")


def test_a_line_of_nothing_is_no_line() -> None:
    with pytest.raises(Unbalanced):
        m.MoneyPosted("e", "taken", "", "r", "", (Line("a:1", 0), Line("b:1", 0)), "a")


def test_what_is_paid_ahead_lies_in_the_drawer_and_belongs_to_the_customer() -> None:
    house = prepaid_house()
    assert standing_cents(house, OWN) == 10_000 == standing_cents(house, accounts.cash())
    assert house.accounts[OWN].balance_cents == -10_000
    voucher = house.vouchers["2026-000001"]
    assert (voucher.kind, voucher.about, voucher.cents, voucher.after_cents) == ("taken", S1, 10_000, 10_000)
    assert voucher.complete and voucher.staff == "a"
    assert house.papers["m-2026-000001"].what == "money voucher"
    assert prepaying.decide_taken(house, paying("one", 10_000)) == []  # a double tap


def test_a_second_payment_is_a_top_up_and_a_year_begins_its_own_numbers() -> None:
    house = prepaid_house()
    house = at(house, *prepaying.decide_taken(house, paying("two", 500, way=BY_QR)))
    assert house.vouchers["2026-000002"].kind == "topped_up"
    assert standing_cents(house, accounts.bank()) == 500
    assert next_voucher(house, 2027) == "2027-000001"
    assert not house.vouchers["2026-000002"].complete


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("money.amount", paying("x", 0)),
        ("money.amount", paying("x", -5)),
        ("money.amount", paying("x", 10**12)),
        ("money.way", paying("x", 5, way="card")),
        ("resident.unknown", paying("x", 5, person="nobody")),
        ("resident.unknown", paying("x", 5, person="a")),
        ("staff.needed", paying("x", 5, by="r")),
        ("staff.needed", paying("x", 5, by="left")),
        ("number.form", paying("x", 5, about="a:b")),
        ("number.form", paying("x", 5, about="9" * 60)),
    ],
)
def test_what_is_no_payment_is_refused(code: str, asked: Prepaying) -> None:
    refusal(code, lambda: prepaying.decide_taken(STAFFED, asked))


def test_money_is_used_and_the_rest_given_back() -> None:
    house = prepaid_house()
    house = at(house, *prepaying.decide_used(house, paying("use", 7_000, service="taxi"), BOTH))
    assert standing_cents(house, accounts.income("taxi")) == 7_000
    refusal("money.refund", lambda: prepaying.decide_refunded(house, paying("back", 3_001)))
    house = at(house, *prepaying.decide_refunded(house, paying("back", 3_000), BOTH))
    assert standing_cents(house, OWN) == 0 and standing_cents(house, accounts.cash()) == 7_000
    assert [one.kind for one in house.vouchers.values()] == ["taken", "used", "refunded"]


def test_nothing_is_used_that_is_not_there_without_a_supervisor() -> None:
    house = prepaid_house(1_000)
    refusal("money.short", lambda: prepaying.decide_used(house, paying("use", 1_500)))
    refusal("supervisor.needed", lambda: asking.decide_allowed(house, "d", OWN, 500, "a", "known", None))
    refusal("reason.missing", lambda: asking.decide_allowed(house, "d", OWN, 500, "boss", "", None))
    small = asking.decide_allowed(house, "d", OWN, 499, "boss", "known", None)
    refusal("money.short", lambda: prepaying.decide_used(house, paying("use", 1_500), None, small))
    allowed = asking.decide_allowed(house, "d", OWN, 500, "boss", "known", None)
    house = at(house, *prepaying.decide_used(house, paying("use", 1_500), None, allowed))
    assert standing_cents(house, OWN) == -500 and house.overdrafts[OWN].by == "boss"
    assert house.vouchers["2026-000002"].decision == "d"
    house = at(house, *prepaying.decide_taken(house, paying("pay", 500)))
    assert OWN not in house.overdrafts  # paid: the decision is over
    refusal("money.short", lambda: prepaying.decide_used(house, paying("more", 1)))


def test_what_is_owed_is_given_up_by_a_supervisor_alone_and_no_more_than_it() -> None:
    house = prepaid_house(1_000)
    allowed = asking.decide_allowed(house, "d", OWN, 500, "boss", "known", NOON)
    house = at(house, *prepaying.decide_used(house, paying("use", 1_500), None, allowed))
    assert "money.owed" in codes(house)
    gone = paying("gone", 500, by="boss", note="words:why:1")
    refusal("supervisor.needed", lambda: prepaying.decide_written_off(house, replace(gone, by="a")))
    refusal("money.amount", lambda: prepaying.decide_written_off(house, replace(gone, cents=501)))
    refusal("reason.missing", lambda: prepaying.decide_written_off(house, replace(gone, note="")))
    house = at(house, *prepaying.decide_written_off(house, gone))
    assert standing_cents(house, OWN) == 0 and standing_cents(house, accounts.written_off()) == 500


def test_general_money_goes_to_a_service() -> None:
    house = at(STAFFED, *prepaying.decide_taken(STAFFED, paying("one", 900, about="")))
    refusal("money.about", lambda: prepaying.decide_moved(house, paying("mv", 900, about=" ")))
    refusal("money.short", lambda: prepaying.decide_moved(house, paying("mv", 901)))
    house = at(house, *prepaying.decide_moved(house, paying("mv", 900)))
    assert standing_cents(house, OWN) == 900 and standing_cents(house, accounts.prepaid("r")) == 0
    assert house.vouchers["2026-000002"].account == OWN


def test_nobody_gives_out_cash_that_a_counted_drawer_has_not() -> None:
    house = at(STAFFED, *prepaying.decide_taken(STAFFED, paying("one", 900, way=BY_QR)))
    early = at(house, *prepaying.decide_refunded(house, paying("back", 900)))
    assert standing_cents(early, accounts.cash()) == 0  # it had been there before the books
    assert standing_cents(early, accounts.opening()) == 900
    counted = at(house, *cash.decide_counted(house, "n", ((500, 1),), "a"))
    assert counted.cash_counts["n"].opening and standing_cents(counted, accounts.cash()) == 500
    refusal("money.no_cash", lambda: prepaying.decide_refunded(counted, paying("back", 900)))


def test_a_deposit_goes_back_whole_and_never_twice() -> None:
    one = Deposit("pass", "P-1", "r", 5_000, "a", "V1")
    house = at(STAFFED, deposit_taken(STAFFED, "d1", one))
    held = accounts.held("pass", "P-1")
    assert standing_cents(house, held) == 5_000
    refusal("money.posted", lambda: deposit_taken(house, "d1", one))
    half = at(house, deposit_kept(house, "d2", replace(one, cents=2_000)))
    lines = given(3_001, held)
    refusal(
        "money.more_than_held",
        lambda: posted(half, id="d3", about="", person="r", kind="x", lines=lines, by="a"),
    )
    back = at(half, deposit_returned(half, "d3", replace(one, cents=3_000)))
    assert standing_cents(back, held) == 0 and standing_cents(back, accounts.income("deposits")) == 2_000


def test_amounts_of_two_currencies_are_never_added() -> None:
    house = prepaid_house()
    house = at(house, *prepaying.decide_taken(house, paying("hk", 700, currency="HKD")))
    assert standing_cents(house, OWN) == 10_000 and standing_cents(house, OWN, "HKD") == 700
    refusal("money.short", lambda: prepaying.decide_used(house, paying("use", 701, currency="HKD")))


def test_entries_follow_what_other_journeys_take() -> None:
    fee = FeeSettled("p", "r", 300, "V-1", "a", waived=False)
    sent = SendingFeeSettled("s", 1_200, "V-2", "a", "CNY")
    left = c.DepositTaken("stay", "job", 10_000, "V-3", "a")
    found: list[Event] = with_entries(STAFFED, [fee, sent, left], "CNY")
    assert [type(one).__name__ for one in found[::2]] == ["FeeSettled", "SendingFeeSettled", "DepositTaken"]
    house = at(STAFFED, *found)
    assert standing_cents(house, accounts.cash()) == 11_500
    assert standing_cents(house, accounts.held("contractor", "job")) == 10_000
    back = with_entries(house, [c.DepositReturned("stay", "job", 10_000, "V-4", "a")], "CNY")
    assert standing_cents(at(house, *back), accounts.cash()) == 1_500
    assert with_entries(STAFFED, [replace(fee, waived=True)], "CNY") == [replace(fee, waived=True)]


def test_a_deposit_of_before_the_books_goes_back_out_of_what_was_there() -> None:
    back = with_entries(STAFFED, [c.DepositReturned("stay", "old", 10_000, "V-4", "a")], "CNY")
    house = at(STAFFED, *back)
    assert len(back) == 2 and all(one.cents >= 0 for one in house.accounts.values())


def asked(house: House, cents: int = 15_000) -> House:
    return at(house, *asking.decide_asked(house, asking.Wanted("q", S1, "r", cents, "a")))


def answer(said: str, **more: object) -> asking.Answer:
    return replace(asking.Answer("q", said, BY_PHONE, "words:told:q", "dg", "a"), **more)  # type: ignore[arg-type]


def test_enough_is_never_asked_about_and_one_question_is_asked_once() -> None:
    house = prepaid_house()
    assert asking.decide_asked(house, asking.Wanted("q", S1, "r", 10_000, "a")) == []
    house = asked(house)
    assert house.shortfalls["q"].missing_cents == 5_000
    assert asking.decide_asked(house, asking.Wanted("q2", S1, "r", 20_000, "a")) == []
    assert codes(house) == ["money.asked"]
    refusal("money.asked", lambda: asking.may_go_on(house, S1))


def test_who_goes_on_pays_what_is_missing_first() -> None:
    house = asked(prepaid_house())
    refusal("money.told", lambda: asking.decide_answered(house, answer(PAY, told=""), NOON))
    refusal("money.answer", lambda: asking.decide_answered(house, answer("maybe"), NOON))
    refusal("money.answer", lambda: asking.decide_paid(house, "q", paying("up", 5_000)))
    house = at(house, *asking.decide_answered(house, answer(PAY), NOON))
    assert codes(house) == ["money.to_pay"]
    refusal("money.asked", lambda: asking.may_go_on(house, S1))
    refusal("money.too_little", lambda: asking.decide_paid(house, "q", paying("up", 4_999)))
    house = at(house, *asking.decide_paid(house, "q", paying("up", 5_000), BOTH))
    asking.may_go_on(house, S1)
    assert standing_cents(house, OWN) == 15_000 and codes(house) == []
    assert asking.decide_paid(house, "q", paying("up", 5_000)) == []


def test_who_owes_it_needs_a_supervisor_and_a_day() -> None:
    house = asked(prepaid_house())
    later = NOON + timedelta(days=3)
    owes = answer(OWE, supervisor="boss", reason="known", until=later)
    refusal("supervisor.needed", lambda: asking.decide_answered(house, replace(owes, supervisor="a"), NOON))
    refusal("reason.missing", lambda: asking.decide_answered(house, replace(owes, reason=""), NOON))
    for day in (None, NOON, NOON + timedelta(days=400)):
        wrong = replace(owes, until=day)
        refusal("money.until", lambda wrong=wrong: asking.decide_answered(house, wrong, NOON))
    house = at(house, *asking.decide_answered(house, owes, NOON))
    asking.may_go_on(house, S1)
    refusal("money.short", lambda: prepaying.decide_used(house, paying("use", 15_001)))
    house = at(house, *prepaying.decide_used(house, paying("use", 15_000)))
    assert standing_cents(house, OWN) == -5_000 and house.vouchers["2026-000002"].decision == "q"
    assert "money.owed" in codes(house)


def test_who_stops_has_the_rest_back_and_the_work_stands() -> None:
    house = asked(prepaid_house())
    house = at(house, *asking.decide_answered(house, answer(STOP), NOON))
    assert codes(house) == ["money.to_refund"]
    refusal("money.answer", lambda: asking.decide_paid(house, "q", paying("up", 5_000)))
    house = at(house, *asking.decide_given_back(house, "q", paying("back", 1), BOTH))
    assert standing_cents(house, OWN) == 0 and codes(house) == []
    refusal("money.stopped", lambda: asking.may_go_on(house, S1))
    nothing = asked(STAFFED)
    nothing = at(nothing, *asking.decide_answered(nothing, answer(STOP), NOON))
    assert codes(nothing) == []  # nothing was paid, nothing is owed


def test_a_drawer_is_counted_by_its_coins() -> None:
    house = at(STAFFED, *cash.decide_counted(STAFFED, "open", ((10_000, 2), (10, 5)), "a"))
    assert standing_cents(house, accounts.cash()) == 20_050 and not house.cash_counts["open"].open
    assert cash.decide_counted(house, "open", ((10_000, 2),), "a") == []
    for wrong in (((3, 1),), ((100, -1),), ((100, 1), (100, 2)), ((10_000, 99_999),)):
        refusal("money.pieces", lambda wrong=wrong: cash.decide_counted(house, "x", wrong, "a"))
    off = at(house, *cash.decide_counted(house, "off", ((10_000, 2),), "a"))
    assert off.cash_counts["off"].difference_cents == -50 and codes(off) == ["money.count_off"]
    scene = Scene(off, furniture(), {}, NOON)
    assert [one.code for one in cash_differences(scene)] == ["money.count_off"]
    again = at(off, *cash.decide_counted(off, "again", ((10_000, 2), (10, 5)), "a"))
    assert codes(again) == [] and again.cash_counts["off"].replaced == "again"


def test_a_difference_is_posted_with_its_explanation_alone() -> None:
    house = at(STAFFED, *cash.decide_counted(STAFFED, "open", ((100, 10),), "a"))
    house = at(house, *cash.decide_counted(house, "off", ((100, 13),), "a"), after_s=5)
    assert standing_cents(house, accounts.cash()) == 1_000

    def explained(reason: str, note: str, by: str, most: int) -> list[Event]:
        return cash.decide_explained(house, "off", reason, note, by, alone_up_to_cents=most)

    refusal("reason.missing", lambda: explained("", "", "a", 900))
    refusal("money.note", lambda: explained("unknown", "", "a", 900))
    refusal("money.difference", lambda: explained("not_entered", "", "a", 299))
    refusal("money.count", lambda: cash.decide_explained(house, "?", "other", "n", "a", alone_up_to_cents=9))
    house = at(house, *explained("not_entered", "", "a", 300))
    assert standing_cents(house, accounts.cash()) == 1_300
    assert house.accounts[accounts.difference()].balance_cents == -300
    assert explained("not_entered", "", "a", 300) == [] and codes(house) == []


def test_two_bring_cash_away() -> None:
    house = prepaid_house()
    refusal("money.second", lambda: cash.decide_brought(house, "b", "to_safe", 500, "a", "a"))
    refusal("money.second", lambda: cash.decide_brought(house, "b", "to_safe", 500, "a", ""))
    refusal("staff.needed", lambda: cash.decide_brought(house, "b", "to_safe", 500, "a", "r"))
    refusal("money.way", lambda: cash.decide_brought(house, "b", "home", 500, "a", "other"))
    refusal("money.no_cash", lambda: cash.decide_brought(house, "b", "from_safe", 500, "a", "other"))
    house = at(house, *cash.decide_brought(house, "b", "to_safe", 4_000, "a", "other"))
    house = at(house, *cash.decide_brought(house, "b2", "to_bank", 1_000, "a", "other"))
    house = at(house, *cash.decide_brought(house, "b3", "from_safe", 500, "a", "other"))
    standing = [standing_cents(house, one) for one in (accounts.cash(), accounts.safe(), accounts.bank())]
    assert standing == [5_500, 3_500, 1_000]
    assert house.money_entries["b"].second == "other"


def test_who_does_a_service_is_paid_out_of_the_drawer_against_a_bill() -> None:
    house = prepaid_house()

    def paid_out(cents: int, about: str = S1, bill: str = "A-1", by: str = "a") -> list[Event]:
        return cash.decide_paid_out(house, "out", "taxi", about, cents, by, currency="CNY", reference=bill)

    refusal("money.about", lambda: paid_out(500, about=" "))
    refusal("voucher.needed", lambda: paid_out(500, bill=""))
    refusal("money.amount", lambda: paid_out(0))
    refusal("staff.needed", lambda: paid_out(500, by="r"))
    house = at(house, *paid_out(500))
    assert standing_cents(house, accounts.cash()) == 9_500 and paid_out(500) == []
    assert house.accounts[accounts.providers("taxi")].balance_cents == 500


def test_the_handover_counts_what_the_books_say() -> None:
    assert list(cash_to_count(STAFFED)) == []
    assert list(cash_to_count(prepaid_house())) == [ToCount("cash", 10_000, money=True, about="desk")]


def test_a_voucher_is_signed_once_and_its_copies_are_counted() -> None:
    house = at(STAFFED, *prepaying.decide_taken(STAFFED, paying("one", 500)))
    assert codes(house) == ["money.unsigned"]
    assert not house.papers, "there is no original without names"
    house = at(house, *prepaying.decide_signed(house, "2026-000001", "a", BOTH))
    assert [one.movement for one in house.papers.values()] == ["2026-000001"]
    assert codes(house) == [] and prepaying.decide_signed(house, "2026-000001", "a", BOTH) == []
    refusal("money.voucher", lambda: prepaying.decide_signed(house, "2026-9", "a", BOTH))
    house = at(house, *prepaying.decide_copied(house, "2026-000001", 0, "a", "en"))
    assert house.voucher_copies["2026-000001"].count == 1
    assert prepaying.decide_copied(house, "2026-000001", 0, "a", "en") == []  # a double tap
    refusal("money.copies", lambda: prepaying.decide_copied(house, "2026-000001", 99, "a", "en"))


def test_an_entry_takes_only_ways_that_there_are() -> None:
    lines = taken(5, OWN)
    refusal(
        "money.amount",
        lambda: posted(STAFFED, id="e", about="", person="r", kind="taken", lines=lines, by="a", way="card"),
    )
    entry = posted(STAFFED, id="e", about="", person="r", kind="taken", lines=lines, by="a", way=BY_BOOKS)
    assert entry.unit == "1-1-0802" and entry.shift == ""
