"""A top-up and a refund at the desk's own screen, both names drawn by hand."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from kiosk.domain.money.account import cash, prepaid
from kiosk.domain.money.posting import standing_cents
from tests.lobby import LIN, LIN_PIN
from tests.ui.lobby import lobby_screen
from tests.wire.waiting import until


def draw(page: Page, field: str) -> None:
    """Write a name into one of the two boxes."""
    box = page.locator(f'canvas[data-signature="{field}"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 16):
        page.mouse.move(box["x"] + 20 + 8 * step, box["y"] + 30 + (step * 29) % 50)
    page.mouse.up()


def confirm(page: Page) -> None:
    """Both sign what is shown."""
    draw(page, "strokes")
    draw(page, "own")
    page.get_by_role("button", name="Both have signed").click()


def test_paid_ahead_and_given_back_with_two_names(tmp_path: Path, page: Page) -> None:
    page.set_viewport_size({"width": 1024, "height": 600})
    troubles: list[str] = []
    page.on("pageerror", heard := lambda error: troubles.append(str(error)))
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        screen.bench.tap(LIN)
        screen.shows("Lobby doors, tower 1")
        screen.bench.lift()
        screen.touch("Attendant's pages")
        screen.shows("Your PIN")
        screen.type(LIN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk")).to_contain_text("Nothing waits", timeout=8000)
        page.goto(f"{screen.address}/desk/prepaid/new?kind=taken")
        page.get_by_label("Home, name or service number").fill("1-1-0802")
        page.get_by_label("Service number", exact=True).fill("GK-1")
        page.get_by_label("Amount").fill("120.50")
        page.get_by_role("button", name="Go on to sign").click()
        expect(page.locator(".sum")).to_contain_text("人民币壹佰贰拾元伍角整")
        page.get_by_role("button", name="Both have signed").click()  # nobody has yet
        expect(page.locator(".lost[role=alert]")).to_contain_text("Both have to sign")
        confirm(page)
        expect(page.locator("h1")).to_contain_text("Voucher", timeout=8000)
        expect(page.locator(".hands svg")).to_have_count(2)
        house = screen.play.journeys.ledger
        person = next(iter(house.house.vouchers.values())).person
        assert standing_cents(house.house, cash()) == 12_050
        page.goto(f"{screen.address}/desk/prepaid")
        page.get_by_role("link", name="Refund").click()
        page.get_by_label("Amount").fill("120.51")
        page.get_by_role("button", name="Go on to sign").click()
        expect(page.locator(".lost[role=alert]")).to_contain_text("Only 120.50 is here")
        page.get_by_label("Amount").fill("120.50")
        page.get_by_role("button", name="Go on to sign").click()
        confirm(page)
        expect(page.locator(".hands svg")).to_have_count(2, timeout=8000)
        assert standing_cents(house.house, prepaid(person, "GK-1")) == 0
        until(lambda: len(screen.bench.printed()) == 2, 20)
    page.remove_listener("pageerror", heard)
    assert troubles == []
