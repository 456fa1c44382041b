"""Asking for a key at the screen: question by question, a long list, and two colleagues at the reader in Chromium."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from kiosk.domain import events as e
from kiosk.domain.items import Label
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.serve import Server
from tests.flows.test_badges import FRESH, READER, SECURE, Played, adopted, played
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.lobby import Screen
from tests.ui.test_desk import Desk
from tests.wire.waiting import until
from ui.app import create_app

__all__ = ["played"]  # a fixture

OURS = {"Sec-Fetch-Site": "same-origin"}
STRANGER = "04FFFFFFFFFF80"
ZHOU_PIN, CHEN_PIN = "135790", "864200"
PLACES = [f"K{number:02d}" for number in range(1, 17)]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def ruled(play: Play, key: str = "k-lobby", **rule: object) -> None:
    """Have a key ask for more."""
    play.kiosk.ledger.append(r.KeyRuleSet(f"key:{key}", KeyRule(**rule), "test"))  # type: ignore[arg-type]


class Lobby:
    """The pages that Lin gets, without a browser."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.client: FlaskClient = create_app(play.journeys).test_client()
        self.client.set_cookie("language", "en")
        play.tap(LIN)

    def page(self, path: str) -> str:
        """Return a page, wherever it leads."""
        return self.client.get(path, follow_redirects=True).text

    def post(self, path: str, **fields: str) -> str:
        """Return the page that a form leads to."""
        return self.client.post(path, data=fields, headers=OURS, follow_redirects=True).text


def test_one_touch_on_a_reason_leads_to_the_signature(play: Play) -> None:
    lobby = Lobby(play)
    assert 'value="repair"' in lobby.page("/keys/k-lobby/reason")
    assert "Open the slot" in lobby.post("/keys/k-lobby/reason", reason="repair")


def test_each_question_has_a_page_of_its_own(play: Play) -> None:
    play.kiosk.ledger.append(r.ReasonSet(Reason("cleaning", needs_note=True), "test"))
    ruled(play, needs_work_order=True, authorisers=1)
    lobby = Lobby(play)
    assert "What is it about?" in lobby.post("/keys/k-lobby/reason", reason="cleaning")
    assert "A note is needed" in lobby.post("/keys/k-lobby/note", strokes="[]")
    assert "Which work order?" in lobby.post("/keys/k-lobby/note", strokes=json.dumps(SIGNATURE))
    page = lobby.post("/keys/k-lobby/order", work_order="WX-7", needed="yes")
    assert "A colleague has to agree" in page and "One more is needed." in page
    assert "A colleague has to agree" in lobby.page("/keys/k-lobby/sign")  # nobody skips a question
    movement = os.urandom(16).hex()
    drawn = {"movement": movement, "reason": "cleaning", "pin": LIN_PIN, "strokes": json.dumps(SIGNATURE)}
    assert "Somebody else has to agree" in lobby.post("/keys/k-lobby/issue", work_order="WX-7", **drawn)
    assert play.bench.firings() == []


def test_a_reason_that_does_not_count_is_greyed_with_why(play: Play) -> None:
    lobby = Lobby(play)
    page = lobby.page("/keys/k-1201/reason")
    assert 'value="repair"' in page and 'value="cleaning"' not in page and "no consent to this" in page
    assert "Consent is for other reasons" in lobby.post("/keys/k-1201/reason", reason="cleaning")


def test_a_pair_is_asked_for_with_a_way_to_the_other_key(play: Play) -> None:
    ruled(play, only_with=("k-club",))
    page = Lobby(play).post("/keys/k-lobby/reason", reason="repair")
    assert "It goes with another key" in page and 'action="/keys/k-lobby/both"' in page


def test_never_both_is_told_in_words(play: Play) -> None:
    ruled(play, never_with=("k-club",))
    movement = play.issue("k-club")
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    answer = Lobby(play).client.get("/keys/k-lobby/reason")
    assert answer.status_code == 409 and "Not beside a key you hold" in answer.text


def test_the_list_tells_due_and_overdue_and_the_next_hour(play: Play) -> None:
    movement = play.issue("k-1201")
    play.comes_to(movement, "open")
    assert "Please return it by" in Lobby(play).page(f"/movements/{movement.id}")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    tomorrow = (play.journeys.clock.now() + timedelta(days=2)).date()
    play.kiosk.ledger.append(
        r.GrantEnded("group-desk", "test"),
        r.GrantEnded("group-housekeeping", "test"),
        r.GrantGiven("g", "group:desk", "key:k-club", None, tomorrow, None, "test"),
    )
    lobby = Lobby(play)
    page = lobby.page("/keys")
    assert "please return by" in page and "again from" in page and "overdue" not in page
    play.kiosk.clock.not_before(play.journeys.clock.now() + timedelta(hours=4, minutes=1))
    play.tap(LIN)
    assert "overdue since" in lobby.page("/keys")


def test_one_key_of_five_hundred_is_a_number_away(play: Play) -> None:
    for count in range(500):
        label = Label(f"Home {count}", f"{count} 号", f"{count} 號")
        unit = f"{1 + count % 3}-1-{count + 100:04d}"
        place = PLACES[count % 16]
        play.kiosk.ledger.append(
            e.KeyRegistered(f"h-{count}", "unit", label, f"T{count}", place, ("desk",), unit)
        )
    lobby = Lobby(play)
    assert 'href="/keys/find"' in lobby.page("/keys")
    find = lobby.page("/keys/find")
    assert "Tower 3" in find and "Homes" in find and "Plant rooms" not in find
    found = lobby.page("/keys?number=0477")
    assert re.findall(r"Home \d+", found) == ["Home 377"]
    assert "1 of 28" in lobby.page("/keys?tower=3")
    assert "No key of yours fits 99999" in lobby.page("/keys?number=99999")


def test_an_emergencys_report_is_a_task_until_somebody_writes_it(play: Play) -> None:
    play.tap(LIN)
    asking = play.journeys.asking
    asking.begin("k-1504")
    asking.choose("k-1504", "emergency")
    asking.write("k-1504", SIGNATURE)
    asking.question("k-1504")
    _agrees(play, CHEN, CHEN_PIN, "k-1504")
    movement = play.journeys.keys.issue(os.urandom(16).hex(), "k-1504", "emergency", "", LIN_PIN, SIGNATURE)
    play.comes_to(movement, "open")
    desk = Desk(play)
    desk.enter(LIN, LIN_PIN)
    path = f"/desk/reports/{movement.id}"
    assert path in desk.page("/desk/map")
    assert "What happened?" in desk.client.post(path, data={"words": " "}, headers=OURS).text
    written = {"words": "Water through the ceiling <b>", "strokes": json.dumps(SIGNATURE)}
    assert desk.client.post(path, data=written, headers=OURS).status_code == 303
    kept = desk.page(path)
    assert "Water through the ceiling &lt;b&gt;" in kept and "<textarea" not in kept
    assert path not in desk.page("/desk/map")
    life = desk.page(f"/desk/places/{movement.place}")
    assert "Agreed: 陈立" in life and life.count('class="signature"') == 2 and "Due" in life
    assert desk.client.get(f"/desk/reports/{'0' * 32}").status_code == 404


def _agrees(play: Play, badge: str, pin: str, key: str) -> None:
    play.bench.tap(badge)
    until(lambda: play.journeys.asking.question(key).draft.seen is not None, 8)
    play.bench.lift()
    play._until_looked("badge-reader", 4)
    seen = play.journeys.asking.question(key).draft.seen
    assert seen is not None
    play.journeys.asking.agree(key, seen.id, pin)


@contextmanager
def served_to(play: Play, page: Page) -> Iterator[Screen]:
    """Yield the screen of a lobby, in English."""
    server = Server(create_app(play.journeys), "127.0.0.1", play.site.port)
    server.start()
    page.set_viewport_size({"width": 800, "height": 480})
    page.context.add_cookies([{"name": "language", "value": "en", "url": play.site.address}])
    try:
        yield Screen(play, page, play.site.address)
    finally:
        page.goto("about:blank")
        play.journeys.hub.close()
        server.stop()


@pytest.fixture
def screen(play: Play, page: Page) -> Iterator[Screen]:
    with served_to(play, page) as found:
        yield found


@pytest.fixture
def secure(played: Played) -> Play:
    """A lobby where Lin's badge can prove itself."""
    play = played(READER + '\nsecure = "ntag424"')
    adopted(play, "a-lin")
    play.journeys.visits.end()
    return play


def test_two_colleagues_tap_and_the_slot_opens(play: Play, screen: Screen, page: Page) -> None:
    ruled(play, authorisers=2)
    screen.start()
    screen.bench.tap(LIN)
    screen.shows("Lobby doors, tower 1")
    lifted(screen)
    page.locator("a.key").first.click()
    screen.touch("Inspection")
    screen.shows("2 more are needed.")
    screen.shows("Inspection")  # whoever agrees sees what it is for
    shown(screen, STRANGER, "We don't know this badge")
    shown(screen, LIN, "That is your own badge")
    agrees(screen, ZHOU, "周建国", ZHOU_PIN)
    screen.shows("One more is needed.")
    expect(page.locator(".agreed")).to_contain_text("周建国")
    agrees(screen, CHEN, "陈立", CHEN_PIN)
    screen.shows("Please sign here")
    expect(page.get_by_placeholder("PIN of 林晓梅")).to_be_visible()  # three people stand there
    screen.type(LIN_PIN)
    screen.sign()
    screen.touch("Open the slot")
    screen.shows("Take the key")
    assert screen.door() == "K01"
    movement = play.journeys.ledger.house.movements[page.url.rpartition("/")[2]]
    assert (movement.bearer, movement.authorisers) == ("a-lin", ("a-zhou", "s-chen"))
    assert len(play.bench.firings()) == 1


def test_cancelled_is_cancelled_and_the_next_badge_is_a_visit(play: Play, screen: Screen, page: Page) -> None:
    ruled(play, authorisers=1)
    screen.start()
    screen.bench.tap(LIN)
    screen.shows("Lobby doors, tower 1")
    lifted(screen)
    page.locator("a.key").first.click()
    screen.touch("Repair")
    screen.shows("One more is needed.")
    screen.touch("Cancel")
    screen.shows("Which key?")
    screen.bench.tap(ZHOU)
    until(lambda: play.journeys.visits.need().person.id == "a-zhou", 8)
    screen.shows("Pump room B1")  # his list, not hers
    assert play.bench.firings() == []


class Touches:
    """Counts what a hand does on the glass."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.count = 0

    def click(self, selector: str) -> None:
        """Touch the first of these."""
        self.count += 1
        self.screen.page.locator(selector).first.click()

    def sign(self) -> None:
        """Write a name: one touch."""
        self.count += 1
        self.screen.sign()


def test_four_touches_from_a_badge_that_proves_itself_to_an_open_slot(secure: Play, page: Page) -> None:
    with served_to(secure, page) as screen:
        screen.start()
        screen.bench.tap(FRESH, kind=SECURE)
        screen.shows("Lobby doors, tower 1")
        hand = Touches(screen)
        hand.click("a.key")
        hand.click("button.choice")
        screen.shows("Please sign here")
        hand.sign()
        hand.click("button.primary:visible")
        screen.shows("Take the key")
        assert hand.count <= 4


def test_a_colleagues_proven_badge_agrees_with_one_touch(secure: Play, page: Page) -> None:
    ruled(secure, authorisers=1)
    with served_to(secure, page) as screen:
        screen.start()
        screen.bench.tap(ZHOU)
        screen.shows("Lobby doors, tower 1")
        lifted(screen)
        page.locator("a.key", has_text="Lobby doors").click()
        screen.touch("Repair")
        screen.shows("One more is needed.")
        screen.bench.tap(FRESH, kind=SECURE)
        page.locator("button.choice.agree").click()
        screen.shows("PIN and signature")
        assert [one.how for one in secure.journeys.asking.question("k-lobby").draft.agreed] == [
            "secure badge"
        ]


def lifted(screen: Screen) -> None:
    """Take the badge away, until the reader knows."""
    screen.bench.lift()
    screen.play._until_looked("badge-reader", 4)


def shown(screen: Screen, badge: str, words: str) -> None:
    """Tap a badge and wait until the page says this of it."""
    screen.bench.tap(badge)
    screen.shows(words)
    lifted(screen)


def agrees(screen: Screen, badge: str, name: str, pin: str) -> None:
    """Have a colleague tap and agree by PIN."""
    shown(screen, badge, f"{name}: agree with your own PIN.")
    screen.type(pin)
    screen.touch("I agree")
