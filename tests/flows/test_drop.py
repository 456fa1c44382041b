"""A courier leaves parcels."""

from __future__ import annotations

from kiosk.domain.items import ParcelStage, at_place
from kiosk.domain.movements import Stage
from tests.lobby import WANG, WANG_PIN, Play
from tests.wire.waiting import until


def test_a_parcel_goes_in_and_its_recipient_is_told(play: Play) -> None:
    play.tap(WANG)
    movement = play.drop("SF1029384756")
    play.comes_to(movement, "done")
    parcel = play.journeys.ledger.house.parcels[movement.item]
    assert parcel.stage is ParcelStage.WAITING
    assert parcel.custodian == at_place(movement.place)
    until(lambda: not play.journeys.ledger.house.notices, 8)
    until(lambda: play.journeys.doors.moment(movement.id).slip == "printed", 15)
    assert len(play.bench.printed()) == 1
    notices = list((play.site.root / "outbox").glob("*.json"))
    assert len(notices) == 1 and "13857130802" in notices[0].read_text(encoding="utf-8")
    assert [firing["place"] for firing in play.bench.firings()] == [movement.place]


def test_a_pin_serves_as_well_as_a_badge(play: Play) -> None:
    visit = play.journeys.visits.by_pin(WANG_PIN)
    assert visit.person.id == "c-wang"
    movement = play.drop("JD1", size="M")
    play.comes_to(movement, "ask")  # this compartment can't see what is in it
    play.scan("JD2")  # going on is the courier's word that it is in
    play.comes_to(movement, "done")
    assert play.journeys.doors.need(movement.id).stage is Stage.CONFIRMED
