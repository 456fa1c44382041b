"""Contractors at the desk's pages, on a real lobby: let in, a key out and back, and nothing that others may read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.domain.contractors.stay import Errand, Stay
from tests.flows.test_contractors import HU, at_noon
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

NEW = "/desk/contractors/new"
STROKES = json.dumps(SIGNATURE)
CARD = {"kind": "id_card", "number": HU, "name": "胡海", "company": "华安机电", "phone": "13600001111"}


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("contractors"), opens_within_s="1.0", amend=at_noon)
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    desk = Desk(lobby)
    desk.enter()
    return desk


def field(page: str, name: str) -> str:
    """Return the value of a form's field."""
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page)[0])


def fresh_id(desk: Desk, path: str = NEW) -> str:
    return field(desk.page(path), "movement")


def let_in(desk: Desk, **changes: str) -> TestResponse:
    """Return the answer to the whole form: number checked, rules agreed to, signed; to the check of who is in."""
    typed = {**CARD, **changes, "movement": fresh_id(desk), "language": "en"}
    checked = desk.post(NEW, **typed)
    if checked.status_code == 303:
        return checked
    assert checked.status_code == 200, checked.text
    signed = {"agreed": "yes", "strokes": STROKES, "admit": "yes", "checked": field(checked.text, "checked")}
    return desk.post(NEW, **typed, **signed)


def stay_of(desk: Desk) -> Stay:
    return list(desk.play.journeys.ledger.house.stays.values())[-1]


def errand(desk: Desk) -> Errand:
    return list(stay_of(desk).errands.values())[-1]


def test_only_the_desk_sees_them(lobby: Play) -> None:
    desk = Desk(lobby)
    lobby.journeys.visits.end()
    lobby.tap(LIN)
    for path in ("/desk/contractors", NEW, "/desk/contractors/blocked", f"/desk/contractors/{'0' * 32}"):
        assert desk.client.get(path).status_code == 409, path
    assert desk.post(NEW, **CARD, movement="0" * 32, admit="yes").status_code == 409
    assert lobby.journeys.ledger.house.stays == {}


def test_the_number_is_checked_before_anybody_signs(desk: Desk) -> None:
    wrong = desk.post(NEW, **{**CARD, "number": "110105194912310021"}, movement=fresh_id(desk))
    assert wrong.status_code == 409 and "does not add up" in wrong.text
    old = desk.post(NEW, **{**CARD, "number": "110105491231002"}, movement=fresh_id(desk))
    assert old.status_code == 409 and "old ID number" in old.text
    act = fresh_id(desk)
    shown = desk.post(NEW, **CARD, movement=act)
    assert "born 1949-12-31, female, region 110105" in shown.text
    signed = {"agreed": "yes", "strokes": STROKES, "admit": "yes", "movement": act}
    other = {**CARD, "number": "440524198001010013", "checked": field(shown.text, "checked")}
    again = desk.post(NEW, **other, **signed)
    assert again.status_code == 200 and "born 1980-01-01, male" in again.text
    assert desk.play.journeys.ledger.house.stays == {}, "nobody comes in by a number that was not compared"


def test_a_key_goes_out_and_comes_back_by_the_pages(desk: Desk) -> None:
    play = desk.play
    home = let_in(desk).location
    assert home == f"/desk/contractors/{stay_of(desk).id}"
    page = desk.page(home)
    assert "胡海" in page and "**************002X" in page and HU not in page
    assert let_in(desk).location == home, "who is in is not let in twice"
    asked = {"key": "k-pump", "reason": "repair", "work_order": "W-9", "movement": field(page, "movement")}
    assert desk.post(f"{home}/ask", **asked).location == home
    path = f"{home}/{errand(desk).id}"
    assert "nobody answers for it yet" in desk.page(home)
    assert desk.post(f"{path}/listen").status_code == 303
    play.bench.tap(ZHOU)
    until(lambda: "周建国 answers for 胡海" in desk.page(home), 8)
    play.bench.lift()
    seen = field(desk.page(home), "seen")
    assert desk.post(f"{path}/sponsor", seen=seen, pin="000000").status_code == 409
    assert desk.post(f"{path}/sponsor", seen=seen, pin="135790").status_code == 303
    assert "CN¥200.00 to be taken" in desk.page(home)
    assert "deposit comes first" in desk.post(f"{path}/issue", movement=fresh_id(desk), strokes=STROKES).text
    assert desk.post(f"{path}/deposit", voucher="YJ-7").status_code == 303
    signing = desk.page(f"{path}/sign")
    assert "18:00" in signing
    begun = desk.post(f"{path}/issue", movement=field(signing, "movement"), strokes=STROKES).location
    assert begun.startswith("/movements/")
    movement = begun.rpartition("/")[2]
    play.comes_to(movement, "open")
    tag = play.bench.take_key("K05")
    play.bench.push_shut("K05")
    play.comes_to(movement, "done")
    assert "胡海" in desk.page("/desk/keys") and "Take the key back" in desk.page(home)
    back = desk.post(f"{path}/bring", movement=fresh_id(desk)).location.rpartition("/")[2]
    play.comes_to(back, "open")
    play.bench.put_key("K05", tag)
    play.bench.push_shut("K05")
    play.comes_to(back, "done")
    assert "a deposit waits to be given back" in desk.page("/desk/map")
    assert desk.post(f"{path}/deposit-back", voucher="YJ-7T").status_code == 303
    assert "CN¥200.00 given back" in desk.page(home)
    assert desk.post(f"{home}/leave").location == home
    assert "No contractor is in the house" in desk.page("/desk/contractors")


def test_what_is_searched_for_stands_in_no_address(desk: Desk) -> None:
    let_in(desk)
    for words in ("胡海", "华安", HU):
        found = desk.post("/desk/contractors/find", words=words)
        assert words not in found.location and "胡海" in desk.page(found.location), words
    assert "胡海" not in desk.page(desk.post("/desk/contractors/find", words="马强").location)
    nobody = desk.client.get(f"/desk/contractors/{'0' * 32}")
    assert nobody.status_code == 409


def test_only_the_supervisor_blocks_and_lifts_it(desk: Desk) -> None:
    let_in(desk)
    home = f"/desk/contractors/{stay_of(desk).id}"
    asked = {"until": "2099-01-01", "reason": "擅自复制钥匙"}
    assert desk.post(f"{home}/block", **asked).status_code == 409
    assert "Block this document" not in desk.page(home)
    desk.enter(CHEN, "864200")
    assert "Until when" in desk.post(f"{home}/block", **asked).text, "nobody is blocked for ever"
    asked["until"] = (desk.play.journeys.contractors.today + timedelta(days=90)).isoformat()
    assert desk.post(f"{home}/block", **asked).location == home
    desk.post(f"{home}/leave")
    refused = desk.post(NEW, **CARD, movement=fresh_id(desk))
    assert refused.status_code == 409 and "This number is not let in" in refused.text
    blocked = desk.page("/desk/contractors/blocked")
    assert "擅自复制钥匙" in blocked and HU not in blocked
    lift = re.findall(r'action="(/desk/contractors/blocked/\w+/lift)"', blocked)[0]
    assert desk.post(lift).status_code == 303
    assert let_in(desk).status_code == 303


def test_a_contractor_signs_on_the_touch_screen(tmp_path: Path, page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    with lobby_screen(tmp_path / "s", page) as lobby:
        lobby.play.tap(LIN)
        page.goto(f"{lobby.address}/desk/")
        lobby.type(LIN_PIN)
        page.locator('button[form="form"]').click()
        expect(page.locator(".desk-tabs")).to_be_visible()
        page.goto(lobby.address + NEW)
        for name in ("number", "name", "company"):
            page.locator(f'input[name="{name}"]').fill(CARD[name])
        lobby.touch("Check the number")
        expect(page.locator(".compare")).to_contain_text("born 1949-12-31, female")
        page.locator('input[name="agreed"]').check(force=True)
        lobby.sign()
        lobby.touch("Let in")
        expect(page.locator("main")).to_contain_text("A key for a job")
        page.locator('select[name="key"]').select_option("k-pump")
        lobby.touch("Ask for it")
        lobby.touch("Ask for a badge")
        expect(page.locator(".waiting")).to_contain_text("lays their badge on the reader now")
        lobby.bench.tap(ZHOU)
        expect(page.locator(".waiting")).to_contain_text("周建国 answers for 胡海", timeout=8000)
        lobby.bench.lift()
        page.locator('input[name="pin"]').fill("135790")
        lobby.touch("Answer for it")
        lobby.touch("Hand out the key")
        lobby.sign()
        lobby.touch("Hand out the key")
        lobby.shows("Take the key", within_s=8)
        assert lobby.door() == "K05"
