"""The attendants' pages on the lobby's own screen, which has no keyboard: whatever they ask for is typed by touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lobby import CHEN
from tests.ui.lobby import Screen, lobby_screen

CHEN_PIN, LIN_PIN = "864200", "246810"


@pytest.fixture
def desk(tmp_path: Path, page: Page) -> Iterator[Screen]:
    """The desk's pages on the lobby's screen, open to the supervisor."""
    page.set_viewport_size({"width": 800, "height": 480})
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        screen.bench.tap(CHEN, for_s=0.5)
        page.wait_for_url("**/keys*")
        screen.touch("Attendant's pages")
        screen.type(CHEN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk.desk_map")).to_be_visible()
        page.wait_for_load_state("load")
        yield screen


def go(desk: Screen, *ways: str) -> None:
    """Touch one way after the other."""
    for way in ways:
        desk.page.locator("#desk nav").get_by_role("link", name=way, exact=True).click()
        desk.page.wait_for_load_state("load")


def strike(page: Page, keys: str) -> None:
    """Touch the keys on the glass."""
    for key in keys:
        page.locator(f'#glass [data-glass-key="{key}"]:visible').click()


def test_a_search_is_typed_by_touch(desk: Screen) -> None:
    page = desk.page
    go(desk, "Desk", "Homes")
    expect(page.locator("#glass")).to_be_hidden()
    field = page.locator("input[name=words]")
    field.click()
    strike(page, "1-1-0880")
    page.locator('#glass [data-glass="erase"]:visible').click()
    page.locator('#glass [data-glass="erase"]:visible').click()
    strike(page, "02")
    expect(field).to_have_value("1-1-0802")
    desk.touch("Search")
    expect(page.locator("nav.chips", has_text="张伟")).to_be_visible()


def test_the_second_persons_pin_is_typed_by_touch_and_the_button_stays_in_reach(desk: Screen) -> None:
    page = desk.page
    go(desk, "Desk", "Emergency")
    page.locator("input[name=pin]").click()
    strike(page, LIN_PIN)
    expect(page.locator("input[name=pin]")).to_have_value(LIN_PIN)
    expect(page.locator("#glass .letters")).to_be_hidden()
    keys, field = page.locator("#glass").bounding_box(), page.locator("input[name=pin]").bounding_box()
    assert keys and field and field["y"] + field["height"] <= keys["y"] and keys["y"] + keys["height"] <= 480
    page.locator('#glass [data-glass="end"]:visible').click()
    expect(page.locator("#glass")).to_be_hidden()


def test_nothing_is_offered_that_this_screen_cannot_do(desk: Screen) -> None:
    page = desk.page
    go(desk, "Desk")
    assert page.locator("[data-print], a[download]").count() >= 2
    for one in page.locator("[data-print], a[download]").all():
        expect(one).to_be_hidden()
    expect(page.locator(".elsewhere")).to_contain_text("at the desk's computer")
