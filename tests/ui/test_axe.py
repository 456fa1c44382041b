"""axe finds nothing on any screen: every page of the lobby and of the desk in English, some in Chinese.

Scenes of one template differ by little more than their words: three of each are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.ui.choosing import of_each_template
from tests.ui.sites import demo_site
from ui.gallery import every_scene

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = (Path(__file__).parent / "axe.js").read_text(encoding="utf-8")
NAMES = of_each_template(every_scene(demo_site().furniture))
SAMPLE = NAMES[::12]


def found(page: Page, address: str, language: str, names: Sequence[str], ear: bool = False) -> list[str]:
    """Return what axe finds on these scenes."""
    problems = []
    for name in names:
        page.goto(f"{address}/scenes/{language}/{name}", wait_until="load")
        if ear:
            page.evaluate("document.documentElement.dataset.ear = 'on'")
        page.evaluate(AXE)
        problems += [f"{language}/{name}: {one}" for one in page.evaluate(RUN)]
    return problems


@pytest.fixture(autouse=True)
def at_the_lobby(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("part", range(2))
def test_axe_finds_nothing_in_english(page: Page, address: str, part: int) -> None:
    assert found(page, address, "en", NAMES[part::2]) == []


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_axe_finds_nothing_in_chinese(page: Page, address: str, language: str) -> None:
    assert found(page, address, language, SAMPLE) == []


def test_axe_finds_nothing_while_the_four_keys_are_there(page: Page, address: str) -> None:
    lobby = [name for name in SAMPLE if not name.startswith(("desk", "walk"))]
    assert found(page, address, "en", lobby, ear=True) == []


def test_axe_finds_what_is_wrong(page: Page, address: str) -> None:
    page.goto(f"{address}/scenes/en/idle", wait_until="load")
    page.evaluate("document.querySelector('.ear button').removeAttribute('aria-label')")
    page.evaluate(AXE)
    assert any(one.startswith("button-name") for one in page.evaluate(RUN))
