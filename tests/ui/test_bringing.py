"""Bringing a key back at the lobby's pages, and what the desk's pages make of it; each look at a home is on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lobby import Play, Site
from tests.ui.test_desk import Desk

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def ids(page: str) -> list[str]:
    """Return the ids that a page's forms carry."""
    return re.findall(r'name="movement" value="([0-9a-f]{32})"', page)


def test_from_the_keypad_to_the_desk_and_to_an_end(play: Play) -> None:
    desk = Desk(play)
    page = desk.client.get("/bring").get_data(as_text=True)
    assert desk.client.post("/bring", data={"number": "99"}, headers=OWN).status_code == 404
    inside = desk.client.post("/bring", data={"number": "1", "movement": ids(page)[0]}, headers=OWN)
    assert inside.status_code == 409 and "hand it to the desk" in inside.get_data(as_text=True)
    called = desk.client.post("/bring/call", data={"movement": ids(page)[1]}, headers=OWN)
    assert (
        called.status_code == 200 and len(play.journeys.bringing.waiting()) == 1
    )  # the same page, the same call
    assert desk.client.get("/desk/brought").status_code == 409
    desk.enter()
    page = desk.page("/desk/brought")
    assert "On record it hangs in its slot" in page and "somebody without a badge" in page
    (call,) = play.journeys.bringing.waiting()
    form = {"movement": call.id, "key": ""}
    untold = desk.client.post("/desk/brought/take-in", data=form, headers=OWN)
    assert untold.status_code == 409 and "Who brought it?" in untold.get_data(as_text=True)
    told = desk.client.post(
        "/desk/brought/take-in", data={**form, "story": "a child, by the pool"}, headers=OWN
    )
    assert told.status_code == 303 and "a child, by the pool" in desk.page("/desk/brought")
    ended = {"movement": call.id, "outcome": "police", "story": "handed over"}
    assert desk.client.post("/desk/brought/close", data=ended, headers=OWN).status_code == 303
    assert "No key waits for the desk" in desk.page("/desk/brought")


def test_each_look_at_a_home_is_on_record_and_a_page_that_looks_again_is_none(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    found = desk.client.post("/desk/keeping/find", data={"words": "Emma"}, headers=OWN).location
    home = re.findall(r'href="(/desk/keeping/[\w-]{24,})"', desk.page(found))[0]
    desk.page(home)
    desk.client.get(home, headers={"X-Loge-Look": "again"})
    desk.page(f"{home}/back/k-1504")
    seen = [
        (line.body["by"], line.body["unit"], line.body["what"])
        for line in play.journeys.register.events(words="home.file.seen", most=9)
    ]
    assert seen == [("a-lin", "2-2-1504", "signature"), ("a-lin", "2-2-1504", "consents")]


def test_no_way_in_by_name_while_badges_can_be_read(play: Play) -> None:
    desk = Desk(play)
    assert desk.client.get("/desk/way-in").status_code == 409
    assert "/desk/way-in" not in desk.client.get("/help").get_data(as_text=True)
    assert "/bring" in desk.client.get("/leave").get_data(as_text=True)


def test_only_a_supervisor_sets_the_clock_right(play: Play) -> None:
    desk = Desk(play)
    assert desk.client.post("/desk/clock/right", headers=OWN).status_code == 409
    desk.enter()  # an attendant
    assert desk.client.post("/desk/clock/right", headers=OWN).status_code == 409
    assert not play.journeys.register.events(words="clock.set_right")
