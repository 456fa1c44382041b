"""Who has seen an address, or stands at the screen after somebody, wants to see, end or open what is another's."""

from __future__ import annotations

import os
from datetime import timedelta

from kiosk.domain.parcels.events import DelegateNamed
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_sending import left, sending
from tests.flows.test_storeroom import brought
from tests.lobby import SIGNATURE, WANG, Play
from tests.passing import goes_on
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

LIU = "04E5F607182980"


def test_a_residents_pages_are_nobody_elses(play: Play, desk: Desk) -> None:
    parcel = waiting_parcel(play)
    name = left(play)
    given = DelegateNamed(
        "d-1", "r-zhang", "", "5" * 16, (parcel,), play.kiosk.clock.now() + timedelta(1), ""
    )
    play.kiosk.ledger.append(given)
    visit_of(play, "r-li")
    fired = len(play.bench.firings())
    fresh = os.urandom(16).hex()
    for path in (f"/wait/parcels/{parcel}", f"/send/{name}"):
        assert desk.client.get(path).status_code == 409, path
    for path in (
        f"/wait/parcels/{parcel}",
        f"/send/{name}/drop",
        f"/send/{name}/back",
        "/home/delegates/d-1/end",
        "/home/delegates/d-1/collect",
        "/home/collect",
    ):
        assert desk.post(path, movement=fresh, size="S", until="2026-12-01").status_code == 409, path
    assert len(play.bench.firings()) == fired
    house = play.journeys.ledger.house
    assert not house.delegations["d-1"].ended and not sending(play, name).over
    assert house.parcels[parcel].wait.kept_until is None


def test_a_rivals_parcels_and_signature_are_no_couriers(play: Play, desk: Desk) -> None:
    name, stored = left(play), brought(play)
    play.journeys.visits.end()
    play.tap(WANG)
    sweep = os.urandom(16).hex()
    play.journeys.sendings.sign(sweep, SIGNATURE)
    movement = play.journeys.sendings.take_next(sweep, os.urandom(16).hex())
    assert movement is not None
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    until(lambda: sending(play, name).over, 8)
    play.journeys.visits.end()
    play.tap(LIU)
    fired = len(play.bench.firings())
    fresh = os.urandom(16).hex()
    assert desk.client.get(f"/courier/outgoing/{sweep}").status_code == 409
    assert desk.post(f"/courier/outgoing/{sweep}/next", movement=fresh).status_code == 409
    desk.post(f"/courier/outgoing/{sweep}/waybill", waybill="FALSE123456")
    assert desk.client.get(f"/courier/stored/{stored.id}").status_code == 409
    assert desk.post(f"/courier/stored/{stored.id}", there="yes").status_code == 409
    assert desk.post("/courier/sweep", movement=fresh).status_code == 409
    assert sending(play, name).waybill == "" and not play.journeys.storeroom.stored()
    assert len(play.bench.firings()) == fired


def test_a_question_about_a_fee_is_not_the_next_ones_to_answer(play: Play, desk: Desk) -> None:
    parcel = waiting_parcel(play)
    goes_on(play, timedelta(hours=60))
    play.journeys.presented.code(slip_text(play, parcel))
    asked = play.journeys.fees.asked()
    assert asked is not None
    goes_on(play, timedelta(hours=60, seconds=3))
    desk.page("/")  # who was asked has gone; the next one stands before the start page
    assert desk.client.get("/collect/fee").location == "/collect"
    fired = len(play.bench.firings())
    assert desk.post("/collect/fee", token=asked.token).status_code == 409
    assert len(play.bench.firings()) == fired


def test_the_next_courier_inherits_no_label_and_undoes_nothing(play: Play, desk: Desk) -> None:
    play.tap(WANG)
    dropped = play.drop("SF1")
    play.comes_to(dropped, "done")
    play.journeys.drop.scanned("SF2")
    play.bench.tap(LIU)
    until(lambda: (v := play.journeys.visits.current) is not None and v.person.id == "c-liu", 8)
    play.bench.lift()
    visit = play.journeys.visits.need()
    assert (visit.barcode, visit.drops) == ("", ())
    undo = desk.post(f"/movements/{dropped.id}/undo", movement=os.urandom(16).hex())
    assert undo.status_code == 409
    assert "No parcel was left" in desk.page("/courier/summary")


def test_words_at_a_strange_door_change_nothing_that_they_do_not_fit(play: Play, desk: Desk) -> None:
    parcel = waiting_parcel(play)
    movement = next(
        one for one in play.journeys.ledger.house.movements.values() if one.item == parcel and one.ended
    )
    for said in ("it_is_in", "i_took_it", "shut", "not_mine", "empty", "nonsense", ""):
        desk.post(f"/movements/{movement.id}/say", statement=said)
        assert play.journeys.ledger.find(movement.id) == movement, said
