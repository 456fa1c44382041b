"""Eyes shut: with four keys alone, and what a voice says, a parcel is fetched, a code mended, the desk called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drivers.speech.codec import words_of
from kiosk.domain.items import ParcelStage
from tests.lobby import WANG
from tests.ui.lobby import Screen, lobby_screen
from tests.wire.waiting import until

BACK, BEFORE, NEXT, CHOOSE = "NumpadDivide", "NumpadSubtract", "NumpadAdd", "NumpadEnter"
MOST_STEPS = 30
ASKED = """document.addEventListener("loge:say", ({ detail }) => { window.asked = detail.pieces[0].text; })"""
"""Keeps what the voice was asked for last, so that a test knows what it waits to hear."""


class Fingers:
    """Somebody who sees nothing: hears what the voice says, and has four keys."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._heard = len(screen.bench.said())
        screen.page.evaluate(ASKED)

    def press(self, key: str) -> None:
        """Press one of the four keys."""
        self.screen.page.keyboard.press(key)

    def since(self) -> list[str]:
        """Return what was said since the last time that something was waited for."""
        return [words for _, words in self.screen.bench.said()[self._heard :]]

    def hears(self, words: str) -> str:
        """Wait until something is said with these words in it, and return it; what came before is heard."""
        try:
            until(lambda: any(words in said for said in self.since()), 30)
        except AssertionError:
            state = self.screen.page.locator("#page").get_attribute("data-state")
            raise AssertionError(f"{words!r} was not among {self.since()}; the page is {state!r}") from None
        heard = self.since()
        at = next(n for n, said in enumerate(heard) if words in said)
        self._heard += at + 1
        return heard[at]

    def finds(self, option: str) -> None:
        """Press "next" until this option is said."""
        seen: list[str] = []
        for _ in range(MOST_STEPS):
            self.press(NEXT)
            words = str(self.screen.page.evaluate("window.asked"))
            self.hears(words_of(words).decode())
            seen.append(words)
            if re.match(rf"{re.escape(option)}(\.|,|$)", words):
                return
        raise AssertionError(f"no {option!r} among {seen}")

    def takes(self, option: str) -> None:
        """Go to an option and choose it."""
        self.finds(option)
        self.press(CHOOSE)


@pytest.fixture
def screen(tmp_path: Path, page: Page) -> Iterator[Screen]:
    page.set_viewport_size({"width": 800, "height": 480})
    page.context.clear_cookies()
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        yield screen


def waiting(screen: Screen) -> tuple[str, str]:
    """Return the code and the place of a parcel that waits."""
    screen.play.tap(WANG)
    movement = screen.play.drop("SF-77")
    screen.play.comes_to(movement, "done")
    screen.play.journeys.visits.end()
    notice = until(lambda: next((screen.play.site.root / "outbox").glob("*.json"), None), 10)
    assert notice
    found = re.search(r"取件码 (\d{3}) (\d{3}) (\d{4})", notice.read_text(encoding="utf-8"))
    assert found
    return "".join(found.groups()), movement.place


def test_a_parcel_is_fetched_with_four_keys_and_no_look(screen: Screen) -> None:
    code, place = waiting(screen)
    screen.start()
    someone = Fingers(screen)
    someone.press(NEXT)
    someone.hears("Speech is on. The four corners")
    someone.takes("Collect")
    someone.hears("Hold your code to the camera")
    someone.takes("Enter the code")
    someone.hears("Enter your code")
    for count, digit in enumerate(code, 1):
        someone.takes(digit)
        if count < len(code):
            someone.hears(f"{digit}. {count} of 10")
    assert f"Door {int(place[1:])}." in someone.hears("Please take your parcel")
    assert screen.bench.door(place)["open"]
    screen.bench.take_parcel(place)
    screen.bench.push_shut(place)
    someone.hears("Here you are")
    stages = {parcel.stage for parcel in screen.play.journeys.ledger.house.parcels.values()}
    assert stages <= {ParcelStage.COLLECTED}


def test_a_door_that_does_not_open_is_told_and_tried_again(screen: Screen) -> None:
    code, place = waiting(screen)
    screen.bench.jam(place)
    screen.start()
    someone = Fingers(screen)
    someone.press(NEXT)
    someone.takes("Collect")
    someone.hears("Hold your code to the camera")
    someone.takes("Enter the code")
    someone.hears("Enter your code")
    someone.takes("1")
    someone.hears("1. 1 of 10")
    someone.takes("Delete")
    someone.hears("Nothing is typed")
    screen.page.keyboard.type(code)  # the digits of the keypad
    assert "still yours" in someone.hears("It did not open")
    screen.bench.jam(place, False)
    someone.takes("Open again")
    someone.hears("Please take your parcel")
    assert screen.bench.door(place)["open"]


def test_the_corners_of_the_screen_are_the_same_keys(screen: Screen) -> None:
    page = screen.page
    someone = Fingers(screen)
    page.get_by_role("button", name="Speech and four keys").click()
    someone.hears("Speech is on")
    page.mouse.click(790, 470)
    someone.hears("Collect")
    page.mouse.click(790, 10)
    someone.hears("Hold your code to the camera")
    page.mouse.click(10, 470)
    someone.hears("Speech and four keys, on")
    page.mouse.click(790, 10)
    expect(page.locator("html")).to_have_attribute("data-ear", "off")
    expect(page.locator("[data-four]").first).to_be_hidden()


def test_a_pin_is_never_said_and_not_asked_for_by_its_digits(screen: Screen) -> None:
    someone = Fingers(screen)
    someone.press(NEXT)
    someone.takes("Courier")
    someone.hears("It is not read aloud")
    screen.page.keyboard.type("3141")
    someone.hears("4 typed")
    someone.finds("Begin")
    assert not {"3", "1", "4"} & {words for _, words in screen.bench.said()}
    assert screen.page.locator("[data-at][data-key]").count() == 0


def test_the_question_before_the_end_is_asked_aloud_and_any_key_answers(screen: Screen) -> None:
    someone = Fingers(screen)
    someone.press(NEXT)
    someone.takes("Collect")
    someone.hears("Hold your code")
    page = screen.page
    page.evaluate("document.getElementById('page').dataset.idleS = '6'")
    someone.hears("Are you still there?")
    someone.press(CHOOSE)
    expect(page.locator("#still")).to_be_hidden()
    expect(page.locator(".page-collect")).to_be_visible()


def test_without_a_sound_card_the_four_keys_still_work(screen: Screen) -> None:
    screen.bench.pull("speech")
    until(lambda: not screen.play.journeys.devices.is_up("speech"), 10)
    page = screen.page
    page.keyboard.press(NEXT)
    expect(page.locator("html")).to_have_attribute("data-ear", "on")
    page.keyboard.press(NEXT)
    expect(page.locator("[data-at]")).to_contain_text("Collect")
    page.keyboard.press(CHOOSE)
    expect(page.locator(".page-collect")).to_be_visible()
    screen.bench.plug("speech")
    until(lambda: screen.play.journeys.devices.is_up("speech"), 15)
    someone = Fingers(screen)
    someone.press(BACK)
    someone.hears("Yunqi Gardens")
