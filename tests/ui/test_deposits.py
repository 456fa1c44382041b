"""Items left at the desk and handed on, over the pages: by the lobby's screen, by the forms, with what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from kiosk import claim_slip
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.transfers.transfer import Stage as Handed
from kiosk.domain.transfers.transfer import Transfer
from kiosk.flows.items.deposit_pictures import ALWAYS, PictureRule
from tests.flows.test_consents import visit_of
from tests.flows.test_deposits import OTHER_HAND, fresh, with_shelves
from tests.lobby import CHEN, SIGNATURE, Play, Site
from tests.ui.test_desk import OURS, Desk

NAME, OTHER = json.dumps(SIGNATURE), json.dumps(OTHER_HAND)
HOME = "1-1-0802"


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("deposits"), opens_within_s="1.0", amend=with_shelves)
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def desk(lobby: Play) -> Desk:
    found = Desk(lobby)
    found.enter()
    return found


def newest(desk: Desk) -> Deposit:
    return list(desk.play.journeys.ledger.house.deposits.values())[-1]


def handed_on(desk: Desk) -> Transfer:
    return list(desk.play.journeys.ledger.house.transfers.values())[-1]


def described(desk: Desk, **fields: str) -> str:
    """Return the id of what was written down on the form."""
    act = fresh()
    said = {"home": HOME, "goods": "none", "kind": "bag", "condition": "good", "size": "M", "pieces": "1"}
    answer = desk.post("/desk/deposits/new", **{**said, "movement": act, **fields})
    assert answer.status_code == 303 and answer.location.endswith(f"/desk/deposits/{act}/sign"), answer.text
    return act


def taken_in(desk: Desk, **fields: str) -> str:
    name = described(desk, **fields)
    page = desk.page(f"/desk/deposits/{name}/sign")
    assert "Shelf A" in page
    signed = desk.post(
        f"/desk/deposits/{name}/sign", movement=fresh(), strokes=NAME, own=NAME, where="shelf:A"
    )
    assert signed.status_code == 303, signed.text
    return name


def stub(desk: Desk, name: str) -> str:
    keys = desk.play.kiosk._storage.keys
    slip = desk.play.journeys.deposits.need(name).slip
    return claim_slip.write(keys.slips, desk.play.site.settings.site.id, slip, claim_slip.DEPOSIT)


def test_it_is_described_signed_found_and_claimed(desk: Desk) -> None:
    name = taken_in(desk, words="<b>blue & old</b>", pieces="2", value="120.5")
    one = desk.play.journeys.deposits.need(name)
    assert (one.count, one.cents, one.stage) == (2, 12_050, Stage.TAKEN_IN)
    page = desk.page(f"/desk/deposits?open={name}")
    assert one.number in page and "&lt;b&gt;blue &amp; old&lt;/b&gt;" in page and "<b>blue" not in page
    found = desk.post("/desk/deposits/find", words=one.number)
    assert one.number in desk.page(found.location)
    nothing = desk.post("/desk/deposits/find", words="D000000")
    assert "Nothing fits" in desk.page(nothing.location)
    opened = desk.post("/desk/deposits/find", words=stub(desk, name))  # a scanner that types
    assert opened.location.endswith(f"/desk/deposits/{name}/claim")
    claim = desk.page(opened.location)
    assert "The stub was shown" in claim and claim.count("<polyline") == 1
    act = fresh()
    fields = {"movement": act, "strokes": NAME, "count": "1", "where": "shelf:B"}
    assert desk.post(f"/desk/deposits/{name}/claim", **fields).status_code == 303
    assert desk.post(f"/desk/deposits/{name}/claim", **fields).status_code == 303  # a double tap
    rest = desk.play.journeys.deposits.need(name)
    assert rest.count == 1 and len(rest.claims) == 1
    page = desk.page(f"/desk/deposits?open={name}")
    assert "Shelf B" in page and "1 stayed" in page and page.count("<polyline") == 2


def test_refused_goods_come_back_with_the_reason(desk: Desk) -> None:
    said = {"home": HOME, "goods": "cash", "kind": "box", "condition": "good", "size": "S", "pieces": "1"}
    answer = desk.post("/desk/deposits/new", movement=fresh(), **said)
    assert answer.status_code == 409 and "No cash is kept" in answer.text
    assert newest(desk).stage is Stage.REFUSED
    unasked = desk.post("/desk/deposits/new", movement=fresh(), **{**said, "goods": ""})
    assert unasked.status_code == 409 and "Please ask what is in it" in unasked.text
    unknown = desk.post(
        "/desk/deposits/new", movement=fresh(), **{**said, "home": "9-9-9999", "goods": "none"}
    )
    assert unknown.status_code == 409
    late = desk.post("/desk/deposits/new", movement=fresh(), **{**said, "goods": "none", "due": "2020-01-01"})
    assert late.status_code == 409 and "That day is over" in late.text
    odd = desk.post("/desk/deposits/new", movement=fresh(), **{**said, "goods": "none", "pieces": "٣"})
    assert odd.status_code == 409 and "1 to 99 pieces" in odd.text


def test_a_lost_stub_wants_a_document_and_a_colleague(desk: Desk) -> None:
    name = taken_in(desk)
    page = desk.page(f"/desk/deposits/{name}/claim")
    assert "No stub was shown" in page and 'name="pin"' in page
    fields = {"strokes": NAME, "count": "1", "document": "id_card"}
    alone = desk.post(f"/desk/deposits/{name}/claim", movement=fresh(), **fields)
    assert alone.status_code == 409 and "A second person, please" in alone.text
    both = desk.post(
        f"/desk/deposits/{name}/claim", movement=fresh(), second="s-chen", pin="864200", **fields
    )
    assert both.status_code == 303
    assert desk.play.journeys.deposits.need(name).claims[0].second == "s-chen"
    old = desk.client.get(f"/desk/deposits/{name}/claim")
    assert old.status_code == 409 and "Claimed already" in old.text


def test_another_hand_is_judged_side_by_side_and_then_handed_out(desk: Desk) -> None:
    name = taken_in(desk)
    desk.play.journeys.presented.code(stub(desk, name))
    fields = {"strokes": OTHER, "count": "1"}
    answer = desk.post(f"/desk/deposits/{name}/claim", movement=fresh(), **fields)
    assert answer.status_code == 303 and "/desk/signatures/" in answer.location
    page = desk.page(answer.location)
    assert page.count("<svg data-replay") == 2  # both, side by side
    assert f'href="/desk/deposits/{name}/claim"' in page and desk.page(f"/desk/deposits/{name}/claim")  # back
    word = {"strokes": NAME, "reason": "document_seen", "word": "same"}
    judged = desk.post(answer.location, **word)
    assert judged.status_code == 303 and judged.location.endswith(f"/desk/deposits?open={name}")
    again = desk.post(answer.location, **word)
    assert again.location == judged.location
    assert desk.play.journeys.deposits.need(name).stage is Stage.CLAIMED


def test_the_count_ticks_each_and_alarms(desk: Desk) -> None:
    name = taken_in(desk)
    others = [one.id for one in desk.play.journeys.item_counts.to_tick() if one.id != name]
    open_ = desk.post("/desk/deposits/count", movement=fresh(), **{f"item-{name}": "gone"})
    assert not others or (open_.status_code == 409 and "Not all are ticked" in open_.text)
    ticked = {f"item-{one}": "here" for one in others} | {f"item-{name}": "gone"}
    assert desk.post("/desk/deposits/count", movement=fresh(), **ticked).status_code == 303
    number = desk.play.journeys.deposits.need(name).number
    assert f"{number} can't be found" in unescape(desk.page("/desk/map"))
    page = desk.page(f"/desk/deposits?open={name}")
    assert "/found" in page and "/settle" not in page
    assert desk.post(f"/desk/deposits/{name}/settle", why="paid").status_code == 409
    desk.enter(CHEN, "864200")
    assert "/settle" in desk.page(f"/desk/deposits?open={name}")
    assert desk.post(f"/desk/deposits/{name}/found", where="shelf:B").status_code == 303
    assert "Shelf B" in desk.page(f"/desk/deposits?open={name}")


def test_a_resident_starts_at_the_lobby_and_learns_nothing_of_others(desk: Desk) -> None:
    desk.play.journeys.visits.end()
    assert "tap your resident card" in desk.page("/deposits")
    visit_of(desk.play, "r-zhang")
    first = desk.client.get("/deposits/new")
    assert "Is any of this in it" in first.text
    refused = desk.post("/deposits/goods", movement=fresh(), goods="hazardous")
    assert refused.status_code == 409 and "Nothing dangerous" in unescape(refused.text)
    going_on = desk.post("/deposits/goods", movement=fresh(), goods="none")
    assert "What is it" in desk.page(going_on.location)
    act = fresh()
    asked = desk.post("/deposits/new", movement=act, what="suitcase", goods="none", count="2")
    assert asked.status_code == 303
    page = desk.page(asked.location)
    assert "bring it to the desk" in page and f"D{act[:6].upper()}" in page
    desk.play.journeys.visits.end()
    visit_of(desk.play, "r-li")
    assert desk.client.get(f"/deposits/{act}").status_code == 409
    assert desk.client.post(f"/deposits/{act}/call-off", data={}, headers=OURS).status_code == 409
    assert desk.play.journeys.deposits.need(act).stage is Stage.ASKED
    desk.play.journeys.visits.end()
    visit_of(desk.play, "r-zhang")
    assert desk.client.post(f"/deposits/{act}/call-off", data={}, headers=OURS).status_code == 303
    assert desk.play.journeys.deposits.need(act).stage is Stage.CALLED_OFF
    desk.play.journeys.visits.end()


def test_something_changes_hands(desk: Desk) -> None:
    said = {
        "home": HOME, "guest": "陈大伟", "guest_phone": "13988887777", "way": "to_resident", "kind": "box",
        "size": "M", "pieces": "1", "strokes": NAME, "where": "shelf:A",
    }  # fmt: skip
    refused = desk.post("/desk/transfers/new", movement=fresh(), goods="valuables", **said)
    assert refused.status_code == 409 and "No valuables are passed on" in refused.text
    assert 'name="supervisor"' in refused.text and handed_on(desk).stage is Handed.REFUSED
    alone = desk.post("/desk/transfers/new", movement=fresh(), goods="valuables", why="sealed", **said)
    assert alone.status_code == 409
    allowed = {"why": "sealed by both", "supervisor": "s-chen", "pin": "864200"}
    taken = desk.post("/desk/transfers/new", movement=fresh(), goods="valuables", **allowed, **said)
    assert taken.status_code == 303
    one = handed_on(desk)
    page = desk.page(f"/desk/transfers?open={one.id}")
    assert "13988887777" in page and "by decision of" in page and "sealed by both" in page
    wrong = desk.post(
        f"/desk/transfers/{one.id}/hand", movement=fresh(), document="id_card", number="123", strokes=NAME
    )
    assert wrong.status_code == 409 and re.search(r'name="number" value="123"', wrong.text)
    unsigned = desk.post(
        f"/desk/transfers/{one.id}/hand",
        movement=fresh(),
        document="passport",
        number="E12345678",
        strokes="[]",
    )
    assert unsigned.status_code == 409
    assert not desk.play.journeys.ledger.house.kept_documents
    act = {"movement": fresh(), "document": "passport", "number": "E12345678", "strokes": NAME}
    handed = desk.post(f"/desk/transfers/{one.id}/hand", **act)
    assert handed.status_code == 303, re.findall(r'class="lost".*?</p>', handed.text, re.S)
    assert handed_on(desk).stage is Handed.FETCHED
    gone = desk.client.get(f"/desk/transfers/{one.id}/hand")
    assert gone.status_code == 409 and "It is over" in gone.text


def test_the_registers_have_their_pages(desk: Desk) -> None:
    name = taken_in(desk)
    number = desk.play.journeys.deposits.need(name).number
    assert number in desk.page("/desk/registers/deposits")
    assert desk.client.get("/desk/registers/transfers").status_code == 200


def test_whoever_can_t_sign_has_a_colleague_stand_by(desk: Desk) -> None:
    name = described(desk)
    stood_by = {"witnessed": "yes", "witness": "s-chen", "witness_pin": "864200"}
    answer = desk.post(f"/desk/deposits/{name}/sign", movement=fresh(), own=NAME, where="shelf:A", **stood_by)
    assert answer.status_code == 303
    assert desk.play.journeys.deposits.need(name).signature.startswith("witness:s-chen")
    desk.play.journeys.claims.shown(stub(desk, name))
    claimed = desk.post(f"/desk/deposits/{name}/claim", movement=fresh(), count="1", **stood_by)
    assert claimed.status_code == 303
    assert desk.play.journeys.deposits.need(name).stage is Stage.CLAIMED


def test_nobody_else_s_pages(desk: Desk) -> None:
    name = taken_in(desk)
    desk.post("/desk/leave")
    for path in (
        "/desk/deposits",
        f"/desk/deposits/{name}/claim",
        "/desk/transfers/new",
        "/desk/deposits/count",
    ):
        assert desk.client.get(path).status_code == 409, path
    assert desk.post(f"/desk/deposits/{name}/claim", movement=fresh(), strokes=NAME).status_code == 409
    assert desk.play.journeys.deposits.need(name).stage is Stage.TAKEN_IN


def test_a_picture_is_taken_and_shown_again_at_the_claim(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = desk.play.journeys.deposits.pictures
    monkeypatch.setattr(pictures, "_rule", PictureRule(ALWAYS, timedelta(days=1)))
    name = described(desk)
    page = desk.page(f"/desk/deposits/{name}/sign")
    assert "Take a picture" in page and "picture.jpg" not in page
    act = fresh()
    for _ in range(2):
        answer = desk.post(f"/desk/deposits/{name}/picture", movement=act)
        assert answer.status_code == 303 and answer.location.endswith("/sign")
    page = desk.page(f"/desk/deposits/{name}/sign")
    assert "Take it again" in page and f"/desk/deposits/{name}/picture.jpg" in page
    image = desk.client.get(f"/desk/deposits/{name}/picture.jpg", headers=OURS)
    assert image.mimetype == "image/jpeg" and image.headers["Cache-Control"] == "no-store"
    desk.post(f"/desk/deposits/{name}/sign", movement=fresh(), strokes=NAME, own=NAME, where="shelf:A")
    assert "picture.jpg" in desk.page(f"/desk/deposits/{name}/claim")
    assert "picture.jpg" in desk.page(f"/desk/deposits?open={name}")
    assert desk.post(f"/desk/deposits/{name}/picture", movement=fresh()).status_code == 409


def test_a_guest_is_asked_what_they_read(desk: Desk) -> None:
    name = described(desk, guest="Ann", guest_phone="13812345678", language="en")
    assert desk.play.journeys.ledger.house.people[newest(desk).person].language == "en"
    assert name == newest(desk).id
    described(desk, guest="Ann", guest_phone="13812345678", language="tlh")
    assert desk.play.journeys.ledger.house.people[newest(desk).person].language == "zh_Hans"


def test_my_home_leads_to_what_i_have_at_the_desk_and_to_nobody_else_s(desk: Desk) -> None:
    name = taken_in(desk)
    owner = newest(desk).person
    visit_of(desk.play, owner)
    assert "/home/desk" in desk.page("/home")
    page = desk.page("/home/desk")
    for path in ("/services/", "/home/items", "/voice", "/home/repairs", "/home/outings"):
        assert path in page, path
    shown = desk.page("/home/items")
    assert newest(desk).number in shown and f"/deposits/{name}" in shown
    assert "It is kept for you" in desk.page(f"/deposits/{name}")
    visit_of(desk.play, "r-li")
    assert newest(desk).number not in desk.page("/home/items")
    assert desk.client.get(f"/deposits/{name}").status_code == 409
    desk.play.journeys.visits.end()
    assert desk.client.get("/home/desk").status_code == 409
