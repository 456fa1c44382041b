"""Services over the screens: a resident asks, the desk sees it through; and one that a file alone adds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk import claim_slip
from kiosk.domain.services.request import Request, Stage
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.flows.test_consents import visit_of
from tests.lobby import CHEN, SIGNATURE, Play, Site
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

OWN = """
[[services]]
code = "dog"
name = { en = "Walk the dog", zh_Hans = "遛狗", zh_Hant = "遛狗" }
group = "errands"
price = { kind = "each", cents = 1550, by = "walks", beforehand_percent = 50 }
deadlines = { accept_min = 20 }
cancellation = { free_until_min = 60, keep_percent = 100 }
[[services.fields]]
code = "walks"
kind = "count"
name = { en = "How many walks?", zh_Hans = "几次？", zh_Hant = "幾次？" }
[[services.fields]]
code = "day"
kind = "date"
name = { en = "Which day?", zh_Hans = "哪天？", zh_Hant = "哪天？" }
[[services.fields]]
code = "what"
kind = "text"
name = { en = "What should be known?", zh_Hans = "注意什么？", zh_Hant = "注意什麼？" }
"""


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    root = tmp_path_factory.mktemp("services")
    sample = (Path(__file__).parents[2] / "config" / "services.toml").read_text(encoding="utf-8")
    (root / "services.toml").write_text(sample + OWN, encoding="utf-8")
    site = Site(root, amend=lambda text: text.replace("sample = true", 'file = "services.toml"'))
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    lobby.journeys.visits.end()
    return Desk(lobby)


def fresh() -> str:
    return os.urandom(16).hex()


def request_of(desk: Desk, answer: TestResponse) -> Request:
    """Return the request that a page led to."""
    name = re.split(r"[=/]", answer.headers["Location"])[-1]
    return desk.play.journeys.services.need(name)


def codes(desk: Desk) -> list[str]:
    house, now = desk.play.journeys.ledger.house, desk.play.journeys.clock.now()
    return [one.code for one in tasks(house, (), now) if one.code.startswith(("service.", "money."))]


def told(desk: Desk, words: str) -> bool:
    """Return whether a notice with these words has gone out into the folder."""
    folder = desk.play.site.root / "outbox"
    return any(words in file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.is_file())


def asked_at_lobby(desk: Desk, code: str, *answers: dict[str, str]) -> Request:
    """Return what a resident asks for at the lobby screen, question by question."""
    visit_of(desk.play, "r-zhang")
    assert desk.post(f"/services/of/{code}", movement=fresh()).headers["Location"] == "/services/ask/0"
    for number, answer in enumerate(answers):
        assert desk.page(f"/services/ask/{number}")
        assert desk.post(f"/services/ask/{number}", **answer).status_code == 303, answer
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", desk.page("/services/check"))
    labels = {label for label, _ in rows}
    assert "When" not in labels or not labels & {"Which day?", "At what time?"}, f"said twice: {rows}"
    made = request_of(desk, desk.post("/services/check"))
    assert request_of(desk, desk.post("/services/check")).id == made.id, "a double tap"
    assert made.number in desk.page(f"/services/mine/{made.id}")
    desk.play.journeys.visits.end()
    return made


def deed(desk: Desk, one: Request, what: str, **fields: str) -> Request:
    """Return a request after one deed of the desk."""
    answer = desk.post(f"/desk/services/{one.id}/{what}", **fields)
    assert answer.status_code == 303, answer.text
    return desk.play.journeys.services.need(one.id)


def strokes() -> str:
    return str([[list(point) for point in stroke] for stroke in SIGNATURE])


def test_a_service_that_only_a_file_knows_goes_from_the_lobby_to_its_delivery(desk: Desk) -> None:
    assert "Walk the dog" in desk.page("/services/group/errands")
    assert "CN¥15.50 each" in desk.page("/services/of/dog") and "Please tap" in desk.page("/services/of/dog")
    day = (desk.play.journeys.services.now() + timedelta(days=2)).date().isoformat()
    wrong = Desk(desk.play)
    visit_of(desk.play, "r-zhang")
    desk.post("/services/of/dog", movement=fresh())
    assert wrong.post("/services/ask/0", typed="0").status_code == 409
    one = asked_at_lobby(desk, "dog", {"typed": "3"}, {"value": day}, {"strokes": strokes()})
    assert (one.terms.cents, one.terms.beforehand_cents, one.stage) == (4650, 2325, Stage.REGISTERED)
    assert "service.new" in codes(desk)
    desk.enter()
    page = desk.page(f"/desk/services?open={one.id}")
    assert one.number in page and "<polyline" in page, "what was written by hand is shown to the desk"
    assert deed(desk, one, "accept").stage is Stage.ACCEPTED
    assert desk.post(f"/desk/services/{one.id}/begin").status_code == 409, "half of it is paid beforehand"
    act = fresh()
    for _ in range(2):
        deed(desk, one, "pay", movement=act, amount="23.25", way="cash")
    assert desk.play.journeys.services.paid(one) == 2325, "a double tap takes no money twice"
    assert deed(desk, one, "begin").stage is Stage.UNDER_WAY
    slip = claim_slip.write(
        desk.play.kiosk._storage.keys.slips, desk.play.journeys.settings.site.id, one.slip, claim_slip.SERVICE
    )
    given = {"movement": fresh(), "slip": slip, "strokes": strokes()}
    short = desk.post(f"/desk/services/{one.id}/deliver", **given)
    assert short.status_code == 409 and "Not enough was paid" in short.text
    assert "money.asked" in codes(desk), "the customer is asked before anything more"


def test_what_was_paid_pays_for_it_and_its_slip_is_used_once(desk: Desk) -> None:
    day = (desk.play.journeys.services.now() + timedelta(days=2)).date().isoformat()
    one = asked_at_lobby(desk, "dog", {"typed": "2"}, {"value": day}, {"told": "desk"})
    assert one.untold == ("what",)
    desk.enter()
    deed(desk, one, "accept")
    deed(desk, one, "pay", movement=fresh(), amount="31", way="cash")
    assert desk.post(f"/desk/services/{one.id}/begin").status_code == 409, "something is yet to be told"
    amended = {"f-walks": "2", "f-day": day, "f-what": "afraid of cats", "reason": "asked"}
    deed(desk, one, "amend", **amended)
    assert "afraid of cats" in desk.page(f"/desk/services?open={one.id}")
    deed(desk, one, "begin")
    assert desk.post(f"/desk/services/{one.id}/deliver", movement=fresh()).status_code == 409
    desk.play.bench.show_text(
        claim_slip.write(
            desk.play.kiosk._storage.keys.slips, desk.play.journeys.settings.site.id, one.slip, 3
        ),
        "qr",
    )
    until(lambda: desk.play.journeys.service_desk.slip_seen(one), 10)
    desk.play.bench.clear()
    assert "The slip was shown" in desk.page(f"/desk/services/{one.id}/deliver")
    assert one.number in Desk(desk.play).page(f"/services/slip/{one.id}")
    done = deed(desk, one, "deliver", movement=fresh(), seen="yes", strokes=strokes())
    assert done.stage is Stage.DONE and done.proved_by == "slip" and done.signature.startswith("signature:")
    assert desk.play.journeys.services.paid(one) == 0, "it was used"
    answer = desk.post(f"/desk/services/{one.id}/deliver", movement=fresh(), seen="yes")
    assert desk.play.journeys.services.need(one.id) == done and answer.status_code in (303, 409)


def test_the_lobby_shows_what_calling_off_costs_before_it_is_done(desk: Desk) -> None:
    day = (desk.play.journeys.services.now() + timedelta(days=1)).date().isoformat()
    one = asked_at_lobby(
        desk, "car-hire", {"value": "saloon"}, {"value": day}, {"typed": "0001"}, {"told": "desk"}
    )
    assert one.terms.free_until is not None and one.terms.beforehand_cents == 6_000
    desk.enter()
    deed(desk, one, "pay", movement=fresh(), amount="60", way="cash")
    visit_of(desk.play, "r-zhang")
    page = desk.page(f"/services/mine/{one.id}/off")
    assert "CN¥60.00 of what you paid is kept" in page and "CN¥0.00 is given back" in page
    assert desk.post(f"/services/mine/{one.id}/off").status_code == 303
    assert desk.post(f"/services/mine/{one.id}/off").status_code == 303, "a double tap"
    ended = desk.play.journeys.services.need(one.id)
    assert ended.stage is Stage.CANCELLED and ended.kept_cents == 6_000
    assert desk.play.journeys.services.paid(one) == 0, "what is kept is the house's"


def test_free_cancellation_gives_everything_back_at_the_desk(desk: Desk) -> None:
    day = (desk.play.journeys.services.now() + timedelta(days=3)).date().isoformat()
    one = asked_at_lobby(
        desk, "car-hire", {"value": "van"}, {"value": day}, {"typed": "0730"}, {"told": "desk"}
    )
    desk.enter()
    deed(desk, one, "pay", movement=fresh(), amount="90", way="cash")
    act = fresh()
    for _ in range(2):
        deed(desk, one, "off", movement=act, way="cash", reason="rain")
    ended = desk.play.journeys.services.need(one.id)
    assert ended.kept_cents == 0 and desk.play.journeys.services.paid(one) == 0


def test_the_desk_writes_one_down_for_a_caller_and_names_a_price(desk: Desk) -> None:
    desk.enter()
    unit = desk.play.journeys.ledger.house.people["r-zhang"].unit or ""
    assert "Interpreting" in desk.page("/desk/services/new"), "also what the lobby does not offer"
    form = {
        "movement": fresh(),
        "home": unit,
        "channel": "phone",
        "f-what": "letter to Li",
        "f-phone": "13800001111",
    }
    nobody = desk.post("/desk/services/new/express", **{**form, "home": "9-9-9999"})
    assert nobody.status_code == 409 and "letter to Li" in nobody.text, "what was typed stays"
    one = request_of(desk, desk.post("/desk/services/new/express", **form))
    assert one.channel == "phone" and one.details and "Li" not in str(one.answers)
    assert one.quote_wanted
    deed(desk, one, "accept")
    assert "service.quote" in codes(desk)
    deed(desk, one, "quote", amount="22.5")
    assert "service.agree" in codes(desk)
    until(lambda: told(desk, "22.50"), 15)
    visit_of(desk.play, one.person)
    assert "CN¥22.50" in desk.page(f"/services/mine/{one.id}")
    assert desk.post(f"/services/mine/{one.id}/agree", cents="2000").status_code == 409, "not that price"
    desk.post(f"/services/mine/{one.id}/agree", cents="2250")
    assert desk.play.journeys.services.need(one.id).agreed
    desk.enter()
    deed(desk, one, "refuse", reason="closed today")
    assert "closed today" in desk.page(f"/desk/services?open={one.id}")


def test_two_calls_unanswered_and_somebody_goes_up(desk: Desk) -> None:
    desk.enter()
    now = desk.play.journeys.services.now() + timedelta(minutes=5)
    unit = desk.play.journeys.ledger.house.people["r-zhang"].unit or ""
    form = {
        "movement": fresh(), "home": unit, "channel": "phone", "f-day": now.date().isoformat(),
        "f-hour": f"{now:%H:%M}", "f-mornings": "1", "f-phone": "13800001111",
    }  # fmt: skip
    one = request_of(desk, desk.post("/desk/services/new/wake-up", **form))
    day = one.calls[0].due.astimezone(now.tzinfo).date().isoformat()
    assert "13800001111" in desk.page(f"/desk/wakeups?day={day}") and "service.call" in codes(desk)
    for attempt in ("0", "0", "1"):
        desk.post(
            f"/desk/wakeups/{one.id}/called", due=one.calls[0].due.isoformat(), attempt=attempt, answered="no"
        )
    assert desk.play.journeys.services.need(one.id).calls[0].unanswered == 2, (
        "one of the taps was a double tap"
    )
    assert "service.go_up" in codes(desk)
    assert "Needs help" in desk.page(f"/desk/wakeups?day={day}")
    desk.post(f"/desk/wakeups/{one.id}/went-up", due=one.calls[0].due.isoformat(), result="away")
    ended = desk.play.journeys.services.need(one.id)
    assert ended.stage is Stage.DONE and ended.calls[0].result == "away"


def test_without_its_slip_a_document_and_a_signature_are_wanted(desk: Desk) -> None:
    day = (desk.play.journeys.services.now() + timedelta(days=1)).date().isoformat()
    one = asked_at_lobby(desk, "escort", {"value": day}, {"typed": "1000"})
    desk.enter()
    assert desk.post(f"/desk/services/{one.id}/accept").status_code == 409, "who goes along?"
    deed(desk, one, "accept", escorts="a-lin")
    deed(desk, one, "begin")
    assert (
        desk.post(f"/desk/services/{one.id}/deliver", movement=fresh(), document="id_card").status_code == 409
    )
    done = deed(desk, one, "deliver", movement=fresh(), document="id_card", strokes=strokes())
    assert done.proved_by == "document"


def test_a_rent_is_money_and_nobody_s_business(desk: Desk) -> None:
    one = asked_at_lobby(desk, "letting", {"value": "let"}, {"typed": "4500"}, {"skip": "yes"})
    assert one.answers == {"way": "let"} and one.untold == ()
    assert desk.play.journeys.services.told(one).words["rent"] == "450000"
    desk.enter()
    assert "CN¥4,500.00" in desk.page(f"/desk/services?open={one.id}")
    deed(desk, one, "amend", **{"f-way": "wanted", "f-rent": "4500.00", "reason": "asked"})
    assert (
        desk.play.journeys.services.told(desk.play.journeys.services.need(one.id)).words["rent"] == "450000"
    )


def test_the_register_has_them_all_and_nobody_else_s_is_shown(desk: Desk) -> None:
    journeys = desk.play.journeys
    found = journeys.registers.page(Asked("services", words="20"), Language.ENGLISH)
    assert len(found.entries) >= 5
    texts = [field.text for entry in found.entries for field in entry.fields]
    assert "Car hire" in texts and "called off" in texts
    assert journeys.register.matters(Request, words="租车")
    mine = next(iter(journeys.ledger.house.requests.values()))
    visit_of(desk.play, "r-li" if "r-li" in journeys.ledger.house.people else "r-chen")
    assert desk.client.get(f"/services/mine/{mine.id}").status_code == 409


def test_hostile_forms_change_nothing(desk: Desk) -> None:
    visit_of(desk.play, "r-zhang")
    before = len(desk.play.journeys.ledger.house.requests)
    for path in ("/services/ask/0", "/services/check"):
        desk.play.journeys.services._draft = None
        assert desk.post(path, value="x").status_code == 409
    assert desk.post("/services/of/interpreting", movement=fresh()).status_code == 409, "the desk's alone"
    desk.post("/services/of/dog", movement=fresh())
    for answer in ({"typed": "9" * 400}, {"typed": "²"}, {"value": "<script>"}, {"told": "desk"}, {}):
        assert desk.post("/services/ask/0", **answer).status_code == 409, answer
    unanswered = desk.post("/services/check")
    assert unanswered.status_code == 409 and "How many walks?" in unanswered.text, "the question comes back"
    assert "How many walks?" in desk.client.get("/services/check").text
    desk.play.journeys.visits.end()
    assert desk.post("/services/check").status_code == 409
    desk.enter(CHEN, "864200")
    assert desk.post("/desk/wakeups/x/called", due="yesterday").status_code == 409
    assert desk.post("/desk/services/x/quote", amount="1e9").status_code == 409
    assert len(desk.play.journeys.ledger.house.requests) == before
