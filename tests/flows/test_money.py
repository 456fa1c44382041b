"""Customers' money over the desk of a real lobby: vouchers, a question before work goes on, the drawer, statements."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.money import account as accounts
from kiosk.domain.money.entry import BY_CASH, BY_QR, MOVED, REFUNDED, TAKEN, USED, Entry
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.money.shortfall import AT_DESK, BY_PHONE, OWE, PAY, STOP
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.money.money import GIVEN_BACK, PAID, Asked
from kiosk.flows.money.shortfalls import Owing
from kiosk.flows.money.statements import ACCOUNT, CUSTOMER, SERVICE, SHIFT
from kiosk.flows.registers.finding import Asked as Looked
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.lobby import LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

S1, S2 = "GK-1", "GK-2"
ZHANG = "r-zhang"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def fresh() -> str:
    return os.urandom(16).hex()


def lin(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def boss(play: Play) -> Person:
    return play.journeys.ledger.house.people["s-chen"]


def paid(play: Play, cents: int, about: str = S1, kind: str = TAKEN, **more: str) -> str:
    """Return the voucher's number of money that both have signed for."""
    asked = Asked(fresh(), kind, ZHANG, about, cents, **more)  # type: ignore[arg-type]
    return play.journeys.money.post(asked, lin(play), SIGNATURE, SIGNATURE)


def stands(play: Play, account: str) -> int:
    return standing_cents(play.journeys.ledger.house, account)


def codes(play: Play) -> list[str]:
    found = tasks(play.journeys.ledger.house, (), play.journeys.clock.now())
    return [one.code for one in found if one.code.startswith("money.")]


def prints(play: Play, count: int) -> None:
    until(lambda: len(play.bench.printed()) == count, 20)


def test_paid_ahead_used_and_given_back_each_with_a_voucher(play: Play) -> None:
    own, money = accounts.prepaid(ZHANG, S1), play.journeys.money
    first = paid(play, 20_000)
    prints(play, 1)
    top_up = paid(play, 5_000, way=BY_QR, reference="20260503-7781")
    used = paid(play, 18_000, kind=USED)
    with pytest.raises(Refused, match=r"money\.short"):
        paid(play, 7_001, kind=USED)
    with pytest.raises(Refused, match=r"money\.refund"):
        paid(play, 7_001, kind=REFUNDED)
    back = paid(play, 7_000, kind=REFUNDED)
    prints(play, 4)
    assert [first[-6:], top_up[-6:], used[-6:], back[-6:]] == ["000001", "000002", "000003", "000004"]
    assert stands(play, own) == 0 and stands(play, accounts.cash()) == 13_000
    assert stands(play, accounts.bank()) == 5_000 and stands(play, accounts.income("other")) == 18_000
    assert [money.voucher(one).kind for one in (first, top_up, used, back)] == [
        "taken", "topped_up", "used", "refunded",
    ]  # fmt: skip
    one = play.journeys.ledger.house.money_entries[money.voucher(top_up).entry]
    assert one.reference.startswith("words:transfer:") and money.reference_of(one) == "20260503-7781"
    page = play.journeys.registers.page(Looked("prepaid"), Language.SIMPLIFIED)
    newest = page.entries[0]
    assert newest.fields[1].text == S1 and newest.fields[3].text == "退还"
    assert newest.fields[6].pen and newest.fields[7].pen
    assert len(play.journeys.registers.page(Looked("prepaid", words=S1), Language.ENGLISH).entries) == 4


def test_a_form_that_is_posted_twice_takes_no_money_twice(play: Play) -> None:
    asked = Asked(fresh(), TAKEN, ZHANG, S1, 20_000)
    first = play.journeys.money.post(asked, lin(play), SIGNATURE, SIGNATURE)
    assert play.journeys.money.post(asked, lin(play), SIGNATURE, SIGNATURE) == first
    play.power_cycle()
    assert play.journeys.money.post(asked, lin(play), SIGNATURE, SIGNATURE) == first
    assert stands(play, accounts.cash()) == 20_000


def test_nothing_is_posted_without_both_names(play: Play) -> None:
    asked = Asked(fresh(), TAKEN, ZHANG, S1, 20_000)
    for customer, own in (([], SIGNATURE), (SIGNATURE, [])):
        with pytest.raises(Refused, match=r"money\.names"):
            play.journeys.money.post(asked, lin(play), customer, own)
    assert play.journeys.ledger.house.money_entries == {}


def test_who_cannot_write_has_a_colleague_stand_by(play: Play) -> None:
    word = play.journeys.demands.witness(boss(play), "a-lin", LIN_PIN)
    asked = Asked(fresh(), TAKEN, ZHANG, S1, 20_000)
    with pytest.raises(Refused, match=r"witness\.colleague"):
        play.journeys.money.post(asked, lin(play), word, SIGNATURE)
    number = play.journeys.money.post(asked, boss(play), word, SIGNATURE)
    assert play.journeys.money.voucher(number).signature.startswith("witness:a-lin")
    prints(play, 1)


def test_a_copy_says_that_it_is_one(play: Play) -> None:
    number, money = paid(play, 1_000), play.journeys.money
    prints(play, 1)
    money.copy(number, 0, lin(play), "zh_Hans")
    money.copy(number, 0, lin(play), "zh_Hans")  # a double tap
    prints(play, 2)
    assert money.copies(number) == 1
    money.copy(number, 1, lin(play), "en")
    prints(play, 3)
    assert money.copies(number) == 2
    with pytest.raises(Refused, match=r"money\.voucher"):
        money.copy("2026-999999", 0, lin(play), "en")


def test_the_customer_is_asked_and_tops_up(play: Play) -> None:
    paid(play, 10_000)
    money = play.journeys.money
    assert play.journeys.shortfalls.ask(fresh(), S1, ZHANG, 10_000, lin(play)) is None
    one = play.journeys.shortfalls.ask(fresh(), S1, ZHANG, 15_000, lin(play))
    assert one is not None and one.missing_cents == 5_000 and codes(play) == ["money.asked"]
    with pytest.raises(Refused, match=r"money\.told"):
        play.journeys.shortfalls.answer(one.id, PAY, BY_PHONE, "  ", lin(play))
    said = play.journeys.shortfalls.answer(one.id, PAY, BY_PHONE, "张先生 13800001111：继续", lin(play))
    assert play.journeys.shortfalls.told(said) == "张先生 13800001111：继续" and codes(play) == [
        "money.to_pay"
    ]
    raw = b"".join(file.read_bytes() for file in (play.site.root / "var").glob("ledger.db*"))
    assert b"13800001111" not in raw  # who said what is nobody's to read in the log
    asked = Asked(fresh(), PAID, "", "", 4_999, shortfall=one.id)
    with pytest.raises(Refused, match=r"money\.too_little"):
        money.post(asked, lin(play), SIGNATURE, SIGNATURE)
    number = money.post(
        Asked(fresh(), PAID, "", "", 5_000, shortfall=one.id), lin(play), SIGNATURE, SIGNATURE
    )
    assert money.voucher(number).about == S1 and codes(play) == []


def test_a_supervisor_lets_it_be_owed_until_a_day(play: Play) -> None:
    paid(play, 10_000)
    tomorrow = play.journeys.clock.now().date() + timedelta(days=3)
    one = play.journeys.shortfalls.ask(fresh(), S1, ZHANG, 15_000, lin(play))
    assert one is not None
    for owing, code in (
        (Owing("a-lin", "known", tomorrow), "supervisor.needed"),
        (Owing("s-chen", " ", tomorrow), "reason.missing"),
        (Owing("s-chen", "known", None), "money.until"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            play.journeys.shortfalls.answer(one.id, OWE, AT_DESK, "yes", lin(play), owing=owing)
    play.journeys.shortfalls.answer(
        one.id, OWE, AT_DESK, "yes", lin(play), owing=Owing("s-chen", "老住户", tomorrow)
    )
    paid(play, 15_000, kind=USED)
    assert stands(play, accounts.prepaid(ZHANG, S1)) == -5_000
    play.power_cycle()
    assert stands(play, accounts.prepaid(ZHANG, S1)) == -5_000
    play.journeys.money.write_off(fresh(), accounts.prepaid(ZHANG, S1), boss(play), "moved away")
    assert stands(play, accounts.written_off()) == 5_000
    assert play.journeys.ledger.house.overdrafts == {}


def test_who_stops_has_everything_back(play: Play) -> None:
    paid(play, 10_000)
    money = play.journeys.money
    one = play.journeys.shortfalls.ask(fresh(), S1, ZHANG, 15_000, lin(play))
    assert one is not None
    play.journeys.shortfalls.answer(one.id, STOP, AT_DESK, "stop", lin(play))
    assert codes(play) == ["money.to_refund"]
    asked = Asked(fresh(), GIVEN_BACK, "", "", 1, shortfall=one.id)
    assert money.shown(asked, lin(play)).cents == 10_000
    money.post(asked, lin(play), SIGNATURE, SIGNATURE)
    assert stands(play, accounts.cash()) == 0 and codes(play) == []


def test_the_drawer_is_counted_explained_and_brought_away_by_two(play: Play) -> None:
    cash = play.journeys.cash
    opening = cash.count(fresh(), ((10_000, 5),), lin(play))
    assert opening.opening and stands(play, accounts.cash()) == 50_000
    paid(play, 20_000)
    off = cash.count(fresh(), ((10_000, 6), (1_000, 9)), lin(play))
    assert off.difference_cents == -1_000 and codes(play) == ["money.count_off"]
    with pytest.raises(Refused, match=r"money\.note"):
        cash.explain(off.id, "unknown", "", lin(play))
    play.power_cycle()
    cash = play.journeys.cash
    cash.explain(off.id, "unknown", "nobody knows", lin(play))
    assert codes(play) == [] and stands(play, accounts.cash()) == 69_000
    assert cash.note_of(cash.need(off.id)) == "nobody knows"
    with pytest.raises(Refused, match=r"money\.second"):
        cash.bring(fresh(), "to_safe", 60_000, boss(play), "s-chen", LIN_PIN)
    with pytest.raises(Refused, match=r"pin\.wrong"):
        cash.bring(fresh(), "to_safe", 60_000, boss(play), "a-lin", "000000")
    act = fresh()
    for _ in range(2):  # a double tap
        cash.bring(act, "to_safe", 60_000, boss(play), "a-lin", LIN_PIN)
    assert stands(play, accounts.safe()) == 60_000 and stands(play, accounts.cash()) == 9_000
    with pytest.raises(Refused, match=r"money\.no_cash"):
        paid(play, 10_000, kind=REFUNDED)


def test_statements_add_up(play: Play) -> None:
    play.journeys.shifts.begin(lin(play), fresh())
    shift = play.journeys.shifts.of("a-lin")
    paid(play, 20_000)
    paid(play, 3_000, about="")
    paid(play, 1_000, about=S2, kind=MOVED)
    paid(play, 15_000, kind=USED)
    paid(play, 4_000, kind=REFUNDED, way=BY_CASH)
    statements = play.journeys.statements
    drawer = statements.of(ACCOUNT, accounts.cash())
    assert [one.cents for one in drawer.rows] == [20_000, 3_000, -4_000]
    assert (drawer.opening_cents, drawer.closing_cents) == (0, 19_000)
    assert [one.after_cents for one in drawer.rows] == [20_000, 23_000, 19_000]
    service = statements.of(SERVICE, S1)
    assert [one.cents for one in service.rows] == [20_000, -15_000, -4_000] and service.closing_cents == 1_000
    theirs = statements.of(CUSTOMER, ZHANG)
    assert theirs.closing_cents == 4_000 and theirs.came_cents - theirs.went_cents == 4_000
    assert shift is not None
    turn = statements.of(SHIFT, shift.id)
    assert (turn.came_cents, turn.went_cents, turn.closing_cents) == (23_000, 4_000, 19_000)
    month = play.journeys.registers.this_month()
    assert statements.of(ACCOUNT, accounts.cash(), month) == drawer.__class__(
        **{**vars(drawer), "period": month}
    )
    before = statements.of(ACCOUNT, accounts.cash(), "2019-01")
    assert (before.rows, before.opening_cents, before.closing_cents) == ((), 0, 0)
    past = statements.of(CUSTOMER, ZHANG, "2019-01")
    assert (past.rows, past.opening_cents, past.closing_cents) == ((), 0, 0)
    with pytest.raises(Refused, match=r"money\.statement"):
        statements.of("everything", "x")


def test_fees_of_other_journeys_stand_in_the_books(play: Play) -> None:
    from tests.flows.test_sending import left

    name = left(play)
    for _ in range(2):
        play.journeys.sendings.settle(name, 1_250, "V-7", lin(play))
    assert stands(play, accounts.fees("sending")) == 1_250 == stands(play, accounts.cash())
    found = play.journeys.register.matters(Entry, people=(ZHANG,))
    assert [one.kind for one in found] == ["fee_sending"]
