"""A visit of twenty parcels as one session in Chromium, and what else a courier touches."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from kiosk.domain.movements import Stage
from tests.bench.dropping import announced, comes_to, visit
from tests.ui.lobby import lobby_screen


def test_twenty_parcels_are_one_session_of_one_touch_each_and_no_typing(tmp_path: Path, page: Page) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        numbers = announced(screen)
        dropped = list(visit(screen, numbers))
        assert len(dropped) == 20 and max(one.touches for one in dropped) <= 2
        assert sum(one.typed for one in dropped) == 0
        going_on = screen.play.journeys.visits.need()
        assert len(going_on.drops) == 20
        screen.touch("That was the last")
        screen.shows("20")
        house = screen.play.journeys.ledger.house
        ends = [screen.play.journeys.doors.need(name) for name in going_on.drops]
        assert {one.stage for one in ends} == {Stage.CONFIRMED}
        assert sorted(house.parcels[one.item].barcode for one in ends) == numbers


def test_a_new_courier_registers_drops_beside_another_and_says_what_is_wrong(
    tmp_path: Path, page: Page
) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        couriers, lin = screen.play.journeys.couriers, screen.play.journeys.ledger.house.people["a-lin"]
        couriers.set_company("co-sf", lin, "SF Express", 5)
        couriers.give_code("co-sf", lin)
        screen.start()
        page.locator("a[href='/courier']").click()
        screen.touch("New here?")
        screen.type("1234567890")
        screen.touch("Next")
        screen.shows("That code is not right")
        screen.type(couriers.just_made("co-sf", lin))
        screen.touch("Next")
        screen.shows("SF Express")
        screen.type("13911112222")
        screen.touch("Next")
        pin = page.locator(".tally b").inner_text().replace(" ", "")
        assert len(pin) == 8
        screen.touch("I have it")
        screen.bench.bring_parcel("SF1")
        screen.bench.show_text("SF1", "code128")
        page.wait_for_url("**/courier/recipient*")
        screen.bench.clear()
        page.locator(".tabs a").nth(1).click()
        screen.type("0802")
        page.locator("a.choice").first.click()
        page.locator(".heavy").click()
        expect(page.locator(".heavy input")).to_be_checked()
        with page.expect_response("**/courier/size*"):
            page.evaluate("document.dispatchEvent(new CustomEvent('loge:refresh'))")
        expect(page.locator(".heavy input")).to_be_checked()  # a page that looks again forgets no touch
        waiting: list[Route] = []
        page.route("**/courier/size*", lambda route: waiting.append(route))
        page.evaluate("document.dispatchEvent(new CustomEvent('loge:refresh'))")
        page.locator("button[value='S']").click()  # and takes one while it looks
        comes_to(screen, "open")
        assert waiting
        page.unroute("**/courier/size*")
        first = screen.door()
        low = [one.bottom_mm for one in screen.play.journeys.furniture.places.values() if one.size == "S"]
        assert screen.play.journeys.furniture.places[first].bottom_mm == min(low)
        screen.touch("Other trouble")
        screen.touch("Damaged or dirty")
        screen.shows("is still open: please push it shut too")
        screen.bench.push_shut(first)
        expect(page.get_by_text("is still open")).to_have_count(0)
        comes_to(screen, "open")
        second = screen.door()
        assert second != first and screen.play.journeys.ledger.house.door(first).doubt == "damaged"
        screen.bench.put_parcel(second, "SF1")
        screen.bench.push_shut(second)
        comes_to(screen, "done")
        screen.bench.bring_parcel("SF2")
        screen.bench.show_text("SF2", "code128")
        page.wait_for_url("**/courier/recipient*")
        screen.bench.clear()
        page.locator(".tabs a").nth(1).click()
        screen.type("0802")
        page.locator("a.choice").first.click()
        page.locator("button[name='beside']").click()
        comes_to(screen, "open")
        assert screen.door() == second
