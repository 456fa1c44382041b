"""The desk's pages about signatures: on file over two visits, and two of them judged side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.test_comparing import ANOTHER, hand, waits
from tests.flows.test_keeping import FREE, left
from tests.lobby import SIGNATURE, Play, Site
from tests.passing import goes_on
from tests.ui.test_desk import Desk
from tests.ui.test_home import form_id, home_page


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def signed(desk: Desk, page: str, number: int, seed: int) -> int:
    """Return what the desk answers to one more signature on file."""
    act, strokes = form_id(desk.page(page)), json.dumps(hand(number, seed))
    return desk.post(page, movement=act, strokes=strokes).status_code


def test_signatures_are_put_on_file_and_begun_anew(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    page = home_page(desk, "Emma").replace("/keeping/", "/specimens/")
    assert "/desk/specimens/" in desk.page(home_page(desk, "Emma")), "its home leads there"
    assert "None yet" in desk.page(page)
    assert [signed(desk, page, 1, seed) for seed in range(3)] == [303, 303, 303]
    assert "another visit" in desk.page(page)
    act = form_id(desk.page(page))
    refused = desk.post(page, movement=act, strokes=json.dumps(hand(4, 1)))
    assert refused.status_code == 409 and "Not like those before" in refused.text
    unsigned = desk.post(page, movement=act, strokes="[]")
    assert unsigned.status_code == 409 and "Please sign" in unsigned.text
    goes_on(play, timedelta(hours=26))
    desk.enter()
    page = home_page(desk, "Emma").replace("/keeping/", "/specimens/")
    assert signed(desk, page, 1, 9) == 303
    assert "Enough" in desk.page(page) and desk.page(page).count("<figure>") == 4
    assert desk.post(f"{page}/anew").status_code == 303
    assert "None yet" in desk.page(page)


def test_a_signature_that_is_not_alike_is_judged_before_the_slot_opens(play: Play) -> None:
    key = left(play).item
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    act = form_id(desk.page(f"{home}/back/{key}"))
    asked = {"movement": act, "document": "id_card", "strokes": json.dumps(ANOTHER)}
    answer = desk.post(f"{home}/back/{key}", **asked)
    assert answer.location == f"/desk/signatures/{act}" and waits(play) == [act]
    assert desk.post(f"{home}/back/{key}", **asked).location == answer.location, "a double tap waits once"
    page = desk.page(answer.location)
    assert page.count("data-replay=") == 2 and ("different" in page or "not sure" in page)
    assert answer.location in desk.page("/desk/map"), "it is a task"
    mine = json.dumps(SIGNATURE)
    for asked in ({"reason": "alike", "strokes": "[]"}, {"reason": "", "strokes": mine}):
        assert desk.post(answer.location, word="same", **asked).status_code == 409
    alone = desk.post(answer.location, word="same", reason="document_seen", strokes=mine)
    assert (
        alone.status_code == 409
        and "A colleague has to agree" in alone.text
        and 'name="second"' in alone.text
    )
    opened = desk.post(
        answer.location, word="same", reason="document_seen", strokes=mine, second="s-chen", pin="864200"
    )
    assert opened.location == f"/movements/{act}"
    play.comes_to(act, "open")
    play.bench.take_key(FREE)
    play.bench.push_shut(FREE)
    play.comes_to(act, "done")
    assert desk.client.get(answer.location).status_code == 409, "it has been decided"


def test_hostile_strokes_cost_nothing(play: Play) -> None:
    key = left(play).item
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    act = form_id(desk.page(f"{home}/back/{key}"))
    long = json.dumps([[[n % 300, n % 90, n] for n in range(25_000)]])
    for odd in (
        "[[[NaN,1,2],[3,4,5]]]",
        "[[[1,1,-5]]]",
        "{}",
        "[" * 5000,
        '[[["a",1,2]]]',
        long,
        "[[[1,1]]]",
    ):
        answer = desk.post(f"{home}/back/{key}", movement=act, document="id_card", strokes=odd)
        assert answer.status_code in (200, 409) and "Please sign" in answer.text, odd[:40]
    endless = json.dumps([[[n % 300, n % 90, n] for n in range(100_000)]])
    assert (
        desk.post(f"{home}/back/{key}", movement=act, document="id_card", strokes=endless).status_code == 413
    )
    assert not waits(play) and play.journeys.ledger.house.keys[key].custodian.id == FREE
