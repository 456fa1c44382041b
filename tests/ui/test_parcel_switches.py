"""By the pages themselves: what the desk is told later, letters on the glass, what a courier marks and is asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.waiting.events import ParcelExpired
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_sending import left
from tests.flows.test_site_switches import OWN_DOORS
from tests.lobby import CHEN, LIN_PIN, SIGNATURE, WANG, Play, Site
from tests.ui.test_couriers import company
from tests.ui.test_desk import Desk
from tests.ui.test_parcel_pages import form_id
from ui.desk.sealing import seal

SF = "顺丰速运"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + OWN_DOORS)
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


def test_whoever_cannot_write_tells_the_desk_where_it_goes(desk: Desk) -> None:
    play = desk.play
    visit_of(play, "r-zhang")
    page = desk.page(f"/send/new?carrier={SF}&goods=none&fee=desk")
    name = form_id(page)
    assert "I can't write" in page.replace("&#39;", "'")
    desk.post("/send/new", movement=name, carrier=SF, fee="desk", strokes="", told="desk")
    assert play.journeys.sendings.need(name).unaddressed
    play.journeys.visits.end()
    desk.enter()
    assert "Ask where number" in desk.page("/desk/map")
    page = desk.page(f"/desk/sendings?open={name}")
    assert "the desk is to ask" in page and f"/desk/sendings/{name}/where" in page
    missing = desk.post(f"/desk/sendings/{name}/where", addressee="李雷", destination="", phone="")
    assert missing.status_code == 409 and "Please write where it goes" in missing.text
    desk.post(f"/desk/sendings/{name}/where", addressee="李雷", destination="上海", phone="138")
    page = desk.page(f"/desk/sendings?open={name}")
    assert "上海" in page and "/where" not in page and "Ask where number" not in desk.page("/desk/map")
    desk.post(f"/desk/sendings/{name}/fee", amount="12.50", voucher="")
    assert play.journeys.sendings.need(name).voucher == f"V-{name[:6].upper()}"


def test_a_waybill_with_letters_is_typed_on_the_glass(desk: Desk) -> None:
    play = desk.play
    name = left(play)
    play.tap(WANG)
    sweep = os.urandom(16).hex()
    play.journeys.sendings.sign(sweep, SIGNATURE)
    begun = play.journeys.sendings.take_next(sweep, os.urandom(16).hex())
    assert begun is not None
    take(play, begun)
    at = f"/courier/outgoing/{sweep}"
    for address in ("/courier/number", at):
        page = desk.page(f"{address}?keys=letters")
        assert 'data-key="Q"' in page and 'data-key="-"' in page and "123" in page and "data-carry" in page
        page = desk.page(address)
        assert 'data-key="7"' in page and "ABC" in page
    desk.post(f"{at}/waybill", waybill="jdva-00448")
    assert play.journeys.sendings.need(name).waybill == "JDVA-00448"


def test_outgoing_and_expired_are_both_offered(desk: Desk) -> None:
    play = desk.play
    left(play)
    play.tap(WANG)
    page = desk.page("/courier/along")
    assert "Sent by residents: 1" in page and "/courier/outgoing" in page and "/courier/sweep" not in page
    play.journeys.visits.end()
    parcel = waiting_parcel(play, "SF8")
    play.kiosk.ledger.append(ParcelExpired(parcel))
    play.tap(WANG)
    assert "/courier/along" in desk.page("/courier/scan") and "To take: 2" in desk.page("/courier/scan")
    page = desk.page("/courier/along")
    assert "/courier/outgoing" in page and "/courier/sweep" in page and "Expired ones: 1" in page


def test_a_courier_is_asked_what_the_parcel_is(desk: Desk) -> None:
    play = desk.play
    play.tap(WANG)
    play.bench.bring_parcel("SF5")
    play.scan("SF5")
    page = desk.page("/courier/size?recipient=r-zhang")
    assert "Signed for" in page and "Valuable" not in page
    name = form_id(page)
    facts = {"barcode": "SF5", "recipient": "r-zhang", "size": "S", "category": "registered"}
    desk.post("/courier/drop", movement=name, **facts)
    assert play.journeys.ledger.house.parcels[f"p-{name}"].wait.category == "registered"


def test_a_courier_of_weekdays_is_let_in_and_forgotten_by_the_supervisor(desk: Desk) -> None:
    play = desk.play
    desk.enter()
    company(desk)
    page = desk.page("/desk/couriers/new")
    firm = re.findall(r'name="company" value="(co-[0-9a-f]{12})"', page)[0]
    facts = {
        "movement": form_id(page),
        "name": "孙无名",
        "phone": "13900001111",
        "company": firm,
        "language": "zh_Hans",
    }
    wrong = desk.post("/desk/couriers/new", hours="whenever", **facts)
    assert wrong.status_code == 409 and "Mon-Fri" in wrong.text
    desk.post("/desk/couriers/new", hours="周一至周五 08:00-18:00; 周六 09:00-12:00", **facts)
    courier = next(one for one in play.journeys.couriers.known() if one.name == "孙无名").person.id
    assert play.journeys.ledger.house.couriers[courier].hours == "1-5 08:00-18:00; 6 09:00-12:00"
    page = desk.page(f"/desk/couriers?who={seal(courier)}")
    assert "Mon-Fri 08:00-18:00; Sat 09:00-12:00" in page and "/desk/personal" not in page
    desk.enter(CHEN, "864200")
    (whose,) = re.findall(r'href="(/desk/personal/[^"]+)"', desk.page(f"/desk/couriers?who={seal(courier)}"))
    asked = {"movement": form_id(desk.page(whose)), "why": "asked"}
    assert desk.post(f"{whose}/erase", **asked).status_code == 409  # nobody deletes somebody alone
    assert courier in play.journeys.ledger.house.people
    assert desk.post(f"{whose}/erase", second="a-lin", pin=LIN_PIN, **asked).status_code == 303
    assert courier not in play.journeys.ledger.house.people
    assert "孙无名" not in desk.page("/desk/couriers") and play.journeys.directory.card(courier) is None
    play.power_cycle()
    assert play.journeys.directory.card(courier) is None
