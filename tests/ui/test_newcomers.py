"""What a stranger hesitated at, by the pages and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.domain.items import ParcelStage
from tests.flows.test_storeroom import SHELVES
from tests.lobby import WANG
from tests.ui.lobby import Screen, lobby_screen

EMMA = "040718293A4B80"


@pytest.fixture
def screen(tmp_path: Path, page: Page) -> Iterator[Screen]:
    with lobby_screen(tmp_path / "s", page, amend=lambda text: text + SHELVES) as opened:
        yield opened


def test_what_fits_no_door_goes_onto_a_shelf_by_the_button_itself(screen: Screen) -> None:
    screen.start()
    screen.play.tap(WANG)
    screen.page.wait_for_url("**/courier/scan")
    screen.bench.bring_parcel("SF1")
    screen.bench.show_text("SF1", "code128")
    screen.page.wait_for_url("**/courier/recipient*")
    screen.bench.clear()
    screen.page.locator(".tabs a").nth(1).click()
    screen.type("0802")
    screen.page.locator("a.choice").first.click()
    screen.touch("Storeroom")
    screen.shows("Onto the shelf")
    screen.touch("It is on the shelf")
    screen.shows("It is taken in")
    (parcel,) = screen.play.journeys.storeroom.stored()
    assert (parcel.barcode, parcel.stage) == ("SF1", ParcelStage.WAITING)
    assert not screen.bench.firings()


def test_a_card_that_was_asked_for_leads_on_where_it_was_asked_for(screen: Screen) -> None:
    screen.start()
    screen.page.locator("a[href='/leave']").click()
    screen.touch("Send a parcel")
    screen.shows("Please tap your resident card")
    screen.bench.tap(EMMA)
    screen.shows("By which carrier?")
    screen.bench.lift()
    screen.play._until_looked("badge-reader", 4)  # it has seen that the card is gone
    screen.play.journeys.visits.end()
    with screen.page.expect_response("**/events"):
        screen.page.goto(f"{screen.address}/wait", wait_until="load")
    screen.bench.tap(EMMA)
    expect(screen.page).to_have_url(f"{screen.address}/wait")
    screen.shows("No parcel waits")
    screen.bench.lift()


def test_a_card_speaks_its_residents_language_until_another_is_chosen(screen: Screen) -> None:
    screen.page.context.clear_cookies()
    with screen.page.expect_response("**/events"):
        screen.page.goto(f"{screen.address}/", wait_until="load")
    expect(screen.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    screen.bench.tap(EMMA)
    screen.shows("My home")
    screen.touch("繁")
    expect(screen.page.locator("html")).to_have_attribute("lang", "zh-Hant")
    screen.bench.lift()
    screen.play.journeys.visits.end()
