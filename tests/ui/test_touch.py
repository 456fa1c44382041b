"""The three journeys by finger: Chromium before a kiosk, real bytes to a simulated lobby behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk import claim_slip
from kiosk.domain.items import with_person
from kiosk.domain.parcels.codes import check_digit
from tests.lobby import LIN, LIN_PIN, WANG_PIN
from tests.ui.lobby import Screen, lobby_screen
from tests.wire.waiting import until


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, page: Page) -> Iterator[Screen]:
    page.set_viewport_size({"width": 800, "height": 480})
    with lobby_screen(tmp_path_factory.mktemp("lobby"), page) as screen:
        yield screen


@pytest.fixture
def screen(opened: Screen) -> Screen:
    opened.begin_anew()
    return opened


def courier_drops(screen: Screen, number: str) -> str:
    """Have the courier leave a parcel for home 1-1-0802; return its place."""
    screen.bench.bring_parcel(number)
    screen.page.locator("a[href='/courier']").click()
    screen.type(WANG_PIN)
    screen.touch("Begin")
    screen.shows("Scan the parcel")
    screen.bench.show_text(number, "code128")
    screen.shows("Which building?")
    screen.bench.clear()
    screen.choose_home("1", "1", "08", "02")
    screen.shows("张*")
    screen.page.get_by_text("张*").click()
    screen.shows("Which size fits?")
    screen.page.locator('button[value="S"]').click()
    screen.shows("Put the parcel in")
    place = screen.door()
    screen.bench.put_parcel(place, number)
    screen.bench.push_shut(place)
    screen.shows("The parcel is in")
    return place


def test_a_courier_leaves_a_parcel_and_the_resident_takes_it(screen: Screen) -> None:
    place = courier_drops(screen, "SF7000000001")
    screen.touch("That was the last")
    screen.shows("1 left on this visit")
    screen.touch("Leave")
    screen.rests()
    parcel = screen.play.journeys.ledger.house.parcels_at(place)[0]
    code = (screen.play.kiosk.ledger.opened(f"code:{parcel.slip}") or b"").decode()
    screen.touch("Collect A parcel waits for you")
    screen.touch("Enter the code")
    screen.type(code)  # the last digit sends it
    screen.shows("Please take your parcel")
    screen.bench.take_parcel(place)
    screen.bench.push_shut(place)
    screen.shows("Would you like a receipt?")
    screen.touch("Receipt, please")
    screen.shows("Your receipt is at the printer", 15)
    screen.touch("Finish")
    screen.rests()


def test_an_attendant_takes_a_key_and_brings_it_back(screen: Screen) -> None:
    screen.bench.tap(LIN)
    screen.shows("Which key?")
    screen.bench.lift()
    screen.page.get_by_text("Lobby doors, tower 1").click()
    screen.touch("Repair")
    screen.type("000000")
    screen.sign()
    screen.touch("Open the slot")
    screen.shows("The PIN does not match")
    screen.type(LIN_PIN)  # the drawing was kept
    screen.touch("Open the slot")
    screen.shows("Take the key")
    tag = screen.bench.take_key(screen.door())
    screen.bench.push_shut("K01")
    screen.shows("The key is with you")
    assert screen.play.journeys.ledger.house.keys["k-lobby"].custodian == with_person("a-lin")
    screen.touch("My keys")
    screen.touch("Return")
    screen.shows("Put the key back")
    screen.bench.put_key("K01", tag)
    screen.bench.push_shut("K01")
    screen.shows("Thank you")


def test_a_slip_opens_its_door_from_any_screen(screen: Screen) -> None:
    place = courier_drops(screen, "SF7000000002")
    screen.play.journeys.visits.end()
    screen.page.goto(screen.address + "/services")
    parcel = screen.play.journeys.ledger.house.parcels_at(place)[0]
    keys = screen.play.kiosk._storage.keys
    screen.bench.show_text(claim_slip.write(keys.slips, "yunqi", parcel.slip), "qr")
    screen.shows("Please take your parcel")
    screen.bench.clear()
    screen.touch("Not mine")
    screen.shows("Noted, thank you")
    screen.bench.push_shut(place)
    screen.shows("The desk looks for yours")


def test_a_door_that_jams_says_so_and_opens_at_the_second_try(screen: Screen) -> None:
    place = courier_drops(screen, "SF7000000003")
    screen.play.journeys.visits.end()
    screen.bench.jam(place)
    parcel = screen.play.journeys.ledger.house.parcels_at(place)[0]
    keys = screen.play.kiosk._storage.keys
    screen.bench.show_text(claim_slip.write(keys.slips, "yunqi", parcel.slip), "qr")
    screen.shows("It did not open")
    screen.shows("still yours")
    screen.bench.clear()
    screen.bench.jam(place, False)
    screen.touch("Open again")
    screen.shows("Please take your parcel")
    screen.bench.take_parcel(place)
    screen.bench.push_shut(place)
    screen.shows("Here you are")


def test_a_printer_that_is_unplugged_is_told_of_on_the_start_page_and_comes_back(screen: Screen) -> None:
    screen.bench.pull("printer")
    screen.shows("No printed receipts just now", 15)
    screen.bench.plug("printer")
    screen.shows("Staff: tap your badge", 15)


def test_a_wrong_code_is_said_at_the_keypad(screen: Screen) -> None:
    screen.page.goto(screen.address + "/collect/code")
    screen.type("482177309" + check_digit("482177309"))  # as a code must be, and nobody's
    screen.shows("We don't know this code")
    expect(screen.page.locator("#code")).to_have_value("")


def test_a_language_switch_keeps_the_place_and_what_was_typed(screen: Screen) -> None:
    screen.page.goto(screen.address + "/collect/code")
    screen.type("1234")
    screen.touch("繁")
    screen.shows("請輸入取件碼")
    expect(screen.page.locator("#code")).to_have_value("1234")
    assert screen.page.evaluate("document.documentElement.lang") == "zh-Hant"


def test_an_unknown_badge_gets_words(screen: Screen) -> None:
    screen.bench.tap("04FFFFFFFFFFFF")
    screen.shows("We don't know this badge")
    screen.bench.lift()


def test_the_veil_comes_when_the_stream_is_gone_and_goes_with_it(screen: Screen) -> None:
    veil = screen.page.locator("#veil")
    screen.page.route("**/events", lambda route: route.abort())
    screen.play.journeys.hub.close()
    expect(veil).to_be_visible(timeout=10_000)
    expect(veil).to_contain_text("Nothing is lost")
    screen.page.unroute("**/events")
    expect(veil).to_be_hidden(timeout=10_000)


def test_who_walks_away_is_asked_and_then_nothing_personal_stays(screen: Screen) -> None:
    with screen.with_a_clock() as mine:
        page = mine.page
        page.goto(mine.address + "/courier")
        mine.type(WANG_PIN)
        mine.touch("Begin")
        mine.shows("Scan the parcel")
        page.clock.run_for(20_000)
        expect(page.locator("#still")).to_be_visible()
        page.get_by_role("button", name="I'm still here").click()
        expect(page.locator("#still")).to_be_hidden()
        page.clock.run_for(31_000)
        expect(page.locator(".page-idle")).to_be_visible()
        until(lambda: mine.play.journeys.visits.current is None)
