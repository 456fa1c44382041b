"""Which code before the camera is the waybill of a parcel that was taken along, and which one is the next drop's."""

from __future__ import annotations

from kiosk.domain.movements import Stage
from tests.flows.pickup_verbs import take
from tests.flows.test_sending import fresh, left, sending
from tests.lobby import SIGNATURE, WANG, Play


def taken_along(play: Play) -> str:
    """Return the id of a parcel that its carrier's courier has just taken along."""
    name = left(play)
    play.tap(WANG)
    sweep = fresh()
    play.journeys.sendings.sign(sweep, SIGNATURE)
    movement = play.journeys.sendings.take_next(sweep, fresh())
    assert movement is not None
    take(play, movement)
    assert play.journeys.doors.need(movement.id).stage is Stage.CONFIRMED
    return name


def barcode(play: Play) -> str:
    visit = play.journeys.visits.current
    return visit.barcode if visit else ""


def test_the_number_of_the_next_parcel_is_no_waybill_of_the_last_visits(play: Play) -> None:
    name = taken_along(play)
    play.journeys.visits.end()
    play.tap(WANG)
    play.journeys.presented.code("SF777")
    assert (sending(play, name).waybill, barcode(play)) == ("", "SF777")


def test_a_courier_who_goes_on_with_drops_scans_drops(play: Play) -> None:
    name = taken_along(play)
    play.journeys.sendings.drops_now()
    play.journeys.presented.code("SF778")
    assert (sending(play, name).waybill, barcode(play)) == ("", "SF778")


def test_while_it_is_asked_for_the_number_is_a_waybill(play: Play) -> None:
    name = taken_along(play)
    play.journeys.presented.code("SF779779")
    assert (sending(play, name).waybill, barcode(play)) == ("SF779779", "")
