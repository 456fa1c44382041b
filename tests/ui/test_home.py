"""A resident's own pages and the consents at the desk, on a real lobby: by client, and once in Chromium."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.domain.events import BadgeGiven
from tests.lobby import LIN, SIGNATURE, WANG, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

LI = "r-li"
LI_BADGE = "04AABBCCDDEE01"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def give_badge(play: Play) -> None:
    """Have Li hold a badge."""
    digest = play.kiosk._storage.keys.digest("badge", LI_BADGE)
    play.kiosk.ledger.append(BadgeGiven(LI, digest, False, "a-lin"))


def home_page(desk: Desk, words: str) -> str:
    """Return the address of the desk's page about whoever `words` find."""
    answer = desk.client.post(
        "/desk/keeping/find", data={"words": words}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    found = re.findall(
        r'nav class="chips"[^>]*><a href="(/desk/keeping/[\w-]+)">', desk.page(answer.location)
    )
    assert found, "nobody was found"
    return str(found[0])


def form_id(page: str) -> str:
    """Return the id that a form's page carries."""
    return str(re.findall(r'name="movement" value="([0-9a-f]{32})"', page)[0])


def test_a_home_shows_nothing_to_others(play: Play) -> None:
    desk = Desk(play)
    for path in (
        "/home",
        "/home/outings",
        "/home/consents",
        "/home/parcels",
        "/home/consents/agreement-17/withdraw",
    ):
        assert desk.client.get(path).status_code == 409, path
    for badge in (LIN, WANG):
        play.journeys.visits.end()
        play.tap(badge)
        assert desk.client.get("/home/outings").status_code == 409
        assert (
            desk.post("/home/consents/agreement-17/withdraw", movement=os.urandom(16).hex()).status_code
            == 409
        )
    assert play.journeys.ledger.house.consents["agreement-17"].withdrawn_at is None


def test_a_consent_is_given_renewed_and_withdrawn_at_the_desk(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    assert "no consent in force" in desk.page(home)
    page = desk.page(f"{home}/consent")
    terms = {"movement": form_id(page), "reasons": "repair", "groups": "desk", "days": "90", "told": "yes"}
    refused = desk.post(f"{home}/consent", **terms, strokes=json.dumps(SIGNATURE))
    assert refused.status_code == 409 and "Which document did you see?" in refused.text
    refused = desk.post(f"{home}/consent", **terms, document="passport", strokes="[]")
    assert refused.status_code == 409 and 'value="passport" checked' in refused.text
    signed = {**terms, "document": "passport", "strokes": json.dumps(SIGNATURE)}
    assert desk.post(f"{home}/consent", **signed).status_code == 303
    assert desk.post(f"{home}/consent", **signed).status_code == 303  # posted twice, it counts once
    (consent,) = [one for one in play.journeys.ledger.house.consents.values() if one.given_by == "r-smith"]
    assert consent.reasons == ("repair",) and consent.groups == ("desk",) and consent.told
    assert "the desk" in desk.page(home) and "<polyline" in desk.page(home)
    page = desk.page(f"{home}/consent?renew={consent.id}")
    longer = {**signed, "movement": form_id(page), "consent": consent.id, "until": "2027-12-31"}
    assert desk.post(f"{home}/consent", **longer).status_code == 303
    renewed = play.journeys.ledger.house.consents[consent.id]
    assert renewed.until.year == 2027 and renewed.since == consent.since
    page = desk.page(f"{home}/withdraw/{consent.id}")
    done = desk.post(
        f"{home}/withdraw/{consent.id}",
        movement=form_id(page),
        document="passport",
        strokes=json.dumps(SIGNATURE),
    )
    assert done.status_code == 303 and "no consent in force" in desk.page(home)
    acts = [line.body["act"] for line in play.journeys.register.events(words="consent.signed", most=9)]
    assert acts == ["withdrawn", "renewed", "given"]


def test_the_register_of_kept_keys_on_the_screen_and_for_a_spreadsheet(play: Play) -> None:
    desk = Desk(play)
    assert desk.client.get("/desk/keeping").status_code == 409
    desk.enter()
    page = desk.page("/desk/keeping")
    assert "Register of residents&#39; keys" in page or "Register of residents' keys" in page
    lines = desk.client.get("/desk/keeping/register.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(lines)))
    assert [row[0] for row in rows[1:]] == ["1-2-1201", "2-2-1504"]
    assert rows[1][5:] == ["Repair, Inspection", "2030-01-01"] and rows[2][5:] == ["no consent in force", ""]
    assert desk.client.get("/desk/keeping/nobody").status_code == 409


def test_a_key_is_left_and_taken_home_from_the_desk(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    until(lambda: "Key slot 11" in desk.page(f"{home}/leave"), 10)
    page = desk.page(f"{home}/leave")
    terms = {
        "movement": form_id(page),
        "label": "2-2-1504",
        "count": "2",
        "place": "K11",
        "reasons": "repair",
    }
    signed = {**terms, "days": "90", "document": "id_card", "strokes": json.dumps(SIGNATURE)}
    refused = desk.post(f"{home}/leave", **{**signed, "count": "x"})
    assert (
        refused.status_code == 409
        and "describe the key" in refused.text
        and 'value="K11" checked' in refused.text
    )
    answer = desk.post(f"{home}/leave", **signed)
    assert answer.status_code == 303 and answer.location == f"/movements/{terms['movement']}"
    assert "Leave a key" in desk.page(answer.location)
    play.comes_to(terms["movement"], "open")
    play.bench.put_key("K11", "01-0000feed0001")
    play.bench.push_shut("K11")
    play.comes_to(terms["movement"], "done")
    assert "2-2-1504 ×2" in desk.page(answer.location) and "2-2-1504 ×2" in desk.page("/desk/keeping")
    key = play.journeys.ledger.find(terms["movement"]).item  # type: ignore[union-attr]
    page = desk.page(f"{home}/back/{key}")
    assert "Compare it with the new one" in page and "<polyline" in page
    assert "The first signature is on paper" in desk.page(f"{home_page(desk, '李娜')}/back/k-1201")
    assert desk.client.get(f"{home}/back/k-1201").status_code == 409
    act = form_id(page)
    answer = desk.post(f"{home}/back/{key}", movement=act, document="id_card", strokes=json.dumps(SIGNATURE))
    assert answer.status_code == 303
    play.comes_to(act, "open")
    play.bench.take_key("K11")
    play.bench.push_shut("K11")
    play.comes_to(act, "done")
    assert "2-2-1504 ×2" not in desk.page("/desk/keeping")
    log = desk.page("/desk/log?kind=key.take_back")
    assert "2-2-1504 ×2" in log and "Key back home" in log
    assert "2-2-1504 ×2" in desk.page(f"/desk/items/{key}")


def test_an_until_that_makes_no_sense_is_asked_again(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    for days, day in (("x", ""), ("90", "2020-01-01"), ("90", "x"), ("90", "9999-12-31")):
        terms = {"reasons": "repair", "days": days, "until": day, "document": "badge"}
        act = form_id(desk.page(f"{home}/consent"))
        refused = desk.post(f"{home}/consent", movement=act, **terms, strokes=json.dumps(SIGNATURE))
        assert refused.status_code == 409 and "Until when?" in refused.text, (days, day)


def test_a_resident_at_the_screen_sees_the_outing_and_withdraws(tmp_path: Path, page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    troubles: list[str] = []
    page.on("pageerror", heard := lambda error: troubles.append(str(error)))
    with lobby_screen(tmp_path / "s", page) as screen:
        give_badge(screen.play)
        movement = screen.play.issue("k-1201")
        screen.play.comes_to(movement, "open")
        screen.bench.take_key("K09")
        screen.bench.push_shut("K09")
        screen.play.comes_to(movement, "done")
        screen.play.journeys.visits.end()
        screen.start()
        screen.bench.tap(LI_BADGE)
        screen.shows("My home")
        screen.bench.lift()
        screen.shows("with 林晓梅")
        page.locator("a.key[href='/home/outings']").first.click()
        screen.shows("Repair W-7")
        screen.touch("All right")
        page.get_by_role("link", name="What I agreed to").click()
        screen.shows("Repair, Inspection")
        screen.touch("Withdraw")
        screen.shows("asks for it back at once")
        screen.touch("Withdraw")
        screen.shows("No consent is in force")
        screen.touch("All right")
        screen.shows("asked back")
        page.get_by_role("switch").click()
        expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
        screen.touch("Finish")
        expect(page.locator(".page-idle")).to_be_visible(timeout=10_000)
        until(lambda: screen.play.journeys.ledger.house.people[LI].told_of_keys is False, 5)
        assert page.request.get(screen.address + "/home").status == 409
    page.remove_listener("pageerror", heard)
    assert troubles == []
