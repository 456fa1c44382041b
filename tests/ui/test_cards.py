"""Residents' cards, ID cards and the desk's word, through the pages: who may see what, and that no number leaks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from kiosk.domain.items import ParcelStage
from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language, text
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_identifying import NUMBER, Cards
from tests.lobby import LIN, LIN_PIN, Play, Site
from tests.wire.waiting import until
from ui.app import create_app
from ui.desk.sealing import seal

OURS = {"Sec-Fetch-Site": "same-origin"}
RULES = """
[identity]
keep_picture_days = 1
[[policy]]
journey = "collect"
category = "valuable"
ways = ["qr-card + signature", "id"]
"""


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    root = tmp_path_factory.mktemp("cards") / "s"
    site = Site(root, opens_within_s="1.0", amend=lambda settings: settings + RULES)
    played = Play(site)
    played.journeys.identifying.reads_with(Cards(), lambda: True)
    yield played
    played.close()
    site.close()


@pytest.fixture
def client(play: Play) -> FlaskClient:
    found = create_app(play.journeys).test_client()
    found.set_cookie("language", "en")
    return found


@pytest.fixture
def desk(play: Play, client: FlaskClient) -> FlaskClient:
    play.journeys.visits.end()
    play.tap(LIN)
    assert client.post("/desk/enter", data={"pin": LIN_PIN}, headers=OURS).status_code == 303
    play.journeys.visits.end()
    return client


def said(answer: TestResponse) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    return client.post(path, data=form, headers=OURS)


def field(answer: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', answer.get_data(as_text=True))
    assert found, name
    return found[1]


def words(key: str, **facts: object) -> str:
    return text(key, Language.ENGLISH, **facts)


def page_of(client: FlaskClient, person: str = "r-zhang") -> TestResponse:
    return client.get(f"/desk/cards?who={seal(person)}")


def test_nobody_without_a_session_sees_any_of_it(client: FlaskClient) -> None:
    for path in ("/desk/cards", "/desk/asked", "/desk/cards/x.pdf"):
        assert client.get(path).status_code == 409
    for path in ("/desk/cards/issue", "/desk/cards/revoke", "/desk/cards/file", "/desk/asked/answer"):
        assert post(client, path, who=seal("r-zhang")).status_code == 409
    assert client.post("/collect/id/begin").status_code == 409  # not from another page's form


def test_a_card_is_issued_replaced_and_lost_at_the_desk(play: Play, desk: FlaskClient) -> None:
    page = page_of(desk)
    assert words("cards.no_card") in said(page)
    who, act = field(page, "who"), field(page, "movement")
    assert post(desk, "/desk/cards/issue", who=who, movement=act, paper="yes").status_code == 303
    assert (
        post(desk, "/desk/cards/issue", who=who, movement=act, paper="yes").status_code == 303
    )  # a double tap
    first = play.journeys.cards.of("r-zhang")
    assert first is not None
    until(lambda: len(play.bench.printed()) >= 1, 15)
    page = page_of(desk)
    assert words("cards.replace") in said(page)
    post(desk, "/desk/cards/print", who=who, movement=field(page, "movement"), card=first.id)
    assert play.journeys.cards.of("r-zhang") == first
    post(desk, "/desk/cards/issue", who=who, movement="ab" * 16, paper="no")
    second = play.journeys.cards.of("r-zhang")
    assert second is not None and second.id != first.id
    assert said(page_of(desk)).count(words("cards.life.card_issued")) == 2
    refused = post(desk, "/desk/cards/revoke", who=who, card=second.id, reason="", other="")
    assert refused.status_code == 409 and words("refused.reason.missing.title") in said(refused)
    post(desk, "/desk/cards/revoke", who=who, card=second.id, reason="lost", other="")
    assert play.journeys.cards.of("r-zhang") is None
    assert words("cards.why.lost") in said(page_of(desk))
    assert desk.get(f"/desk/cards/{second.id}.pdf").status_code == 409
    assert post(desk, "/desk/cards/issue", who="r-zhang", movement="cd" * 16).status_code == 409  # not sealed


def test_the_sheet_is_a_card_of_the_right_size_whose_code_opens(play: Play, desk: FlaskClient) -> None:
    play.journeys.cards.issue(
        "ef" * 16, "r-zhang", play.journeys.ledger.house.people["a-lin"], on_paper=False
    )
    made = desk.get(f"/desk/cards/{'ef' * 16}.pdf")
    assert made.mimetype == "application/pdf" and made.headers["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(made.get_data())
    assert len(document) == 1
    picture: Image.Image = document[0].render(scale=4).to_pil()
    document.close()
    (code,) = zxingcpp.read_barcodes(picture)
    assert play.journeys.cards.whose(code.text).person == "r-zhang"
    corners = [code.position.top_left, code.position.top_right]
    wide_mm = abs(corners[1].x - corners[0].x) / 4 / 72 * 25.4
    assert 20 < wide_mm < 30, wide_mm
    assert "张伟".encode() not in made.get_data()


def test_an_id_card_on_file_opens_and_its_number_is_nowhere(play: Play, desk: FlaskClient) -> None:
    answers = []
    page = page_of(desk)
    who = field(page, "who")
    bad = post(desk, "/desk/cards/file", who=who, kind="id_card", number="110105194912310021")
    assert bad.status_code == 409 and words("refused.id.check.title") in said(bad)
    done = post(desk, "/desk/cards/file", who=who, kind="id_card", number=NUMBER)
    answers += [done, page_of(desk), desk.get("/desk/events"), desk.get("/desk/log")]
    assert words("cards.how.typed") in said(page_of(desk))
    parcel = waiting_parcel(play)
    lobby = create_app(play.journeys).test_client()
    lobby.set_cookie("language", "en")
    collect = lobby.get("/collect")
    assert words("proving.id_way") in said(collect)
    answers += [post(lobby, "/collect/id/begin")]
    until(lambda: (now := play.journeys.identifying.current()) is not None and now.step.value == "read", 10)
    masked = lobby.get("/collect/id")
    assert NUMBER[-4:] in said(masked) and "金**" in said(masked)
    whole = lobby.get("/collect/id?whole=1")
    assert NUMBER in said(whole)  # to its person alone, who asks for it
    answers += [collect, masked]
    opened = post(lobby, "/collect/id/confirm", reading=field(masked, "reading"))
    answers += [opened]
    assert opened.headers["Location"].startswith("/movements/")
    movement = play.journeys.ledger.house.moving(parcel)
    assert movement is not None
    take(play, movement)
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    kept = page_of(desk)
    answers += [kept]
    for answer in answers:
        assert NUMBER not in answer.get_data(as_text=True)
        assert NUMBER not in str(answer.headers)
    record = next(iter(play.journeys.ledger.house.kept_documents))
    looked = post(desk, f"/desk/cards/documents/{record}/look", who=who)
    assert NUMBER in said(looked)
    assert words("cards.life.document_seen") in said(page_of(desk))
    picture = post(desk, f"/desk/cards/documents/{record}/picture.jpg", who=who)
    assert picture.mimetype == "image/jpeg" and picture.headers["Cache-Control"] == "no-store"
    assert desk.get(f"/desk/cards/documents/{record}/picture.jpg").status_code == 405
    post(desk, f"/desk/cards/documents/{record}/delete", who=who)
    assert play.journeys.documents.of("r-zhang") == []
    post(desk, "/desk/cards/unfile", who=who)
    assert play.journeys.documents.filed("r-zhang") is None


def test_one_thing_more_and_then_the_desk(play: Play, desk: FlaskClient) -> None:
    parcel = waiting_parcel(play, "SF9")
    play.journeys.waiting.categorise(parcel, "valuable", play.journeys.ledger.house.people["a-lin"])
    lobby = create_app(play.journeys).test_client()
    lobby.set_cookie("language", "en")
    try:
        play.journeys.collect.by_slip(slip_text(play, parcel))
    except Refused as refused:
        assert refused.code == "proof.more"
    page = lobby.get("/collect/more")
    assert words("proving.more_title") in said(page)
    called = post(lobby, "/collect/more/desk", token=field(page, "token"))
    assert called.headers["Location"] == "/collect/more/desk"
    assert words("proving.called_title") in said(lobby.get("/collect/more/desk"))
    asked = desk.get("/desk/asked")
    assert "张伟" in said(asked) and "1-1-0802" in said(asked)
    assert "attendant.task" not in said(desk.get("/desk/map"))
    token, act = field(asked, "token"), field(asked, "movement")
    form = {"token": token, "movement": act, "reason": "document_seen", "kind": "id_card", "number": ""}
    without = post(desk, "/desk/asked/answer", **form)
    assert without.status_code == 409 and words("refused.handing.right.title") in said(without)
    done = post(desk, "/desk/asked/answer", **form, second="s-chen", pin="864200")
    assert done.status_code == 303
    movement = play.journeys.ledger.house.moving(parcel)
    assert movement is not None
    take(play, movement)
    assert words("asked.none") in said(desk.get("/desk/asked"))
    assert post(lobby, "/collect/more/desk", token=token).status_code == 409
