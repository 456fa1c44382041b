"""Several doors, somebody else, the storeroom, an undo: by the pages themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from tests.flows.pickup_verbs import following, take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_storeroom import SHELVES, stored
from tests.lobby import WANG, Play, Site
from tests.ui.test_desk import Desk
from tests.wire.waiting import until


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + SHELVES)
    played = Play(site)
    yield played
    played.close()
    site.close()


def form_id(page: str) -> str:
    """Return the id that a form's page carries."""
    return str(re.findall(r'name="movement" value="([0-9a-f]{32})"', page)[0])


def test_the_door_s_page_says_which_comes_next_and_leads_to_it(play: Play) -> None:
    desk = Desk(play)
    first, _ = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")
    movement = play.journeys.collect.by_slip(slip_text(play, first))
    at = f"/movements/{movement.id}"
    play.comes_to(movement, "open")
    assert "1 of 2" in desk.page(at) and "/following" not in desk.page(at)
    take(play, movement)
    page = desk.page(at)
    assert "Next: door" in page and f"{at}/others-later" in page and f"{at}/following" in page
    second = following(play, movement)
    assert desk.client.get(at).location == f"/movements/{second.id}"
    play.comes_to(second, "open")
    assert "2 of 2" in desk.page(f"/movements/{second.id}")


def test_the_others_later_by_a_touch(play: Play) -> None:
    desk = Desk(play)
    first, second = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")
    movement = play.journeys.collect.by_slip(slip_text(play, first))
    take(play, movement)
    desk.post(f"/movements/{movement.id}/others-later")
    page = desk.page(f"/movements/{movement.id}")
    assert "The others wait for you" in page and "/following" not in page
    assert play.journeys.ledger.house.parcels[second].stage is ParcelStage.WAITING


def test_a_courier_undoes_the_last_drop_by_one_touch(play: Play) -> None:
    desk = Desk(play)
    play.tap(WANG)
    dropped = play.drop("SF1")
    play.comes_to(dropped, "done")
    page = desk.page(f"/movements/{dropped.id}")
    answer = desk.post(f"/movements/{dropped.id}/undo", movement=form_id(page))
    undone = answer.location.rpartition("/")[2]
    play.comes_to(undone, "open")
    play.bench.take_parcel(dropped.place)
    play.bench.push_shut(dropped.place)
    play.comes_to(undone, "done")
    assert "/courier/size?recipient=r-zhang" in desk.page(f"/movements/{undone}")
    assert "/undo" not in desk.page(f"/movements/{dropped.id}")
    assert "No parcel was left" in desk.page("/courier/summary")


def test_what_fits_no_door_goes_onto_a_shelf_and_is_handed_out_against_its_slip(play: Play) -> None:
    desk = Desk(play)
    play.tap(WANG)
    play.journeys.drop.scanned("SF1")
    page = desk.page("/courier/size?recipient=r-zhang")
    form = {"movement": form_id(page), "barcode": "SF1", "recipient": "r-zhang"}
    answer = desk.post("/courier/store", **form)
    assert desk.post("/courier/store", **form).location == answer.location  # a double tap
    assert "Onto the shelf" in desk.page(answer.location)
    desk.post(answer.location, there="yes")
    page = desk.page(answer.location)
    assert "It is taken in" in page and "/undo" in page
    play.journeys.visits.end()
    desk.enter()
    (parcel,) = play.journeys.storeroom.stored()
    across = f"/desk/counter/hand-out/{parcel.id}"
    assert across in desk.page("/desk/storeroom")
    asked = desk.post(f"/desk/storeroom/parcels/{parcel.id}/hand-out", movement="ab" * 16)
    assert asked.location == across  # nothing was shown: a document, or a colleague
    refused = desk.post(across, movement=form_id(desk.page(across)), strokes="")
    assert refused.status_code == 409 and "More is asked for here" in refused.text
    play.journeys.presented.code(slip_text(play, parcel.id))
    page = desk.page("/desk/storeroom")
    assert "slip was shown" in page
    desk.post(f"/desk/storeroom/parcels/{parcel.id}/hand-out", movement=form_id(page))
    assert play.journeys.ledger.house.parcels[parcel.id].stage is ParcelStage.COLLECTED
    assert "Nothing lies on the shelves" in desk.page("/desk/storeroom")
    assert "Shelf A1" in desk.page(f"/desk/items/{parcel.id}")  # its life tells where it lay


def test_the_map_shows_what_lies_on_a_shelf(play: Play) -> None:
    desk = Desk(play)
    stored(play)
    desk.enter()
    assert "Shelf A1" in desk.page("/desk/map?show=parcels")


def test_a_resident_gives_a_slip_out_and_takes_it_back(play: Play) -> None:
    desk = Desk(play)
    parcel = waiting_parcel(play, "SF1")
    assert desk.client.get("/home/delegates").status_code == 409  # nobody is here
    visit_of(play, "r-zhang")
    assert "/home/delegates" in desk.page("/home")
    assert "days=3" in desk.page("/home/delegates/once")
    page = desk.page("/home/delegates/once?parcel=&days=3")
    form = {"movement": form_id(page), "parcel": "", "days": "3", "paper": "no"}
    assert desk.post("/home/delegates/once", **form).status_code == 303
    assert desk.post("/home/delegates/once", **form).status_code == 303  # posted twice, it counts once
    (named,) = play.journeys.delegates.given()
    assert named.delegation.parcels == (parcel,)
    until(lambda: not play.journeys.ledger.house.notices, 8)
    assert (
        desk.post("/home/delegates/once", **{**form, "movement": "0" * 32, "days": "99"}).status_code == 409
    )
    desk.post(f"/home/delegates/{named.delegation.id}/end")
    assert "Nobody else can collect for you" in desk.page("/home/delegates")


def test_a_neighbour_is_named_by_the_home_and_collects(play: Play) -> None:
    desk = Desk(play)
    waiting_parcel(play, "SF1")
    visit_of(play, "r-zhang")
    page = desk.page("/home/delegates/neighbour?unit=121201")
    person = re.findall(r'name="person" value="([\w-]+)"', page)
    assert person == ["r-li"] and "李娜" not in page
    desk.post("/home/delegates/neighbour", movement=form_id(page), person="r-li")
    visit_of(play, "r-li")
    page = desk.page("/home/delegates")
    (path,) = re.findall(r'action="(/home/delegates/\w+/collect)"', page)
    movement = desk.post(path).location.rpartition("/")[2]
    play.comes_to(movement, "open")
