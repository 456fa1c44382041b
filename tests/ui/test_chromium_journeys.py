"""The three journeys by hand in Chromium, with real bytes to the pseudo-terminals of the simulated lobby."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lobby import LIN, LIN_PIN, WANG, WANG_PIN, Site
from tests.ui.serving import browser_page
from tests.wire.waiting import until

WITHIN_MS = 10_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("chromium") / "s", opens_within_s="1.0")
    site.kiosk_process()
    until(site.answers, 60)
    yield site
    site.close()


@pytest.fixture(scope="module")
def page(site: Site) -> Iterator[Page]:
    with browser_page() as page:
        page.set_default_timeout(WITHIN_MS)
        page.set_viewport_size({"width": 800, "height": 480})
        yield page


@pytest.fixture(autouse=True)
def idle(site: Site, page: Page) -> None:
    """Each journey begins at the idle screen, in English, with nothing before the camera."""
    site.bench.clear()
    site.bench.lift()
    page.goto(f"{site.address}/")
    page.get_by_text("EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def at_door(page: Page, moment: str) -> str:
    """Wait until a door's page tells of `moment`, and return the number of the door."""
    expect(page.locator("#page")).to_have_attribute(
        "data-state", re.compile(rf" {moment} "), timeout=WITHIN_MS
    )
    return page.locator(".number b").inner_text()


def drop(site: Site, page: Page, number: str, last_four: str, size: str = "S") -> str:
    """Play a courier's drop up to the open door, and return its number."""
    site.bench.bring_parcel(number)
    site.bench.show_text(number, "code128")
    page.wait_for_url("**/courier/recipient*")
    site.bench.clear()
    page.locator(".tabs a").nth(1).click()
    for digit in last_four:
        page.locator(f"[data-key='{digit}']").click()
    page.locator("a.choice").first.click()
    page.locator(f"button[value='{size}']").click()
    return at_door(page, "open")


def sign(page: Page) -> None:
    """Write something on the canvas as a hand would."""
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(box["x"] + 30 + 5 * step, box["y"] + box["height"] * (0.3 + 0.4 * (step % 2)))
    page.mouse.up()


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.locator(f"[data-key='{digit}']").click()


def test_drop_and_collect(site: Site, page: Page) -> None:
    page.get_by_text("Courier").first.click()
    type_pin(page, WANG_PIN)
    page.locator("button.primary:visible").click()
    page.wait_for_url("**/courier/scan*")
    door = drop(site, page, "SF1029384756", "0802")
    place = f"L{int(door):02d}"
    site.bench.put_parcel(place, "SF1029384756")
    site.bench.push_shut(place)
    at_door(page, "done")
    until(lambda: site.bench.printed(), 20)
    notices = list((site.root / "outbox").glob("*.json"))
    assert json.loads(notices[0].read_text(encoding="utf-8"))["phone"] == "13857130802"
    site.bench.show_piece()  # the resident holds the printed slip to the camera; nobody touched anything
    until(lambda: site.bench.door(place)["open"], 8)
    site.bench.clear()
    assert int(at_door(page, "open")) == int(door)
    site.bench.take_parcel(place)
    site.bench.push_shut(place)
    at_door(page, "done")
    assert [firing["place"] for firing in site.bench.firings()] == [place, place]


def test_two_languages_and_a_wrong_code(site: Site, page: Page) -> None:
    page.locator("a[href='/collect']").first.click()
    page.locator("a[href='/collect/code']").click()
    type_pin(page, "0000000000")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_text("繁", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert "/collect" in page.url
    page.get_by_text("简", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_key_out_and_back(site: Site, page: Page) -> None:
    before = len(site.bench.firings())
    site.bench.tap(LIN)
    page.wait_for_url("**/keys*")
    site.bench.lift()
    page.locator("a.key").first.click()
    page.locator("button.choice").first.click()
    page.wait_for_url("**/ask")
    type_pin(page, LIN_PIN)
    sign(page)
    page.locator("button.primary:visible").click()
    door = at_door(page, "open")
    place = f"K{int(door):02d}"
    tag = site.bench.take_key(place)
    site.bench.push_shut(place)
    at_door(page, "done")
    page.goto(f"{site.address}/keys")
    page.locator("form.held button").click()
    at_door(page, "open")
    site.bench.put_key(place, tag)
    site.bench.push_shut(place)
    at_door(page, "done")
    assert len(site.bench.firings()) == before + 2


def test_a_jammed_door_leaves_nobody_stuck(site: Site, page: Page) -> None:
    for number in (3, 4, 5, 10, 11, 12, 16, 17, 22, 23):
        site.bench.jam(f"L{number:02d}")
    site.bench.tap(WANG)
    page.wait_for_url("**/courier/scan*")
    site.bench.lift()
    site.bench.bring_parcel("SF2")
    site.bench.show_text("SF2", "code128")
    page.wait_for_url("**/courier/recipient*")
    site.bench.clear()
    page.locator(".tabs a").nth(1).click()
    type_pin(page, "0802")
    page.locator("a.choice").first.click()
    page.locator("button[value='S']").click()
    first = at_door(page, "not_opened")
    for number in (3, 4, 5, 10, 11, 12, 16, 17, 22, 23):
        site.bench.jam(f"L{number:02d}", False)
    page.get_by_text("Another door").click()
    until(lambda: page.locator(".number b").inner_text() != first, 8)
    second = at_door(page, "open")
    place = f"L{int(second):02d}"
    site.bench.put_parcel(place, "SF2")
    site.bench.push_shut(place)
    at_door(page, "done")


def test_a_power_cut_in_mid_journey_is_told_and_survived(site: Site, page: Page) -> None:
    site.bench.tap(WANG)
    page.wait_for_url("**/courier/scan*")
    site.bench.lift()
    door = drop(site, page, "SF3", "1504")
    place = f"L{int(door):02d}"
    fired = len(site.bench.firings())
    site._children[-1].kill()
    site._children[-1].wait()
    site.bench.put_parcel(place, "SF3")
    site.bench.push_shut(place)
    site.kiosk_process()
    until(site.answers, 60)
    at_door(page, "done")  # the same page, after the screen has found the kiosk again by itself
    assert len(site.bench.firings()) == fired


def test_no_request_ever_leaves_the_machine(site: Site, page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/collect", "/collect/code", "/courier"):
        page.goto(site.address + path)
    assert asked and all(url.startswith((site.address, "data:")) for url in asked)
