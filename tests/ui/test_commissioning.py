"""The walk's pages: they fit in every language and size, and a finger can walk a door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Response, abort, request
from playwright.sync_api import Page, expect

from kiosk.commissioning.standing import Stage
from kiosk.language.messages import Language, catalogue
from tests.flows.installer import MiswiredSite
from tests.ui.serving import served
from tests.ui.sites import demo_site
from ui.app import bare_app
from ui.commissioning.scenes import DEVICES, DOORS, FINDINGS, walk_scenes
from ui.guards import role
from ui.rendering import show

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
SCENES = walk_scenes(demo_site().furniture)
SMALL_DOORS = ("walk-which",)
"""Forty doors on one screen are smaller than a finger: the touch is asked to be confirmed."""
gallery = Blueprint("walk_gallery", __name__)


@gallery.get("/scenes/<language>/<name>")
@role("anyone")
def scene(language: str, name: str) -> Response:
    """One scene."""
    if name not in SCENES:
        abort(404)
    return show(SCENES[name], language=Language(language), theme=request.args.get("theme"), still_life=True)


@pytest.fixture(scope="module")
def walk_gallery() -> Iterator[str]:
    """The address of the walk's scenes."""
    with served(bare_app(demo_site(), [gallery])) as found:
        yield found


def problems(page: Page, size: tuple[int, int], language: Language, theme: str = "plain") -> list[str]:
    """Return what does not fit, over all scenes."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found = []
    for names, target in (
        ([name for name in SCENES if name not in SMALL_DOORS], 64 if size == (800, 480) else 0),
        (list(SMALL_DOORS), 0),
    ):
        asked = {"language": language.value, "names": names, "theme": theme, "smallestTarget": target}
        found += [f"{size[0]}x{size[1]} {problem}" for problem in page.evaluate(MEASURE, asked)]
    return found


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_walk_fits(page: Page, walk_gallery: str, language: Language) -> None:
    page.context.clear_cookies()
    page.goto(f"{walk_gallery}/scenes/{language.value}/walk-code", wait_until="load")
    sizes = [(800, 480), (1024, 600), (1280, 800), (800, 1280)]
    assert [problem for size in sizes for problem in problems(page, size, language)] == []


def test_every_text_of_the_walk_is_looked_at() -> None:
    said = {key.split(".")[2] for key in catalogue() if key.startswith("commissioning.door.")}
    assert said == set(DOORS)
    found = {key.split(".")[2] for key in catalogue() if key.startswith("commissioning.finding.")}
    assert found == set(FINDINGS)
    for stop, states in DEVICES.items():
        told = {
            key.split(".")[2]
            for key in catalogue()
            if key.startswith(f"commissioning.{stop}.") and key.endswith(".title")
        }
        assert told == {text for text, _, _ in states}
    assert {stage.value for stage in Stage} <= set(DOORS) | {"open"}


def test_a_finger_walks_doors(page: Page, tmp_path: Path) -> None:
    site = MiswiredSite(tmp_path / "s")
    try:
        site.command("commission")
        page.set_viewport_size({"width": 800, "height": 480})
        page.context.add_cookies([{"name": "language", "value": "en", "url": site.address}])
        page.goto(site.address, wait_until="load")
        for digit in site.terminal():
            page.locator(f'[data-key="{digit}"]').click()  # the last digit sends it
        for letter in "LI":
            page.locator(f'[data-key="{letter}"]').click()
        press(page, "Next")
        for boards in ("Answers: board 0", "Answers: board 1, 2"):
            expect(page.locator(".found")).to_contain_text(boards, timeout=60_000)
        press(page, "To the doors")
        first_door(page, site)
        site.bench.push_shut("K01")
        expect(page.locator("h2")).to_contain_text("Which door opened?", timeout=30_000)  # by itself
        expect(page.locator(".number b")).to_have_text("K02")
        page.reload()
        expect(page.locator("h2")).to_contain_text("Which door opened?")
        tap_on_the_drawing(page)
        expect(page.locator("h2")).to_contain_text("was sensed", timeout=30_000)
        assert [firing["place"] for firing in site.bench.firings()] == ["K01", "K02"]
    finally:
        page.goto("about:blank")
        site.close()


def press(page: Page, words: str) -> None:
    """Touch the button or link that says so."""
    named = {"name": words, "exact": True}
    page.get_by_role("button", **named).or_(page.get_by_role("link", **named)).first.click(timeout=30_000)  # type: ignore[arg-type]


def first_door(page: Page, site: MiswiredSite) -> None:
    """Open K01, and say that it is the one."""
    press(page, "Open it")
    expect(page.locator("h2")).to_contain_text("Which door opened?", timeout=30_000)
    press(page, "Yes, this one")
    expect(page.locator("h2")).to_contain_text("Hang a key", timeout=30_000)
    assert [firing["place"] for firing in site.bench.firings()] == ["K01"]


def tap_on_the_drawing(page: Page) -> None:
    """Say that another door opened: L07, by touching it."""
    press(page, "Another one")
    page.locator('a[aria-label="L07"]').click(timeout=30_000)
    press(page, "Yes, L07")
