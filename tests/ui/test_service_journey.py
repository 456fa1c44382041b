"""A service by finger: asked for at the lobby by card, paid, paid more, called off and given back at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk import claim_slip
from kiosk.domain.services.request import Stage
from tests.lobby import LIN, LIN_PIN
from tests.ui.lobby import Screen, lobby_screen
from tests.wire.waiting import until

LI = "04F60718293A80"


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory, page: Page) -> Iterator[Screen]:
    page.set_viewport_size({"width": 800, "height": 480})
    with lobby_screen(tmp_path_factory.mktemp("services"), page) as opened:
        opened.begin_anew()
        yield opened


def test_from_the_tile_to_the_slip_and_back_over_the_desk(screen: Screen) -> None:
    page, flow = screen.page, screen.play.journeys.services
    page.locator("a[href='/services']").click()
    screen.touch("Travel, tickets")
    page.get_by_text("Car hire").click()
    screen.shows("Please tap your resident card")
    screen.bench.tap(LI)
    screen.touch("Ask for it")
    screen.bench.lift()
    screen.touch("Saloon, a day")
    screen.touch("Another day")
    screen.type("1332")
    screen.touch("Next")
    screen.shows("There is no such day")
    page.goto(screen.address + "/services/ask/1")
    screen.touch("Tomorrow")
    screen.type("2359")
    screen.touch("Next")
    screen.shows("From where to where?")
    screen.touch("Next")
    screen.shows("Please answer this first")
    screen.sign()
    screen.touch("Next")
    screen.shows("Is this right?")
    screen.shows("CN¥600.00")
    screen.touch("Yes, please")
    screen.shows("It is registered")
    screen.shows("Please pay CN¥60.00 at the desk beforehand")
    one = flow.mine()[0]
    expect(page.locator(".service-number")).to_have_text(one.number)
    until(lambda: len(screen.bench.printed()) >= 1, 15)
    screen.touch("Finish")
    screen.rests()
    keys, site = screen.play.kiosk._storage.keys, screen.play.journeys.settings.site.id
    screen.bench.show_text(claim_slip.write(keys.slips, site, one.slip, claim_slip.SERVICE), "qr")
    screen.shows("Your slip is good")
    screen.bench.clear()
    at_the_desk(screen, one.id)
    pay(screen, "60.00")
    expect(page.get_by_text("Paid: CN¥60.00")).to_be_visible()
    pay(screen, "40")
    expect(page.get_by_text("Paid: CN¥100.00")).to_be_visible()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_role("button", name="It begins").click()
    expect(page.get_by_role("link", name="Delivered")).to_be_visible()
    off = page.locator("form[action$='/off']")
    expect(off).to_contain_text(re.compile(r"CN¥\d+\.00 is given back"))
    off.locator("input[name=reason]").fill("rain")
    off.get_by_role("button", name="Call it off").click()
    until(lambda: flow.need(one.id).stage is Stage.CANCELLED, 5)
    ended = flow.need(one.id)
    assert flow.paid(ended) == 0 and ended.kept_cents in (0, 10_000)
    expect(page.get_by_text("Nothing is asked for.")).to_be_visible()


def at_the_desk(screen: Screen, name: str) -> None:
    """Come in as an attendant, and open the request."""
    screen.play.journeys.visits.end()
    screen.play.tap(LIN)
    screen.page.goto(screen.address + "/desk/")
    screen.page.locator("input[name=pin]").fill(LIN_PIN)
    with screen.page.expect_navigation(url="**/desk/map*", wait_until="load"):
        screen.page.keyboard.press("Enter")
    screen.page.get_by_role("link", name="Desk", exact=True).click()
    screen.page.get_by_role("link", name="Services", exact=True).first.click()
    screen.page.locator(f"a[href$='open={name}']").click()


def pay(screen: Screen, amount: str) -> None:
    """Take cash for the request that is open."""
    form = screen.page.locator("form[action$='/pay']")
    form.locator("input[name=amount]").fill(amount)
    form.get_by_role("button", name="Take money").click()
