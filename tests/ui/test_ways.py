"""The row of ways on the desk's pages about keys: one row, each page under its name, none further than two touches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kiosk.language.messages import Language, text
from ui.desk.keybook.ways import GROUPS, every_chip

PAGES = [page for _, pages in GROUPS for page in pages]
ONE_ROW_PX = 56
SHOWN = ("desk-keys", "desk-stocktake", "desk-keeping", "desk-alarms", "desk-contractors", "desk-shift")
ROW = """(row, chips) => {
    row.replaceChildren(...chips.map(([text, group, on]) => {
        const way = document.createElement("a");
        [way.href, way.textContent, way.className] = ["#", text, group];
        if (on) way.setAttribute("aria-current", "true");
        return way;
    }));
    return row.offsetHeight;
}"""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_under_its_name_and_leads_to_all_others(page: str, language: Language) -> None:
    row = every_chip(language, page)
    assert [one.text for one in row if one.on] == [text(f"attendant.keys.{page}", language)]
    assert len({one.text for one in row}) == len(row)
    at_once = {one.path for one in row}
    for name, pages in GROUPS:
        paths = {next(one.path for one in every_chip(language, other) if one.on) for other in pages}
        assert paths & at_once, name
        assert paths <= at_once or [one for one in row if one.group == "closed" and one.path in paths]


@pytest.mark.parametrize("language", Language)
def test_the_ways_take_one_row_on_the_smallest_screen(page: Page, address: str, language: Language) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    tall = {}
    for name in SHOWN:
        page.goto(f"{address}/scenes/{language.value}/{name}", wait_until="load")
        row = page.locator("nav.chips").first
        expect(row).to_be_visible()
        if (high := row.evaluate("row => row.offsetHeight")) > ONE_ROW_PX:
            tall[name] = high
    assert tall == {}


@pytest.mark.parametrize("language", Language)
def test_no_group_that_is_open_breaks_the_row(page: Page, address: str, language: Language) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/{language.value}/desk-keys", wait_until="load")
    tall = {}
    for chosen in PAGES:
        row = [(one.text, one.group, one.on) for one in every_chip(language, chosen)]
        if (high := page.locator("nav.chips").first.evaluate(ROW, row)) > ONE_ROW_PX:
            tall[chosen] = high
    assert tall == {}
