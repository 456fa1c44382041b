"""Controls within reach: whoever can't lift an arm finds every control in the lower half of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.ui.choosing import of_each_template
from tests.ui.sites import demo_site
from tests.ui.test_layout import MEASURE
from ui.app import LOBBY, bare_app
from ui.scenes import scenes

NAMES = of_each_template(scenes(demo_site().furniture))
LEAST_PX = 48
OWN = {"Origin": "http://localhost"}
OUT_OF_REACH = (Path(__file__).parent / "reach.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (800, 1280)])
def test_every_control_comes_into_the_lower_half(page: Page, address: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/scenes/en/idle", wait_until="load")
    asked = {"language": "en", "names": NAMES, "least": LEAST_PX}
    page.evaluate("document.documentElement.dataset.hand = 'low'")
    assert page.evaluate(OUT_OF_REACH, asked) == []


def test_a_control_out_of_reach_is_found(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 1280})
    page.goto(f"{address}/scenes/en/idle", wait_until="load")
    assert page.evaluate(OUT_OF_REACH, {"language": "en", "names": ["idle"], "least": LEAST_PX})


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (800, 1280)])
def test_every_page_fits_into_the_lower_half(page: Page, address: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/scenes/zh_Hans/idle", wait_until="load")
    page.evaluate("document.documentElement.dataset.hand = 'low'")
    for language in ("zh_Hans", "en"):
        asked = {"language": language, "names": NAMES, "theme": "plain", "smallestTarget": LEAST_PX}
        assert page.evaluate(MEASURE, asked) == []


def test_a_wish_is_remembered() -> None:
    client = bare_app(demo_site(), LOBBY).test_client()
    client.post("/comfort", data={"hand": "low", "ear": "on"}, headers=OWN)
    page = client.get("/leave").get_data(as_text=True)
    assert 'data-hand="low"' in page and 'data-ear="on"' in page
    client.post("/comfort", data={"hand": "<", "ear": "maybe"}, headers=OWN)
    assert 'data-hand="low"' in client.get("/leave").get_data(as_text=True)


def test_every_page_fits_beside_the_four_keys(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/en/idle", wait_until="load")
    page.evaluate("document.documentElement.dataset.ear = 'on'")
    asked = {"language": "en", "names": NAMES, "theme": "plain", "smallestTarget": 64}
    assert page.evaluate(MEASURE, asked) == []
