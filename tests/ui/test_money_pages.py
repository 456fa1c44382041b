"""Customers' money, the drawer and statements at the desk, from the first form to the last figure."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.money import account as accounts
from kiosk.domain.money.posting import standing_cents
from tests.lobby import CHEN, LIN_PIN, SIGNATURE, Play, Site
from tests.ui.test_desk import Desk
from tests.wire.waiting import until
from ui.desk.sealing import seal

PEN = json.dumps([[list(point) for point in stroke] for stroke in SIGNATURE])
NAMES = {"strokes": PEN, "own": PEN}
ZHANG, S1 = "r-zhang", "GK-1"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site = Site(tmp_path_factory.mktemp("money"), opens_within_s="1.0")
    play = Play(site)
    found = Desk(play)
    found.enter()
    yield found
    play.close()
    site.close()


def fresh() -> str:
    return os.urandom(16).hex()


def stands(desk: Desk, account: str) -> int:
    return standing_cents(desk.play.journeys.ledger.house, account)


def posted(desk: Desk, kind: str, amount: str, about: str = S1, **more: str) -> str:
    """Post the form and the names; return where it leads."""
    fields = {"movement": fresh(), "kind": kind, "who": seal(ZHANG), "about": about, "amount": amount, **more}
    checked = desk.post("/desk/prepaid/check", **fields)
    assert checked.status_code == 200, checked.text
    assert 'name="movement" value="' + fields["movement"] in checked.text
    answer = desk.post("/desk/prepaid/post", **fields, **NAMES)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_from_the_home_to_the_signed_voucher(desk: Desk) -> None:
    assert "Nobody has money here." in desk.page("/desk/prepaid")
    found = desk.post("/desk/prepaid/find", words="1-1-0802").headers["Location"]
    page = desk.page(found)
    assert "/desk/prepaid/new?kind=taken" in page
    way = re.search(r'href="(/desk/prepaid/new\?kind=taken&amp;who=[^"]+)"', page)
    assert way is not None
    assert "Go on to sign" in desk.page(way[1].replace("&amp;", "&"))
    voucher = desk.page(posted(desk, "taken", "164.02", way="cash"))
    assert "CN¥164.02" in voucher and "人民币壹佰陆拾肆元零贰分" in voucher
    assert voucher.count("<polyline") == 2 and stands(desk, accounts.cash()) == 16_402
    until(lambda: len(desk.play.bench.printed()) == 1, 20)
    book = desk.page("/desk/registers/prepaid")
    assert S1 in book and "CN¥164.02" in book


def test_what_is_no_payment_comes_back_with_what_was_typed(desk: Desk) -> None:
    fields = {"movement": fresh(), "kind": "taken", "who": seal(ZHANG), "about": S1, "way": "cash"}
    for amount in ("", "0", "-5", "12.345", "1e3", "<script>"):
        answer = desk.post("/desk/prepaid/check", amount=amount, **fields)
        assert answer.status_code == 409 and "This is no amount" in answer.text, amount
    answer = desk.post("/desk/prepaid/check", amount="5", **(fields | {"about": "<b>x:y"}))
    assert answer.status_code == 409 and "<b>x" not in answer.text
    nobody = {**fields, "who": "", "home": "9-9-9999"}
    assert desk.post("/desk/prepaid/check", amount="5", **nobody).status_code == 409
    several = desk.post("/desk/prepaid/check", amount="5", **(nobody | {"home": "1"}))
    assert several.status_code == 409 and several.text.count('type="radio" name="who"') > 1
    unsigned = desk.post("/desk/prepaid/post", amount="5", strokes=PEN, own="", **fields)
    assert unsigned.status_code == 409 and "Both have to sign" in unsigned.text
    assert stands(desk, accounts.cash()) == 0


def test_a_shortfall_is_asked_answered_and_paid(desk: Desk) -> None:
    posted(desk, "taken", "100", way="cash")
    who = seal(ZHANG)
    enough = desk.post("/desk/prepaid/ask", movement=fresh(), who=who, about=S1, amount="100")
    assert "Enough is here" in enough.text
    asked = desk.post("/desk/prepaid/ask", movement=fresh(), who=who, about=S1, amount="180.50")
    path = asked.headers["Location"]
    assert "CN¥180.50" in desk.page(path) and path in desk.page("/desk/prepaid")
    assert path in desk.page("/desk/map")  # it waits as a task
    silent = desk.post(f"{path}/answer", answer="pay", how="phone", told="")
    assert silent.status_code == 409 and "Who said what?" in silent.text
    refused = desk.post(f"{path}/answer", answer="owe", how="desk", told="yes", supervisor="s-chen", pin="1")
    assert refused.status_code == 409
    assert desk.post(f"{path}/answer", answer="pay", how="phone", told="张先生：继续").status_code == 303
    answered = desk.page(path)
    assert "张先生：继续" in answered and "CN¥80.50" in answered
    shortfall = path.rpartition("/")[2]
    form = desk.page(f"/desk/prepaid/new?kind=paid&shortfall={shortfall}")
    assert 'value="80.50"' in form
    posted(desk, "paid", "80.50", way="cash", shortfall=shortfall)
    assert stands(desk, accounts.prepaid(ZHANG, S1)) == 18_050
    assert "Done." in desk.page(path)


def test_the_drawer(desk: Desk) -> None:
    assert "Never counted" in desk.page("/desk/cash")
    wrong = desk.post("/desk/cash/count", movement=fresh(), **{"piece-10000": "x"})
    assert wrong.status_code == 409 and "A count is missing" in wrong.text
    act = fresh()
    for _ in range(2):
        assert desk.post("/desk/cash/count", movement=act, **{"piece-10000": "5"}).status_code == 303
    posted(desk, "taken", "20", way="cash")
    assert "CN¥520.00" in desk.page("/desk/cash")
    desk.post("/desk/cash/count", movement=fresh(), **{"piece-10000": "5"})
    page = desk.page("/desk/cash")
    assert "-CN¥20.00" in page and "/desk/cash" in desk.page("/desk/map")
    count = next(one.id for one in desk.play.journeys.cash.counts() if one.open)
    silent = desk.post(f"/desk/cash/counts/{count}/explain", reason="", words="")
    assert silent.status_code == 409
    desk.post(f"/desk/cash/counts/{count}/explain", reason="wrong_change", words="")
    assert stands(desk, accounts.cash()) == 50_000
    alone = desk.post("/desk/cash/bring", movement=fresh(), way="to_safe", amount="100", second="", pin="")
    assert alone.status_code == 409 and "It takes two of you" in alone.text
    desk.enter(CHEN, "864200")
    bring = {"way": "to_safe", "amount": "100", "second": "a-lin", "pin": LIN_PIN, "number": "A-1"}
    assert desk.post("/desk/cash/bring", movement=fresh(), **bring).status_code == 303
    assert stands(desk, accounts.safe()) == 10_000


def test_statements_on_the_screen_and_for_a_spreadsheet(desk: Desk) -> None:
    posted(desk, "taken", "200", way="cash")
    posted(desk, "used", "150.25")
    page = desk.page("/desk/statements?what=account&about=cash:desk")
    assert "CN¥200.00" in page
    found = desk.post("/desk/statements/find", what="service", typed=S1).headers["Location"]
    assert "CN¥49.75" in desk.page(found)
    theirs = desk.post("/desk/statements/find", what="customer", typed="1-1-0802").headers["Location"]
    assert ZHANG not in theirs and "CN¥49.75" in desk.page(theirs)
    answer = desk.client.get(found.replace("/desk/statements?", "/desk/statements/statement.csv?"))
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert any("CN¥150.25" in row for row in rows) and len(rows[-1][1]) == 64
    nothing = desk.post("/desk/statements/find", what="customer", typed="9-9-9999")
    assert nothing.status_code == 409
    assert desk.client.get("/desk/statements?what=service&about=%00&period=zzz").status_code == 200
    assert desk.post("/desk/statements/sheet", what="account", about="cash:desk").status_code == 409
    desk.enter(CHEN, "864200")
    sheet = desk.post("/desk/statements/sheet", what="account", about="cash:desk").headers["Location"]
    name = sheet.rpartition("/")[2]
    exports, chen = desk.play.journeys.exports, desk.play.journeys.ledger.house.people["s-chen"]
    until(lambda: exports.of(name, chen).state != "making", 30)
    found_one = exports.of(name, chen)
    assert found_one.state == "made", found_one.trouble
    assert found_one.pdf.startswith(b"%PDF") and found_one.name.startswith("statement-")


def test_a_supervisor_allows_more_than_there_is_and_gives_up_what_is_owed(desk: Desk) -> None:
    posted(desk, "taken", "10", way="cash")
    until_day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    fields = {"movement": fresh(), "kind": "used", "who": seal(ZHANG), "about": S1, "amount": "15"}
    more = {"reason": "pays tomorrow", "until": until_day}
    assert (
        desk.post("/desk/prepaid/check", **fields, **more).status_code == 409
    )  # an attendant is no supervisor
    desk.enter(CHEN, "864200")
    posted(desk, "used", "15", **more)
    page = desk.page("/desk/prepaid")
    assert "owed by" in page and "-CN¥5.00" in page
    own = accounts.prepaid(ZHANG, S1)
    silent = desk.post("/desk/prepaid/write-off", movement=fresh(), account=own, reason="")
    assert silent.status_code == 409
    desk.post("/desk/prepaid/write-off", movement=fresh(), account=own, reason="moved out")
    assert stands(desk, own) == 0 and stands(desk, accounts.written_off()) == 500


def test_a_copy_and_a_voucher_of_nobody(desk: Desk) -> None:
    path = posted(desk, "taken", "10", way="cash")
    for _ in range(2):  # a double tap
        assert desk.post(f"{path}/copy", copies="0").status_code == 303
    until(lambda: len(desk.play.bench.printed()) == 2, 20)
    assert "Copies so far: 1" in desk.page(path)
    assert desk.client.get("/desk/prepaid/vouchers/2026-999999").status_code == 409


def test_a_page_that_was_posted_to_may_look_again_by_its_address(desk: Desk) -> None:
    for path in (
        "/desk/prepaid/check", "/desk/prepaid/post", "/desk/prepaid/write-off", "/desk/statements/find",
        "/desk/cash/counts/x/explain",
    ):  # fmt: skip
        assert 'id="desk"' in desk.page(path), path
    assert desk.client.get("/desk/prepaid/asked/x/answer").status_code == 303


def test_nobody_without_a_session_sees_money(desk: Desk) -> None:
    desk.post("/desk/leave")
    for path in ("/desk/prepaid", "/desk/cash", "/desk/statements", "/desk/prepaid/new?kind=taken"):
        assert desk.client.get(path).status_code == 409, path
    assert desk.post("/desk/cash/count", movement=fresh(), **{"piece-10000": "5"}).status_code == 409
