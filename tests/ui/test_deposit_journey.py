"""An item by hand in Chromium: taken in at the desk, the kiosk killed, the printed stub held to the camera, claimed."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.flows.test_deposits import with_shelves
from tests.lobby import LIN, LIN_PIN, Site
from tests.ui.serving import browser_page
from tests.wire.waiting import until

WITHIN_MS = 12_000
OPENED = re.compile(r"/desk/deposits\?open=")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=with_shelves)
    yield site
    site.close()


@pytest.fixture
def page() -> Iterator[Page]:
    with browser_page() as page:
        page.set_default_timeout(WITHIN_MS)
        page.set_viewport_size({"width": 1280, "height": 800})
        yield page


def at_desk(site: Site, page: Page) -> None:
    """Come to the desk's pages by badge and PIN, in English."""
    page.goto(f"{site.address}/")
    page.get_by_text("EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    site.bench.tap(LIN)
    page.wait_for_url("**/keys*")
    site.bench.lift()
    page.goto(f"{site.address}/desk/")
    page.locator("input[name=pin]").fill(LIN_PIN)
    with page.expect_navigation(url="**/desk/map*", wait_until="load"):
        page.locator("button.primary:visible").click()
    expect(page.locator("#desk")).to_be_visible()


def write(page: Page, number: int = 0, turns: int = 29) -> None:
    """Write something on one of the page's pads as a hand would; `turns` makes it another hand."""
    box = page.locator("canvas").nth(number).bounding_box()
    assert box
    left, top = box["x"] + 20, box["y"] + 10
    page.mouse.move(left, top + 30)
    page.mouse.down()
    for step in range(26):
        page.mouse.move(left + 5 * step, top + (step * turns) % 60)
    page.mouse.up()


def test_from_the_form_over_a_kill_to_the_claim(site: Site, page: Page) -> None:
    child = site.kiosk_process()
    until(site.answers, 60)
    at_desk(site, page)
    page.goto(f"{site.address}/desk/deposits/new")
    page.locator("input[name=home]").fill("1-1-0802")
    page.get_by_label("None of it", exact=True).check()
    page.get_by_label("Suitcase", exact=True).check()
    page.get_by_role("button", name="Go on to sign").click()
    page.wait_for_url("**/sign")
    page.get_by_label("Shelf A", exact=False).check()
    write(page, 0)
    write(page, 1)
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url(OPENED)
    expect(page.locator(".opened")).to_contain_text("Shelf A")
    until(lambda: len(site.bench.printed()) == 2, 20)  # the tag, and the stub cut from it
    page.goto("about:blank")  # a page that is there loads itself again, just when it is asked for
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    site.kiosk_process()
    until(site.answers, 60)
    at_desk(site, page)
    page.goto(f"{site.address}/desk/deposits")
    expect(page.locator("tbody")).to_contain_text("kept")
    site.bench.show_piece()  # the owner holds the printed stub to the lobby's camera
    page.wait_for_url("**/claim")
    site.bench.clear()
    expect(page.locator("main")).to_contain_text("The stub was shown")
    write(page, turns=7)
    page.get_by_role("button", name="Hand out").click()
    page.wait_for_url("**/desk/signatures/*")  # not the same hand: the attendant sees both, and says why
    expect(page.locator("svg[data-replay]")).to_have_count(2)
    page.locator("input[name=reason][value=document_seen]").check()
    write(page)
    page.locator("button[value=same]").click()
    page.wait_for_url(OPENED)
    expect(page.locator(".opened")).to_contain_text("claimed")
    expect(page.locator(".opened svg.signature")).to_have_count(2)  # both signatures, side by side
