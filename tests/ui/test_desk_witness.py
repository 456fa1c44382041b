"""The forms that somebody signs at the desk, for who can't: a colleague's name and PIN in place of the pen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lobby import SIGNATURE, Play, Site
from tests.ui.test_desk import MEASURE, Desk
from tests.ui.test_home import form_id, home_page
from tests.wire.waiting import until

CHANGED = (
    "desk-keeping-leave",
    "desk-keeping-leave-witness",
    "desk-keeping-back-stood-by",
    "desk-keeping-witness-wrong",
    "desk-contractor-new-compare",
    "desk-contractor-new-witness",
    "desk-contractor-sign-witness",
    "desk-movein-sign-witness",
)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def test_a_consent_before_a_witness_from_the_page(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "Emma")
    page = desk.page(f"{home}/consent")
    assert 'name="witnessed"' in page and '<option value="a-zhou"' in page
    assert '<option value="a-lin"' not in page  # who serves is no witness
    asked = {"movement": form_id(page), "reasons": "repair", "days": "90", "document": "id_card"}
    asked |= {"witnessed": "yes", "strokes": json.dumps(SIGNATURE)}  # what was tried before is no signature
    for name, pin, said in (
        ("", "", "Please choose a colleague"),
        ("a-lin", "246810", "Please choose a colleague"),
        ("a-zhou", "000000", "The PIN does not match"),
    ):
        refused = desk.post(f"{home}/consent", **asked, witness=name, witness_pin=pin)
        assert refused.status_code == 409 and said in refused.text, said
        assert 'name="witnessed" value="yes" form="form" checked' in refused.text
        assert 'name="second"' not in refused.text and "000000" not in refused.text
    assert len(play.journeys.consents.of("2-2-1504")) == 0
    answer = desk.post(f"{home}/consent", **asked, witness="a-zhou", witness_pin="135790")
    assert answer.status_code == 303
    (given,) = play.journeys.consents.of("2-2-1504")
    assert given.signed.startswith("witness:a-zhou:")
    page = desk.page(home)
    assert "witnessed by " in page and "<polyline" not in page


def test_a_key_goes_home_before_a_witness_from_the_page(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    home = home_page(desk, "李娜")
    until(lambda: play.journeys.ledger.house.door("K09").since, 20)
    act = form_id(desk.page(f"{home}/back/k-1201"))
    fields = {"movement": act, "document": "id_card", "witnessed": "yes", "witness": "a-zhou"}
    answer = desk.post(f"{home}/back/k-1201", **fields, witness_pin="135790")
    assert (answer.status_code, answer.location) == (303, f"/movements/{act}")
    play.comes_to(act, "open")
    assert "witnessed by " in desk.page("/desk/log?kind=key.take_back")


@pytest.mark.parametrize("language", ("zh_Hans", "zh_Hant", "en"))
def test_the_witness_takes_the_pads_place_and_fits(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 800, "height": 480})
    found = []
    for name in CHANGED:
        page.goto(f"{address}/scenes/{language}/{name}", wait_until="load")
        found += [f"{name}: {problem}" for problem in page.evaluate(MEASURE)]
    assert found == []
    page.goto(f"{address}/scenes/{language}/desk-keeping-leave", wait_until="load")
    pad, who = page.locator("[data-signature]"), page.locator("[name=witness]")
    expect(pad).to_be_visible()
    expect(who).to_be_hidden()
    page.locator("[name=witnessed]").check()
    expect(pad).to_be_hidden()
    expect(who).to_be_visible()
