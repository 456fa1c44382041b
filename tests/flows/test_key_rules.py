"""The rules about keys before a real cabinet: consent, hours, due times and who hears of it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.domain.items import Label
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.refusal import Refused
from tests.flows.test_desk import waiting
from tests.lobby import LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.passing import goes_on
from tests.wire.waiting import until

HOME, OTHER_HOME = "k-1201", "k-1504"


def ask(play: Play, key: str, reason: str = "repair") -> str:
    """Return "" if Lin's asking opened a slot, else the code of the refusal."""
    play.tap(LIN)
    try:
        movement = play.journeys.keys.issue(os.urandom(16).hex(), key, reason, "W-7", LIN_PIN, SIGNATURE)
    except Refused as refused:
        return refused.code
    play.comes_to(movement, "open")
    return ""


def told(play: Play, person: str) -> list[str]:
    """Return the subjects of what went out to somebody."""
    folder = play.site.root / "outbox"
    notices = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    return [notice["subject"] for notice in notices if notice["person"] == person]


def test_a_homes_key_stays_without_the_residents_consent(play: Play) -> None:
    fired = len(play.bench.firings())
    assert ask(play, OTHER_HOME) == "consent.none"
    assert ask(play, HOME, "cleaning") == "consent.reason"
    assert len(play.bench.firings()) == fired


def test_an_emergency_needs_more_than_one_person(play: Play) -> None:
    assert ask(play, OTHER_HOME, "emergency") in ("key.note_needed", "key.authorisers_needed")


def test_a_withdrawn_consent_holds_at_once(play: Play) -> None:
    play.kiosk.ledger.append(r.ConsentWithdrawn("agreement-17", "r-li"))
    assert ask(play, HOME) == "consent.withdrawn"


def test_the_resident_hears_when_the_key_leaves_and_comes_back(play: Play) -> None:
    assert ask(play, HOME) == ""
    tag = play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: len(told(play, "r-li")) == 1, 10)
    key = play.journeys.ledger.house.keys[HOME]
    assert key.due is not None and key.since is not None
    assert timedelta(hours=3, minutes=59) < key.due - key.since <= timedelta(hours=4)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), HOME)
    play.comes_to(movement, "open")
    play.bench.put_key("K09", tag)
    play.bench.push_shut("K09")
    until(lambda: len(told(play, "r-li")) == 2, 10)
    assert play.journeys.ledger.house.keys[HOME].due is None


def test_no_right_at_this_hour_and_the_list_says_so(play: Play) -> None:
    never = r.TimetableSet("never", ((),) * 7, None, "test")
    play.kiosk.ledger.append(never, r.GrantEnded("group-desk", "test"))
    play.kiosk.ledger.append(r.GrantEnded("group-housekeeping", "test"))
    play.kiosk.ledger.append(r.GrantGiven("g", "group:desk", "key:k-lobby", "never", None, None, "test"))
    offers = {offer.key: offer.why_not for offer in play.journeys.keys.offered("a-lin")}
    assert offers == {"k-lobby": "key.not_now"}
    assert ask(play, "k-lobby") == "key.not_now"


def test_a_late_key_is_a_task_and_its_bearer_hears_of_it_once(play: Play) -> None:
    assert ask(play, HOME) == ""
    play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.ledger.house.keys[HOME].due is not None, 8)
    goes_on(play, timedelta(hours=4, minutes=1))
    until(lambda: play.journeys.ledger.house.keys[HOME].overdue_step == 1, 8)
    until(lambda: len(told(play, "a-lin")) == 1, 10)
    assert [task.item for task in waiting(play) if task.code == "key_overdue"] == [HOME]


def test_who_could_open_what_is_answered_with_the_rights_of_that_hour(play: Play) -> None:
    before = play.journeys.clock.now()
    asked = play.journeys.questions.could_open
    assert {one.person for one in asked(before, key="k-lobby") if not one.why_not} == {
        "a-lin",
        "a-zhou",
        "s-chen",
    }
    play.kiosk.ledger.append(
        r.GrantEnded("group-desk", "s-chen"), r.GrantEnded("group-housekeeping", "s-chen")
    )
    after = play.kiosk.ledger.last_at
    assert after is not None
    assert asked(after, key="k-lobby") == []
    assert {one.person for one in asked(before, key="k-lobby")} == {"a-lin", "a-zhou", "s-chen"}
    assert asked(before - timedelta(days=1)) == []  # nobody and nothing was on record


def test_who_holds_what(play: Play) -> None:
    assert play.journeys.questions.held() == {}
    assert ask(play, HOME) == ""
    play.bench.take_key("K09")
    play.bench.push_shut("K09")
    until(lambda: play.journeys.questions.held(), 8)
    assert [key.id for key in play.journeys.questions.held()["a-lin"]] == [HOME]
    assert play.journeys.questions.overdue() == {}


def test_a_rule_that_asks_for_an_authoriser_keeps_the_slot_shut(play: Play) -> None:
    play.kiosk.ledger.append(r.KeyRuleSet("key:k-lobby", KeyRule(authorisers=1), "test"))
    assert ask(play, "k-lobby") == "key.authorisers_needed"


def test_a_file_read_again_tells_what_the_desk_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path / "s")
    play = Play(site)
    chen = play.journeys.ledger.house.people["s-chen"]
    rules = play.journeys.key_rules
    rules.change(chen, "one", rules.version, r.GrantEnded("group-desk", "s-chen"), "the desk moves")
    assert "k-lobby" not in {offer.key for offer in play.journeys.keys.offered("a-zhou")}
    play.close()
    site.close()
    asked = ["enrol", str(site.file), str(site.people), "--root", str(site.root)]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "grant:group-desk: changed by s-chen" in said and "--overwrite-rules" in said
    assert main([*asked, "--overwrite-rules"]) == 0
    assert "group-desk" not in capsys.readouterr().out


def test_a_reason_that_the_desk_has_named_can_be_chosen(play: Play) -> None:
    chen = play.journeys.ledger.house.people["s-chen"]
    rules = play.journeys.key_rules
    named = Reason("paint", needs_note=True, label=Label("Painting", "粉刷", "粉刷"))
    assert "paint" not in play.journeys.consents.reasons
    rules.change(chen, "two", rules.version, r.ReasonSet(named, "s-chen"), "the painters come")
    assert tuple(play.journeys.consents.reasons)[-1] == "paint"
    assert ask(play, "k-lobby", "paint") == "key.note_needed"
    assert ask(play, "k-lobby", "unheard-of") == "key.reason_needed"
