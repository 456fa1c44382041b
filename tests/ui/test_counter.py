"""Across the desk, through the pages: a lost slip, a parcel off its shelf, the camera that reads for the desk."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.domain.items import ParcelStage
from kiosk.domain.refusal import Refused
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_identifying import NUMBER, Cards
from tests.flows.test_storeroom import stored
from tests.lobby import LIN, LIN_PIN, SIGNATURE, Play, Site
from tests.ui.test_cards import field, post, said, words
from tests.wire.waiting import until
from ui.app import create_app

RULES = """
[identity]
keep_number_days = 2
[storeroom]
shelves = ["A1"]
[[policy]]
journey = "collect"
category = "valuable"
ways = ["slip + qr-card"]
[[policy]]
journey = "hand-out"
category = "registered"
ways = ["slip + signature"]
"""
ZHOU = {"second": "s-chen", "pin": "864200"}
SIGNED = json.dumps([[list(point) for point in stroke] for stroke in SIGNATURE])


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    def amend(text: str) -> str:
        head, _, rest = text.partition("[storeroom]")
        return (head + rest.partition("\n\n")[2] if rest else head) + RULES

    site = Site(tmp_path_factory.mktemp("counter") / "s", opens_within_s="1.0", amend=amend)
    played = Play(site)
    played.journeys.identifying.reads_with(Cards(), lambda: True)
    yield played
    played.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> FlaskClient:
    client = create_app(play.journeys).test_client()
    client.set_cookie("language", "en")
    play.journeys.visits.end()
    play.tap(LIN)
    assert post(client, "/desk/enter", pin=LIN_PIN).status_code == 303
    play.journeys.visits.end()
    return client


def values(answer: TestResponse) -> list[str]:
    return [
        html.unescape(one)
        for one in re.findall(r'name="number" value="([^"]*)"', answer.get_data(as_text=True))
    ]


def test_nobody_without_a_session_comes_there(play: Play) -> None:
    client = create_app(play.journeys).test_client()
    for path in ("/desk/counter/reprint/p-1", "/desk/cards/glance.jpg"):
        assert client.get(path).status_code == 409
    for path in (
        "/desk/counter/reprint/p-1",
        "/desk/counter/hand-out/p-1",
        "/desk/asked/read",
        "/desk/cards/turn",
    ):
        assert post(client, path).status_code == 409


def test_a_lost_slip_asks_for_a_document_a_name_and_a_colleague(play: Play, desk: FlaskClient) -> None:
    parcel = waiting_parcel(play)
    first = play.journeys.ledger.house.parcels[parcel].slip
    assert f"/desk/counter/reprint/{parcel}" in desk.get(f"/desk/items/{parcel}").get_data(as_text=True)
    until(lambda: not play.journeys.counter_parcels.came_not(parcel) and play.bench.printed(), 15)
    by_hand = post(desk, f"/desk/items/{parcel}/slip")
    assert by_hand.status_code == 409 and words("refused.slip.proof.title") in said(by_hand)
    path = f"/desk/counter/reprint/{parcel}"
    page = desk.get(path)
    assert words("counter.title.reprint") in said(page) and words("proving.means.second-person") in said(page)
    act = field(page, "movement")
    form = {"movement": act, "kind": "id_card", "number": NUMBER, "strokes": SIGNED}
    lacking = post(desk, path, **form)
    assert lacking.status_code == 409 and words("refused.proof.lacking.title") in said(lacking)
    assert values(lacking) == [NUMBER]  # nothing is typed twice
    wrong = post(desk, path, **form, second="s-chen", pin="000000")
    assert wrong.status_code == 409 and words("refused.pin.wrong.title") in said(wrong)
    assert play.journeys.ledger.house.parcels[parcel].slip == first
    assert post(desk, path, **form, **ZHOU).status_code == 303
    slip = play.journeys.ledger.house.parcels[parcel].slip
    assert slip != first
    assert post(desk, path, **form, **ZHOU).status_code == 303  # a double tap
    assert play.journeys.ledger.house.parcels[parcel].slip == slip
    assert desk.get("/desk/counter/reprint/p-none").status_code == 409
    assert desk.get(f"/desk/counter/hand-out/{parcel}").status_code == 409  # it lies behind a door


def test_a_shelf_gives_out_only_what_was_signed_for(play: Play, desk: FlaskClient) -> None:
    parcel = stored(play)
    play.journeys.waiting.categorise(parcel, "registered", play.journeys.ledger.house.people["a-lin"])
    play.journeys.storeroom.saw_right(parcel, "slip")
    page = desk.get("/desk/storeroom")
    assert f"/desk/counter/hand-out/{parcel}" in page.get_data(as_text=True)
    more = post(desk, f"/desk/storeroom/parcels/{parcel}/hand-out", movement="ab" * 16)
    assert more.headers["Location"].endswith(f"/desk/counter/hand-out/{parcel}")  # not a dead end
    path = f"/desk/counter/hand-out/{parcel}"
    asked = desk.get(path)
    assert words("attendant.storeroom.shown.slip") in said(asked)
    assert post(desk, path, movement="cd" * 16, strokes="").status_code == 409
    assert post(desk, path, movement="cd" * 16, strokes="not strokes").status_code in (400, 409)
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.WAITING
    assert post(desk, path, movement="cd" * 16, strokes=SIGNED).headers["Location"] == "/desk/storeroom"
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED


def test_the_desk_has_a_card_read_for_whoever_waits(play: Play, desk: FlaskClient) -> None:
    parcel = waiting_parcel(play, "SF7")
    play.journeys.waiting.categorise(parcel, "valuable", play.journeys.ledger.house.people["a-lin"])
    with pytest.raises(Refused, match=r"proof\.more"):
        play.journeys.collect.by_slip(slip_text(play, parcel))
    asked = play.journeys.proofs.asked()
    assert asked is not None
    play.journeys.proofs.call_desk(asked.token)
    page = desk.get("/desk/asked")
    assert words("cards.read") in said(page) and values(page) == [""]
    assert desk.get("/desk/cards/glance.jpg").status_code == 404  # nobody holds a card
    assert post(desk, "/desk/asked/read", token=asked.token).status_code == 303
    until(lambda: (one := play.journeys.identifying.current("a-lin")) is not None and bool(one.document), 10)
    page = desk.get("/desk/asked")
    assert values(page) == [NUMBER] and "<details open" in page.get_data(as_text=True)
    assert words("document.says.sure") in said(page) and words("document.field.number") in said(page)
    other = create_app(play.journeys).test_client()
    assert NUMBER not in said(other.get("/collect/id"))  # the lobby learns nothing of it
    form = {"token": asked.token, "movement": field(page, "movement"), "reason": "document_seen"}
    done = post(desk, "/desk/asked/answer", **form, kind="id_card", number=NUMBER, **ZHOU)
    assert done.status_code == 303
    assert play.journeys.ledger.house.moving(parcel) is not None
    assert play.journeys.identifying.current("a-lin") is None
    assert [one.how for one in play.journeys.documents.of("r-zhang") if one.purpose == "pick-up"] == ["read"]


def test_a_contractors_card_fills_in_the_form_and_tells_what_is_sure(play: Play, desk: FlaskClient) -> None:
    assert 'data-topics="identifying"' not in desk.get("/desk/contractors/new").get_data(as_text=True)
    assert post(desk, "/desk/contractors/read").headers["Location"] == "/desk/contractors/new"
    until(lambda: values(desk.get("/desk/contractors/new")) == [NUMBER], 10)
    told = said(desk.get("/desk/contractors/new"))
    assert words("document.field.name") in told and words("document.says.sure") in told
    form = {"kind": "id_card", "number": NUMBER, "name": "Zhang Wei", "movement": "ef" * 16}
    checked = post(desk, "/desk/contractors/new", **form)
    assert words("contractors.rules_title") in said(checked)
    assert words("document.says.sure") not in said(checked)
