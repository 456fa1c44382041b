"""The duty log at the desk: written, put right, found, printed as a book, compared with its print."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.flows.registers.finding import Asked
from kiosk.language.messages import Language
from tests.lobby import CHEN, ZHOU, Play, Site
from tests.ui.test_shifts import CHEN_PIN, ZHOU_PIN, Desk
from tests.wire.waiting import until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


def now_here(desk: Desk) -> dict[str, str]:
    """Return the present of the site as a form posts it."""
    zone = ZoneInfo(desk.play.journeys.settings.site.time_zone)
    at = desk.play.journeys.clock.now().astimezone(zone)
    return {"day": at.date().isoformat(), "hour": f"{at:%H:%M}"}


def write(desk: Desk, words: str, kind: str = "patrol", **more: str) -> DutyEntry:
    assert (
        desk.post("/desk/dutylog/new", kind=kind, words=words, **{**now_here(desk), **more}).status_code
        == 303
    )
    last = desk.play.journeys.duty_log.last()
    assert last is not None
    return last


def test_lines_are_written_put_right_and_stay(desk: Desk) -> None:
    desk.enter()
    desk.post("/desk/shift/on")
    first = write(desk, "Garage: water on B1 <script>")
    act = os.urandom(16).hex()
    for _ in range(2):  # a double tap
        write(desk, "Two people of the gas company", "visitor", movement=act)
    assert desk.play.journeys.duty_log.last() is not None
    page = desk.page("/desk/dutylog")
    assert "&lt;script&gt;" in page and "clocked on" in page and page.count("gas company") == 1
    assert 'href="/desk/shifts/s-' in page, "a line that the house has added leads to what it is about"
    fixed = desk.post(
        f"/desk/dutylog/{first.id}/correct", kind="patrol", words="Water on B2", **now_here(desk)
    )
    assert fixed.status_code == 303
    page = desk.page("/desk/dutylog")
    assert f"Corrected by {first.year}-0003" in page and f"In place of {first.name}" in page
    assert "<del>Garage: water on B1 &lt;script&gt;</del>" in page
    again = desk.post(f"/desk/dutylog/{first.id}/correct", kind="patrol", words="x", **now_here(desk))
    assert again.status_code == 409 and "Corrected already" in again.text
    desk.enter(ZHOU, ZHOU_PIN)
    other = desk.post(f"/desk/dutylog/{fixed_id(desk)}/correct", kind="patrol", words="x", **now_here(desk))
    assert other.status_code == 409 and "Somebody else wrote it" in other.text
    desk.enter(CHEN, CHEN_PIN)
    assert desk.client.get("/desk/dutylog/nonsense/correct").status_code == 404
    added = next(one for one in desk.play.journeys.ledger.house.duty_entries.values() if not one.written)
    assert desk.client.get(f"/desk/dutylog/{added.id}/correct").status_code == 409


def fixed_id(desk: Desk) -> str:
    last = desk.play.journeys.duty_log.last()
    assert last is not None
    return last.id


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "patrol", "words": " "}, "The entry is empty"),
        ({"kind": "", "words": "x"}, "What kind of entry?"),
        (
            {"kind": "patrol", "words": "x", "day": "2031-01-01", "hour": "10:00"},
            "be right",
        ),
        ({"kind": "patrol", "words": "x", "day": "x", "hour": "99:99"}, "be right"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    desk: Desk, fields: dict[str, str], says: str
) -> None:
    desk.enter()
    answer = desk.post("/desk/dutylog/new", **{**now_here(desk), **fields})
    assert answer.status_code == 409 and says in answer.text
    assert desk.play.journeys.duty_log.last() is None


def test_it_is_found_by_words_number_and_name_and_years_stay(desk: Desk) -> None:
    desk.enter()
    one = write(desk, "Lift 2 stood still", "notice")
    write(desk, "Nothing else")
    for words in ("lift 2", one.name):
        found = desk.client.post(
            "/desk/dutylog/find", data={"words": words}, headers={"Sec-Fetch-Site": "same-origin"}
        ).headers["Location"]
        assert words not in found, "what was typed is in no address"
        page = desk.page(found)
        assert "Lift 2 stood still" in page and "Nothing else" not in page
    play = desk.play
    play.power_cycle()
    fresh = Desk(play)
    fresh.enter()
    assert "Lift 2 stood still" in fresh.page("/desk/dutylog"), "after a restart as before"
    yesterday = (play.journeys.clock.now() - timedelta(days=1)).date().isoformat()
    assert "Nothing is written on this day" in fresh.page(f"/desk/dutylog?day={yesterday}")


def test_the_book_compares_with_its_print(desk: Desk) -> None:
    desk.enter()
    entries = [write(desk, f"Round {number}") for number in range(5)]
    month = Asked("dutylog", period=desk.play.journeys.registers.this_month())
    book = list(desk.play.journeys.registers.all(month, Language.ENGLISH, 50))
    lines = [entry for entry in reversed(book) if "·" not in entry.fields[0].text]
    printed = [(entry.fields[0].text, entry.fields[0].small[0]) for entry in lines]
    assert [number for number, _ in printed] == [one.name for one in entries], "no number is missing"
    for number, mark in printed:
        answer = desk.post("/desk/dutylog/check", number=number, mark=mark.lower().replace(" ", "-"))
        assert f"{number} and all before it" in answer.text
    number, mark = printed[3]
    forged = ("0" if mark[0] != "0" else "1") + mark[1:]
    assert "is not as the log has it" in desk.post("/desk/dutylog/check", number=number, mark=forged).text
    missing = f"{entries[0].year}-0099"
    assert f"no entry {missing}" in desk.post("/desk/dutylog/check", number=missing, mark=mark).text
    assert desk.post("/desk/dutylog/check", number="99", mark="").status_code == 409


def test_the_book_is_a_document_with_the_chain_s_head(desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    write(desk, "Round")
    page = desk.page("/desk/registers/dutylog")
    assert "Round" in page and re.search(r"\d{4}-0001", page)
    made = desk.post("/desk/registers/dutylog/sheet").headers["Location"]
    until(lambda: desk.client.get(f"{made}.pdf").status_code == 200, 60)
    assert "Round" in desk.client.get("/desk/registers/dutylog.csv").text
    assert desk.client.get("/desk/registers/incidents").status_code == 200
