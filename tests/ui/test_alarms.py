"""The pages about alarms: what waits, one touch at the lobby's screen, the explanation with two names, the seals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.serving import browser_page
from tests.wire.waiting import until
from ui.app import create_app

CHEN_PIN = "864200"
DRAWN = json.dumps(SIGNATURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def client(play: Play) -> FlaskClient:
    client = create_app(play.journeys).test_client()
    client.set_cookie("language", "en")
    return client


def said(client: FlaskClient, path: str) -> str:
    """Return the text of a page."""
    return client.get(path, headers={"Sec-Fetch-Site": "same-origin"}).get_data(as_text=True)


def post(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    """Return status and text of what a form's post leads to."""
    answer = client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def comes_in(play: Play, client: FlaskClient, badge: str, pin: str) -> None:
    """Open the desk's pages with badge and PIN."""
    play.journeys.visits.end()
    play.tap(badge)
    assert post(client, "/desk/enter", pin=pin)[0] == 200


def forced(play: Play, *places: str) -> None:
    """Open doors by crowbar, one after the other, each seen."""
    for place in places:
        until(lambda name=place: play.journeys.ledger.house.door(name).since, 8)  # type: ignore[misc]
        play.bench.force(place)
        until(lambda name=place: play.journeys.ledger.house.door(name).seen_open, 8)  # type: ignore[misc]


def test_an_open_door_is_a_sentence_in_the_lobby(play: Play, client: FlaskClient) -> None:
    assert "opened by itself" not in said(client, "/")
    forced(play, "K05")
    assert "Slot 5 opened by itself" in said(client, "/")
    play.bench.push_shut("K05")
    until(lambda: not play.journeys.ledger.house.door("K05").seen_open, 8)
    assert "opened by itself" not in said(client, "/")


def test_one_touch_after_the_badge_and_it_is_somebodys(play: Play, client: FlaskClient) -> None:
    forced(play, "K05")
    (alarm,) = play.journeys.alarms.waiting()
    assert post(client, f"/alarms/{alarm.id}/take")[0] == 409  # nobody's badge
    play.tap(LIN)
    assert 'href="/alarms"' in said(client, "/keys")
    assert "I am on it" in said(client, "/alarms")
    status, page = post(client, f"/alarms/{alarm.id}/take")
    assert status == 200 and "is on it" in page and "I am on it" not in page
    assert play.journeys.alarms.find(alarm.id).taken_by == "a-lin"


def test_an_alarm_is_acknowledged_at_the_desk_and_stands_in_the_history(
    play: Play, client: FlaskClient
) -> None:
    forced(play, "K05")
    (alarm,) = play.journeys.alarms.waiting()
    path = f"/desk/alarms/{alarm.id}"
    assert client.get("/desk/alarms").status_code == 409
    comes_in(play, client, LIN, LIN_PIN)
    assert "Key slot 5 was opened by force" in said(client, "/desk/alarms")
    assert "Say first that you are on it" in said(client, path)
    status, page = post(client, f"{path}/acknowledge", found="break_in", done="police", note="x")
    assert status == 409 and "Somebody else answers" in page
    post(client, f"{path}/take")
    status, page = post(client, f"{path}/acknowledge", found="break_in", done="police")
    assert status == 409 and "A few words, please" in page
    status, page = post(client, f"{path}/acknowledge", found="break_in", done="police", note="a <crowbar>")
    assert status == 200 and "Break-in; Police called" in page and "a &lt;crowbar&gt;" in page
    assert "Key slot 5 was opened by force" not in said(client, "/desk/alarms")
    assert "Break-in" in said(client, "/desk/alarms/history?kind=forced&place=K05")
    assert "No such alarm" in said(client, "/desk/alarms/history?kind=ajar")
    assert client.get("/desk/alarms/nothing").status_code == 409


def test_the_override_is_explained_by_two_and_only_the_supervisor_sets_a_seal(
    play: Play, client: FlaskClient
) -> None:
    forced(play, "K01", "K02", "K03")
    (alarm,) = play.journeys.alarms.waiting()
    path = f"/desk/alarms/{alarm.id}"
    comes_in(play, client, LIN, LIN_PIN)
    assert "mechanical override, it seems: 1, 2, 3" in said(client, "/desk/map")
    assert post(client, "/desk/alarms/seals/K", number="A1")[0] == 409
    post(client, f"{path}/take")
    form = {"reason": "power_cut", "broken": "A1", "fresh": "A2", "strokes": DRAWN}
    assert post(client, f"{path}/explain", **{**form, "strokes": "[]"})[0] == 409
    status, page = post(client, f"{path}/explain", **form)
    assert status == 200 and "Seal A1 broken, A2 put on" in page and "A second person" in page
    assert post(client, f"{path}/sign", strokes=DRAWN)[0] == 409
    comes_in(play, client, CHEN, CHEN_PIN)
    assert post(client, f"{path}/sign", strokes=DRAWN)[0] == 200
    assert "its keys are to be counted" in said(client, "/desk/map")
    assert "A2" in said(client, "/desk/alarms/seals")
    assert post(client, "/desk/alarms/seals/K", number=" ")[0] == 409
    status, page = post(client, "/desk/alarms/seals/K", number="A 3")
    assert status == 200 and "A3" in page


def test_in_chromium_the_sentence_comes_and_goes_and_the_override_is_signed(tmp_path: Path) -> None:
    with browser_page() as page, lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        forced(screen.play, "K05")
        screen.shows("Slot 5 opened by itself")
        screen.bench.push_shut("K05")
        screen.shows("Staff")
        forced(screen.play, "K06", "K07")
        screen.shows("The key cabinet was opened by hand")
        screen.bench.tap(CHEN)
        screen.shows("Which key?")
        screen.bench.lift()
        page.locator('a[href="/alarms"]').click()
        screen.shows("mechanical override, it seems: 5, 6, 7")
        screen.touch("I am on it")
        screen.shows("陈立 is on it")
        page.goto(screen.address + "/desk/")
        screen.type(CHEN_PIN)
        page.locator('button[form="form"]').click()
        expect(page.locator("#desk")).to_be_visible()
        (alarm,) = screen.play.journeys.alarms.waiting()
        page.goto(f"{screen.address}/desk/alarms/{alarm.id}")
        page.get_by_text("Mechanical override was used").click()
        page.locator('input[value="power_cut"]').check()
        page.get_by_placeholder("Number of the broken seal").fill("A1")
        page.get_by_placeholder("Number of the new seal").fill("A2")
        page.locator("canvas").scroll_into_view_if_needed()
        screen.sign()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator("#desk")).to_contain_text("Seal A1 broken, A2 put on", timeout=10_000)
        expect(page.locator(".hands polyline")).to_have_count(1)
