"""Work orders, complaints and follow-ups on the desk's pages and at the lobby screen, over a real kiosk."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from kiosk.domain.followups.deciding import decide_plan
from kiosk.domain.followups.followup import REPAIR, Rule, Source
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.workorders.order import Stage, WorkOrder
from kiosk.flows.services.grievances import Complaint
from kiosk.flows.services.workorders import Wish
from tests.flows.test_consents import LI, visit_of
from tests.flows.test_key_rules import HOME
from tests.lobby import CHEN, LIN, SIGNATURE, ZHOU, Play, Site
from tests.ui.test_contractors import field
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

STROKES = json.dumps(SIGNATURE)
ORDERS, GRIEVANCES, CALLS = "/desk/orders", "/desk/grievances", "/desk/followups"
UNIT = "1-2-1201"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("work"), opens_within_s="1.0")
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    desk = Desk(lobby)
    desk.enter()
    return desk


def order_of(desk: Desk, number: str) -> WorkOrder:
    return next(one for one in desk.play.journeys.ledger.house.work_orders.values() if one.number == number)


def newest(desk: Desk) -> WorkOrder:
    return max(desk.play.journeys.ledger.house.work_orders.values(), key=lambda one: one.number)


def said(desk: Desk) -> Grievance:
    return max(desk.play.journeys.ledger.house.grievances.values(), key=lambda one: one.number)


def written(desk: Desk, **changes: str) -> WorkOrder:
    """Return an order that was written on the form."""
    form = {"what": "water", "home": UNIT, "words": "漏水", "worker": "a-lin", "asked": "5", **changes}
    act = field(desk.page(f"{ORDERS}/new"), "movement")
    answer = desk.post(f"{ORDERS}/new", movement=act, **form)
    assert answer.status_code == 303, answer.text
    return newest(desk)


def post(desk: Desk, order: WorkOrder, deed: str, **form: str) -> TestResponse:
    return desk.post(f"{ORDERS}/{order.id}/{deed}", **form)


def test_an_order_from_the_form_to_the_money(desk: Desk) -> None:
    refused = desk.post(f"{ORDERS}/new", movement=os.urandom(16).hex(), what="", home=UNIT)
    assert refused.status_code == 409 and "What is it about?" in refused.text
    order = written(desk, words=HOSTILE)
    page = desk.page(f"{ORDERS}/{order.id}")
    assert HOSTILE not in page and "A key leaves for this order under" in page
    assert order.unit == UNIT and "written after 5 minutes" in page
    assert post(desk, order, "step", step="taken").status_code == 303
    assert post(desk, order, "step", step="on_site").status_code == 303
    early = post(desk, order, "done", how="signature", strokes=STROKES, labour="40")
    assert early.status_code == 409 and "has not agreed" in early.text
    assert post(desk, order, "quote", amount="120,00").status_code == 303
    shown = desk.page(f"{ORDERS}/{order.id}/agree")
    assert "CN¥120.00" in shown
    assert post(desk, order, "agree", cents="12000", strokes="[]").status_code == 409
    assert post(desk, order, "agree", cents="11000", strokes=STROKES).status_code == 409
    assert post(desk, order, "agree", cents="12000", strokes=STROKES).status_code == 303
    line = re.findall(
        r'/materials".*?name="movement" value="([0-9a-f]{32})"', desk.page(f"{ORDERS}/{order.id}")
    )[0]
    for _ in range(2):  # a double tap
        used = post(desk, order, "materials", movement=line, what="阀芯", count="2", each="40")
        assert used.status_code == 303
    assert order_of(desk, order.number).materials_cents == 8_000
    assert post(desk, order, "done", how="signature", strokes=STROKES, labour="40").status_code == 303
    over = order_of(desk, order.number)
    assert (over.stage, over.cents, over.how) == (Stage.DONE, 12_000, "signature")
    act = field(desk.page(f"{ORDERS}/{order.id}"), "movement")
    assert post(desk, order, "pay", movement=act, way="qr").status_code == 303
    assert post(desk, order, "pay", movement=act, way="qr").status_code == 303
    assert "QR code" in desk.page(f"{ORDERS}/{order.id}")
    listed = desk.page(ORDERS)
    assert order.number in listed and "within 5 minutes" in listed
    assert order.number in desk.page("/desk/registers/orders")


def test_a_common_area_a_wait_and_an_end(desk: Desk) -> None:
    order = written(desk, home="", where="B2 car park", worker="a-zhou", what="light")
    assert "B2 car park" in desk.page(ORDERS)
    wrong = post(desk, order, "step", step="waiting", until="2020-01-01")
    assert wrong.status_code == 409 and "Until when" in wrong.text
    day = (desk.play.journeys.clock.now() + timedelta(days=3)).date().isoformat()
    assert post(desk, order, "step", step="waiting", until=day, note="灯管").status_code == 303
    assert "灯管" in desk.page(f"{ORDERS}/{order.id}")
    assert post(desk, order, "step", step="on_site").status_code == 303
    assert post(desk, order, "done", how="checked").status_code == 303  # by Lin, who did not work at it
    again = post(desk, order, "call-off", reason="customer")
    assert again.status_code == 409 and "was done or called off" in again.text


def test_a_picture_where_nobody_was_at_home(desk: Desk) -> None:
    order = written(desk)
    post(desk, order, "step", step="on_site")
    form = {"how": "nobody_home", "photo": (io.BytesIO(b"no"), "x.jpg")}
    headers = {"Sec-Fetch-Site": "same-origin"}
    path = f"{ORDERS}/{order.id}/done"
    assert desk.client.post(path, data=form, headers=headers).status_code == 409
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "JPEG")
    form = {"how": "nobody_home", "photo": (io.BytesIO(picture.getvalue()), "x.jpg")}
    assert desk.client.post(path, data=form, headers=headers).status_code == 303
    seen = desk.client.get(f"{ORDERS}/{order.id}/photo.jpg")
    assert (
        seen.status_code == 200
        and seen.mimetype == "image/jpeg"
        and seen.headers["Cache-Control"] == "no-store"
    )


def test_a_complaint_from_the_form_until_its_answer_was_told(desk: Desk) -> None:
    act = field(desk.page(f"{GRIEVANCES}/new"), "movement")
    form = {"kind": "complaint", "about": "noise", "way": "phone", "home": UNIT, "words": HOSTILE}
    assert desk.post(f"{GRIEVANCES}/new", movement=act, **{**form, "words": " "}).status_code == 409
    assert desk.post(f"{GRIEVANCES}/new", movement=act, **form).status_code == 303
    one = said(desk)
    here = f"{GRIEVANCES}/{one.id}"
    page = desk.page(here)
    assert HOSTILE not in page and "&lt;script&gt;" in page
    fresh = os.urandom(16).hex()
    assert desk.post(f"{here}/handle", movement=fresh, outcome="explained", words="").status_code == 409
    assert desk.post(f"{here}/told", how="phone").status_code == 409
    assert desk.post(f"{here}/handle", movement=fresh, outcome="explained", words="说明").status_code == 303
    assert "说明" in desk.page(here)
    assert desk.post(f"{here}/told", how="phone").status_code == 303
    assert "by telephone" in desk.page(here) and one.number in desk.page("/desk/registers/grievances")
    assert desk.post(f"{here}/reopen", movement=os.urandom(16).hex(), words="不满意").status_code == 303


def test_a_complaint_against_one_of_the_staff_is_kept_from_them(desk: Desk) -> None:
    told = Complaint("complaint", "staff", "desk", LI, "态度独特", "a-zhou")
    lin = desk.play.journeys.ledger.house.people["a-lin"]
    desk.play.journeys.grievances.register(os.urandom(16).hex(), told, lin)
    one = said(desk)
    assert "hidden from them" in desk.page(f"{GRIEVANCES}/{one.id}")
    desk.enter(ZHOU, "135790")
    assert desk.client.get(f"{GRIEVANCES}/{one.id}").status_code == 409
    for path in (GRIEVANCES, "/desk/map"):
        assert one.number not in desk.page(path), path
    assert "态度独特" not in desk.page("/desk/registers/grievances")
    desk.enter(CHEN, "864200")
    assert one.number in desk.page(GRIEVANCES) and one.number in desk.page("/desk/map")


def test_a_call_its_number_and_what_follows_at_one_touch(desk: Desk) -> None:
    journeys = desk.play.journeys
    now = journeys.clock.now()
    source = Source(REPAIR, "o", "WX-00009", LI, UNIT, now - timedelta(days=8), handler="a-lin")
    journeys.ledger.execute(lambda house: decide_plan(house, source, {REPAIR: Rule(100, 7, 14)}, 0, 0))
    here = f"{CALLS}/{source.id}"
    card = journeys.directory.card(LI)
    assert card is not None and card.phone
    page = desk.page(here)
    assert card.phone not in page and "Looking at it is logged" in page
    assert card.phone in desk.post(f"{here}/phone").text
    (look,) = journeys.register.events(words="followup.phone_seen")
    assert look.body["by"] == "a-lin"
    act = field(page, "movement")
    wrong = desk.post(f"{here}/tell", movement=act, result="reached", points="")
    assert wrong.status_code == 409 and "How content are they?" in wrong.text
    assert (
        desk.post(f"{here}/tell", movement=act, result="reached", points="2", words="仍漏水").status_code
        == 303
    )
    over = desk.page(here)
    fresh = re.findall(r'/to-order".*?name="movement" value="([0-9a-f]{32})"', over)[0]
    for _ in range(2):
        assert desk.post(f"{here}/to-order", movement=fresh).status_code == 303
    order = newest(desk)
    assert journeys.work_orders.words_of(order)[1] == "仍漏水"
    assert order.number in desk.page(here)
    rates = desk.page(f"{CALLS}/rates")
    assert "Follow-up rates" in rates and "100 %" in rates
    assert "WX-00009" in desk.page("/desk/registers/followups")


def test_tasks_lead_to_what_they_are_about(desk: Desk) -> None:
    lin = desk.play.journeys.ledger.house.people["a-lin"]
    wish = Wish("power", UNIT, LI, urgent=True)
    order = desk.play.journeys.work_orders.issue(os.urandom(16).hex(), wish, lin)
    page = desk.page("/desk/map")
    assert f'href="{ORDERS}/{order.id}"' in page and f"Nobody goes for {order.number}" in page


def test_pages_are_for_the_staff_alone(desk: Desk) -> None:
    desk.post("/desk/leave")
    for path in (ORDERS, f"{ORDERS}/new", GRIEVANCES, f"{GRIEVANCES}/new", CALLS, f"{CALLS}/rates"):
        assert desk.client.get(path).status_code == 409, path


def test_at_the_screen_with_and_without_a_name(desk: Desk) -> None:
    play, client = desk.play, desk.client
    play.journeys.visits.end()
    assert "A complaint" in desk.page("/voice") and "Complaint or praise" in desk.page("/help")
    page = desk.page("/voice/complaint/noise")
    form = {"movement": field(page, "movement"), "kind": "complaint", "about": "noise", "named": "no"}
    empty = desk.post("/voice", strokes="[]", **form)
    assert empty.status_code == 409 and "A few words" in empty.text
    sent = desk.post("/voice", strokes=STROKES, **form)
    assert sent.status_code == 303
    one = said(desk)
    assert one.person == "" and one.number in desk.page(sent.headers["Location"])
    assert client.get("/voice/mine").status_code == 409 and client.get("/home/repairs").status_code == 409
    assert desk.post("/voice", strokes=STROKES, **{**form, "movement": os.urandom(16).hex(), "named": "yes"})
    visit_of(play, LI)
    form = {**form, "movement": field(desk.page("/voice/praise/staff"), "movement"), "kind": "praise"}
    assert desk.post("/voice", strokes="[]", **{**form, "named": "yes"}).status_code == 303  # the desk asks
    mine = said(desk)
    assert mine.person == LI and mine.number in desk.page("/voice/mine")
    lin = play.journeys.ledger.house.people["a-lin"]
    order = play.journeys.work_orders.issue(
        os.urandom(16).hex(), Wish("water", UNIT, LI, worker="a-lin"), lin
    )
    shown = desk.page("/home/repairs")
    assert order.number in shown and "on site by" in shown
    play.journeys.work_orders.step(order.id, Stage.ON_SITE, lin)
    until(lambda: "done by" in desk.page("/home/repairs"), 5)
    assert client.get("/voice/complaint/nonsense").status_code == 409
    play.journeys.visits.end()


def test_the_lobby_s_keypad_names_an_order_by_its_digits(lobby: Play) -> None:
    screen = Desk(lobby)
    lin = lobby.journeys.ledger.house.people["a-lin"]
    order = lobby.journeys.work_orders.issue(
        os.urandom(16).hex(), Wish("doors", UNIT, LI, worker="a-lin"), lin
    )
    lobby.journeys.visits.end()
    lobby.tap(LIN)
    screen.page(f"/keys/{HOME}/reason")
    screen.post(f"/keys/{HOME}/reason", reason="repair")
    wrong = screen.post(f"/keys/{HOME}/order", work_order="WX-09999")
    assert wrong.status_code == 409 and "There is no such work order" in wrong.text
    assert screen.post(f"/keys/{HOME}/order", work_order=order.number[-5:]).status_code == 303
    visit = lobby.journeys.visits.current
    assert visit is not None and visit.asking is not None and visit.asking.work_order == order.number
    lobby.journeys.visits.end()
