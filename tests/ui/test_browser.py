"""What only a browser can prove of single pages: nothing from outside, no violations, contrast, the pen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

NAMES = [
    "idle", "services", "comfort", "collect", "collect-code-wrong", "courier-scan", "courier-recipient-name",
    "courier-size", "keys-held", "keys-reason", "keys-sign-wrong", "door-parcel.drop-open", "message-bug",
]  # fmt: skip
NEWS = """addEventListener("submit", () => setTimeout(() => document.dispatchEvent(new CustomEvent("loge:refresh"))))"""
TEMPLATES = Path(__file__).parents[2] / "ui" / "templates"
WRONG = """(all) => all.filter((it) => { try { new RegExp(it, "v"); return false } catch { return true } })"""
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def test_no_page_asks_outside_or_breaks_its_policy(page: Page, address: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    heard, seen = (lambda message: said.append(message.text)), (lambda request: asked.append(request.url))
    broke = lambda problem: said.append(str(problem))  # noqa: E731
    page.on("console", heard)
    page.on("pageerror", broke)
    page.on("request", seen)
    try:
        for name in NAMES:
            page.goto(f"{address}/scenes/en/{name}", wait_until="load")
    finally:
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", broke)
        page.remove_listener("request", seen)
    assert said == []
    assert asked and all(url.startswith((address, "data:")) for url in asked)


@pytest.mark.parametrize("theme", ["plain", "contrast", "night"])
def test_words_stand_out_from_their_ground(page: Page, address: str, theme: str) -> None:
    for name in [*NAMES, "idle-all-down", "keys", "courier-pin-wrong"]:
        page.goto(f"{address}/scenes/zh_Hans/{name}?theme={theme}", wait_until="load")
        assert page.evaluate(CONTRAST) == [], name


def test_what_may_be_typed_is_a_pattern_that_browsers_read(page: Page) -> None:
    """One that they can't read they pass over, with a line on a console that nobody sees."""
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    patterns = sorted({found for text in texts for found in re.findall(r'pattern="([^"]*)"', text)})
    assert len(patterns) > 3
    assert page.evaluate(WRONG, [*patterns, "[0-9+( -]"]) == ["[0-9+( -]"]


def test_the_pen_leaves_strokes_of_whole_pixels_and_milliseconds(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/en/keys-sign", wait_until="load")
    box = page.locator("canvas").bounding_box()
    assert box
    for _ in range(2):
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 60, steps=6)
        page.mouse.up()
    strokes = json.loads(page.locator("#strokes").input_value())
    assert len(strokes) == 2
    assert strokes[0][0][:2] == [10, 10] and strokes[1][-1][:2] == [90, 60]
    times = [t for stroke in strokes for _, _, t in stroke]
    assert times == sorted(times) and all(isinstance(t, int) for t in times)
    page.locator("[data-unsign]").click()
    assert page.locator("#strokes").input_value() == ""


def test_a_real_keyboard_writes_into_the_field_wherever_the_focus_is(page: Page, address: str) -> None:
    page.goto(f"{address}/scenes/en/courier-pin", wait_until="load")
    page.locator("h1").focus()
    page.keyboard.type("31a")
    page.keyboard.press("Backspace")
    page.locator('[data-key="4"]').click()
    assert page.locator("#pin").input_value() == "314"


def answer(route: Route, refusal: str) -> None:
    """Answer a form with a refusal's page."""
    route.fulfill(status=409, content_type="text/html; charset=utf-8", body=refusal)


def test_a_refusal_is_not_swept_away_by_news_for_the_page_before_it(page: Page, address: str) -> None:
    asked: list[str] = []
    refusal = page.request.get(f"{address}/scenes/en/message-bug").text()
    heard = lambda request: asked.append(request.method)  # noqa: E731
    page.goto(f"{address}/scenes/en/id-read", wait_until="load")
    page.route("**/collect/id/confirm", lambda route: answer(route, refusal))
    page.evaluate(NEWS)
    page.on("request", heard)
    try:
        page.locator("footer .button.primary").click()
        expect(page.locator(".page-message")).to_be_visible()
        page.evaluate("new Promise((done) => setTimeout(done))")
    finally:
        page.remove_listener("request", heard)
        page.unroute("**/collect/id/confirm")
    assert asked == ["POST"]
    expect(page.locator(".page-message")).to_be_visible()
