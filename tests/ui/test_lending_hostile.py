"""Whatever is posted to the pages on loans, passes and goods that leave: an answer in words, and nothing half done."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.lobby import Play, Site
from tests.ui.test_desk import OURS, Desk
from tests.ui.test_lending_pages import PEN

NAMES = (
    "movement", "home", "person", "item", "due", "note", "visitor", "name", "phone", "leave", "leave_pin", "why",
    "condition", "brought_by", "bringer", "how", "amount", "reason", "deposit", "longest", "copies", "shelf", "offered",
    "label_en", "label_zh_Hans", "label_zh_Hant", "company", "responsible", "owner", "since", "until", "worker", "kind",
    "number", "back", "goods", "carrier", "plate", "who", "strokes", "own", "witness", "witness_pin", "witnessed",
)  # fmt: skip
EVIL = (
    "",
    "\0",
    "-1",
    "9" * 400,
    "﷽" * 200,
    "<script>",
    "../../etc/passwd",
    "{0}%s{item}",
    "2026-13-45",
    "1e999",
    "[[",
)
PATHS = (
    "/desk/loans/new?kind=x", "/desk/loans/{}/back", "/desk/loans/{}/lost", "/desk/loans/{}/charge",
    "/desk/loans/{}/write-off", "/desk/loans/{}/refund", "/desk/loans/{}/extend", "/desk/loans/{}/contacted",
    "/desk/loans/{}/found", "/desk/loans/stock/kinds/{}", "/desk/loans/stock/{}/picture",
    "/desk/loans/stock/{}/withdraw",
    "/desk/loans/stock/{}/put-back", "/desk/loans/stock/{}/strike-off", "/desk/passes/new", "/desk/passes/{}/extend",
    "/desk/passes/{}/settle", "/desk/passes/{}/count", "/desk/releases/new", "/desk/releases/{}/word",
    "/desk/releases/{}/called", "/desk/releases/{}/decided", "/desk/releases/{}/gone", "/desk/releases/{}/call-off",
    "/home/goods/{}/sign", "/home/goods/{}/refuse",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site = Site(tmp_path_factory.mktemp("hostile"), opens_within_s="1.0")
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


@pytest.mark.parametrize("badge", ["attendant", "supervisor"])
def test_nothing_that_is_posted_breaks_anything(desk: Desk, badge: str) -> None:
    desk.enter(*(() if badge == "attendant" else ("04C3D4E5F60780", "864200")))
    house = desk.play.journeys.ledger.house
    before = (house.loans, house.loan_items, house.permits, house.releases, house.money_entries)
    for path in PATHS:
        for evil in EVIL:
            for movement in (evil, os.urandom(16).hex()):
                form = {**dict.fromkeys(NAMES, evil), "movement": movement}
                answer = desk.client.post(path.format("x"), data=form, headers=OURS)
                assert answer.status_code in (303, 404, 409, 413), (path, evil, answer.status_code)
                assert "<script>" not in answer.text.replace("<script type=", "").replace("<script src", "")
    house = desk.play.journeys.ledger.house
    assert before == (house.loans, house.loan_items, house.permits, house.releases, house.money_entries)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-12-31", "2026-02-30", "tomorrow"])
def test_days_of_no_calendar_are_answered_in_words(desk: Desk, day: str) -> None:
    desk.enter()
    home = {"home": "1-1-0802", "since": day, "until": day, "movement": os.urandom(16).hex()}
    answer = desk.post("/desk/releases/new", **home, goods="a sofa")
    assert answer.status_code == 409
    works = {"company": "x", "responsible": "y", "phone": "13800000000", "worker": "z", "kind": "other"}
    answer = desk.post("/desk/passes/new", **home, **works, number="AB1234", strokes=PEN, own=PEN)
    assert answer.status_code == 409


@pytest.mark.parametrize("about", ["nothing", "cash", "on", "\0", "a\r\nb", "x" * 4000])
@pytest.mark.parametrize("what", ["account", "service", "shift", "customer", "no such"])
def test_a_statement_of_what_there_is_none_of_is_answered_in_words(desk: Desk, what: str, about: str) -> None:
    desk.enter()
    answer = desk.client.get("/desk/statements", query_string={"what": what, "about": about, "who": about})
    assert answer.status_code in (200, 409)
    found = desk.client.post("/desk/statements/find", data={"what": what, "about": about}, headers=OURS)
    assert found.status_code in (303, 409)


LONG = "9" * 5000
ASKED = (
    f"/desk/registers/stocktakes?before={LONG}", "/desk/registers/stocktakes?before=99999999999999999999",
    "/desk/wakeups?day=0001-01-01", "/desk/wakeups?day=9999-12-31",
)  # fmt: skip
SAID = (
    ("/desk/wakeups/x/called", {"due": "9999-12-31T23:59-14:00"}),
    ("/desk/wakeups/x/called", {"due": "2026-11-25T10:00+08:00", "attempt": LONG}),
    ("/desk/services/x/agree", {"cents": LONG}),
    ("/desk/loans/stock/kinds/abc", {"label_en": "a", "label_zh_Hans": "a", "label_zh_Hant": "a", "longest": LONG}),
    ("/desk/loans/stock/kinds/abc", {"longest": "60", "copies": LONG}),
    ("/desk/dutylog/new", {"day": "0001-01-01", "hour": "00:00", "kind": "patrol", "words": "x"}),
)  # fmt: skip


@pytest.mark.parametrize("address", ASKED, ids=range(len(ASKED)))
def test_an_address_with_a_number_or_a_day_of_no_calendar_has_a_page(desk: Desk, address: str) -> None:
    desk.enter()
    assert desk.client.get(address).status_code == 200


@pytest.mark.parametrize(("path", "fields"), SAID, ids=range(len(SAID)))
def test_a_number_longer_than_any_is_answered_in_words(desk: Desk, path: str, fields: dict[str, str]) -> None:
    desk.enter("04C3D4E5F60780", "864200")
    assert desk.post(path, movement=os.urandom(16).hex(), **fields).status_code in (404, 409)
