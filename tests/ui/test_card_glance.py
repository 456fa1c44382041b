"""Whoever holds a card up sees where, in Chromium: a living picture that is there only while it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drivers.documents.sim_card import has_fonts
from kiosk.language.messages import Language, text
from tests.flows.test_card_at_camera import Turning
from tests.lobby import Play, Site
from tests.ui.serving import browser_page, served
from ui.app import create_app

SEEN = """() => {
  const one = document.querySelector('img[data-glance]');
  return one && !one.hidden && one.naturalWidth > 90;
}"""


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[tuple[Play, Turning, Page]]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play, card = Play(site), Turning(side=None)
    play.journeys.identifying.reads_with(card, lambda: True)
    try:
        with served(create_app(play.journeys)) as address, browser_page() as page:
            page.goto(f"{address}/")
            page.get_by_text("EN", exact=True).click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
            page.goto(f"{address}/collect/id")
            yield play, card, page
    finally:
        play.close()
        site.close()


def test_what_the_camera_sees_is_on_the_screen_until_the_card_is_read(
    lobby: tuple[Play, Turning, Page],
) -> None:
    play, card, page = lobby
    if has_fonts():
        play.bench.show_id_card("r-zhang")
    page.locator("button.primary:visible").click()
    expect(page.locator("h1")).to_have_text(text("proving.id_title_looking", Language.ENGLISH))
    page.wait_for_function(SEEN)
    first = page.locator("img[data-glance]").get_attribute("src")
    page.wait_for_function(
        "(first) => document.querySelector('img[data-glance]').getAttribute('src') !== first", arg=first
    )
    expect(page.locator("[role=status]").first).to_contain_text(
        text("proving.id_seen_nothing", Language.ENGLISH)
    )
    card.side = Turning().side  # now the reader finds it
    expect(page.locator("h1")).to_have_text(text("proving.id_title_read", Language.ENGLISH), timeout=15_000)
    expect(page.locator("img[data-glance]")).to_have_count(0)
    assert "0027" not in page.locator("main").inner_text()
    assert page.request.get(page.url.replace("/collect/id", "/collect/id/glance.jpg")).status == 404
    play.bench.clear()
