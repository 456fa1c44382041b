"""Every screen fits: in each language and size nothing scrolls, overlaps, is cut off or too small for a finger."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from kiosk.language.messages import Language
from tests.ui.sites import demo_site
from ui.scenes import scenes

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
NAMES = list(scenes(demo_site().furniture))
SIZES = [(800, 480), (1024, 600), (1280, 800), (800, 1280)]


def problems(page: Page, size: tuple[int, int], language: Language, theme: str = "plain") -> list[str]:
    """Return what does not fit, over all scenes; a page of the gallery is open."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    target = 64 if size == (800, 480) else 0
    asked = {"language": language.value, "names": NAMES, "theme": theme, "smallestTarget": target}
    found: list[str] = page.evaluate(MEASURE, asked)
    return [f"{size[0]}x{size[1]} {problem}" for problem in found]


@pytest.mark.parametrize("language", Language)
def test_every_scene_fits(page: Page, address: str, language: Language) -> None:
    said: list[str] = []
    page.on("console", said_by := lambda message: said.append(message.text))
    page.goto(f"{address}/scenes/{language.value}/idle", wait_until="load")
    found = [problem for size in SIZES for problem in problems(page, size, language)]
    found += problems(page, (800, 480), language, "big")
    page.remove_listener("console", said_by)
    assert found == []
    assert said == []


def test_a_scene_that_does_not_fit_is_found(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 420, "height": 480})
    page.goto(f"{address}/scenes/en/door-parcel.drop-ask", wait_until="load")
    asked = {"language": "en", "names": ["keys-sign"], "theme": "plain", "smallestTarget": 64}
    assert page.evaluate(MEASURE, asked)
