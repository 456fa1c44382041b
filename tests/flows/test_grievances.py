"""A complaint from the screen to the word by which its answer is told, and the call that asks how it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.domain.followups.followup import GRIEVANCE
from kiosk.domain.followups.followup import Stage as Asked
from kiosk.domain.grievances.grievance import Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import Asked as Question
from kiosk.flows.services.grievances import Complaint
from kiosk.language.messages import Language
from tests.flows.test_consents import LI, visit_of
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until


def fresh() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def test_from_the_screen_to_the_follow_up(play: Play) -> None:
    flow, by = play.journeys.grievances, staff(play)
    name = fresh()
    with pytest.raises(Refused, match=r"visit\.ended"):
        flow.say(name, "complaint", "noise", SIGNATURE, named=True, paper=True)
    visit_of(play, LI)
    said = flow.say(name, "complaint", "noise", SIGNATURE, named=True, paper=True)
    assert flow.say(name, "complaint", "noise", SIGNATURE, named=True, paper=True) == said  # a double tap
    assert [one.number for one in flow.mine()] == ["TS-00001"]
    play.journeys.visits.end()
    until(lambda: len(play.bench.printed()) == 1, 15)
    one, words = flow.look(name, by)
    assert words.strokes and not words.words and one.owner == ""
    assert [line.body["by"] for line in play.journeys.register.events(words="grievance.seen")] == ["a-lin"]
    flow.own(name, "a-lin", by)
    flow.note(name, fresh(), "已上门了解独特情况", by)
    flow.handle(name, fresh(), "put_right", "已协调楼上铺地毯", by)
    assert flow.need(name, by).stage is Stage.HANDLED
    flow.told(name, "phone", by)
    play.power_cycle()
    flow, calls, by = play.journeys.grievances, play.journeys.follow_ups, staff(play, "a-zhou")
    assert flow.need(name, by).stage is Stage.CLOSED
    until(lambda: calls.to_ask(by), 15)
    (call,) = calls.to_ask(by)
    assert (call.of, call.person, call.handler) == (GRIEVANCE, LI, "a-lin")
    assert calls.phone(call.id, by)
    looked = play.journeys.register.events(words="followup.phone_seen")
    assert [line.body["by"] for line in looked] == ["a-zhou"]
    act = fresh()
    calls.tell(call.id, act, "not_reached", by)
    calls.tell(call.id, act, "not_reached", by)
    assert len(calls.need(call.id, by).tries) == 1
    with pytest.raises(Refused, match=r"followup\.words"):
        calls.tell(call.id, fresh(), "reached", by, 2)
    calls.tell(call.id, fresh(), "reached", by, 2, "仍有噪音独特")
    asked = calls.need(call.id, by)
    assert (asked.stage, asked.satisfaction, calls.words(asked)) == (Asked.REACHED, 2, "仍有噪音独特")
    (rate,) = calls.rates("2020-01-01", "2100-01-01")
    assert (rate.percent, rate.reached, rate.met) == (100, 1, True)
    flow.reopen(name, fresh(), "仍有噪音独特", by)
    assert flow.need(name, by).stage is Stage.OPEN
    raw = (play.site.root / "var" / "ledger.db").read_bytes()
    wal = play.site.root / "var" / "ledger.db-wal"
    raw += wal.read_bytes() if wal.exists() else b""
    for secret in ("独特情况", "铺地毯", "仍有噪音独特"):
        assert secret.encode() not in raw
    (line,) = play.journeys.registers.page(Question("grievances"), Language.SIMPLIFIED).entries
    assert line.fields[0].text == "TS-00001"
    (called,) = play.journeys.registers.page(Question("followups"), Language.SIMPLIFIED).entries
    assert called.fields[5].text == "仍有噪音独特"


def test_without_a_name_nothing_leads_to_whoever_stood_there(play: Play) -> None:
    flow = play.journeys.grievances
    visit_of(play, LI)
    said = flow.say(fresh(), "complaint", "staff", SIGNATURE, named=False, paper=False)
    assert (said.person, said.unit, said.by) == ("", "", "")
    assert flow.mine() == []
    (made,) = play.journeys.register.events(words="grievance.made")
    assert LI not in str(made.body)
    with pytest.raises(Refused, match=r"grievance\.words"):
        flow.say(fresh(), "complaint", "staff", [], named=False, paper=False)


def test_whoever_it_is_against_finds_no_trace_of_it(play: Play) -> None:
    flow, by = play.journeys.grievances, staff(play)
    name = fresh()
    flow.register(name, Complaint("complaint", "staff", "desk", LI, "态度不好", "a-zhou"), by)
    named = staff(play, "a-zhou")
    assert flow.open(named) == [] and [one.id for one in flow.open(by)] == [name]
    with pytest.raises(Refused, match=r"grievance\.unknown"):
        flow.look(name, named)
    flow.handle(name, fresh(), "explained", "已谈话", by)
    until(lambda: play.journeys.follow_ups.to_ask(by), 15)
    assert play.journeys.follow_ups.to_ask(named) == []


def test_a_site_that_takes_none_without_a_name_and_one_that_hides_nothing(tmp_path: Path) -> None:
    rules = "\n[grievances]\nanonymous = false\nhidden_from_named = false\n"
    site = Site(tmp_path / "s", amend=lambda text: text + rules)
    play = Play(site)
    try:
        flow, by = play.journeys.grievances, staff(play)
        with pytest.raises(Refused, match=r"grievance\.unnamed_not"):
            flow.say(fresh(), "complaint", "noise", SIGNATURE, named=False, paper=False)
        flow.register(fresh(), Complaint("complaint", "staff", "desk", LI, "态度不好", "a-zhou"), by)
        assert len(flow.open(staff(play, "a-zhou"))) == 1
    finally:
        play.close()
        site.close()
