"""Keys by hand in Chromium: back with one gesture, a key in the wrong slot, and the guided count at the desk.

The issue itself, its touches and its authorisers: tests/ui/test_asking.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.flows.test_stocktake import proves_shut, quiet, seen_open, swap
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, Play
from tests.ui.lobby import Screen, lobby_screen
from tests.ui.test_asking import CHEN_PIN, Touches, lifted
from tests.wire.waiting import until

WITHIN_MS = 10_000
LOBBY, CLUB = "k-lobby", "k-club"


@pytest.fixture
def screen(tmp_path: Path, page: Page) -> Iterator[Screen]:
    """A lobby of its own at 800 x 480, in English."""
    page.set_viewport_size({"width": 800, "height": 480})
    with lobby_screen(tmp_path / "s", page) as found:
        yield found


def moment(page: Page, name: str) -> None:
    """Wait until a door's page tells of this moment."""
    expect(page.locator("#page")).to_have_attribute("data-state", re.compile(rf" {name} "), timeout=WITHIN_MS)


def taken(play: Play, key: str) -> tuple[str, str]:
    """Have Lin take a key, and return its slot and its tag."""
    play.tap(LIN)
    movement = play.journeys.keys.issue(os.urandom(16).hex(), key, "repair", "W-7", LIN_PIN, SIGNATURE)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return movement.place, tag


def her_list(screen: Screen) -> None:
    """Have Lin tap her badge before the idle screen."""
    screen.play.journeys.visits.end()
    screen.start()
    screen.bench.tap(LIN)
    screen.page.wait_for_url("**/keys*")
    lifted(screen)


def test_a_key_comes_back_with_one_gesture(screen: Screen, page: Page) -> None:
    play = screen.play
    place, tag = taken(play, LOBBY)
    her_list(screen)
    fired, hand = len(play.bench.firings()), Touches(screen)
    hand.click("form.held button")
    moment(page, "open")
    assert hand.count == 1
    assert [firing["place"] for firing in play.bench.firings()[fired:]] == [place]
    play.bench.put_key(place, tag)
    play.bench.push_shut(place)
    moment(page, "done")
    assert play.journeys.ledger.house.keys[LOBBY].custodian.id == place


def test_a_key_in_the_wrong_slot_is_told_and_put_right(screen: Screen, page: Page) -> None:
    play = screen.play
    place, tag = taken(play, LOBBY)
    _, other = taken(play, CLUB)
    her_list(screen)
    page.locator("form.held", has_text="Lobby doors").locator("button").click()
    moment(page, "open")
    play.bench.put_key(place, other)  # the two of them, taken for each other
    play.bench.push_shut(place)
    moment(page, "wrong_key")
    screen.shows("another")
    page.locator("button.primary:visible").first.click()
    moment(page, "open")
    play.bench.take_key(place)
    play.bench.put_key(place, tag)
    play.bench.push_shut(place)
    moment(page, "done")
    house = play.journeys.ledger.house
    assert house.keys[LOBBY].custodian.id == place
    assert house.keys[CLUB].custodian.id == "a-lin"
    assert not house.door(place).doubt


def at_the_desk(screen: Screen, page: Page, badge: str, pin: str) -> None:
    """Go to the count as somebody of the staff."""
    screen.play.journeys.visits.end()
    screen.play.tap(badge)
    page.goto(f"{screen.address}/desk/")
    screen.type(pin)
    page.locator("button.primary:visible").click()
    expect(page.locator(".totals")).to_be_visible(timeout=WITHIN_MS)
    page.goto(f"{screen.address}/desk/stocktake")


def signs(screen: Screen, page: Page) -> None:
    """Sign what was found."""
    screen.sign()
    page.locator("form.sign button.strong").click()


def looks_into(screen: Screen, page: Page, place: str) -> None:
    """Open one slot that is in doubt, look, push it shut, and say what was there."""
    play = screen.play
    row = page.locator("tr.care", has=page.locator(f"a[href='/desk/places/{place}']"))
    row.locator("form[action$='/open'] button").click()
    until(lambda: seen_open(play, place), 8)
    play.bench.push_shut(place)
    until(lambda: proves_shut(play, place), 8)
    page.goto(f"{screen.address}/desk/stocktake")
    row.locator("summary").click()
    row.locator("input[value='other_key']").check(force=True)
    row.locator("input[name='reason']").fill("swapped")
    row.locator("button.strong").click()
    expect(row).to_have_count(0)


def test_the_count_finds_what_was_planted_and_two_sign(screen: Screen, page: Page) -> None:
    play = screen.play
    quiet(play)
    swap(play, "K01", "K03")
    play.bench.force("K05")
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    planted = ["K01", "K03", "K05"]
    until(lambda: all(play.journeys.ledger.house.door(place).doubt for place in planted), 10)
    at_the_desk(screen, page, LIN, LIN_PIN)
    page.locator("form[action='/desk/stocktake/begin'] button").click()
    doubtful = page.locator("tr.care a[href^='/desk/places/']")
    expect(doubtful.first).to_be_visible()
    found = [str(link.get_attribute("href"))[-3:] for link in doubtful.all()]
    assert sorted(found) == planted
    fired = len(play.bench.firings())
    for place in found:
        looks_into(screen, page, place)
    assert sorted(firing["place"] for firing in play.bench.firings()[fired:]) == planted
    signs(screen, page)
    expect(page.locator("footer")).to_contain_text("林晓梅")
    at_the_desk(screen, page, CHEN, CHEN_PIN)
    signs(screen, page)
    expect(page.locator("form[action='/desk/stocktake/begin']")).to_be_visible()
    assert play.journeys.stocktakes.under_way is None
    page.goto(f"{screen.address}/desk/registers/stocktakes")
    expect(page.locator("tbody tr")).to_have_count(1)
