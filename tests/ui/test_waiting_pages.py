"""Time and sending by the pages themselves: a fee agreed to, a parcel kept, one sent back, one sent out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import SIGNATURE, WANG, Play, Site
from tests.passing import goes_on
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

HOUR = timedelta(hours=1)
FEE = '\n[storeroom]\nshelves = ["A1"]\n[parcels.fee]\ncents_a_day = 100\nfree_hours = 48\n'
DRAWN = json.dumps(SIGNATURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + FEE)
    played = Play(site)
    yield played
    played.close()
    site.close()


def form_id(page: str) -> str:
    """Return the id that a form's page carries."""
    return str(re.findall(r'name="movement" value="([0-9a-f]{32})"', page)[0])


def test_the_fee_is_read_and_agreed_to_and_the_door_opens(play: Play) -> None:
    desk = Desk(play)
    parcel = waiting_parcel(play)
    goes_on(play, 60 * HOUR)
    answer = desk.post("/collect/code", code=code(play, parcel))
    assert answer.location == "/collect/fee"
    page = desk.page("/collect/fee")
    assert "CN¥1.00" in page and "Collect now" in page
    token = re.findall(r'name="token" value="([0-9a-f]+)"', page)[0]
    assert "Please show your code again" in desk.post("/collect/fee", token="nonsense").text
    movement = desk.post("/collect/fee", token=token).location.rpartition("/")[2]
    take(play, play.journeys.doors.need(movement))
    assert desk.client.get("/collect/fee").location == "/collect"
    desk.enter()
    assert "Fees owed" in desk.page("/desk/waiting")
    refused = desk.post(f"/desk/waiting/{parcel}/fee", voucher="")
    assert refused.status_code == 409 and "oucher" in refused.text
    desk.post(f"/desk/waiting/{parcel}/fee", voucher="V-1")
    assert "Fees owed" not in desk.page("/desk/waiting")


def test_a_parcel_is_kept_by_its_code_and_by_a_card_and_by_the_desk(play: Play) -> None:
    desk = Desk(play)
    parcel = waiting_parcel(play)
    assert "No door opens" in desk.page("/wait")
    wrong = desk.post("/wait/code", code="12")
    assert wrong.status_code == 409
    at = desk.post("/wait/code", code=code(play, parcel)).location
    page = desk.page(at)
    assert "Touch one to keep it longer" in page
    token = at.partition("by=")[2]
    days = re.findall(r'value="(\d{4}-\d\d-\d\d)"', desk.page(f"/wait/parcels/{parcel}?by={token}"))
    desk.post(f"/wait/parcels/{parcel}", until=days[0], by=token)
    kept = play.journeys.ledger.house.parcels[parcel].wait.kept_until
    assert kept is not None
    assert desk.post(f"/wait/parcels/{parcel}", until="never", by=token).status_code == 409
    visit_of(play, "r-zhang")
    assert "I am going away" in desk.page("/wait")
    since = re.findall(r"since=(\d{4}-\d\d-\d\d)", desk.page("/wait/away"))[0]
    until_day = re.findall(r'value="(\d{4}-\d\d-\d\d)"', desk.page(f"/wait/away?since={since}"))[1]
    desk.post("/wait/away", since=since, until=until_day)
    assert "You are away from" in desk.page("/wait")
    desk.enter()
    opened = desk.page(f"/desk/waiting?open={parcel}")
    assert "Recipient away" in opened and "Back home" in opened
    desk.post(f"/desk/waiting/{parcel}/back")
    assert play.journeys.waiting.absence("r-zhang") is None
    desk.post(f"/desk/waiting/{parcel}/category", category="valuable", stay="yes")
    assert play.journeys.ledger.house.parcels[parcel].wait.category == "valuable"
    desk.post(f"/desk/waiting/{parcel}/keep", until=days[-1])
    assert play.journeys.ledger.house.parcels[parcel].wait.kept_until != kept


def test_an_expired_parcel_goes_back_from_the_desk(play: Play) -> None:
    desk = Desk(play)
    parcel = waiting_parcel(play)
    goes_on(play, 80 * HOUR)
    until(lambda: play.journeys.ledger.house.parcels[parcel].wait.expired, 8)
    desk.enter()
    assert "Parcels have expired: 1" in desk.page("/desk/map")
    assert "Expired: send back" in desk.page("/desk/waiting")
    at = f"/desk/waiting/{parcel}/return"
    act = form_id(desk.page(at))
    asked = {"movement": act, "reason": "expired", "courier": "c-wang"}
    assert desk.post(at, strokes="[]", **asked).status_code == 409
    answer = desk.post(at, strokes=DRAWN, **asked)
    assert answer.location == f"/movements/{act}"
    take(play, play.journeys.doors.need(act))
    page = desk.page(f"/movements/{act}")
    assert "It goes back" in page and "/courier/scan" not in page
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.RETURNED
    assert "slip.void" not in desk.page("/desk/waiting")
    with pytest.raises(Exception, match=r"slip\.void"):
        play.journeys.collect.by_slip(slip_text(play, parcel))


def test_a_parcel_is_sent_from_the_lobby_and_taken_along(play: Play) -> None:
    desk = Desk(play)
    assert "tap your resident card" in desk.page("/send")
    visit_of(play, "r-zhang")
    assert "By which carrier?" in desk.client.get("/send", follow_redirects=True).text
    at = "/send/new?carrier=顺丰速运"
    assert "Is any of this in it?" in desk.page(at)
    refused = desk.client.get(f"{at}&goods=cash")
    assert refused.status_code == 409 and "Cash can" in refused.text
    assert "Who gets the fee?" in desk.page(f"{at}&goods=none")
    name = form_id(desk.page(f"{at}&goods=none&fee=desk"))
    facts = {"movement": name, "carrier": "顺丰速运", "fee": "desk"}
    assert desk.post("/send/new", strokes="[]", **facts).status_code == 409
    assert desk.post("/send/new", strokes=DRAWN, **facts).location == f"/send/{name}"
    where = desk.page(f"/send/{name}")
    play.bench.bring_parcel("OUT1")
    begun = desk.post(f"/send/{name}/drop", movement=form_id(where), size="S").location.rpartition("/")[2]
    play.comes_to(begun, "open")
    page = desk.page(f"/movements/{begun}")
    assert "Put your parcel in" in page and "unfit" not in page and "larger" not in page
    movement = play.journeys.doors.need(begun)
    play.bench.put_parcel(movement.place, "OUT1")
    play.bench.push_shut(movement.place)
    play.comes_to(begun, "done")
    page = desk.page(f"/movements/{begun}")
    assert "on its way soon" in page and "/courier" not in page
    assert "It waits for its carrier" in desk.page(f"/send/{name}")
    play.journeys.visits.end()
    play.tap(WANG)
    assert "Outgoing: 1" in desk.page("/courier/scan")
    sweep = form_id(desk.page("/courier/outgoing"))
    assert desk.post("/courier/outgoing", movement=sweep, strokes="[]").status_code == 409
    signed = desk.post("/courier/outgoing", movement=sweep, strokes=DRAWN).location
    assert desk.post("/courier/outgoing", movement=sweep, strokes=DRAWN).location == signed  # a double tap
    at, opened = f"/courier/outgoing/{sweep}", signed.rpartition("/")[2]
    assert signed.startswith("/movements/")  # the first door opens by the signature itself
    assert "Take it along" in desk.page(signed)
    take(play, play.journeys.doors.need(opened))
    assert at in desk.page(f"/movements/{opened}")
    assert "Scan the waybill" in desk.page(at)
    assert desk.post(f"{at}/waybill", waybill="1").status_code == 409
    desk.post(f"{at}/waybill", waybill="SF1390045512871")
    assert "All are with you: 1" in desk.page(at)
    desk.enter()
    page = desk.page("/desk/sendings")
    assert "with the carrier" in page and "SF1390045512871" in page
    assert "A fee is to be settled" in desk.page("/desk/map")
    desk.post(f"/desk/sendings/{name}/fee", amount="12.50", voucher="V-1")
    assert play.journeys.sendings.need(name).fee_cents == 1250


def test_the_desk_registers_takes_in_and_hands_over(play: Play) -> None:
    desk = Desk(play)
    desk.enter()
    act = form_id(desk.page("/desk/sendings/new"))
    facts = {
        "movement": act,
        "home": "1-1-0802",
        "carrier": "顺丰速运",
        "fee": "carrier",
        "addressee": "李雷",
    }
    refused = desk.post("/desk/sendings/new", goods="hazardous", destination="上海", **facts)
    assert refused.status_code == 409 and "Dangerous goods" in refused.text and "李雷" in refused.text
    desk.post("/desk/sendings/new", goods="none", destination="上海", **facts)
    page = desk.page(f"/desk/sendings?open={act}")
    assert "李雷" in page and "At the desk" in page
    sign = form_id(desk.page("/desk/sendings/sign?carrier=顺丰速运"))
    desk.post("/desk/sendings/sign", movement=sign, carrier="顺丰速运", courier="c-wang", strokes=DRAWN)
    assert play.journeys.sendings.need(act).over
    assert "Nothing is to be sent" in desk.page("/desk/sendings")
