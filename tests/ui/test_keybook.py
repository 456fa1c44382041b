"""The attendants' pages about keys, on a real lobby: who has what, who could take what, and a whole stocktake."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.keys import events as r
from tests.lobby import CHEN, LIN, SIGNATURE, Play, Site
from tests.ui.test_desk import Desk
from tests.wire.waiting import until
from ui.reach import fresh_id

CHEN_PIN = "864200"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def take(play: Play, key: str, place: str) -> None:
    """Have Lin take a key, to the end."""
    movement = play.issue(key)
    play.comes_to(movement, "open")
    play.bench.take_key(place)
    play.bench.push_shut(place)
    play.comes_to(movement, "done")


def test_who_has_what_and_until_when(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    assert "All keys are in their slots." in desk.page("/desk/keys")
    take(play, "k-1201", "K09")
    desk.enter()
    page = desk.page("/desk/keys")
    assert "Home 1-2-1201" in page and "林晓梅" in page and "Repair" in page and "overdue" not in page
    rows = list(
        csv.reader(io.StringIO(desk.client.get("/desk/keys.csv").get_data(as_text=True).lstrip("\ufeff")))
    )
    assert len(rows) == 7 and rows[6][2].startswith("林晓梅")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", rows[6][4])
    assert "Home 1-2-1201" not in desk.page("/desk/keys/late")
    play.kiosk.clock.not_before(datetime.now(UTC) + timedelta(hours=5))
    assert "overdue" in desk.page("/desk/keys/late")


def test_rights_as_they_were_are_the_supervisors_to_see(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    assert desk.client.get("/desk/keys/rights").status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/keys/rights?key=k-lobby")
    assert "林晓梅" in page and "陈立" in page
    before = datetime.now(UTC) + timedelta(minutes=1)  # to the minute: this one is not over yet
    play.kiosk.ledger.append(
        r.GrantEnded("group-desk", "s-chen"), r.GrantEnded("group-housekeeping", "s-chen")
    )
    assert "Nobody had a right to this." in desk.page("/desk/keys/rights?key=k-lobby")
    yesterday = (before - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "Nobody had a right to this." in desk.page(f"/desk/keys/rights?at={yesterday}")


@pytest.mark.parametrize(
    "typed", ["2026-13-40T99:99", "x", "2026-05-03", "9999-12-31T23:59", "1000-01-01T00:00"]
)
def test_an_hour_that_makes_no_sense_breaks_nothing(play: Play, typed: str) -> None:
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    assert "<table" in desk.page(f"/desk/keys/rights?at={typed}")


def test_a_whole_stocktake(play: Play) -> None:
    until(lambda: play.journeys.sight.reading("K05").tags is not None, 10)
    play.bench.force("K05")
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    until(lambda: play.journeys.ledger.house.door("K05").doubt, 10)
    desk = Desk(play)
    desk.enter()
    assert "Begin" in desk.page("/desk/stocktake")
    desk.post("/desk/stocktake/begin", why="routine")
    page = desk.page("/desk/stocktake")
    assert "15 of 16" in page and "Sign the result" not in page
    desk.post("/desk/stocktake/slots/K05/open")
    until(lambda: play.journeys.ledger.house.door("K05").seen_open, 5)
    assert "Look, then shut the slot." in desk.page("/desk/stocktake")
    refused = desk.post("/desk/stocktake/slots/K05/look", finding="empty", reason="with the locksmith")
    assert refused.status_code == 409 and "still open" in refused.text
    play.bench.push_shut("K05")
    until(lambda: play.journeys.sight.reading("K05").proves_shut, 5)
    assert desk.post("/desk/stocktake/slots/K05/look", finding="empty").status_code == 409  # unexplained
    desk.post("/desk/stocktake/slots/K05/look", finding="empty", reason="with the locksmith")
    assert "with the locksmith" in desk.page("/desk/stocktake")
    assert desk.post("/desk/stocktake/sign", strokes="[]").status_code == 409
    desk.post("/desk/stocktake/sign", strokes=json.dumps(SIGNATURE))
    assert "A second person has to sign too." in desk.page("/desk/stocktake")
    desk.enter(CHEN, CHEN_PIN)
    desk.post("/desk/stocktake/sign", strokes=json.dumps(SIGNATURE))
    assert play.journeys.stocktakes.under_way is None
    assert "Begin" in desk.page("/desk/stocktake")


def test_couriers_and_strangers_see_none_of_it(play: Play) -> None:
    desk = Desk(play)
    for path in ("/desk/keys", "/desk/keys.csv", "/desk/keys/rights", "/desk/stocktake"):
        assert desk.client.get(path).status_code == 409
    desk.enter(LIN, "000000")
    assert desk.client.get("/desk/keys").status_code == 409


def test_an_emergency_release_from_the_page(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    page = desk.page("/desk/emergency")
    assert "Open them now" in page and "陈立" in page
    form = {"place": "K01", "reason": "fire", "second": "s-chen", "pin": CHEN_PIN, "movement": fresh_id()}
    refused = desk.post("/desk/emergency/begin", **form | {"pin": "000000"})
    assert refused.status_code == 409 and play.bench.firings() == []
    assert desk.post("/desk/emergency/begin", **form | {"reason": ""}).status_code == 409
    assert desk.post("/desk/emergency/begin", **form | {"movement": ""}).status_code >= 400
    desk.post("/desk/emergency/begin", **form)
    until(lambda: play.journeys.emergency.under_way is None, 30)
    assert [shot["place"] for shot in play.bench.firings()] == ["K01"]
    desk.enter()
    desk.post("/desk/emergency/begin", **form)  # the same form once more, after its end
    assert len(play.journeys.ledger.house.emergencies) == 1
    assert "A stocktake is due after the emergency" in desk.page("/desk/map")
    assert "Open them now" in desk.page("/desk/emergency")
