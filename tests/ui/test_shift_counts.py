"""Counting by hand and notes to the next shift at the desk: what a shift leaves in numbers and in words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.language.messages import Language
from kiosk.pdf.documents import document_html
from tests.flows.test_storeroom import SHELVES, stored
from tests.lobby import CHEN, Play, Site
from tests.ui.test_shifts import CHEN_PIN, PEN, Desk, field
from tests.wire.waiting import until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + SHELVES)
    play = Play(site)
    until(lambda: all(play.journeys.sight.reading(f"K{n:02}").tags is not None for n in range(1, 17)), 15)
    yield Desk(play)
    play.close()
    site.close()


def brought_to_shelf(desk: Desk, number: str = "SF4471090012") -> None:
    """Have a parcel lie on a shelf, and the attendant at the desk."""
    stored(desk.play, number)
    desk.enter()


def fields_of(page: str) -> dict[str, str]:
    """Return what a page of the count posts as it stands: what it said the record expects, and its form's id."""
    shown = dict(re.findall(r'name="(shown\.[^"]+)" value="([^"]*)"', page))
    return {**shown, "movement": field(page, "movement")}


def test_notes_go_on_until_they_are_done(desk: Desk) -> None:
    desk.enter()
    desk.post("/desk/shift/on")
    silent = desk.post("/desk/shift/notes", kind="urgent", words="  ")
    assert silent.status_code == 409 and "The note is empty" in silent.text
    act = os.urandom(16).hex()
    for _ in range(2):  # a double tap
        left = desk.post(
            "/desk/shift/notes", movement=act, kind="urgent", words="<b>Call</b> the lift company"
        )
        assert left.status_code == 303
    book = desk.page("/desk/shift/notes")
    assert book.count("&lt;b&gt;Call&lt;/b&gt; the lift company") >= 1 and "<b>Call</b>" not in book
    (note,) = desk.play.journeys.shift_notes.open()
    assert "Call" in desk.page("/desk/map"), "it is a task at the desk"
    desk.post("/desk/shift/notes", kind="long_running", words="Lamp in the garage is ordered")
    signing = desk.page("/desk/shift/off")
    assert "the lift company" in signing and "Lamp in the garage" in signing
    off = desk.post("/desk/shift/off", seen=field(signing, "seen"), strokes=PEN)
    desk.post(off.headers["Location"], person="s-chen", pin=CHEN_PIN, strokes=PEN)
    desk.enter(CHEN, CHEN_PIN)
    assert "Carried over: 1×" in desk.page("/desk/shift/notes")
    assert desk.post(f"/desk/shift/notes/{note.id}/done").status_code == 303
    assert desk.post(f"/desk/shift/notes/{note.id}/done").status_code == 303, (
        "the second touch of a double one"
    )
    assert "Done by" in desk.page("/desk/shift/notes")
    assert [one.kind for one in desk.play.journeys.shift_notes.open()] == ["long_running"]
    assert desk.post("/desk/shift/notes/n-none/done").status_code == 409
    sheet = desk.page(f"/desk/shifts/{off.headers['Location'].split('/')[3]}")
    assert "the lift company" in sheet, "what was handed over stays on the sheet"


def test_a_shift_closes_on_a_count_with_its_difference_explained(desk: Desk) -> None:
    brought_to_shelf(desk)
    desk.post("/desk/shift/on")
    assert "Lines to count" in desk.page("/desk/shift")
    blocked = desk.client.get("/desk/shift/off")
    assert blocked.status_code == 409 and "Still to count" in blocked.text
    counting = desk.page("/desk/shift/count")
    assert "Parcels on shelves" in counting and "On record: 1" in counting
    rest = {key: value for key, value in fields_of(counting).items() if not key.startswith("shown.parcels")}
    others = [name.removeprefix("shown.") for name in rest if name.startswith("shown.")]
    typed = {f"found.{name}": "0" for name in others}
    wrong = desk.post("/desk/shift/count", **fields_of(counting), **typed, **{"found.parcels": "-3"})
    assert wrong.status_code == 409 and "Lines not counted: 1" in wrong.text and 'value="-3"' in wrong.text
    stale = {**fields_of(counting), "shown.parcels": "7"}
    moved = desk.post("/desk/shift/count", **stale, **typed, **{"found.parcels": "7"})
    assert moved.status_code == 409 and "Something came or went" in moved.text
    short = desk.post("/desk/shift/count", **fields_of(counting), **typed, **{"found.parcels": "0"})
    assert short.status_code == 303
    blocked = desk.client.get("/desk/shift/off")
    assert blocked.status_code == 409 and "Differences unexplained" in blocked.text
    assert "Parcels on shelves: 1 missing" in blocked.text
    for one, said in desk.play.journeys.shifts.differences():
        if said is None:
            desk.post(f"/desk/shift/explain/{one.id}", person="s-chen", reason="being_searched")
    signing = desk.page("/desk/shift/off")
    off = desk.post("/desk/shift/off", seen=field(signing, "seen"), strokes=PEN)
    assert off.status_code == 303
    desk.post(off.headers["Location"], person="s-chen", pin=CHEN_PIN, strokes=PEN)
    shift = off.headers["Location"].split("/")[3]
    assert "1 missing" in desk.page(f"/desk/shifts/{shift}")
    on_paper(desk, shift)
    desk.enter(CHEN, CHEN_PIN)
    assert "Carried over: 1×" in desk.page("/desk/shift")
    again = desk.page("/desk/shift/count")
    right = desk.post("/desk/shift/count", **fields_of(again), **typed, right="parcels")
    assert right.status_code == 303
    desk.play.journeys.shifts.settle()
    assert "1 missing" not in desk.page("/desk/shift"), "found again: nothing to carry over"


def on_paper(desk: Desk, shift: str) -> None:
    found, known = desk.play.journeys.register.shift(shift), desk.play.kiosk.journeys.exports._handover
    assert found is not None and known is not None
    html = document_html(known(Language.ENGLISH, found))
    assert "Counted by hand" in html and "1 missing" in html


def test_who_is_not_on_duty_looks_and_counts_nothing(desk: Desk) -> None:
    brought_to_shelf(desk)
    page = desk.page("/desk/shift/count")
    assert "Parcels on shelves" in page and "Record count" not in page
    assert desk.post("/desk/shift/count", right="parcels", **{"shown.parcels": "1"}).status_code == 409
