"""Announced deliveries at the desk of a real lobby: lists handed in, their mistakes, and what will not come."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lobby import LIN, LIN_PIN, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import OURS, Desk

HEAD = "运单号,房号,大小,快递公司\r\n"
LIST = HEAD + "SF1,1-1-0802,L,顺丰速运\r\nSF2,9-9-9999,,\r\nSF3,110802,XXL,\r\nJD4,1-1-0802,,京东物流\r\n"


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("deliveries"))
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Iterator[Desk]:
    found = Desk(lobby)
    found.enter()
    yield found
    for barcode in list(lobby.journeys.ledger.house.deliveries):
        lobby.journeys.deliveries.withdraw(barcode)


def test_a_pasted_list_is_taken_and_its_wrong_lines_come_back_to_be_put_right(desk: Desk) -> None:
    assert "No parcel is announced" in desk.page("/desk/deliveries")
    answer = desk.post("/desk/deliveries/list", text=LIST)
    assert answer.status_code == 200
    said = answer.text
    assert "New or changed: 2. Known already: 0. Left out: 2." in said
    assert "<td>3</td><td>Unknown home</td>" in said and "<td>4</td><td>Unknown size</td>" in said
    again = said.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert again.splitlines() == [HEAD.strip(), "SF2,9-9-9999,,", "SF3,110802,XXL,"]
    put_right = again.replace("9-9-9999", "1-1-0802").replace("XXL", "XL")
    assert "New or changed: 2. Known already: 0." in desk.post("/desk/deliveries/list", text=put_right).text
    assert "New or changed: 0. Known already: 2." in desk.post("/desk/deliveries/list", text=put_right).text
    assert set(desk.play.journeys.ledger.house.deliveries) == {"SF1", "SF2", "SF3", "JD4"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_taken_as_the_spreadsheet_wrote_it(desk: Desk, encoding: str) -> None:
    file = (io.BytesIO(LIST.encode(encoding)), "快递.csv")
    sent = {"file": file, "text": ""}
    answer = desk.client.post(
        "/desk/deliveries/list", data=sent, headers=OURS, content_type="multipart/form-data"
    )
    assert "New or changed: 2." in answer.text


@pytest.mark.parametrize(
    "wrong", ["", "hello", "name,phone\nx,y\n", "\x00" * 40, "barcode,unit\n" + "x,y\n" * 5001]
)
def test_a_wrong_file_loses_nothing(desk: Desk, wrong: str) -> None:
    desk.post("/desk/deliveries/list", text=LIST)
    before = dict(desk.play.journeys.ledger.house.deliveries)
    answer = desk.post("/desk/deliveries/list", text=wrong)
    assert answer.status_code == 409 and "This is no delivery list" in answer.text
    assert desk.play.journeys.ledger.house.deliveries == before
    if wrong == "hello":
        assert ">hello</textarea>" in answer.text


def test_a_giant_file_is_refused_in_words(desk: Desk) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
    sent = part + b"x" * 1_500_000 + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    answer = desk.client.post("/desk/deliveries/list", data=sent, headers=OURS, content_type=kind)
    assert answer.status_code == 413 and "This is no delivery list" in answer.text


def test_what_is_awaited_is_found_and_called_off(desk: Desk) -> None:
    desk.post("/desk/deliveries/list", text=LIST)
    for words, found in (("sf1", "SF1"), ("京东", "JD4"), ("110802", "SF1"), ("1-1-08", "JD4")):
        answer = desk.post("/desk/deliveries/find", words=words)
        assert answer.status_code == 303 and words not in answer.headers["Location"]
        assert f"<strong>{found}</strong>" in desk.page(answer.headers["Location"]), words
    nothing = desk.post("/desk/deliveries/find", words="Maria").headers["Location"]
    assert "No announced parcel fits" in desk.page(nothing)
    assert desk.post("/desk/deliveries/withdraw", barcode="SF1").status_code == 303
    assert desk.post("/desk/deliveries/withdraw", barcode="SF1").status_code == 303  # a double tap
    page = desk.page("/desk/deliveries")
    assert "<strong>SF1</strong>" not in page and "<strong>JD4</strong>" in page and "林晓梅" in page


def test_script_in_a_list_stays_text(desk: Desk) -> None:
    evil = "<script>alert(1)</script>"
    answer = desk.post("/desk/deliveries/list", text=f"barcode,unit\n{evil},1-1-0802\n{evil},9-9-9999\n")
    assert evil not in answer.text and evil not in desk.page("/desk/deliveries")


def test_nobody_but_the_desk_comes_here(lobby: Play) -> None:
    desk = Desk(lobby)
    lobby.journeys.visits.end()
    assert desk.client.get("/desk/deliveries").status_code == 409
    assert desk.post("/desk/deliveries/list", text=LIST).status_code == 409
    assert desk.post("/desk/deliveries/withdraw", barcode="SF1").status_code == 409
    desk.enter()
    away = desk.client.post(
        "/desk/deliveries/list", data={"text": LIST}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert away.status_code == 409 and not lobby.journeys.ledger.house.deliveries


def test_a_list_is_handed_in_with_the_browser(tmp_path: Path, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    file = tmp_path / "list.csv"
    file.write_bytes(LIST.encode("gb18030"))
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        screen.bench.tap(LIN)
        screen.shows("Lobby doors, tower 1")
        screen.bench.lift()
        screen.touch("Attendant's pages")
        screen.shows("Your PIN")
        screen.type(LIN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk.desk_map")).to_be_visible()
        page.wait_for_load_state("load")
        page.goto(f"{screen.address}/desk/deliveries")
        screen.touch("Hand in a list")
        page.locator("input[type=file]").set_input_files(file)
        screen.touch("Take the list")
        expect(page.locator("#desk")).to_contain_text("New or changed: 2", timeout=8000)
        expect(page.locator(".wrong-lines")).to_contain_text("Unknown home")
        expect(page.locator("table[data-live=deliveries]")).to_contain_text("SF1")
        assert set(screen.play.journeys.ledger.house.deliveries) == {"SF1", "JD4"}
