"""The ways on the desk's pages about keys: groups in one row, pages in one below, none further than two touches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kiosk.language.messages import Language, text
from ui.desk.keybook.ways import GROUPS, every_chip

PAGES = [page for _, pages in GROUPS for page in pages]
ONE_ROW_PX, TWO_ROWS_PX = 56, 108
SHOWN = ("desk-keys", "desk-stocktake", "desk-keeping", "desk-alarms", "desk-contractors", "desk-shift")
ROWS = """(nav, chips) => {
    nav.replaceChildren(...chips.flatMap(([text, group, on], at) => {
        const way = document.createElement("a");
        [way.href, way.textContent, way.className] = ["#", text, group];
        if (on) way.setAttribute("aria-current", "true");
        if (group !== "way" || chips[at - 1][1] === "way") return [way];
        const below = document.createElement("i");
        below.className = "below";
        return [below, way];
    }));
    return [nav.offsetHeight, new Set([...nav.querySelectorAll("a")].map(way => way.offsetTop)).size];
}"""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_under_its_name_and_leads_to_all_others(page: str, language: Language) -> None:
    row = every_chip(language, page)
    assert [one.text for one in row if one.on] == [text(f"attendant.keys.{page}", language)]
    assert len({one.text for one in row}) == len(row)
    assert sum(one.group != "way" for one in row) == len(GROUPS) <= 10
    at_once = {one.path for one in row}
    for _, pages in GROUPS:
        paths = {next(one.path for one in every_chip(language, other) if one.on) for other in pages}
        assert paths <= at_once or [one for one in row if one.group == "closed" and one.path in paths]


@pytest.mark.parametrize("language", Language)
def test_the_ways_take_a_row_each_on_the_smallest_screen(
    page: Page, address: str, language: Language
) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    tall = {}
    for name in SHOWN:
        page.goto(f"{address}/scenes/{language.value}/{name}", wait_until="load")
        ways = page.locator("nav.chips").first
        expect(ways).to_be_visible()
        if (high := ways.evaluate("ways => ways.offsetHeight")) > TWO_ROWS_PX:
            tall[name] = high
    assert tall == {}


@pytest.mark.parametrize("language", Language)
def test_no_group_that_is_open_breaks_its_row(page: Page, address: str, language: Language) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    page.goto(f"{address}/scenes/{language.value}/desk-keys", wait_until="load")
    tall = {}
    for chosen in PAGES:
        chips = [(one.text, one.group, one.on) for one in every_chip(language, chosen)]
        high, rows = page.locator("nav.chips").first.evaluate(ROWS, chips)
        grouped = any(group == "way" for _, group, _ in chips)
        if rows != 1 + grouped or high > (TWO_ROWS_PX if grouped else ONE_ROW_PX):
            tall[chosen] = (high, rows)
    assert tall == {}
