"""One thing more, in Chromium from the slip to the door: signed, not found the same, judged at the desk, and opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.domain.items import ParcelStage
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.signatures import events as s
from kiosk.language.messages import Language, text
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_demanding import enrolled
from tests.lobby import LIN, LIN_PIN, Play, Site
from tests.ui.serving import browser_page, served
from tests.wire.waiting import until
from ui.app import create_app

RULE = '\n[[policy]]\njourney = "collect"\ncategory = "registered"\nways = ["slip + same-signature"]\n'
OPENS = re.compile(r" open ")
SIGNS = {Language.SIMPLIFIED: "简", Language.TRADITIONAL: "繁", Language.ENGLISH: "EN"}


@dataclass
class Two:
    """The lobby's screen and a desk's browser, before one kiosk."""

    play: Play
    address: str
    lobby: Page
    desk: Page


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda settings: settings + RULE)
    play = Play(site)
    enrolled(play)
    try:
        with (
            served(create_app(play.journeys)) as address,
            browser_page() as lobby,
            browser_page(1280, 800) as desk,
        ):
            play.tap(LIN)
            entered = desk.context.request.post(
                f"{address}/desk/enter", form={"pin": LIN_PIN}, headers={"Sec-Fetch-Site": "same-origin"}
            )
            assert entered.ok
            play.journeys.visits.end()
            for page, sign in ((lobby, "EN"), (desk, "EN")):
                page.goto(f"{address}/" if page is lobby else f"{address}/desk/map")
                page.get_by_text(sign, exact=True).click()
                expect(page.locator("html")).to_have_attribute("lang", "en")
            desk.goto(
                "about:blank"
            )  # it counts as the lobby's own screen here, which belongs to whoever comes
            yield Two(play, address, lobby, desk)
    finally:
        play.close()
        site.close()


def sign(page: Page, *, tall: float = 0.4) -> None:
    """Write a zigzag: nobody's name here."""
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(box["x"] + 30 + 5 * step, box["y"] + box["height"] * (0.3 + tall * (step % 2)))
    page.mouse.up()


def in_three_languages(page: Page, key: str, into: Path) -> None:
    """Look at the lobby's page in each language: its title is there, and nothing has to be scrolled."""
    for language, mark in SIGNS.items():
        if page.locator("html").get_attribute("lang") != language.tag:
            page.get_by_text(mark, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language.tag)
        expect(page.locator("h1")).to_have_text(text(key, language))
        assert page.evaluate("document.scrollingElement.scrollHeight") <= 480
        page.screenshot(path=into / f"{key}-{language.value}.png")


def drawn(page: Page) -> str:
    points: str = page.locator("figure.now polyline").first.get_attribute("points") or ""
    return points


def test_a_step_up_is_signed_judged_and_the_resident_goes_on(two: Two, tmp_path: Path) -> None:
    play, lobby, desk = two.play, two.lobby, two.desk
    parcel = waiting_parcel(play)
    play.journeys.waiting.categorise(parcel, "registered", play.journeys.ledger.house.people["s-chen"])
    lobby.goto(f"{two.address}/")
    play.bench.show_text(slip_text(play, parcel))
    lobby.wait_for_url("**/collect/sign", timeout=15_000)  # nobody touched anything
    play.bench.clear()
    in_three_languages(lobby, "waiting.sign_title", tmp_path)
    fired = len(play.bench.firings())
    sign(lobby)
    lobby.locator("button.primary:visible").click()
    lobby.wait_for_url("**/collect/more")
    in_three_languages(lobby, "proving.more_title", tmp_path)
    assert play.journeys.ledger.house.moving(parcel) is None and len(play.bench.firings()) == fired
    lobby.locator("button.primary:visible").click()
    lobby.wait_for_url("**/collect/more/desk")
    in_three_languages(lobby, "proving.called_title", tmp_path)

    (waits,) = play.journeys.vouching.waiting()
    assert play.journeys.comparing.waiting(waits.token).verdict == "different"
    desk.goto(f"{two.address}/desk/map")
    desk.locator(f"a[href='/desk/signatures/{waits.token}']").first.click()
    expect(desk.locator("figure.kept")).to_have_count(5)
    whole = drawn(desk)
    desk.locator("[data-replay-all]").click()  # once more in the time it took to write
    desk.wait_for_function(
        "(all) => document.querySelector('figure.now polyline').getAttribute('points') !== all", arg=whole
    )
    desk.wait_for_function(
        "(all) => document.querySelector('figure.now polyline').getAttribute('points') === all", arg=whole
    )
    desk.locator("input[value=hand_hurt]").check()
    sign(desk, tall=0.2)
    desk.locator("button[name=word][value=same]").click()
    expect(desk.locator("[role=alert]")).to_contain_text(
        text("refused.judging.second.title", Language.ENGLISH)
    )
    assert play.journeys.ledger.house.moving(parcel) is None and len(play.bench.firings()) == fired
    desk.locator("input[value=hand_hurt]").check()
    desk.locator("input[name=second][value=s-chen]").check()
    desk.locator("input[name=pin]").fill("864200")
    sign(desk, tall=0.2)
    desk.locator("button[name=word][value=same]").click()

    expect(lobby.locator("#page")).to_have_attribute(
        "data-state", OPENS, timeout=15_000
    )  # the resident goes on
    movement = play.journeys.ledger.house.moving(parcel)
    assert movement is not None and len(play.bench.firings()) == fired + 1
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    lines = {one.kind: dict(one.body) for one in play.journeys.register.events(most=80)}
    judged, agreed = lines[s.SignatureJudged.stored_as], lines[s.JudgementSeconded.stored_as]
    assert (judged["by"], judged["reason"], agreed["by"]) == ("a-lin", "hand_hurt", "s-chen")
    assert play.journeys.ledger.opened(str(judged["signature"]))  # the decision is signed too
    rests = lines[PolicySatisfied.stored_as]
    assert rests["movement"] == movement.id and rests["way"] == ["same-signature", "slip"]
    until(lambda: play.journeys.vouching.waiting() == [], 5)
