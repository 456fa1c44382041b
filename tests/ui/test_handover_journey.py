"""A shift is handed on in Chromium with one difference: counted, explained, signed for by both, through a power cut."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.flows.test_deposits import with_shelves
from tests.lobby import Site
from tests.ui.serving import browser_page
from tests.ui.test_deposit_journey import WITHIN_MS, at_desk, write
from tests.wire.waiting import until

CHEN_PIN = "864200"


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


def left_at_desk(site: Site, page: Page) -> None:
    """Have something lie on shelf A, as both have signed for it."""
    page.goto(f"{site.address}/desk/deposits/new")
    page.locator("input[name=home]").fill("1-1-0802")
    page.get_by_label("None of it", exact=True).check()
    page.get_by_role("button", name="Go on to sign").click()
    page.wait_for_url("**/sign")
    page.get_by_label("Shelf A", exact=False).check()
    write(page, 0)
    write(page, 1)
    page.get_by_role("button", name="Take in").click()
    page.wait_for_url("**/desk/deposits?open=*")


def counted(site: Site, page: Page) -> None:
    """Count all as recorded, but for the shelf, where one thing is missing."""
    page.goto(f"{site.address}/desk/shift/off")
    expect(page.locator(".lost[role=alert]")).to_contain_text("Still to count")
    page.goto(f"{site.address}/desk/shift/count")
    for tick in page.locator("input[name=right]").all():
        if tick.get_attribute("value") != "items":
            tick.check()
    page.locator("input[name='found.items']").fill("0")
    page.locator("button[form=form]").click()
    page.wait_for_url("**/desk/shift")


def cut(site: Site, page: Page, child: object) -> None:
    """Cut the power and come back to the desk."""
    page.goto("about:blank")
    os.killpg(child.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    child.wait()  # type: ignore[attr-defined]
    site.kiosk_process()
    until(site.answers, 60)
    at_desk(site, page)


def test_one_thing_is_missing_at_the_end_of_a_shift(site: Site, page: Page) -> None:
    child = site.kiosk_process()
    until(site.answers, 60)
    at_desk(site, page)
    left_at_desk(site, page)
    page.goto(f"{site.address}/desk/shift")
    page.get_by_role("button", name="Clock on").click()
    expect(page.get_by_role("link", name="Clock off")).to_be_visible()
    counted(site, page)
    page.get_by_role("link", name="Clock off").click()
    expect(page.locator(".lost[role=alert]")).to_contain_text("unexplained")
    cut(site, page, child)  # what was counted is on disk, and so is that nobody has explained it
    page.goto(f"{site.address}/desk/shift")
    page.locator("a.strong[href*='/desk/shift/explain/']").click()
    page.locator("input[name=reason]").first.check()
    page.locator("select[name=person]").select_option("s-chen")
    page.locator("button[form=form]").click()
    page.wait_for_url(re.compile(r"/desk/shift$"))
    page.get_by_role("link", name="Clock off").click()
    expect(page.locator("main")).to_contain_text("1 missing")
    page.locator("button[form=form]").click()
    expect(page.locator(".lost[role=alert]")).to_be_visible()  # nobody has signed
    write(page)
    page.locator("button[form=form]").click()
    page.wait_for_url("**/take")
    shift = page.url.split("/")[-2]
    page.locator("select[name=person]").select_option("s-chen")
    page.locator("input[name=pin]").fill(CHEN_PIN)
    write(page, turns=7)
    page.locator("button[form=form]").click()
    page.wait_for_url(re.compile(r"/desk/shift$"))
    page.goto(f"{site.address}/desk/shifts/{shift}")
    expect(page.locator("main")).to_contain_text("1 missing")
    expect(page.locator("main svg.signature")).to_have_count(2)
    page.goto(f"{site.address}/desk/shift")
    expect(page.locator("main")).to_contain_text("1 missing")  # it goes on until it is done
