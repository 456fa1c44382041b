"""The attendants' pages: who may see them, what they show of a real lobby, and that each fits its screen."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.language.messages import Language, catalogue, known, text
from tests.lobby import CHEN, LIN, LIN_PIN, WANG, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.sites import demo_site
from tests.wire.waiting import until
from ui.app import create_app
from ui.desk.log import csv_line
from ui.desk.question import Question, asked_in, bounds
from ui.desk.scenes import desk_scenes
from ui.desk.sealing import seal, unseal

OURS = {"Sec-Fetch-Site": "same-origin"}
PAGES = ("/desk/map", "/desk/places/L03", "/desk/items/k-pump", "/desk/log", "/desk/log.csv", "/desk/devices")
SIZES = [(800, 480), (1024, 600), (1280, 800)]
NAMES = list(desk_scenes(demo_site().furniture))


class Desk:
    """A lobby and a browser at its desk."""

    def __init__(self, play: Play, app: Flask | None = None) -> None:
        """`app`: the pages where they are made already; else they are made for this one."""
        self.play = play
        self.client: FlaskClient = (app or create_app(play.journeys)).test_client()
        self.client.set_cookie("language", "en")

    def enter(self, badge: str = LIN, pin: str = LIN_PIN) -> TestResponse:
        """Tap a badge and type a PIN."""
        self.play.journeys.visits.end()
        self.play.tap(badge)
        return self.post("/desk/enter", pin=pin)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Post a form of our own pages."""
        return self.client.post(path, data=fields, headers=OURS)

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("desk"), opens_within_s="1.0")
    play = Play(site)
    until(
        lambda: all(play.journeys.ledger.house.door(place).since for place in play.journeys.furniture.places),
        8,
    )
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    return Desk(lobby)


def test_nobody_comes_in_without_badge_and_pin(desk: Desk) -> None:
    desk.play.journeys.visits.end()
    for path in (*PAGES, "/desk/", "/desk/events"):
        assert desk.client.get(path).status_code == 409, path
    desk.play.tap(WANG)
    for path in (*PAGES, "/desk/", "/desk/events"):
        assert desk.client.get(path).status_code == 409, f"{path} for a courier"
    assert desk.enter(pin="000000").status_code == 409
    assert desk.client.get("/desk/map").status_code == 409
    assert desk.client.get("/desk/").status_code == 200  # the badge alone leads to the PIN, no further
    assert desk.enter().status_code == 303
    for path in PAGES:
        assert desk.client.get(path).status_code == 200, path


def test_the_session_is_a_strict_cookie_that_ends_when_it_should(desk: Desk) -> None:
    cookie = desk.enter().headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/desk" in cookie
    assert desk.client.get("/desk/map").status_code == 200
    assert desk.post("/desk/leave").status_code == 303
    desk.client.set_cookie("desk", re.findall("desk=([^;]+)", cookie)[0], path="/desk")
    assert desk.client.get("/desk/map").status_code == 409, "a cookie kept does not bring a session back"
    desk.enter()
    desk.play.journeys.visits.end()
    assert desk.client.get("/desk/map").status_code == 200, "the visit's end is not the desk's"
    desk.play.tap(WANG)
    assert desk.client.get("/desk/map").status_code == 409, "the lobby's screen belongs to the next person"


def test_only_the_supervisor_sees_the_raw_log(desk: Desk) -> None:
    desk.enter()
    assert desk.client.get("/desk/events").status_code == 409
    assert "/desk/events" not in desk.page("/desk/map")
    desk.enter(CHEN, "864200")
    shown = desk.page("/desk/events")
    head = desk.play.journeys.ledger.head
    assert " ".join(head[start : start + 4] for start in range(0, 64, 4)) in shown
    assert "person.identified/1" in shown


def test_a_form_from_elsewhere_changes_nothing(desk: Desk) -> None:
    desk.enter()
    before = desk.play.journeys.ledger.head
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        for path in (
            "places/L03/open",
            "places/L03/settle",
            "items/p-1/slip",
            "papers/p/again",
            "notices/n/told",
        ):
            answer = desk.client.post(
                f"/desk/{path}", data={"reason": "look", "finding": "empty"}, headers=headers
            )
            assert answer.status_code == 409
    assert desk.play.journeys.ledger.head == before


def test_a_door_is_opened_from_the_desk_with_a_reason(desk: Desk) -> None:
    desk.enter()
    assert desk.post("/desk/places/L04/open", reason="").status_code == 409
    fired = len(desk.play.bench.firings())
    assert desk.post("/desk/places/L04/open", reason="look").status_code == 303
    until(lambda: desk.play.journeys.ledger.house.door("L04").seen_open, 5)
    assert [one["place"] for one in desk.play.bench.firings()[fired:]] == ["L04"]
    assert "stands open and nobody is at work there" in desk.page("/desk/map")
    shown = desk.page("/desk/places/L04")
    assert "Opened by the desk" in shown and "林晓梅" in shown and "A look inside" in shown
    desk.play.bench.push_shut("L04")
    until(lambda: not desk.play.journeys.ledger.house.door("L04").seen_open, 5)
    assert "Nothing waits" in desk.page("/desk/map")


def test_the_map_shows_a_doubt_and_settles_it(desk: Desk) -> None:
    desk.enter()
    desk.play.bench.force("L05")
    until(lambda: desk.play.journeys.ledger.house.door("L05").seen_open, 5)
    desk.play.bench.bring_parcel("X5")
    desk.play.bench.put_parcel("L05", "X5")
    desk.play.bench.push_shut("L05")
    until(lambda: desk.play.journeys.ledger.house.door("L05").doubt, 8)
    shown = desk.page("/desk/map")
    assert "Door 5 holds something that is not on record" in shown
    assert re.search(r'class="d doubt" aria-label="Door 5, in doubt"', shown)
    assert "Forced open" in desk.page("/desk/places/L05")
    desk.post("/desk/places/L05/open", reason="clear_doubt")
    until(lambda: desk.play.journeys.sight.reading("L05").shut is False, 5)
    desk.play.bench.take_parcel("L05")
    desk.play.bench.push_shut("L05")
    until(lambda: desk.play.journeys.sight.reading("L05").proves_shut, 5)
    answer = desk.post("/desk/places/L05/settle", finding="empty", reason="clear_doubt", other="ein Karton")
    assert answer.status_code == 303
    assert "Nothing waits" in desk.page("/desk/map")
    assert "ein Karton" not in answer.headers["Location"]


def issued(desk: Desk) -> str:
    """Return the id of a key's issue that was made, and undone again."""
    play = desk.play
    play.journeys.visits.end()
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    return movement.id


def test_a_key_in_somebodys_hands_is_told_searched_and_taken_along(desk: Desk) -> None:
    movement = issued(desk)
    desk.enter()
    shown = desk.page("/desk/items/k-lobby")
    assert "林晓梅" in shown and "<polyline" in shown, "the signature is drawn"
    assert "Key taken" in shown and "done: key tag sensed" in shown
    assert "Lobby doors, tower 1" in desk.page("/desk/map")

    found = desk.post("/desk/log/find", words="林晓梅")
    assert found.status_code == 303
    address = found.headers["Location"]
    assert "林" not in address and "%E6" not in address, "no name in an address"
    assert movement[:8].upper() in desk.page(address)
    for words, hits in (("W-7", True), ("大堂", True), (movement[:8], True), ("nobody", False), ("%", False)):
        shown = desk.page(desk.post("/desk/log/find", words=words).headers["Location"])
        assert (movement[:8].upper() in shown) is hits, words
    for filters, hits in (
        ("kind=key.issue", True),
        ("kind=parcel.drop", False),
        ("place=K01", True),
        ("place=L01", False),
        ("day=today", True),
        ("day=yesterday", False),
        ("day=week", True),
    ):
        assert (movement[:8].upper() in desk.page(f"/desk/log?{filters}")) is hits, filters
    for person, hits in (("a-lin", True), ("c-wang", False)):
        shown = desk.page(desk.post("/desk/log/find", person=person).headers["Location"])
        assert (movement[:8].upper() in shown) is hits, person

    answer = desk.client.get("/desk/log.csv?kind=key.issue")
    assert answer.data.startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to show Chinese"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "When" and len(rows) >= 2
    row = next(row for row in rows if movement[:8].upper() in row)
    assert row[1:3] == ["Key taken", "Lobby doors, tower 1"] and row[5] == "林晓梅" and "W-7" in row[6]


def test_pages_of_the_register_neither_skip_nor_repeat(desk: Desk) -> None:
    register = desk.play.journeys.register
    for _ in range(2):
        desk.play.journeys.visits.end()
        movement = desk.play.issue("k-club")
        desk.play.comes_to(movement, "open")
        desk.play.bench.push_shut(movement.place)
        desk.play.comes_to(movement, "still_inside")
        desk.play.journeys.doors.say(movement.id, "not_taken")
    everything = [one.id for one in register.movements(most=500)]
    paged: list[str] = []
    before, before_id = "", ""
    while page := register.movements(before=before, before_id=before_id, most=1):
        paged.append(page[0].id)
        before, before_id = page[0].begun.isoformat().replace("+00:00", "Z"), page[0].id
    assert paged == everything and len(paged) >= 2


def test_devices_are_told_in_words(desk: Desk) -> None:
    desk.enter()
    shown = desk.page("/desk/devices")
    assert "Lock boards" in shown and "K01–K16" in shown and "which can be copied" in shown
    desk.play.bench.pull("printer")
    until(lambda: not desk.play.journeys.devices.is_up("printer"), 8)
    assert "does not answer" in desk.page("/desk/devices")
    assert "Printer does not answer (printer)" in desk.page("/desk/map")
    desk.play.bench.plug("printer")
    until(lambda: desk.play.journeys.devices.is_up("printer"), 15)


def test_what_is_sealed_opens_only_here() -> None:
    sealed = seal("张伟")
    assert unseal(sealed) == "张伟" and seal("张伟") != sealed and "张" not in sealed
    assert unseal("") == "" and unseal(sealed[:-2]) is None and unseal("AAAA") is None
    assert asked_in({"q": "x" * 40}).forgotten
    question = Question(words="张伟", person="a-lin", kind="key.issue", place="K01", day="today")
    parts = dict(part.split("=") for part in question.address().split("&"))
    assert asked_in(parts) == question
    assert asked_in({"kind": "x", "place": "' OR 1", "day": "2026-13-01"}) == Question()


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@x", "\tx", "\rx", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(cell: str) -> None:
    (written,) = next(csv.reader(io.StringIO(csv_line([cell]), newline="")))[:1]
    assert written == f"'{cell}"


def test_a_day_begins_at_the_sites_midnight() -> None:
    now = datetime(2026, 5, 2, 17, 0, tzinfo=UTC)  # one in the morning of the 3rd in Shanghai
    assert bounds("today", now, "Asia/Shanghai") == ("2026-05-02T16:00:00", "2026-05-03T16:00:00")
    assert bounds("2026-05-01", now, "Asia/Shanghai") == ("2026-04-30T16:00:00", "2026-05-01T16:00:00")
    assert bounds("week", now, "Asia/Shanghai")[0] == "2026-04-26T16:00:00"


MEASURE = (Path(__file__).parent / "measure_desk.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_fits(page: Page, address: str, size: tuple[int, int], language: Language) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found: list[str] = []
    said: list[str] = []
    page.on("console", said_by := lambda message: said.append(message.text))
    for name in NAMES:
        if name.startswith("desk-pin"):
            continue  # one of the lobby's frames; measured with those
        page.goto(f"{address}/scenes/{language.value}/{name}", wait_until="load")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found += [f"{name}: {problem}" for problem in page.evaluate(MEASURE)]
    page.remove_listener("console", said_by)
    assert found == []
    assert said == []


def test_a_page_that_does_not_fit_is_found(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 420, "height": 480})
    page.goto(f"{address}/scenes/en/desk-log", wait_until="load")
    assert page.evaluate(MEASURE)


@pytest.mark.parametrize("language", Language)
def test_every_task_has_words(language: Language) -> None:
    facts = {"place": "", "item": "", "person": "", "home": "", "device": "", "name": ""}
    facts |= {"cabinet": "", "doors": "", "point": "", "order": "", "count": "", "number": ""}
    facts |= {"time": "", "amount": "", "about": "", "words": "", "due": ""}
    codes = {key.rpartition(".")[0] for key in task_keys()}
    assert "attendant.task.doubt.key_gone" in codes and len(codes) > 25
    for code in codes:
        assert text(f"{code}.what", language, **facts) and text(f"{code}.do", language, **facts)


def test_every_doubt_that_the_rules_raise_has_words() -> None:
    domain = Path(__file__).parents[2] / "kiosk" / "domain"
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted(domain.glob("*.py")))
    raised = set(
        re.findall(r'(?:Doubted\([\w.]+, |DOUBTED\[[\w.]+\]\([\w.]+, |doubts\.append\()"(\w+)"', source)
    )
    assert {"key_gone", "wrong_slot", "opened_alone", "word_against_sensor", "switch"} <= raised
    assert [code for code in sorted(raised) if not known(f"attendant.task.doubt.{code}.what")] == []


def task_keys() -> list[str]:
    """Return every message key of a task."""
    return [key for key in catalogue() if key.startswith("attendant.task.")]


def test_an_attendant_at_the_screen_sees_a_door_forced_and_leaves_to_the_next(
    tmp_path: Path, page: Page
) -> None:
    page.set_viewport_size({"width": 1024, "height": 600})
    troubles: list[str] = []
    page.on("pageerror", heard := lambda error: troubles.append(str(error)))
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        screen.bench.tap(LIN)
        screen.shows("Lobby doors, tower 1")
        screen.bench.lift()
        screen.touch("Attendant's pages")
        screen.shows("Your PIN")
        screen.type(LIN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk")).to_contain_text("Nothing waits", timeout=8000)
        until(lambda: screen.play.journeys.ledger.house.door("L03").since, 8)
        screen.bench.force("L03")
        expect(page.locator(".tasks")).to_contain_text("Door 3 was opened by force", timeout=8000)
        expect(page.locator(".stand a.open")).to_have_attribute("href", "/desk/places/L03")
        page.locator(".stand a.open").press("Enter")
        expect(page.locator(".picked .state")).to_contain_text("open", timeout=8000)
        screen.bench.push_shut("L03")
        expect(page.locator(".picked .state.shut")).to_be_visible(timeout=8000)
        page.get_by_text("What did you find?").first.click()
        page.get_by_label("All as recorded").check()
        page.get_by_label("To settle a doubt").last.check()
        page.get_by_role("button", name="Settle").click()
        expect(page.locator(".picked")).to_contain_text("Settled", timeout=8000)
        screen.bench.tap(WANG)
        expect(page.locator("#desk")).to_have_count(0, timeout=8000)
        screen.bench.lift()
        page.goto(f"{screen.address}/desk/map")
        expect(page.locator("#desk")).to_have_count(0)
    page.remove_listener("pageerror", heard)
    assert troubles == []


def test_a_label_on_the_counter_does_not_end_the_work_of_the_attendant_at_the_screen(
    tmp_path: Path, page: Page
) -> None:
    page.set_viewport_size({"width": 1024, "height": 600})
    with lobby_screen(tmp_path / "s", page) as screen:
        screen.start()
        screen.bench.tap(LIN)
        screen.shows("Lobby doors, tower 1")
        screen.bench.lift()
        screen.touch("Attendant's pages")
        screen.type(LIN_PIN)
        screen.touch("Go on")
        expect(page.locator("#desk")).to_contain_text("Nothing waits", timeout=8000)
        screen.play.journeys.visits.end()  # the visit is over long before the pages are
        told = screen.play.kiosk.hub.subscribe()
        screen.bench.show_label("SF1029384756")
        until(
            lambda: (message := told.next(0.1)) is not None and message[1].get("code") == "code.not_ours", 8
        )
        screen.bench.clear()
        screen.bench.force("L03")
        expect(page.locator(".tasks")).to_contain_text("Door 3 was opened by force", timeout=8000)
        screen.bench.tap(WANG)  # somebody who comes to the screen gets it all the same
        expect(page.locator("#desk")).to_have_count(0, timeout=8000)
