"""Couriers by the pages themselves: let in and stopped at the desk, registered at the lobby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.couriers.courier import Standing
from kiosk.domain.waiting.events import ParcelExpired
from tests.flows.test_collect import waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import WANG_PIN, Play, Site
from tests.ui.test_desk import Desk
from tests.ui.test_parcel_pages import form_id

SECRET = re.compile(r'class="secret">([0-9 ]+)<')


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


def company(desk: Desk) -> str:
    """Return the code of a company that was entered at the desk a moment ago."""
    page = desk.page("/desk/couriers")
    name = re.findall(r'name="company" value="(co-[0-9a-f]{12})"', page)[0]
    desk.post("/desk/couriers/company", company=name, name="SF Express", first_drops="2")
    desk.post("/desk/couriers/company/code", company=name)
    shown = SECRET.findall(desk.page(f"/desk/couriers?company={name}"))
    return str(shown[0]).replace(" ", "")


def test_a_courier_is_let_in_blocked_and_let_in_again(desk: Desk) -> None:
    desk.enter()
    company(desk)
    form = desk.page("/desk/couriers/new")
    asked = {
        "movement": form_id(form),
        "name": "Sun Li",
        "phone": "139",
        "company": re.findall(r'value="(co-[0-9a-f]+)"', form)[0],
        "way": "pin",
        "language": "en",
    }
    wrong = desk.post("/desk/couriers/new", **asked, hours="7-21")
    assert (
        wrong.status_code == 409
        and "Hours are not understood" in wrong.text
        and 'value="Sun Li"' in wrong.text
    )
    late = desk.post("/desk/couriers/new", **asked, until="2001-01-01")
    assert late.status_code == 409 and "That day is over" in late.text
    done = desk.post("/desk/couriers/new", **asked, hours="00:00-24:00")
    again = desk.post("/desk/couriers/new", **asked, hours="00:00-24:00")  # a double tap
    page = desk.page(done.location)
    pin = SECRET.findall(page)[0].replace(" ", "")
    house = desk.play.journeys.ledger.house
    (courier,) = [one for one in house.couriers.values() if one.standing is Standing.KNOWN]
    assert again.status_code == 303 and "Sun Li" in desk.page("/desk/couriers")
    assert desk.play.journeys.visits.by_pin(pin).person.id == courier.id
    desk.enter()  # the visit at the lobby's screen has ended the session there
    who = re.findall(r'name="who" value="([^"]+)"', page)[0]
    assert "reason" in desk.post("/desk/couriers/block", who=who, reason="").text
    desk.post("/desk/couriers/block", who=who, reason="misconduct")
    assert "Misuse" in desk.page(done.location)
    assert desk.play.journeys.ledger.house.couriers[courier.id].standing is Standing.BLOCKED
    desk.post("/desk/couriers/renew", who=who, hours="", until="")
    assert desk.play.journeys.ledger.house.couriers[courier.id].standing is Standing.KNOWN


def test_a_courier_registers_and_the_desk_has_a_task_that_leads_there(desk: Desk) -> None:
    assert "/courier/new" not in desk.page("/courier")
    desk.enter()
    code = company(desk)
    desk.play.journeys.visits.end()
    assert "/courier/new" in desk.page("/courier")
    wrong = desk.post("/courier/new", code="1")
    assert wrong.status_code == 409 and "That code is not right" in wrong.text
    at = desk.post("/courier/new", code=code).location
    assert "SF Express" in desk.page(at)
    assert desk.post(at, phone="12").status_code == 409
    pin_page = desk.post(at, phone="139 1111 2222").location
    assert re.search(r"<b>\d{4} \d{4}</b>", desk.page(pin_page))
    desk.play.journeys.visits.end()
    assert "Couriers only" in desk.client.get(pin_page).text
    desk.play.journeys.visits.by_pin(WANG_PIN)
    assert desk.client.get(pin_page).location == "/courier"  # another courier's visit
    desk.play.journeys.visits.end()
    desk.enter()
    tasks = desk.page("/desk/map")
    assert "a new courier to confirm" in tasks and "13911112222" not in tasks
    path = re.findall(r'href="(/desk/couriers\?who=[^"]+)"', tasks)[0]
    page = desk.page(path)
    assert "Has registered alone and left 0 parcels" in page and "13911112222" in page
    who = re.findall(r'name="who" value="([^"]+)"', page)[0]
    desk.post("/desk/couriers/confirm", who=who, name="Sun Li")
    assert "Sun Li" in desk.page(path) and "a new courier to confirm" not in desk.page("/desk/map")


def test_nobody_but_staff_comes_to_the_pages_of_couriers(desk: Desk) -> None:
    desk.play.journeys.visits.by_pin(WANG_PIN)
    for path in ("/desk/couriers", "/desk/couriers/new"):
        assert "Staff only" in desk.client.get(path).text
    for path in ("let", "confirm", "renew", "block", "pin", "company", "company/code"):
        assert desk.post(f"/desk/couriers/{path}", who="x", company="x").status_code in (404, 405, 409)
    assert desk.play.journeys.ledger.house.couriers == {}


def test_what_is_due_back_is_offered_where_a_visit_begins(desk: Desk) -> None:
    parcel = waiting_parcel(desk.play, "SF1")
    desk.play.journeys.visits.by_pin(WANG_PIN)
    assert "/courier/sweep" not in desk.page("/courier/scan")
    desk.play.kiosk.ledger.execute(lambda house: [ParcelExpired(parcel)])
    page = desk.page("/courier/scan")
    assert "Take back: 1" in page
    at = desk.post("/courier/sweep", movement=form_id(page)).location
    movement = at.rpartition("/")[2]
    desk.play.comes_to(movement, "open")
    opened = desk.page(at)
    assert "Take out what is expired" in opened and "SF1" in opened
    place = desk.play.journeys.doors.need(movement).place
    desk.play.bench.take_parcel(place)
    desk.play.bench.push_shut(place)
    desk.play.comes_to(movement, "done")
    done = desk.page(at)
    assert "It is with you" in done and "/courier/scan" in done and "Other door" not in done


def test_a_resident_s_wish_for_reach_is_kept(desk: Desk) -> None:
    assert "S 10" in desk.page("/")  # what is free, for the courier before the cart is unloaded
    visit_of(desk.play, "r-zhang")
    desk.post("/comfort", reach="low")
    assert desk.play.journeys.ledger.house.people["r-zhang"].in_reach
    assert 'aria-pressed="true"' in desk.page("/comfort")
    desk.post("/comfort", reach="any")
    assert not desk.play.journeys.ledger.house.people["r-zhang"].in_reach
    desk.play.journeys.visits.end()
    desk.post("/comfort", reach="low")  # nobody's card was tapped: the look of this visit alone
    assert not desk.play.journeys.ledger.house.people["r-zhang"].in_reach


def test_a_home_is_found_by_keys_as_the_estate_is_numbered(desk: Desk) -> None:
    desk.play.journeys.visits.by_pin(WANG_PIN)
    desk.post("/courier/number", barcode="SF1")
    path, labels = "/courier/recipient", []
    for part in ("1", "1", "08", "02"):
        page = desk.page(path)
        keys = dict(re.findall(r'<a class="choice" href="([^"]+)">(\w+)</a>', page))
        labels.append(part)
        path = next(href for href, label in keys.items() if label == part).replace("&amp;", "&")
    answer = desk.client.get(path)
    assert answer.location == "/courier/found?unit=1-1-0802"
    found = desk.page(answer.location)
    assert "recipient=r-zhang" in found and "张伟" not in found  # masked, to be compared with the label
    assert 'data-key="5"' in desk.page("/courier/recipient?by=unit&typed=1")
    assert desk.client.get("/courier/recipient?by=unit&at=x&at=y").status_code in (200, 303)
