"""The registers and a move-in from the desk's pages, before a real lobby: typed, tapped, signed, taken along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.flows.registers.finding import REGISTERS
from kiosk.pdf.verifying import Verified, verify_pdf
from tests.flows.test_keeping import FREE, left, take_back
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import Desk
from tests.ui.test_keybook import CHEN_PIN, take
from tests.unit.test_pdf import texts
from tests.wire.waiting import until
from ui.desk.registers.ways import SHELVES

STROKES = json.dumps(SIGNATURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def way(page: str, pattern: str) -> str:
    """Return an address that a page leads to."""
    found = re.search(rf'(?:href|action)="({pattern})"', page)
    assert found, (pattern, page)
    return found.group(1).replace("&amp;", "&")


def gone_to(answer: TestResponse) -> str:
    """Return where a post leads."""
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path


def made(desk: Desk, answer: TestResponse) -> bytes:
    """Return the document that was asked for, once it is made."""
    sheet = gone_to(answer)
    until(lambda: "data-live" in desk.page(sheet) and "is being made" not in desk.page(sheet), 60)
    page = desk.page(sheet)
    assert "The document is ready" in page, page
    got = desk.client.get(way(page, '[^"]*[.]pdf'))
    assert got.status_code == 200 and got.headers["Cache-Control"] == "no-store"
    return bytes(got.data)


def bring_back(play: Play, key: str, place: str, tag: str) -> str:
    """Return the movement by which Lin brings a key back, to the end."""
    play.journeys.visits.end()
    play.tap(LIN)
    movement = play.journeys.keys.give_back("b" * 32, key)
    play.comes_to(movement, "open")
    play.bench.put_key(place, tag)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")
    return movement.id


def test_a_whole_move_in_from_the_pages(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    page = desk.page("/desk/movein")
    assert "No list is unfinished" in page
    person = hidden(page, "person")
    refused = desk.post("/desk/movein/known", person=person, unit="", name="Ada Kowalczyk", language="en")
    assert refused.status_code == 409 and 'value="Ada Kowalczyk"' in refused.text
    known = {"person": person, "unit": "2-2-1504", "name": "Ada Kowalczyk", "phone": "1", "language": "en"}
    new = gone_to(desk.post("/desk/movein/known", **known))
    assert "Kowalczyk" not in new and person not in new
    act = hidden(desk.page(new), "movement")
    assert desk.post(new, movement=act).status_code == 409  # no document was seen
    listed = gone_to(desk.post(new, movement=act, document="passport"))
    assert gone_to(desk.post(new, movement=act, document="passport")) == listed
    page = desk.page(listed)
    assert "Hand over: open the slot" in page and "Nothing is listed yet" in page
    assert "The list is empty" in desk.client.get(f"{listed}/sign").text
    line = {"what": "room", "label": "主卧", "number": "D-4471", "count": "6", "condition": "new"}
    desk.post(f"{listed}/lines", movement=hidden(page, "movement"), tried="yes", **line)
    assert desk.post(f"{listed}/lines", movement="c" * 32, **(line | {"count": "x"})).status_code == 409
    desk.post(f"{listed}/lines", movement="d" * 32, promised="2020-01-01", **line)
    desk.post(f"{listed}/meters", water="1234.5", power="", gas="")
    assert desk.post(f"{listed}/meters", water="a lot").status_code == 409
    page = desk.page(listed)
    assert page.count("D-4471") == 1 and "× 6" in page and "Tried in the lock" in page
    slot = way(page, f"{listed}/keys/k-1504")
    movement = "e" * 32
    assert gone_to(desk.post(slot, movement=movement)) == listed
    play.comes_to(movement, "open")
    assert "slot is opening" in desk.page(listed) and f"/movements/{movement}" in desk.page(listed)
    play.bench.take_key("K10")
    play.bench.push_shut("K10")
    play.comes_to(movement, "done")
    assert "taken out of the slot" in desk.page(listed)
    assert "It stands on your list" in desk.page(f"/movements/{movement}")
    assert "The owner signs here" in desk.page(f"{listed}/sign")
    assert desk.post(f"{listed}/sign", part="owner", strokes="[]").status_code == 409
    desk.post(f"{listed}/sign", part="owner", strokes=STROKES)
    desk.post(f"{listed}/sign", part="owner", strokes=STROKES)  # a second tap is not the second name
    assert "An attendant has to sign" in desk.page(listed)
    assert "handover list not signed yet" in desk.page("/desk/map")
    desk.post(f"{listed}/sign", part="attendant", strokes=STROKES)
    page = desk.page(listed)
    assert "Signed by both" in page and "Leave keys with the desk" in page
    assert "Leave a key" in desk.page(way(page, '/desk/keeping/[^"]+/leave'))
    register = desk.page("/desk/registers/movein")
    assert "Ada Kowalczyk" in register and register.count("<polyline") >= 2
    assert desk.post(f"/desk/registers/one/move_in/{listed.rpartition('/')[2]}").status_code == 409

    desk.enter(CHEN, CHEN_PIN)
    pdf = made(desk, desk.post(f"/desk/registers/one/move_in/{listed.rpartition('/')[2]}"))
    words = "".join(texts(pdf))
    for one in ("Ada Kowalczyk", "主卧", "D-4471", "1234.5", "2-2-1504", "林晓梅", "Yunqi Gardens"):
        assert one in words, one
    assert "Emma" not in words and isinstance(verify_pdf(pdf), Verified)
    assert '"register.exported/1"' not in words
    kinds = [one.kind for one in play.journeys.register.events(words="register.exported", most=5)]
    assert kinds == ["register.exported/1"]


def test_keys_lent_stand_in_the_register_with_both_signatures(play: Play) -> None:
    take(play, "k-1201", "K09")
    desk = Desk(play)
    desk.enter()
    page = desk.page("/desk/registers/lent")
    assert "Home 1-2-1201" in page and "still out" in page and "W-7" in page and "due " in page
    assert page.count("<polyline") == 1
    tag = play.journeys.ledger.house.keys["k-1201"].tag
    back = bring_back(play, "k-1201", "K09", tag)
    door = desk.page(f"/movements/{back}")
    assert f'href="/movements/{back}/sign"' in door
    desk.enter()
    assert "not signed" in desk.page("/desk/registers/lent")
    play.journeys.visits.end()
    play.tap(CHEN)
    assert f"{back}/sign" not in desk.page(f"/movements/{back}")  # somebody else stands there
    assert desk.client.get(f"/movements/{back}/sign").status_code == 303
    assert desk.post(f"/movements/{back}/sign", strokes=STROKES).status_code == 409
    play.journeys.visits.end()
    play.tap(LIN)
    assert desk.post(f"/movements/{back}/sign", strokes="[]").status_code == 409
    for _ in range(2):
        assert gone_to(desk.post(f"/movements/{back}/sign", strokes=STROKES)) == f"/movements/{back}"
    assert f"{back}/sign" not in desk.page(f"/movements/{back}")
    desk.enter()
    page = desk.page("/desk/registers/lent")
    assert "not signed" not in page and page.count("<polyline") == 2
    kinds = [one.kind for one in play.journeys.register.events(words="key.return.signed", most=9)]
    assert kinds == ["key.return.signed/1"]
    found = gone_to(desk.post("/desk/registers/lent/find", words="W-7", month="", day="2020-01-01"))
    assert found == "/desk/registers/lent"


def test_what_is_looked_for_is_found_and_stands_in_no_address(play: Play) -> None:
    take(play, "k-1201", "K09")
    desk = Desk(play)
    desk.enter()
    for words, there in (("林晓梅", True), ("1-2-1201", True), ("W-7", True), ("张伟", False)):
        answer = desk.post("/desk/registers/lent/find", words=words)
        assert words not in answer.headers["Location"]
        assert ("Home 1-2-1201" in desk.page(answer.headers["Location"])) is there, words
    month = play.journeys.registers.this_month()
    for period, there in ((month, True), ("2020-01", False)):
        assert ("Home 1-2-1201" in desk.page(f"/desk/registers/lent?period={period}")) is there
    for odd in ("period=2026-13", "period=x", "before=x&id=y", "q=AAAA"):
        assert "<table" in desk.page(f"/desk/registers/lent?{odd}")
    for register in ("kept", "movein", "agreements", "stocktakes"):
        assert "<table" in desk.page(f"/desk/registers/{register}?before=x&id=y&period=2026-02")


def test_a_key_left_and_taken_home_is_one_line(play: Play) -> None:
    key = left(play).item
    desk = Desk(play)
    desk.enter()
    page = desk.page("/desk/registers/kept")
    assert "front door ×3" in page and "kept here" in page and "before 周建国" in page
    assert page.count("<polyline") == 1
    home = take_back(play, key)
    play.comes_to(home, "open")
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(home, "done")
    desk.enter()
    page = desk.page("/desk/registers/kept")
    assert page.count("front door ×3") == 1 and "kept here" not in page
    assert page.count("<polyline") == 2 and "before 周建国" in page and "before 林晓梅" in page


def test_an_agreement_gets_the_estates_name_and_a_sheet(play: Play) -> None:
    movement = left(play)
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/registers/agreements")
    assert "Emma Smith" in page and "in force" in page
    consent = f"c-{movement.id[:16]}"
    sign = f"/desk/registers/agreements/{consent}/sign"
    assert sign in page and "<polyline" in desk.page(sign)
    assert desk.post(sign, strokes="[]").status_code == 409
    for _ in range(2):
        assert gone_to(desk.post(sign, strokes=STROKES)) == "/desk/registers/agreements"
    assert sign not in desk.page("/desk/registers/agreements")
    agreed = play.journeys.ledger.house.consents[consent]
    assert agreed.countersigned_by == "s-chen" and play.journeys.ledger.opened(agreed.countersigned)
    pdf = made(desk, desk.post(f"/desk/registers/one/agreement/{consent}"))
    (words,) = texts(pdf)
    for one in ("Key care agreement", "Emma Smith", "2-2-1504", "陈立", "front door", "1 / 1"):
        assert one in words, one
    assert "李娜" not in words and "1-2-1201" not in words
    assert desk.client.get("/desk/registers/agreements/c-nothing/sign").status_code == 409


def test_documents_are_the_supervisors_and_nobody_elses(play: Play) -> None:
    take(play, "k-1201", "K09")
    desk = Desk(play)
    desk.enter()
    assert desk.post("/desk/registers/lent/sheet").status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    answer = desk.post("/desk/registers/lent/sheet")
    pdf = made(desk, answer)
    words = "".join(texts(pdf))
    assert "Register of keys lent" in words and "林晓梅" in words and "still out" in words
    assert play.journeys.registers.this_month() in words and "1 / 1" in words
    sheet = gone_to(answer)
    assert gone_to(desk.post(f"{sheet}/put-down")) == sheet
    kept = list((play.site.root / "var" / "reports").iterdir())
    assert len(kept) == 1 and kept[0].read_bytes() == pdf
    assert kept[0].stat().st_mode & 0o077 == 0 and kept[0].name in desk.page(sheet)
    desk.enter(LIN, LIN_PIN)
    assert desk.client.get(sheet).status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    assert desk.client.get("/desk/registers/sheets/" + "0" * 32).status_code == 409
    assert desk.post("/desk/registers/one/secrets/x").status_code == 404
    play.power_cycle()
    fresh = Desk(play)
    fresh.enter(CHEN, CHEN_PIN)
    assert fresh.client.get(sheet).status_code == 409  # it was in memory, and is on record


def test_a_document_of_what_there_is_none_fails_in_words(play: Play) -> None:
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    sheet = gone_to(desk.post("/desk/registers/one/agreement/c-nothing"))
    until(lambda: "could not be made" in desk.page(sheet), 20)
    assert desk.client.get(f"{sheet}.pdf").status_code == 409


def test_a_stocktake_that_ended_has_its_sheet(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    desk.post("/desk/stocktake/begin", why="routine")
    desk.post("/desk/stocktake/sign", strokes=STROKES)
    assert "No line" in desk.page("/desk/registers/stocktakes")
    desk.enter(CHEN, CHEN_PIN)
    desk.post("/desk/stocktake/sign", strokes=STROKES)
    page = desk.page("/desk/registers/stocktakes")
    assert page.count("<polyline") == 2 and "林晓梅" in page and "陈立" in page
    play.power_cycle()
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/registers/stocktakes")
    pdf = made(desk, desk.post(way(page, "/desk/registers/one/stocktake/[0-9a-f]+")))
    (words,) = texts(pdf)
    assert "Stocktake of the key cabinet" in words and "林晓梅" in words and "陈立" in words


def test_the_log_for_spreadsheets_says_on_what_a_movement_rests(play: Play) -> None:
    take(play, "k-1201", "K09")
    desk = Desk(play)
    desk.enter()
    text = desk.client.get("/desk/log.csv?kind=key.issue").get_data(as_text=True).lstrip("\ufeff")
    head, row = list(csv.reader(io.StringIO(text)))[:2]
    told = dict(zip(head, row, strict=True))
    assert told["Reason"] == "Repair" and told["Work order"] == "W-7" and told["Signed"] == "yes"
    assert told["Consent"] == "agreement-17" and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", told["Due"])


def test_a_register_for_spreadsheets_says_who_has_signed(play: Play) -> None:
    take(play, "k-1201", "K09")
    desk = Desk(play)
    desk.enter()
    answer = desk.client.get(way(desk.page("/desk/registers/lent"), '[^"]*[.]csv'))
    head, row, *_, witness = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    assert play.journeys.ledger.head.upper() in "".join(witness).replace(" ", "").upper()
    assert head == ["Key", "Taken by, for", "Taken", "Signature", "Returned", "Signature"]
    assert row[0] == "Home 1-2-1201; K09; 1-2-1201" and row[3] == "yes" and row[4] == "still out"


def test_strangers_see_none_of_it(play: Play) -> None:
    desk = Desk(play)
    for path in (
        "registers/lent",
        "registers/movein",
        "movein",
        "registers/sheets/x",
        "registers/agreements/c/sign",
    ):
        assert desk.client.get(f"/desk/{path}").status_code == 409, path
    before = play.kiosk.ledger.seq
    for path in ("registers/lent/sheet", "movein/known", "registers/one/agreement/agreement-17"):
        assert desk.post(f"/desk/{path}").status_code == 409, path
    written = [line for line in play.journeys.register.events() if line.seq > before]
    ours = ("consent", "move_in", "register", "notice", "movement")
    assert [line.kind for line in written if line.kind.split(".")[0] in ours] == []


def test_a_return_is_signed_with_the_pen_or_not_at_all(tmp_path: Path, page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    troubles: list[str] = []
    page.on("pageerror", heard := lambda error: troubles.append(str(error)))
    with lobby_screen(tmp_path / "s", page) as screen:
        take(screen.play, "k-1201", "K09")
        tag = screen.play.journeys.ledger.house.keys["k-1201"].tag
        back = bring_back(screen.play, "k-1201", "K09", tag)
        assert screen.play.journeys.ledger.house.keys["k-1201"].custodian.id == "K09"  # before any signature
        page.goto(f"{screen.address}/movements/{back}")
        screen.shows("The key is back in slot 9")
        screen.touch("Sign")
        screen.shows("Sign here: the key is back already")
        screen.sign()
        screen.touch("Sign for it")
        screen.shows("The key is back in slot 9")
        expect(page.get_by_role("link", name="Sign", exact=True)).to_have_count(0)
        signed = screen.play.journeys.ledger.find(back)
        assert signed is not None and screen.play.journeys.ledger.opened(signed.signature)
    page.remove_listener("pageerror", heard)
    assert troubles == []


def test_each_register_stands_on_one_shelf() -> None:
    assert sorted(one for _, shelf in SHELVES for one in shelf) == sorted(REGISTERS)
