"""The bench's page in Chromium: a newcomer's hands on doors, keys, parcels, paper, cables and power."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drivers.sim import pictures
from tests.ui import serving
from tests.wire.running_lobby import RunningLobby, running_lobby
from tests.wire.waiting import until

SCREEN = """
import http.server, sys
class Screen(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Screen</title><h1>The lobby screen</h1>")
    def log_message(self, *words):
        pass
address = sys.argv[1].rpartition(":")
http.server.ThreadingHTTPServer(("127.0.0.1", int(address[2])), Screen).serve_forever()
"""

pytestmark = pytest.mark.skipif(not Path(serving.CHROMIUM).exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLobby]:
    """A world with something in place of the kiosk that answers where the lobby screen should."""
    root = tmp_path_factory.mktemp("lobby")
    (root / "screen.py").write_text(SCREEN)
    # the address is only known once the site's file is written: the screen reads it from there
    (root / "start.py").write_text(
        "import runpy, sys, tomllib, pathlib\n"
        f"site = tomllib.loads(pathlib.Path({str(root / 'site.toml')!r}).read_text())\n"
        f"sys.argv = ['screen', site['screen']['listen']]\nrunpy.run_path({str(root / 'screen.py')!r})\n"
    )
    with running_lobby(root, "--kiosk", f"{sys.executable} {root / 'start.py'}") as running:
        yield running


@pytest.fixture(scope="module")
def browser_page(lobby: RunningLobby) -> Iterator[Page]:
    """One tab on the bench's page; any error of its scripts fails the test that caused it."""
    with serving.browser_page(1600, 900) as tab:
        tab.set_default_timeout(8000)
        tab.goto(lobby.page)
        yield tab


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The tab, watched for script errors and for anything fetched from elsewhere than this machine."""
    wrong: list[str] = []
    browser_page.on("pageerror", lambda error: wrong.append(str(error)))
    browser_page.on(
        "request", lambda request: None if "127.0.0.1" in request.url else wrong.append(request.url)
    )
    yield browser_page
    assert wrong == []


def choose(page: Page, place: str, words: str | re.Pattern[str]) -> None:
    """Click a door and one line of its menu."""
    page.click(f"[data-place={place}]")
    page.locator("#menu").get_by_text(words).first.click()
    page.keyboard.press("Escape")


def test_the_lobby_screen_stands_beside_the_doors(page: Page, lobby: RunningLobby) -> None:
    expect(page.frame_locator("#screen iframe").locator("h1")).to_have_text("The lobby screen")
    expect(page.locator(".door")).to_have_count(40)
    expect(page.locator("#try")).to_contain_text("31415926")
    expect(page.locator("#try")).to_contain_text("246810")


def test_a_parcel_is_dragged_in_and_taken_out_by_the_menu(page: Page, lobby: RunningLobby) -> None:
    bench = lobby.bench
    number = bench.state()["trolley"][0]
    choose(page, "L08", re.compile("Force it open"))
    expect(page.locator("[data-place=L08].open")).to_be_visible()
    page.drag_and_drop(f"#trolley .parcel[title^='{number}']", "[data-place=L08]")
    bench.until(lambda state: state["doors"]["L08"]["parcels"] == [number])
    choose(page, "L08", re.compile("Take out"))
    expect(page.locator("#hands .parcel")).to_have_count(1)
    choose(page, "L08", "Push shut")
    bench.until(lambda state: not state["doors"]["L08"]["open"])
    assert bench.state()["parcels_in_hand"] == [number]


def test_a_key_goes_into_a_wrong_slot(page: Page, lobby: RunningLobby) -> None:
    for place in ("K05", "K04"):
        choose(page, place, re.compile("Force it open"))
    choose(page, "K05", re.compile("Take the key: Pump room B1"))
    expect(page.locator("#hands .key")).to_contain_text("Pump room B1")
    page.drag_and_drop("#hands .key", "[data-place=K04]")
    lobby.bench.until(lambda state: state["doors"]["K04"]["key"] == "01-000001a1b2c6")
    expect(page.locator("#hands .key")).to_have_count(0)


def test_what_matter_does_not_allow_is_said(page: Page, lobby: RunningLobby) -> None:
    page.drag_and_drop("#trolley .parcel >> nth=0", "[data-place=L03]")
    expect(page.locator("#toast")).to_have_text("L03 is shut")


def test_a_badge_is_tapped_for_a_moment(page: Page, lobby: RunningLobby) -> None:
    page.click("[data-uid='04A1B2C3D4E580']")
    lobby.bench.until(lambda state: state["badge"] == "04A1B2C3D4E580")
    lobby.bench.until(lambda state: state["badge"] == "")


def test_labels_and_texts_and_pictures_are_held_to_the_camera(page: Page, lobby: RunningLobby) -> None:
    number = lobby.bench.state()["trolley"][0]
    page.click(f"#trolley .parcel[title^='{number}']")
    expect(page.locator(".lens span")).to_have_text(f"the label of {number}")
    page.fill("#camera [name=text]", "LOGE1:XYZ")
    page.click("#camera form button")
    expect(page.locator(".lens span")).to_have_text("qr LOGE1:XYZ")
    picture = pictures.png(pictures.code("HELLO"))
    page.set_input_files(
        "#camera input[type=file]", {"name": "a.png", "mimeType": "image/png", "buffer": picture}
    )
    expect(page.locator(".lens span")).to_have_text("a picture")
    page.click("#clear")
    expect(page.locator(".lens span")).to_have_text("")


def test_paper_cover_and_cables_are_switched(page: Page, lobby: RunningLobby) -> None:
    page.click("[data-roll=out]")
    page.check("#cover")
    page.click("[data-cable=locks-b]")
    lobby.bench.until(
        lambda state: (
            state["printer"]["roll"] == "out"
            and state["printer"]["cover_open"]
            and not state["cables"]["locks-b"]
        )
    )
    expect(page.locator("[data-cable=locks-b]")).to_have_text("pulled: put in")
    page.click("[data-cable=locks-b]")
    expect(page.locator("[data-cable=locks-b]")).to_have_text("cable in: pull")


def test_a_power_cut_shows_and_passes(page: Page, lobby: RunningLobby) -> None:
    starts = lobby.bench.state()["kiosk"]["starts"]
    page.click("#power-cut")
    expect(page.locator("#screen-down")).to_contain_text("The kiosk is starting")
    expect(page.frame_locator("#screen iframe").locator("h1")).to_have_text("The lobby screen")
    until(lambda: lobby.bench.state()["kiosk"]["starts"] == starts + 1)
    expect(page.locator("#screen-down")).to_be_hidden()
