"""How keys are, on the attendants' pages and at the slot: by client on a real lobby, and once in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kiosk.domain.upkeep.knowing import condition_of
from tests.flows.test_upkeep import CLUB, HOME, HOME_SLOT, NOTE_ON_RETURN, SLOT, bring_back, fresh, take
from tests.lobby import CHEN, LIN, SIGNATURE, Play, Site
from tests.ui.lobby import lobby_screen
from tests.ui.test_desk import Desk

CHEN_PIN = "864200"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def form_id(page: str) -> str:
    """Return the id that a form's page carries."""
    return str(re.findall(r'name="movement" value="([0-9a-f]{32})"', page)[0])


class TestAtTheDesk:
    def test_a_fault_from_report_to_end(self, play: Play) -> None:
        desk = Desk(play)
        desk.enter()
        assert "All keys are in order" in desk.page("/desk/upkeep")
        act = form_id(desk.page(f"/desk/upkeep/{CLUB}"))
        told = {"movement": act, "what": "hard_to_turn", "said_by": "a-zhou", "words": "needs oil"}
        assert desk.post(f"/desk/upkeep/{CLUB}/report", **told).status_code == 303
        assert desk.post(f"/desk/upkeep/{CLUB}/report", **told).status_code == 303
        assert len(condition_of(play.journeys.ledger.house, CLUB).faults) == 1
        page = desk.page(f"/desk/upkeep/{CLUB}")
        assert "hard to turn, says 周建国" in page and "needs oil" in page
        assert "hard to turn" in desk.page("/desk/upkeep") and "hard to turn" in desk.page(
            f"/desk/items/{CLUB}"
        )
        assert "Try it. If the lock is at fault" in desk.page("/desk/map")
        desk.post(f"/desk/upkeep/{CLUB}/mended/{act}", how="mended")
        page = desk.page(f"/desk/upkeep/{CLUB}")
        assert "Nothing is wrong with it." in page
        assert page.index("Fault over") < page.index("Fault reported") < page.index("Registered")

    def test_only_supervisors_withdraw_and_replace(self, play: Play) -> None:
        desk = Desk(play)
        desk.enter()
        assert "Take out of service" not in desk.page(f"/desk/upkeep/{CLUB}")
        refused = desk.post(f"/desk/upkeep/{CLUB}/withdraw", movement=fresh(), reason="faulty")
        assert refused.status_code == 409 and CLUB not in play.journeys.ledger.house.conditions
        desk.enter(CHEN, CHEN_PIN)
        page = desk.page(f"/desk/upkeep/{CLUB}")
        refused = desk.post(f"/desk/upkeep/{CLUB}/withdraw", movement=form_id(page), reason="other")
        assert refused.status_code == 409 and "Please add a few words" in refused.text
        desk.post(f"/desk/upkeep/{CLUB}/withdraw", movement=form_id(page), reason="faulty")
        assert "Put back into service" in desk.page(f"/desk/upkeep/{CLUB}")
        desk.post(f"/desk/upkeep/{CLUB}/put_back")
        new = {"reason": "label", "tag": "same", "cut": "A-3", "label_en": "Clubhouse, east"}
        desk.post(f"/desk/upkeep/{CLUB}/replace", movement=form_id(page), **new)
        page = desk.page(f"/desk/upkeep/{CLUB}")
        assert "Clubhouse, east" in page and "Cut number A-3" in page

    def test_a_loss_is_signed_and_its_lock_changed(self, play: Play) -> None:
        take(play, HOME, HOME_SLOT)
        desk = Desk(play)
        desk.enter()
        assert f"/desk/upkeep/{HOME}/lost" in desk.page(f"/desk/upkeep/{HOME}")
        page = desk.page(f"/desk/upkeep/{HOME}/lost")
        assert "林晓梅 signs" in page and "1-2-1201" in page
        told = {
            "movement": form_id(page),
            "how": "stolen",
            "signer": "bearer",
            "owner": "s-chen",
            "words": "in town",
        }
        unsigned = desk.post(f"/desk/upkeep/{HOME}/lost", **told, strokes="[]")
        assert unsigned.status_code == 409 and "Please sign" in unsigned.text and "in town" in unsigned.text
        desk.post(f"/desk/upkeep/{HOME}/lost", **told, strokes=json.dumps(SIGNATURE))
        page = desk.page(f"/desk/upkeep/{HOME}")
        assert "In charge: 陈立" in page and "in town" in page and "Declared lost" in page
        assert "is lost: change its lock" in desk.page("/desk/map")
        assert "lost" in desk.page("/desk/map?show=keys")
        (loss,) = play.journeys.ledger.house.losses
        done = {"movement": form_id(page), "loss": loss, "words": "Mr Qian", "order": "W-3"}
        today = play.journeys.losses.today().isoformat()
        own = desk.post(f"/desk/upkeep/{HOME}/changed", **done, done_on=today)
        assert own.status_code == 409 and "Somebody else says so" in own.text
        desk.enter(CHEN, CHEN_PIN)
        wrong = desk.post(f"/desk/upkeep/{HOME}/changed", **done, done_on="never")
        assert wrong.status_code == 409 and "On which day?" in wrong.text
        desk.post(f"/desk/upkeep/{HOME}/changed", **done, done_on=today)
        page = desk.page(f"/desk/upkeep/{HOME}")
        assert "Lock changed" in page and "Mr Qian" in page and "W-3" in page
        assert "have a new one cut" in desk.page("/desk/map")

    def test_copies_are_written_down_and_counted(self, play: Play) -> None:
        desk = Desk(play)
        desk.enter()
        page = desk.page(f"/desk/upkeep/{HOME}")
        assert "Copies: 1 on record" in page
        desk.post(
            f"/desk/upkeep/{HOME}/copies",
            movement=form_id(page),
            holder="resident",
            words="the son",
            order="x",
        )
        page = desk.page(f"/desk/upkeep/{HOME}")
        assert "Copies: 2 on record" in page and "the son" in page
        wrong = desk.post(f"/desk/upkeep/{HOME}/count", movement=form_id(page), found="three")
        assert wrong.status_code == 409 and "How many copies?" in wrong.text
        desk.post(f"/desk/upkeep/{HOME}/count", movement=form_id(page), found="3", words="one unknown")
        assert "copies do not match the record" in desk.page("/desk/map")

    def test_nobody_else_sees_any_of_it(self, play: Play) -> None:
        desk = Desk(play)
        for path in ("/desk/upkeep", f"/desk/upkeep/{CLUB}", f"/desk/upkeep/{CLUB}/lost"):
            assert desk.client.get(path).status_code == 409, path
        desk.enter()
        assert desk.client.get("/desk/upkeep/no-such-key").status_code == 404


class TestAtTheSlot:
    def test_a_fault_is_offered_and_never_asked_for(self, play: Play) -> None:
        back = bring_back(play, CLUB, SLOT, take(play, CLUB, SLOT))
        desk, at = Desk(play), f"/movements/{back.id}"
        page = desk.page(at)
        assert f'href="{at}/fault"' in page and "Thank you" in page and "All fine" not in page
        page = desk.page(f"{at}/fault")
        fault = form_id(page)
        answer = desk.post(f"{at}/fault", movement=fault, what="tag_loose")
        assert answer.location == f"{at}/fault/{fault}"
        assert "Noted: tag loose." in desk.page(answer.location)
        assert desk.post(answer.location, strokes=json.dumps(SIGNATURE)).location == at
        (told,) = condition_of(play.journeys.ledger.house, CLUB).faults
        assert told.said_by == "a-lin" and told.note
        assert "tag loose, " in desk.page("/keys") and "tag loose, " in desk.page(f"/keys/{CLUB}/reason")
        play.journeys.visits.end()
        assert f'href="{at}/fault"' not in desk.page(at)
        assert desk.client.get(f"{at}/fault").status_code == 409

    def test_where_the_rule_wants_it_the_screen_asks(self, tmp_path: Path) -> None:
        site = Site(tmp_path / "s", amend_people=lambda people: people + NOTE_ON_RETURN, opens_within_s="1.0")
        play = Play(site)
        back = bring_back(play, CLUB, SLOT, take(play, CLUB, SLOT))
        desk, at = Desk(play), f"/movements/{back.id}"
        page = desk.page(at)
        assert "How is the key?" in page and "All fine" in page
        desk.post(f"{at}/fine")
        page = desk.page(at)
        assert "Thank you" in page and "How is the key?" not in page
        assert play.journeys.ledger.house.conditions == {}
        play.close()
        site.close()

    def test_who_has_a_key_says_that_it_is_lost(self, play: Play) -> None:
        take(play, CLUB, SLOT)
        desk = Desk(play)
        assert f'href="/keys/{CLUB}/lost"' in desk.page("/keys")
        assert "Stolen" in desk.page(f"/keys/{CLUB}/lost")
        page = desk.page(f"/keys/{CLUB}/lost/stolen")
        unsigned = desk.post(f"/keys/{CLUB}/lost/stolen", movement=form_id(page), strokes="[]")
        assert unsigned.status_code == 409 and "Please sign" in unsigned.text
        signed = {"movement": form_id(page), "strokes": json.dumps(SIGNATURE)}
        answer = desk.post(f"/keys/{CLUB}/lost/stolen", **signed)
        assert desk.post(f"/keys/{CLUB}/lost/stolen", **signed).location == answer.location
        assert "Declared lost" in desk.page(answer.location)
        assert len(play.journeys.ledger.house.losses) == 1
        page = desk.page("/keys")
        assert f'href="/keys/{CLUB}/lost"' not in page and "lost" in page
        assert desk.client.get("/keys/k-lobby/lost").status_code == 409  # nobody has it


def test_a_key_is_returned_with_a_fault_by_touch(page: Page, tmp_path: Path) -> None:
    with lobby_screen(tmp_path / "s", page) as screen:
        tag = take(screen.play, CLUB, SLOT)
        screen.play.journeys.visits.end()
        screen.start()
        screen.bench.tap(LIN, kind="ntag")
        screen.shows("Clubhouse")
        screen.bench.lift()
        screen.touch("Return")
        screen.shows("Put the key back")
        screen.bench.put_key(SLOT, tag)
        screen.bench.push_shut(SLOT)
        screen.shows("Thank you")
        screen.touch("A fault")
        screen.shows("What is wrong with the key?")
        screen.touch("hard to turn")
        screen.shows("Noted: hard to turn.")
        screen.sign()
        screen.touch("Add my note")
        screen.shows("The key is back in slot 3")
        (told,) = condition_of(screen.play.journeys.ledger.house, CLUB).faults
        assert (told.what, told.said_by) == ("hard_to_turn", "a-lin") and told.note
