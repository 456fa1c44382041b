"""A repair from the order to the money: the home's key goes out for it, and the order knows until it is back."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.followups.followup import REPAIR
from kiosk.domain.items import CustodianKind
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders.order import Stage, WorkOrder
from kiosk.flows.identity.comparing import judgement_of
from kiosk.flows.registers.finding import Asked
from kiosk.flows.services.workorders import Ending, Wish
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.flows.test_consents import LI, visit_of
from tests.flows.test_deposits import OTHER_HAND
from tests.flows.test_key_rules import HOME
from tests.lobby import LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.wire.waiting import until

UNIT = "1-2-1201"
LEAK = Wish("water", UNIT, LI, words="厨房漏水独特", worker="a-lin")


def fresh() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def issued(play: Play, wish: Wish = LEAK) -> WorkOrder:
    return play.journeys.work_orders.issue(fresh(), wish, staff(play))


def codes(play: Play) -> list[str]:
    found = tasks(play.journeys.ledger.house, (), play.journeys.clock.now())
    return [one.code for one in found if one.code.startswith("order")]


def take_key(play: Play, number: str) -> str:
    """Return the tag of the home's key, taken under a work order's number."""
    play.tap(LIN)
    movement = play.journeys.keys.issue(fresh(), HOME, "repair", number, LIN_PIN, SIGNATURE)
    play.comes_to(movement, "open")
    tag = play.bench.take_key("K09")
    play.bench.push_shut("K09")
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    return tag


def bring_key(play: Play, tag: str) -> None:
    play.tap(LIN)
    movement = play.journeys.keys.give_back(fresh(), HOME)
    play.comes_to(movement, "open")
    play.bench.put_key("K09", tag)
    play.bench.push_shut("K09")
    play.comes_to(movement, "done")
    play.journeys.visits.end()


def test_from_the_wish_to_the_money_with_the_home_s_key(play: Play) -> None:
    flow, by = play.journeys.work_orders, staff(play)
    order = issued(play)
    until(lambda: len(play.bench.printed()) == 2, 15)  # both parts, cut apart
    assert flow.words_of(order) == ("", "厨房漏水独特")
    play.tap(LIN)
    with pytest.raises(Refused, match=r"key\.order_unknown"):
        play.journeys.keys.issue(fresh(), HOME, "repair", "WX-00077", LIN_PIN, SIGNATURE)
    assert play.journeys.asking.likely_order(HOME) == order.number
    play.journeys.visits.end()
    tag = take_key(play, "1")  # as the lobby's keys write it
    assert [key.id for key in flow.keys_out(order)] == [HOME]
    flow.step(order.id, Stage.TAKEN, by)
    flow.step(order.id, Stage.ON_SITE, by)
    flow.quote(order.id, 12_000, by)
    assert codes(play) == ["order.to_agree"]
    flow.agree(order.id, 12_000, SIGNATURE, by)
    flow.use(order.id, "l1", "阀芯", 1, 8_000, by)
    with pytest.raises(Refused, match=r"order\.key_out"):
        flow.done(order.id, Ending("signature", 4_000, SIGNATURE), by)
    play.power_cycle()  # nothing of it is in memory alone
    flow, by = play.journeys.work_orders, staff(play)
    assert [key.id for key in flow.keys_out(flow.need(order.id))] == [HOME]
    bring_key(play, tag)
    over = flow.done(order.id, Ending("signature", 4_000, SIGNATURE), by)
    again = flow.done(order.id, Ending("signature", 9_000, SIGNATURE), by)  # a double tap
    assert again == over and (over.stage, over.cents) == (Stage.DONE, 12_000)
    assert codes(play) == ["order.unpaid"]
    act = fresh()
    flow.pay(order.id, act, "cash", by)
    flow.pay(order.id, act, "cash", by)
    assert play.journeys.ledger.house.accounts["cash:desk"].balance_cents == 12_000
    until(lambda: len(play.bench.printed()) == 4, 15)
    until(lambda: play.journeys.ledger.house.follow_ups, 15)
    (asked,) = play.journeys.ledger.house.follow_ups.values()
    assert (asked.of, asked.about, asked.person) == (REPAIR, order.id, LI)
    (entry,) = play.journeys.registers.page(Asked("orders"), Language.ENGLISH).entries
    assert entry.fields[0].text == "WX-00001" and entry.fields[5].pen
    found = play.journeys.registers.page(Asked("orders", words="WX-00001"), Language.ENGLISH)
    assert [one.id for one in found.entries] == [order.id]
    shares = flow.shares("2020-01-01", "2100-01-01")
    assert (shares.orders, shares.issued_in_time, shares.sited_in_time, shares.cents) == (1, 1, 1, 12_000)


def test_nothing_that_was_said_stands_in_the_log(play: Play) -> None:
    order = issued(play)
    play.journeys.work_orders.step(order.id, Stage.ON_SITE, staff(play), note="阳台独特门")
    play.journeys.work_orders.use(order.id, "l1", "独特材料", 1, 0, staff(play))
    raw = (play.site.root / "var" / "ledger.db").read_bytes()
    wal = play.site.root / "var" / "ledger.db-wal"
    raw += wal.read_bytes() if wal.exists() else b""
    for secret in ("厨房漏水独特", "阳台独特门", "独特材料"):
        assert secret.encode() not in raw
    assert (
        play.journeys.work_orders.note(play.journeys.work_orders.need(order.id).steps[-1].words)
        == "阳台独特门"
    )


def test_nobody_at_home_a_picture_stands_for_the_signature(play: Play) -> None:
    flow, by = play.journeys.work_orders, staff(play)
    order = issued(play)
    flow.step(order.id, Stage.ON_SITE, by)
    with pytest.raises(Refused, match=r"photo\.not_one"):
        flow.done(order.id, Ending("nobody_home", photo=b"no picture"), by)
    with pytest.raises(Refused, match=r"order\.photo"):
        flow.done(order.id, Ending("nobody_home"), by)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "PNG")
    over = flow.done(order.id, Ending("nobody_home", photo=picture.getvalue()), by)
    assert over.how == "nobody_home" and flow.picture(over)[:2] == b"\xff\xd8"


def test_one_who_can_t_sign_has_a_colleague_stand_by(play: Play) -> None:
    flow, by = play.journeys.work_orders, staff(play)
    order = issued(play)
    flow.step(order.id, Stage.ON_SITE, by)
    stood = play.journeys.demands.witness(by, "s-chen", "864200")
    over = flow.done(order.id, Ending("signature", written=stood), by)
    assert over.how == "witness" and over.signature.startswith("witness:s-chen")
    (line,) = play.journeys.register.events(words="signature.witnessed", most=50)
    assert line.body["about"] == order.id


def test_the_resident_sees_the_clocks_at_the_screen(play: Play) -> None:
    order = issued(play)
    visit_of(play, LI)
    mine = play.journeys.work_orders.of_person(LI)
    assert [one.id for one in mine] == [order.id]
    clocks = play.journeys.work_orders.clocks
    assert (clocks.site_by(mine[0]) - mine[0].made).total_seconds() == 15 * 60


def test_a_kiosk_that_dies_over_an_order_s_key_still_knows_whose_it_is(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    order = issued(play)
    play.close()
    child = site.kiosk_process()
    until(site.answers, 60)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    play = Play(site)
    try:
        play.tap(LIN)
        movement = play.journeys.keys.issue(fresh(), HOME, "repair", order.number, LIN_PIN, SIGNATURE)
        play.comes_to(movement, "open")
        play.bench.take_key("K09")
        play.power_cycle()  # while the slot stands open
        play.bench.push_shut("K09")
        until(lambda: play.journeys.ledger.house.keys[HOME].custodian.kind is CustodianKind.PERSON, 10)
        out = play.journeys.work_orders.keys_out(play.journeys.work_orders.need(order.id))
        assert [key.id for key in out] == [HOME]
        with closing(sqlite3.connect(site.root / "var" / "ledger.db")) as ledger:
            (body,) = ledger.execute("SELECT body FROM keys WHERE id = ?", (HOME,)).fetchone()
        assert order.number in body
    finally:
        play.close()
        site.close()


def test_the_signature_under_done_work_is_compared_and_another_hand_waits_for_a_word(play: Play) -> None:
    flow, by = play.journeys.work_orders, staff(play)
    like, unlike = issued(play), issued(play)
    for order, hand in ((like, SIGNATURE), (unlike, OTHER_HAND)):
        flow.step(order.id, Stage.ON_SITE, by)
        flow.quote(order.id, 5_000, by)
        flow.agree(order.id, 5_000, SIGNATURE, by)
        over = flow.done(order.id, Ending("signature", 4_000, hand), by)
        assert over.stage is Stage.DONE  # what is done is done; the pens are looked at beside it
        flow.done(order.id, Ending("signature", 4_000, hand), by)
    said = [one.body for one in play.journeys.register.events(words="signature.compared", most=20)]
    verdicts = {str(one["item"]): one["verdict"] for one in said if "verdict" in one}
    assert verdicts[like.id] == "same" and verdicts[unlike.id] != "same" and len(verdicts) == 2
    (waits,) = play.journeys.ledger.house.comparisons.values()
    assert waits.item == unlike.id and play.journeys.comparing.strokes(waits.signature)
    word = judgement_of(by, waits.id, SIGNATURE, accepted=False, reason="not_alike")
    assert play.journeys.keeping.judge(by, waits.id, word) is None
    assert not play.journeys.ledger.house.comparisons
