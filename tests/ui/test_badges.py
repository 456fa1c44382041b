"""The desk's page of badges: who may see it, what it shows of a real reader, and the whole way by hand in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from kiosk.flows.people.badges import Step
from kiosk.language.messages import Language, known, text
from kiosk.serve import Server
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, WANG, Play, Site
from tests.ui.lobby import Screen
from tests.wire.waiting import until
from ui.app import create_app
from ui.desk.badges.scenes import badge_scenes

OURS = {"Sec-Fetch-Site": "same-origin"}
CHEN_PIN = "864200"
FRESH = "04AABBCCDDEE11"
PLAIN = "04AABBCCDDEE22"
SECURE = "ntag424"


def secure_site(root: Path) -> Site:
    """Return a site whose reader asks badges for their proof."""
    reader = 'device = "dev/nfc0"'
    return Site(
        root, amend=lambda text: text.replace(reader, f'{reader}\nsecure = "{SECURE}"'), opens_within_s="1.0"
    )


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = secure_site(tmp_path_factory.mktemp("badges") / "s")
    play = Play(site)
    yield play
    play.close()
    site.close()


class BadgePage:
    """The page of badges in one browser, and the reader before it."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.client: FlaskClient = create_app(play.journeys).test_client()
        self.client.set_cookie("language", "en")
        play.bench.lift()
        play._until_looked("badge-reader", 4)

    def enter(self, badge: str, pin: str) -> None:
        """Come in by badge and PIN."""
        self.play.journeys.visits.end()
        self.play.tap(badge)
        assert self.client.post("/desk/enter", data={"pin": pin}, headers=OURS).status_code == 303

    def pick(self, words: str) -> str:
        """Search for somebody and return the page of the first who fits."""
        found = self.client.post(
            "/desk/badges/find", data={"words": words}, headers=OURS, follow_redirects=True
        )
        path = re.findall(r'href="(/desk/badges\?who=[^"]+)"', found.text)[0].replace("&amp;", "&")
        return self.client.get(path).text

    def press(self, page: str, deed: str, **fields: str) -> TestResponse:
        """Post the form of this deed that stands on the page."""
        hidden = dict(re.findall(r'name="(who|enrolment)" value="([^"]*)"', page))
        return self.client.post(f"/desk/badges/{deed}", data={**hidden, **fields}, headers=OURS)

    def after(self, answer: TestResponse) -> str:
        """Return the page that an answer leads to."""
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.location).text

    def until_step(self, step: Step, by: str) -> None:
        """Wait until the giving has come so far."""
        person, desk = self.play.journeys.ledger.house.people[by], self.play.journeys.badges
        until(lambda: (now := desk.current(person)) is not None and now.step is step, 8)


@pytest.fixture
def desk(play: Play) -> BadgePage:
    return BadgePage(play)


def test_only_staff_come_here_and_only_by_our_own_forms(desk: BadgePage) -> None:
    assert desk.client.get("/desk/badges").status_code == 409
    desk.play.journeys.visits.end()
    desk.play.tap(WANG)
    assert desk.client.get("/desk/badges").status_code == 409
    desk.enter(LIN, LIN_PIN)
    head = desk.play.journeys.ledger.head
    for deed in ("listen", "give", "adopt", "cancel", "revoke"):
        assert desk.client.post(f"/desk/badges/{deed}").status_code == 409, deed
        assert desk.press("", deed).status_code in (409, 303)
    assert desk.play.journeys.ledger.head == head


def test_people_are_found_by_name_and_unit_and_no_address_names_them(desk: BadgePage) -> None:
    desk.enter(LIN, LIN_PIN)
    for words in ("张伟", "zhangwei", "zw", "1-1-0802", "110802"):
        assert "张伟" in desk.pick(words), words
    page = desk.pick("张伟")
    assert "r-zhang" not in page and "Has no badge." in page
    assert (
        "Nobody fits"
        in desk.client.post(
            "/desk/badges/find", data={"words": "Nemo"}, headers=OURS, follow_redirects=True
        ).text
    )
    counted = desk.client.get("/desk/badges").text
    assert "Can be copied 7" in counted and "Proven 0" in counted


def test_an_attendant_gives_a_resident_a_badge_and_takes_it_back(desk: BadgePage) -> None:
    desk.enter(LIN, LIN_PIN)
    waiting = desk.after(desk.press(desk.pick("张伟"), "listen"))
    assert "Lay the badge on the reader now" in waiting and "data-left-ms" in waiting
    desk.play.bench.tap(PLAIN)
    desk.until_step(Step.READ, "a-lin")
    seen = desk.pick("张伟")
    assert "known by its number alone" in seen and PLAIN not in seen
    given = desk.after(desk.press(seen, "give"))
    assert "Given. It works from now on." in given and "can be copied" in given
    desk.play.bench.lift()
    assert "Has no badge." in desk.after(desk.press(desk.pick("张伟"), "revoke", reason="lost"))
    (line,) = desk.play.journeys.register.events(words="badge.revoked", most=1)
    assert (line.body["person"], line.body["by"], line.body["reason"]) == ("r-zhang", "a-lin", "lost")


def test_staff_badges_are_the_supervisors(desk: BadgePage) -> None:
    desk.enter(LIN, LIN_PIN)
    page = desk.pick("周建国")
    assert "given and revoked by the supervisor" in page and "Revoke" not in page
    assert desk.press(page, "listen").status_code == 409
    assert desk.press(page, "revoke", reason="lost").status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    assert "Revoke the badge" in desk.pick("周建国")


def test_a_badge_of_somebody_else_moves_only_with_a_reason(desk: BadgePage) -> None:
    desk.enter(CHEN, CHEN_PIN)
    desk.after(desk.press(desk.pick("刘洋"), "listen"))
    desk.play.bench.tap(WANG)
    desk.until_step(Step.READ, "s-chen")
    page = desk.pick("刘洋")
    assert "It is 王磊" in page
    assert desk.press(page, "give").status_code == 409
    assert "Given." in desk.after(desk.press(page, "give", reason="mixed_up"))
    desk.play.bench.lift()
    assert "Has no badge." in desk.pick("王磊")


def test_a_reader_that_is_away_is_told_and_revoking_still_works(desk: BadgePage) -> None:
    desk.enter(CHEN, CHEN_PIN)
    desk.play.bench.pull("badge-reader")
    until(lambda: not desk.play.kiosk.states.is_up("badge_reader"), 8)
    page = desk.pick("周建国")
    assert "The badge reader does not answer" in page and "Revoke the badge" in page
    assert desk.press(page, "listen").status_code == 503
    desk.play.bench.plug("badge-reader")
    until(lambda: desk.play.kiosk.states.is_up("badge_reader"), 8)


def test_a_proven_badge_signs_without_a_pin(desk: BadgePage) -> None:
    desk.enter(CHEN, CHEN_PIN)
    desk.after(desk.press(desk.pick("林晓梅"), "listen"))
    desk.play.bench.tap(FRESH, kind=SECURE)
    desk.until_step(Step.READ, "s-chen")
    waiting = desk.after(desk.press(desk.pick("林晓梅"), "adopt"))
    assert "Leave the badge on the reader" in waiting or "Given." in waiting
    desk.until_step(Step.GIVEN, "s-chen")
    desk.play.bench.lift()
    desk.play._until_looked("badge-reader", 4)
    desk.play.journeys.visits.end()
    desk.play.tap(FRESH, SECURE)
    page = desk.client.get("/keys/k-lobby/sign?reason=repair").text
    assert "Your signature" in page and 'id="pin"' not in page
    movement = re.findall(r'name="movement" value="([0-9a-f]{32})"', page)[0]
    drawn = {"movement": movement, "reason": "repair", "strokes": json.dumps(SIGNATURE)}
    answer = desk.client.post("/keys/k-lobby/issue", data=drawn, headers=OURS)
    assert answer.location == f"/movements/{movement}"
    desk.play.comes_to(movement, "open")
    desk.play.bench.push_shut("K01")


@pytest.mark.parametrize("language", Language)
def test_every_state_has_words(language: Language) -> None:
    scenes = dict(badge_scenes(language))
    assert len(scenes) >= 12
    for code in ("gone", "another", "wrong_key", "not_ours", "blocked"):
        assert text(f"badges.problem.{code}", language)
    for code in ("unproven", "wrong_key", "not_ours", "blocked", "gone", "changing", "no_proof"):
        assert known(f"refused.badge.{code}.title") and known(f"refused.badge.{code}.body")


def test_the_whole_way_of_a_secure_badge_by_hand(tmp_path: Path, page: Page) -> None:
    site = secure_site(tmp_path / "s")
    play = Play(site)
    server = Server(create_app(play.journeys), "127.0.0.1", site.port)
    server.start()
    troubles: list[str] = []
    page.on("pageerror", heard := lambda error: troubles.append(str(error)))
    page.on("console", said := lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.set_viewport_size({"width": 800, "height": 480})
    page.context.add_cookies([{"name": "language", "value": "en", "url": site.address}])
    try:
        _give_by_hand(Screen(play, page, site.address), page)
    finally:
        page.remove_listener("pageerror", heard)
        page.remove_listener("console", said)
        page.goto("about:blank")
        play.journeys.hub.close()
        play.close()
        server.stop()
        site.close()
    assert troubles == []


def _give_by_hand(screen: Screen, page: Page) -> None:
    screen.start()
    screen.bench.tap(CHEN)
    screen.shows("Attendant's pages")
    screen.bench.lift()
    screen.touch("Attendant's pages")
    screen.shows("Your PIN")
    screen.type(CHEN_PIN)
    screen.touch("Go on")
    page.get_by_role("link", name="Badges").click()
    page.get_by_label("Name or unit").fill("zhou")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="周建国").click()
    page.get_by_role("button", name="Give another badge").click()
    expect(page.locator(".waits")).to_contain_text("Lay the badge on the reader now")
    screen.bench.tap(FRESH, kind=SECURE)
    expect(page.locator(".picked")).to_contain_text(
        "can prove itself", timeout=20_000
    )  # nobody touched anything
    page.get_by_role("button", name="Make it prove itself").click()
    expect(page.locator(".picked")).to_contain_text("Given. It works from now on.", timeout=20_000)
    expect(page.locator(".picked")).to_contain_text("Has a badge that proves itself")
    screen.bench.lift()
    page.locator("summary").click()
    page.get_by_label("Lost").check()
    page.get_by_role("button", name="Revoke the badge").click()
    expect(page.locator(".picked")).to_contain_text("Has no badge.", timeout=20_000)
    screen.play._until_looked("badge-reader", 4)
    with page.expect_response("**/events"):  # the start page listens
        page.get_by_role("button", name="Leave").click()
    expect(page.locator(".page-idle")).to_be_visible(timeout=20_000)
    screen.bench.tap(FRESH, kind=SECURE)
    screen.shows("We don't know this badge")
