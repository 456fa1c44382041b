"""The page of the sealed key map, and returns where any slot will do, on a real lobby with three kinds of cabinets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.hanging.events import KeyReturnFoundNoSlot
from kiosk.domain.items import with_person
from tests.lobby import CHEN, LIN_PIN, Play, Site
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

CHEN_PIN = "864200"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="any-slot", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def take(play: Play, key: str) -> str:
    """Return the tag of a key that Lin has taken."""
    movement = play.issue(key)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    return tag


def test_a_map_from_the_first_to_the_second(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    assert "No map has been printed yet" in desk.page("/desk/keymap")
    assert desk.post("/desk/keymap/print", form="parchment").status_code == 409
    assert desk.post("/desk/keymap/print", form="slip").status_code == 303
    assert "at the reader" in desk.page("/desk/keymap")
    play.bench.tap(CHEN)
    until(lambda: "陈立 is here" in desk.page("/desk/keymap"), 8)
    play.bench.lift()
    found = re.search(r'name="approval" value="(\w+)"', desk.page("/desk/keymap"))
    assert found
    wrong = desk.post("/desk/keymap/approve", approval=found[1], pin=LIN_PIN)
    assert wrong.status_code == 409 and "PIN does not match" in wrong.get_data(as_text=True)
    done = desk.post("/desk/keymap/approve", approval=found[1], pin=CHEN_PIN)
    assert done.status_code == 303
    until(lambda: "The slip came out" in desk.page("/desk/keymap"), 20)
    assert "no. 1, printed" in desk.page("/desk/keymap").lower()
    assert desk.client.get("/desk/keymap/1.pdf").status_code == 409  # it is on the slip, and nowhere else
    desk.post("/desk/keymap/1/seal", seal="A 17")
    assert "Seal A 17" in desk.page("/desk/keymap") and "Every slot is as on the map" in desk.page(
        "/desk/keymap"
    )

    desk.enter(CHEN, CHEN_PIN)
    assert desk.post("/desk/keymap/print", form="sheet").status_code == 303
    page = desk.page("/desk/keymap")
    assert "No. 2, printed" in page and "No. 1 is replaced" in page
    pdf = desk.client.get("/desk/keymap/2.pdf")
    assert pdf.data.startswith(b"%PDF-") and pdf.headers["Cache-Control"] == "no-store"
    assert "Key map no. 1 is replaced" in desk.page("/desk/map")
    desk.post("/desk/keymap/1/destroyed")
    assert "is replaced" not in desk.page("/desk/keymap") + desk.page("/desk/map")


def test_the_page_tells_where_a_key_hangs_now(play: Play) -> None:
    desk = Desk(play)
    tag = take(play, "k-shop")
    desk.enter()  # whose badge it is holds the key
    back = os.urandom(16).hex()
    assert desk.post("/keys/k-shop/return", movement=back).status_code == 303
    play.comes_to(back, "open")
    play.bench.put_key("G06", tag)
    play.bench.push_shut("G01")
    play.comes_to(back, "done")
    page = desk.page(f"/movements/{back}")
    assert "back in slot G6" in page and "Thank you" in page
    life = desk.page("/desk/items/k-shop")
    assert "Lives here now" in life


def test_an_open_glass_door_is_one_door_on_the_map(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    play.journeys.desk.open_door("G03", play.journeys.ledger.house.people["a-lin"], "look")
    until(lambda: play.journeys.ledger.house.door("G03").seen_open, 8)
    drawn = re.findall(r'class="d open"', desk.page("/desk/map"))
    assert len(drawn) == 1


def test_a_key_without_a_slot_is_taken_over_at_the_desk(play: Play) -> None:
    desk = Desk(play)
    take(play, "k-lobby")
    play.kiosk.ledger.append(KeyReturnFoundNoSlot("k-lobby", "a-lin"))
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/map")
    assert "no slot is free" in page and "/desk/keys/k-lobby/take-over" in page
    assert desk.post("/desk/keys/k-lobby/take-over").status_code == 303
    assert play.journeys.ledger.house.keys["k-lobby"].custodian == with_person("s-chen")
    assert "Taken over by the desk" in desk.page("/desk/items/k-lobby")
    assert "no slot is free" not in desk.page("/desk/map")


def test_low_slots_first_for_who_asks_and_forgotten_with_the_visit(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    assert 'aria-pressed="false"' in desk.page("/comfort")
    desk.post("/comfort", reach="low")
    assert "<span>Low doors first</span>" in desk.page("/comfort")
    cookie = desk.client.get_cookie("reach")
    assert cookie is not None and cookie.value == "low"
    desk.post("/visit/end", visit="")
    assert desk.client.get_cookie("reach") is None
