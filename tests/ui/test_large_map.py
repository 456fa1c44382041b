"""The map of 500 key slots at the desk's smallest screen: it fits, and part by part its numbers can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.language.messages import Language
from tests.ui.serving import served
from tests.ui.sites import estate_site
from ui.app import bare_app
from ui.desk.large import parts

MEASURE = (Path(__file__).parent / "measure_desk.js").read_text(encoding="utf-8")
READABLE_PX = 11


@pytest.fixture(scope="module")
def estate() -> Iterator[str]:
    with served(bare_app(estate_site(), [], scenes=True)) as address:
        yield address


@pytest.mark.parametrize("language", Language)
def test_the_map_of_a_large_cabinet_fits(page: Page, estate: str, language: Language) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    for name in ("desk-map", "desk-map-part", "desk-door"):
        page.goto(f"{estate}/scenes/{language.value}/{name}", wait_until="load")
        assert page.evaluate(MEASURE) == [], name


def test_every_slot_stands_in_one_part_that_is_named_by_its_numbers() -> None:
    found = parts(estate_site().furniture)
    assert [one.numbers for one in found] == ["1–100", "101–200", "201–300", "301–400", "401–500"]
    assert sorted(place.number for one in found for place in one.places) == list(range(1, 501))


def test_a_part_shows_its_numbers_large_enough_and_the_whole_shows_none(page: Page, estate: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{estate}/scenes/en/desk-map-part", wait_until="load")
    numbers = page.locator(".stand text")
    assert numbers.count() == 100
    heights = numbers.evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"
    )
    assert min(heights) >= READABLE_PX
    page.goto(f"{estate}/scenes/en/desk-map", wait_until="load")
    expect(page.locator(".stand a.d")).to_have_count(524)
    assert page.locator(".stand text").count() == 24  # the locker's alone


@pytest.mark.parametrize("language", (Language.SIMPLIFIED, Language.TRADITIONAL))
def test_what_waits_is_not_said_to_be_lent(page: Page, estate: str, language: Language) -> None:
    page.goto(f"{estate}/scenes/{language.value}/desk-map", wait_until="load")
    assert "起始" in page.locator("thead").first.inner_text(timeout=5000)
    assert "借出" not in page.locator("thead").first.inner_text(timeout=5000)
