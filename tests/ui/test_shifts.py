"""The shift's pages at the desk: clocking on and off, explaining, taking over, late keys, paper."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.language.messages import Language
from kiosk.pdf.documents import document_html
from kiosk.pdf.making import make_pdf
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.lobby import lobby_screen
from tests.wire.waiting import until
from ui.app import create_app

OURS = {"Sec-Fetch-Site": "same-origin"}
PEN = json.dumps(SIGNATURE)
CHEN_PIN, ZHOU_PIN = "864200", "135790"


class Desk:
    """A lobby and a browser at its desk."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.client: FlaskClient = create_app(play.journeys).test_client()
        self.client.set_cookie("language", "en")

    def enter(self, badge: str = LIN, pin: str = LIN_PIN) -> None:
        self.play.journeys.visits.end()
        self.play.tap(badge)
        assert self.post("/desk/enter", pin=pin).status_code == 303

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data={"movement": os.urandom(16).hex(), **fields}, headers=OURS)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-600:])
        return answer.text


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    until(lambda: all(play.journeys.sight.reading(f"K{n:02}").tags is not None for n in range(1, 17)), 15)
    yield Desk(play)
    play.close()
    site.close()


def test_a_shift_from_clocking_on_to_the_next_one(desk: Desk) -> None:
    desk.enter()
    assert "Clock on" in desk.page("/desk/shift")
    assert desk.post("/desk/shift/on").status_code == 303
    assert "Clock off" in desk.page("/desk/shift")
    signing = desk.page("/desk/shift/off")
    wrong = desk.post("/desk/shift/off", seen=field(signing, "seen"), strokes="[]")
    assert wrong.status_code == 409 and "Sign and clock off" in wrong.text
    changed = desk.post("/desk/shift/off", seen="other", strokes=PEN)
    assert changed.status_code == 409 and "Something has changed" in changed.text
    off = desk.post("/desk/shift/off", seen=field(signing, "seen"), strokes=PEN)
    assert off.status_code == 303
    taking = off.headers["Location"]
    assert "Whoever takes over can sign right here" in desk.page(taking)
    assert desk.post("/desk/shift/off", seen="", strokes=PEN).status_code == 303  # the second touch
    refused = desk.post(taking, person="a-zhou", pin="000000", strokes=PEN)
    assert refused.status_code == 409 and "PIN does not match" in refused.text
    assert desk.post(taking, person="a-zhou", pin=ZHOU_PIN, strokes=PEN).status_code == 303
    assert "nobody has taken over" not in desk.page("/desk/shift")
    shift = taking.split("/")[3]
    assert "/desk/shifts/" + shift in desk.page("/desk/shifts")
    sheet = desk.page(f"/desk/shifts/{shift}")
    assert sheet.count("<polyline") == 2, "both have signed"
    assert desk.client.get("/desk/shifts/nonsense").status_code == 404


def test_what_is_in_the_way_is_said_and_can_be_explained(desk: Desk) -> None:
    desk.enter()
    desk.post("/desk/shift/on")
    bench = desk.play.bench
    bench.force("K05")
    bench.take_key("K05")
    bench.push_shut("K05")
    until(lambda: desk.play.journeys.ledger.house.door("K05").doubt is not None, 10)
    blocked = desk.client.get("/desk/shift/off")
    assert blocked.status_code == 409 and "Differences unexplained" in blocked.text
    for one, _ in desk.play.journeys.shifts.differences():
        path = f"/desk/shift/explain/{one.id}"
        desk.page(path)
        silent = desk.post(path, person="s-chen", reason="", words="")
        assert silent.status_code == 409
        assert desk.post(path, person="s-chen", reason="other", words="being looked into").status_code == 303
    home = desk.page("/desk/shift")
    assert "being looked into" in home and "Nothing keeps you" in home
    assert "being looked into" in desk.page("/desk/shift/off")


def test_late_keys_by_person(desk: Desk) -> None:
    play = desk.play
    movement = play.issue("k-club")
    play.comes_to(movement, "open")
    play.bench.take_key("K03")
    play.bench.push_shut("K03")
    play.comes_to(movement, "done")
    desk.enter(CHEN, CHEN_PIN)
    assert "No key is late" in desk.page("/desk/late")
    asked = desk.page("/desk/late/k-club/due")
    times = re.findall(r'name="time" value="([^"]+)"', asked)
    assert len(times) == 5
    assert desk.post("/desk/late/k-club/due", time=times[0], reason="").status_code == 409
    assert desk.post("/desk/late/k-club/due", time="never", reason="way_back").status_code == 409
    assert desk.post("/desk/late/k-club/due", time=times[0], reason="way_back").status_code == 303
    due = play.journeys.ledger.house.keys["k-club"].due
    assert due is not None and due.isoformat() == times[0]
    assert desk.post("/desk/late/remind", who="x").status_code == 409
    desk.enter(ZHOU, ZHOU_PIN)
    assert desk.client.get("/desk/late/k-club/due").status_code == 409  # neither supervisor nor authoriser


def test_the_paper_of_a_handover_holds_both_names(desk: Desk) -> None:
    desk.enter()
    desk.post("/desk/shift/on")
    taking = desk.post(
        "/desk/shift/off", seen=field(desk.page("/desk/shift/off"), "seen"), strokes=PEN
    ).headers["Location"]
    desk.post(taking, person="s-chen", pin=CHEN_PIN, strokes=PEN)
    shift = taking.split("/")[3]
    known = desk.play.journeys
    found = known.register.shift(shift)
    assert found is not None
    handover = desk.play.kiosk.journeys.exports._handover  # the site's own, in every language
    assert handover is not None
    for language in Language:
        html = document_html(handover(language, found))
        assert html.count('class="pen"') == 2 and known.directory.name("s-chen") in html
    assert make_pdf(html).startswith(b"%PDF-")
    assert desk.post(f"/desk/shifts/{shift}/print").status_code == 303
    until(
        lambda: any(
            one.what == "handover slip" and one.stage.value == "printed"
            for one in known.ledger.house.papers.values()
        ),
        20,
    )
    assert desk.client.post(f"/desk/shifts/{shift}/pdf", headers=OURS).status_code == 409  # supervisors alone
    desk.enter(CHEN, CHEN_PIN)
    made = desk.post(f"/desk/shifts/{shift}/pdf").headers["Location"]
    until(lambda: desk.client.get(f"{made}.pdf").status_code == 200, 60)


def test_a_site_without_shifts_has_none_of_these_pages(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", amend=lambda toml: toml + "\n[shifts]\non = false\n")
    play = Play(site)
    try:
        desk = Desk(play)
        desk.enter()
        assert "/desk/shift" not in desk.page("/desk/keys")
        assert desk.client.get("/desk/shift").status_code == 404
        assert "No key is late" in desk.page("/desk/late")
    finally:
        play.close()
        site.close()


def test_two_people_sign_on_one_screen_and_the_key_changes_hands(tmp_path: Path, page: Page) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        play = screen.play
        movement = play.issue("k-club")
        play.comes_to(movement, "open")
        play.bench.take_key("K03")
        play.bench.push_shut("K03")
        play.comes_to(movement, "done")
        screen.start()
        page.goto(f"{screen.address}/desk/")
        screen.type(LIN_PIN)
        page.locator("button.primary, button[type=submit]").first.click()
        expect(page.locator("#desk")).to_be_visible()
        page.goto(f"{screen.address}/desk/shift/hand-over")
        page.locator("select[name=person]").select_option("s-chen")
        page.locator("input[name=pin]").fill(CHEN_PIN)
        for field_ in ("given", "taken"):
            box = page.locator(f'canvas[data-signature="{field_}"]').bounding_box()
            assert box
            page.mouse.move(box["x"] + 20, box["y"] + 20)
            page.mouse.down()
            for step in range(1, 16):
                page.mouse.move(box["x"] + 20 + 8 * step, box["y"] + 20 + (step * 29) % 50)
            page.mouse.up()
        page.get_by_role("button", name="Hand keys over").click()
        expect(page.locator("#desk.desk_shift")).to_be_visible()
        (line,) = play.journeys.register.movements(item="k-club", kind="key.hand_over")
        assert (line.giver, line.bearer) == ("a-lin", "s-chen")
        drawn = [play.journeys.ledger.opened(one) for one in (line.giver_signature, line.signature)]
        assert all(drawn)
        page.goto(f"{screen.address}/desk/items/k-club")
        expect(page.locator("#desk")).to_contain_text("Handed over by")
