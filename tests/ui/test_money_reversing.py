"""A voucher with a wrong amount is taken back by two, with the reason; the books keep both, and it is done once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kiosk.domain.money import account as accounts
from kiosk.domain.money.entry import Entry
from kiosk.domain.refusal import Refused
from tests.lobby import Play, Site
from tests.ui.test_desk import Desk
from tests.ui.test_money_pages import NAMES, S1, ZHANG, posted, stands
from tests.wire.waiting import until

CHEN_PIN = "864200"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site = Site(tmp_path_factory.mktemp("reversing"), opens_within_s="1.0")
    play = Play(site)
    found = Desk(play)
    found.enter()
    yield found
    play.close()
    site.close()


def number_of(address: str) -> str:
    return address.rpartition("/")[2]


def taken_back(desk: Desk, number: str, **more: str) -> str:
    fields = {"reason": "wrong amount", "second": "s-chen", "pin": CHEN_PIN, **more}
    answer = desk.post(f"/desk/prepaid/vouchers/{number}/reverse", **fields)
    assert answer.status_code == 303, answer.text
    return number_of(answer.location)


def test_a_wrong_amount_is_taken_back_once_and_both_stay_in_the_books(desk: Desk) -> None:
    wrong = number_of(posted(desk, "taken", "1640.20", way="cash"))
    page = desk.page(f"/desk/prepaid/vouchers/{wrong}")
    assert f"/desk/prepaid/vouchers/{wrong}/reverse" in page
    form = desk.page(f"/desk/prepaid/vouchers/{wrong}/reverse")
    assert "Why it was wrong" in form and "CN¥1,640.20" in form
    for fields, said in (
        ({"reason": "", "second": "s-chen", "pin": CHEN_PIN}, "reason"),
        ({"reason": "x", "second": "", "pin": ""}, "It takes two of you"),
        ({"reason": "x", "second": "a-lin", "pin": CHEN_PIN}, "It takes two of you"),
        ({"reason": "x", "second": "s-chen", "pin": "000000"}, "PIN"),
    ):
        refused = desk.post(f"/desk/prepaid/vouchers/{wrong}/reverse", **fields)
        assert refused.status_code == 409 and said in refused.text, fields
    assert stands(desk, accounts.prepaid(ZHANG, S1)) == 164_020
    counter = taken_back(desk, wrong)
    assert counter != wrong and taken_back(desk, wrong) == counter  # a double tap
    assert stands(desk, accounts.prepaid(ZHANG, S1)) == 0 == stands(desk, accounts.cash())
    first, second = (
        desk.page(f"/desk/prepaid/vouchers/{wrong}"),
        desk.page(f"/desk/prepaid/vouchers/{counter}"),
    )
    assert counter in first and "wrong amount" in first and "/reverse" not in first
    assert wrong in second and "Taken back" in second and "/reverse" not in second
    assert desk.client.get(f"/desk/prepaid/vouchers/{wrong}/reverse").status_code == 303
    twice = desk.post(f"/desk/prepaid/vouchers/{counter}/reverse", reason="x", second="s-chen", pin=CHEN_PIN)
    assert twice.status_code == 409 and "taken back" in twice.text
    assert counter in desk.page("/desk/prepaid"), "it waits for both names"
    printed = len(desk.play.bench.printed())
    assert desk.post(f"/desk/prepaid/vouchers/{counter}/sign", **NAMES).status_code == 303
    until(lambda: len(desk.play.bench.printed()) > printed, 20)
    raw = b"".join(path.read_bytes() for path in (desk.play.site.root / "var").glob("ledger.db*"))
    assert b"wrong amount" not in raw


def test_what_was_used_since_can_t_be_taken_back_and_a_refund_can(desk: Desk) -> None:
    about = "GK-2"
    first = number_of(posted(desk, "taken", "100", about, way="cash"))
    posted(desk, "used", "60", about)
    short = desk.post(f"/desk/prepaid/vouchers/{first}/reverse", reason="x", second="s-chen", pin=CHEN_PIN)
    assert short.status_code == 409 and stands(desk, accounts.prepaid(ZHANG, about)) == 4_000
    back = number_of(posted(desk, "refunded", "40", about, way="cash"))
    taken_back(desk, back, reason="not picked up")
    assert stands(desk, accounts.prepaid(ZHANG, about)) == 4_000


def test_a_restart_later_it_is_still_taken_back(desk: Desk) -> None:
    number = number_of(posted(desk, "taken", "30", "GK-3", way="cash"))
    counter = taken_back(desk, number)
    desk.play.power_cycle()
    flow = desk.play.journeys.reversals
    voucher = desk.play.journeys.money.voucher(number)
    entry = flow.of(voucher)
    assert entry is not None and entry.voucher == counter and not flow.may(voucher)
    desk.play.kiosk.ledger.rebuild()
    assert desk.play.journeys.ledger.house.money_entries[entry.id] == entry
    every = desk.play.journeys.register.matters(Entry, most=99)
    assert [one.reverses for one in every].count(voucher.entry) == 1
    assert re.fullmatch(r"\d{4}-\d{6}", counter)
    lin = desk.play.journeys.ledger.house.people["a-lin"]
    with pytest.raises(Refused, match=r"money\.not_reversible"):
        flow.reverse(desk.play.journeys.money.voucher(counter), lin, "s-chen", CHEN_PIN, "again")
