"""Bookings on the pages: made in five touches, conflicts shown first, own ones at the lobby; two keys in one visit."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.domain.bookings.booking import Booking
from kiosk.domain.items import with_person
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_asking import Lobby, ruled
from tests.ui.test_desk import Desk
from ui.desk.bookings.forms import typed

CHEN_PIN, ZHOU_PIN = "864200", "135790"
HOUR = timedelta(hours=1)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def tomorrow(play: Play, hour: int) -> datetime:
    """Return an hour of tomorrow, by the site's clock."""
    flow = play.journeys.bookings
    day = flow.today() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=flow.zone)


def fields(
    since: datetime, until: datetime, key: str = "k-lobby", who: str = "", **more: str
) -> dict[str, str]:
    """Return what the page of a new booking posts."""
    chosen = {"key": key, "who": who, "from": typed(since), "until": typed(until)}
    return {"booking": os.urandom(16).hex(), **chosen, **more}


def made(play: Play, since: datetime, until: datetime, name: str = "a-lin", key: str = "k-lobby") -> Booking:
    """Return a booking that somebody has made for themselves."""
    flow = play.journeys.bookings
    by = play.journeys.ledger.house.people[name]
    return flow.book(by, os.urandom(16).hex(), flow.wish(key, name, since, until))


def test_a_booking_is_made_shown_moved_and_cancelled(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    day = tomorrow(play, 0).date().isoformat()
    assert "Nothing is booked on this day." in desk.page(f"/desk/bookings?day={day}")
    assert "Lobby doors, tower 1" in desk.page("/desk/bookings/new")
    assert "Pump room B1" not in desk.page("/desk/bookings/new")  # no right to it
    assert "Clubhouse" not in desk.page("/desk/bookings/new?words=lobby")
    posted = fields(tomorrow(play, 9), tomorrow(play, 11))
    answer = desk.post("/desk/bookings/new", **posted)
    assert answer.status_code == 303
    assert desk.post("/desk/bookings/new", **posted).location == answer.location  # a double tap
    assert len(play.journeys.bookings.own("a-lin")) == 1
    page = desk.page(f"/desk/bookings?day={day}")
    assert "09:00 – 11:00" in page and "林晓梅" in page
    assert "Another time" in desk.page(answer.location)
    of_key = desk.page("/desk/bookings?key=k-lobby")
    assert "09:00 – 11:00" in of_key and f"/desk/bookings?day={day}" in of_key
    assert "Nobody has this key booked." in desk.page("/desk/bookings?key=k-club")
    moved = fields(tomorrow(play, 13), tomorrow(play, 14))
    assert desk.post(f"{answer.location}/change", **moved).status_code == 303
    assert "13:00 – 14:00" in desk.page(f"/desk/bookings?day={day}")
    desk.post(f"{answer.location}/cancel")
    assert "cancelled" in desk.page(f"/desk/bookings?day={day}")
    assert play.journeys.bookings.own("a-lin") == []


def test_a_conflict_is_shown_before_and_only_a_supervisor_overrides_it(play: Play) -> None:
    first = made(play, tomorrow(play, 9), tomorrow(play, 11))
    desk = Desk(play)
    clash = fields(tomorrow(play, 10), tomorrow(play, 12))
    path = f"/desk/bookings/new?key=k-lobby&from={clash['from']}&until={clash['until']}"
    desk.enter(ZHOU, ZHOU_PIN)
    page = desk.page(path)
    assert "林晓梅 has it booked" in page and "Book all the same" not in page and ">Book Nov" not in page
    assert desk.post("/desk/bookings/new", **clash).status_code == 409
    assert desk.post("/desk/bookings/new", **clash, why="urgent").status_code == 409
    assert desk.post(f"/desk/bookings/{first.id}/cancel").status_code == 409
    assert desk.client.get(f"/desk/bookings/{first.id}/change").status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    assert "Book all the same" in desk.page(path)
    assert desk.post("/desk/bookings/new", **clash, why="other").status_code == 409  # other than what?
    clash["who"] = "a-zhou"
    answer = desk.post("/desk/bookings/new", **clash, why="other", words="<b>lift</b>")
    page = desk.page(answer.location)
    assert "周建国" in page and "陈立" in page and "&lt;b&gt;lift&lt;/b&gt;" in page
    assert "Tell 林晓梅: Lobby doors, tower 1 went to somebody else" in desk.page("/desk/map")
    desk.post(f"/desk/bookings/{first.id}/told")
    assert "went to somebody else" not in desk.page("/desk/map")


@pytest.mark.parametrize(
    "query",
    [
        "key=k-lobby&from=2026-13-40T99:99&until=x",
        "key=k-lobby&from=2020-01-01T00:00&until=2020-01-01T01:00",
        "key=nothing",
        "words=%00%27",
        "day=2026-99-99",
        "key=k-lobby&who=nobody",
    ],
)
def test_an_address_that_makes_no_sense_breaks_nothing(play: Play, query: str) -> None:
    desk = Desk(play)
    desk.enter()
    assert desk.client.get(f"/desk/bookings/new?{query}").status_code == 200
    assert desk.client.get(f"/desk/bookings?{query}").status_code == 200
    assert desk.post("/desk/bookings/new", booking="x").status_code == 409
    assert desk.client.get("/desk/bookings/nobody").status_code == 409


def test_the_own_bookings_stand_at_the_lobby(play: Play) -> None:
    ruled(play)
    now = play.journeys.clock.now()
    mine = made(play, now, now + 3 * HOUR)
    other = made(play, now + 4 * HOUR, now + 5 * HOUR, "s-chen")
    later = made(play, now + 5 * HOUR, now + 6 * HOUR, key="k-club")
    lobby = Lobby(play)
    page = lobby.page("/keys")
    assert "Your bookings" in page and "yours until" in page
    assert page.index("Lobby doors, tower 1") < page.index("Clubhouse") < page.index("1504")
    page = lobby.page("/keys/bookings")
    assert "yours now" in page and "coming" in page
    assert "Give up this booking?" in lobby.page(f"/keys/bookings/{later.id}")
    assert "Not your booking" in lobby.page(f"/keys/bookings/{other.id}")
    lobby.post(f"/keys/bookings/{later.id}/cancel")
    assert [one.id for one in play.journeys.bookings.own("a-lin")] == [mine.id]
    assert "Due" in lobby.post("/keys/k-lobby/reason", reason="repair")  # with the end of the booking


def test_a_displaced_booking_is_told_at_the_lobby(play: Play) -> None:
    first = made(play, tomorrow(play, 9), tomorrow(play, 11))
    flow, chen = play.journeys.bookings, play.journeys.ledger.house.people["s-chen"]
    flow.book(chen, os.urandom(16).hex(), flow.wish("k-lobby", "s-chen", first.since, first.until), "urgent")
    lobby = Lobby(play)
    assert "the supervisor gave the key to somebody else" in lobby.page("/keys/bookings")
    assert "You have no key booked." in lobby.post(f"/keys/bookings/{first.id}/seen")


def test_two_keys_in_one_visit_on_the_pages(play: Play) -> None:
    ruled(play, only_with=("k-club",))
    ruled(play, "k-club", only_with=("k-lobby",))
    lobby = Lobby(play)
    assert "It goes with another key" in lobby.post("/keys/k-lobby/reason", reason="repair")
    page = lobby.post("/keys/k-lobby/both", other="k-club")
    assert "Lobby doors, tower 1 + Clubhouse" in page and "Open the slot" in page
    movement = os.urandom(16).hex()
    drawn = {"movement": movement, "reason": "repair", "pin": LIN_PIN, "strokes": json.dumps(SIGNATURE)}
    lobby.post("/keys/k-lobby/issue", work_order="", **drawn)
    play.comes_to(movement, "open")
    play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    page = lobby.page(f"/movements/{movement}")
    assert "Next, with it: Clubhouse" in page and "Now the other key" in page
    play.bench.jam("K03")
    second = os.urandom(16).hex()
    lobby.post("/keys/k-club/next", movement=second)
    play.comes_to(second, "not_opened")
    play.journeys.doors.stop(second)
    play.comes_to(second, "given_up")
    page = lobby.page(f"/movements/{second}")
    assert "Missing: Clubhouse" in page and "My keys" in page
    assert "Now the other key" not in page  # the desk has to look first
    play.bench.jam("K03", False)
    lin = play.journeys.ledger.house.people["a-lin"]
    play.journeys.desk.settle("K03", lin, "as_recorded", "jammed")
    assert "Now the other key" in lobby.page(f"/movements/{second}")
    third = os.urandom(16).hex()
    lobby.post("/keys/k-club/next", movement=third)
    play.comes_to(third, "open")
    play.bench.take_key("K03")
    play.bench.push_shut("K03")
    play.comes_to(third, "done")
    page = lobby.page(f"/movements/{third}")
    assert "Missing" not in page and "Now the other key" not in page
    keys = play.journeys.ledger.house.keys
    assert {keys[name].custodian for name in ("k-lobby", "k-club")} == {with_person("a-lin")}


def test_the_page_says_whose_request_it_is_and_lets_others_go_on(play: Play) -> None:
    ruled(play, authorisers=1)
    lobby = Lobby(play)
    page = lobby.post("/keys/k-lobby/reason", reason="repair")
    assert "Asked for by 林晓梅" in page and "Not for me" not in page
    assert 'data-idle-s="30"' in page
    with_this = play.journeys.hub.subscribe()
    play.bench.tap(CHEN)
    while (message := with_this.next(8)) is not None and message[0] != "show":
        pass
    play.bench.lift()
    page = lobby.page("/keys/k-lobby/ask")
    found = re.search(r'action="/keys/k-lobby/not-mine".*?name="seen" value="(\w+)"', page)
    assert found and "Not for me" in page
    page = lobby.post("/keys/k-lobby/not-mine", seen=found[1])
    visit = play.journeys.visits.current
    assert visit is not None and visit.person.id == "s-chen"
    assert "Which key?" in page and "Asked for by" not in page


def test_couriers_and_strangers_book_nothing(play: Play) -> None:
    desk = Desk(play)
    for path in ("/desk/bookings", "/desk/bookings/new"):
        assert desk.client.get(path).status_code == 409
    assert desk.client.get("/keys/bookings").status_code == 409
    assert desk.post("/desk/bookings/new", **fields(tomorrow(play, 9), tomorrow(play, 10))).status_code == 409
    desk.enter()
    others = fields(tomorrow(play, 9), tomorrow(play, 10), who="a-zhou")
    assert desk.post("/desk/bookings/new", **others).status_code == 409
    assert play.journeys.ledger.house.bookings == {}


def test_five_touches_book_a_key(tmp_path: Path, page: Page) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.play.kiosk.ledger.append(r.KeyRuleSet("key:k-lobby", KeyRule(), "test"))
        screen.start()
        screen.bench.tap(LIN)
        screen.shows("Lobby doors, tower 1")
        screen.bench.lift()
        screen.touch("Attendant's pages")
        screen.shows("Your PIN")
        screen.type(LIN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk")).to_be_visible(timeout=8000)
        day = tomorrow(screen.play, 0).date().isoformat()
        page.goto(f"{screen.address}/desk/bookings?day={day}")
        touches = ("Book a key", "Lobby doors, tower 1", "10", "4 h", "Book ")
        for words in touches[:-1]:
            page.get_by_role("link", name=re.compile(rf"^{words}")).first.click()
        expect(page.locator("#desk")).to_contain_text("The key is free then.")
        page.get_by_role("button", name=re.compile(r"^Book .*10:00 – 14:00")).click()
        expect(page.locator("#desk")).to_contain_text("10:00 – 14:00")
        expect(page.locator("#desk")).to_contain_text("Cancel the booking")
        (booking,) = screen.play.journeys.bookings.own("a-lin")
        assert (booking.since, booking.until) == (tomorrow(screen.play, 10), tomorrow(screen.play, 14))
