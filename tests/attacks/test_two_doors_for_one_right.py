"""Who touches a button ten times in an instant wants two doors, two parcels, two slips or one page too many."""

from __future__ import annotations

import os
from datetime import timedelta

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from tests.attacks.hands import one_door, one_page
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_sharing import beside, expired
from tests.lobby import WANG, Play
from tests.passing import goes_on
from tests.ui.test_desk import Desk
from tests.ui.test_parcel_pages import form_id
from tests.ui.test_waiting_pages import DRAWN
from tests.wire.waiting import until


def movement_of(play: Play, page: str) -> str:
    """Return the movement whose page it is."""
    name = page.rpartition("/")[2]
    assert play.journeys.ledger.find(name) is not None
    return name


def taken_out(play: Play, page: str) -> None:
    """Take everything out of the door of a page, and push it shut."""
    movement = play.journeys.doors.need(movement_of(play, page))
    play.comes_to(movement.id, "open")
    for number in list(play.bench.door(movement.place)["parcels"]):
        play.bench.take_parcel(movement.place, number)
    play.bench.push_shut(movement.place)


def sized(play: Play, desk: Desk, number: str) -> dict[str, str]:
    """Return the form of the page that asks for the size of a parcel."""
    play.bench.bring_parcel(number)
    play.journeys.drop.scanned(number)
    page = desk.page("/courier/size?recipient=r-zhang")
    return {"movement": form_id(page), "barcode": number, "recipient": "r-zhang"}


def test_every_button_of_a_drop(play: Play, desk: Desk) -> None:
    play.tap(WANG)
    form = sized(play, desk, "SF1")
    page = one_door(desk, "/courier/drop", size="M", **form)
    first = play.journeys.doors.need(movement_of(play, page))
    play.comes_to(first.id, "open")
    larger = form_id(desk.page(f"{page}/larger"))
    page = one_door(desk, f"{page}/too-small", movement=larger, size="L")
    second = play.journeys.doors.need(movement_of(play, page))
    play.bench.push_shut(first.place)
    play.comes_to(second.id, "open")
    play.bench.put_parcel(second.place, "SF1")
    play.bench.push_shut(second.place)
    play.comes_to(second.id, "ask")
    assert one_page(desk, f"{page}/next") == "/courier/scan"
    assert len([one for one in play.journeys.ledger.house.parcels.values() if one.live]) == 1
    undo = form_id(desk.page(page))
    taken_out(play, one_door(desk, f"{page}/undo", movement=undo))
    assert len(play.bench.firings()) == 3


def test_an_unfit_door_and_a_shelf(play: Play, desk: Desk) -> None:
    play.tap(WANG)
    page = one_door(desk, "/courier/drop", size="S", **sized(play, desk, "SF1"))
    play.comes_to(movement_of(play, page), "open")
    other = form_id(desk.page(f"{page}/unfit"))
    page = one_door(desk, f"{page}/unfit", movement=other, why="damaged")
    movement = play.journeys.doors.need(movement_of(play, page))
    play.comes_to(movement.id, "open")
    play.bench.put_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement.id, "done")
    page = one_page(desk, "/courier/store", **sized(play, desk, "SF2"))
    one_page(desk, page, there="yes")
    (stored,) = play.journeys.storeroom.stored()
    assert stored.barcode == "SF2"


def test_a_collection_by_code_and_its_fee(play: Play, desk: Desk) -> None:
    parcel = waiting_parcel(play)
    digits = code(play, parcel)
    goes_on(play, timedelta(hours=60))
    answer = desk.post("/collect/code", code=digits)
    assert answer.location == "/collect/fee"
    asked = play.journeys.fees.asked()
    assert asked is not None
    page = one_door(desk, "/collect/fee", token=asked.token)
    taken_out(play, page)
    play.comes_to(movement_of(play, page), "done")
    (fee,) = play.journeys.fees.owed()
    assert (fee.parcel, fee.cents) == (parcel, asked.cents)
    assert one_page(desk, "/collect/fee", token=asked.token) == page  # and once more, long after


def test_a_second_door_of_one_gesture(play: Play, desk: Desk) -> None:
    first, second = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")
    movement = play.journeys.collect.by_slip(slip_text(play, first))
    taken_out(play, f"/movements/{movement.id}")
    play.comes_to(movement, "done")
    page = one_door(desk, f"/movements/{movement.id}/following")
    assert play.journeys.doors.need(movement_of(play, page)).item == second
    assert len(play.bench.firings()) == 2 + 2  # two that put them in


def test_a_sweep_and_its_next_door(play: Play, desk: Desk) -> None:
    parcels = [waiting_parcel(play, number) for number in ("SF1", "SF2")]
    expired(play, *parcels)
    play.tap(WANG)
    page = one_door(desk, "/courier/sweep", movement=os.urandom(16).hex())
    taken_out(play, page)
    play.comes_to(movement_of(play, page), "done")
    following = one_door(desk, f"{page}/sweep-next")
    assert following != page
    taken_out(play, following)
    stages = [play.journeys.ledger.house.parcels[one].stage for one in parcels]
    until(
        lambda: {play.journeys.ledger.house.parcels[one].stage for one in parcels} == {ParcelStage.RETURNED},
        8,
    )
    assert stages[0] is ParcelStage.RETURNED


def test_a_parcel_beside_another(play: Play, desk: Desk) -> None:
    waiting_parcel(play, "SF1")
    movement = beside(play, "SF2")
    play.bench.put_parcel(movement.place, "SF2")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")
    one_page(desk, f"/movements/{movement.id}/last")
    assert play.journeys.doors.need(movement.id).stage is Stage.CONFIRMED


def test_sending_from_the_first_line_to_the_courier(play: Play, desk: Desk) -> None:
    visit_of(play, "r-zhang")
    name = os.urandom(16).hex()
    facts = {"movement": name, "carrier": "顺丰速运", "fee": "desk", "strokes": DRAWN}
    assert one_page(desk, "/send/new", **facts) == f"/send/{name}"
    assert len(play.journeys.sendings.mine()) == 1
    drop = form_id(desk.page(f"/send/{name}"))
    page = one_door(desk, f"/send/{name}/drop", movement=drop, size="S")
    movement = play.journeys.doors.need(movement_of(play, page))
    play.comes_to(movement.id, "open")
    play.bench.bring_parcel("OUT1")
    play.bench.put_parcel(movement.place, "OUT1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement.id, "done")
    back = form_id(desk.page(f"/send/{name}"))
    page = one_door(desk, f"/send/{name}/back", movement=back)
    undone = play.journeys.doors.need(movement_of(play, page))
    play.comes_to(undone.id, "open")
    play.journeys.doors.say(undone.id, "not_taken")  # it is sent after all
    play.bench.push_shut(undone.place)
    play.comes_to(undone.id, "given_up")
    play.journeys.visits.end()
    play.tap(WANG)
    sweep = form_id(desk.page("/courier/outgoing"))
    taken_out(play, one_door(desk, "/courier/outgoing", movement=sweep, strokes=DRAWN))
    until(lambda: play.journeys.sendings.need(name).over, 8)
    assert len(play.journeys.ledger.house.sweeps) <= 1
