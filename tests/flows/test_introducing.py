"""Who is asked who they are shows what they have: a printed card, a document; what is theirs alone wants more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain.movements import Stage
from kiosk.flows.identity.visits import ID_CARD, QR_CARD
from tests.flows.test_cards import card_for, refusal, staff
from tests.flows.test_collect import waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_identifying import filed, read, with_cards
from tests.lobby import Play, Site
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until

ONLY_DOCUMENTS = '\n[[policy]]\njourney = "ask"\nways = ["card", "id"]\n'


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("who"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def play(lobby: Play) -> Play:
    lobby.journeys.visits.end()
    lobby.journeys.introducing._until_s = float("-inf")
    return lobby


def shown(play: Play, person: str = "r-zhang") -> str:
    """Return the text of a resident's printed card."""
    return play.journeys.cards.text_of(card_for(play, person).id)


def test_a_printed_card_says_who_is_there_only_while_that_is_asked(play: Play) -> None:
    text = shown(play)
    play.journeys.presented.code(text)
    assert play.journeys.visits.current is None  # nobody has asked: it is for doors, and none waits
    play.journeys.introducing.asks()
    play.journeys.presented.code(text)
    visit = play.journeys.visits.current
    assert visit is not None and (visit.person.id, visit.how) == ("r-zhang", QR_CARD)
    lines = play.journeys.register.events(words="person.identified", most=5)
    assert next(one.body["how"] for one in lines if one.kind == "person.identified/1") == QR_CARD


def test_what_is_theirs_alone_wants_more_than_a_picture_of_a_card(play: Play) -> None:
    desk = Desk(play)
    assert "Without the card" in desk.page("/deposits") or "data-card-to" in desk.page("/deposits")
    play.journeys.presented.code(shown(play))
    assert "Is any of this in it?" in desk.page("/deposits/new")
    assert "/home/outings" not in desk.page("/home")  # leads to what is at the desk
    for path in ("/home/outings", "/home/consents", "/home/looks", "/home/inspections", "/home/delegates"):
        assert desk.client.get(path).status_code == 409, path
    assert refusal(lambda: play.journeys.consents.tell(True)) == "home.card_first"
    visit_of(play, "r-zhang")  # the card itself
    assert "/home/consents" in desk.page("/home") and desk.client.get("/home/outings").status_code == 200


def test_a_revoked_card_and_somebody_who_has_left_begin_nothing(play: Play) -> None:
    card = card_for(play)
    text = play.journeys.cards.text_of(card.id)
    play.journeys.cards.revoke(card.id, staff(play), "lost")
    play.journeys.introducing.asks()
    play.journeys.presented.code(text)
    assert play.journeys.visits.current is None
    assert refusal(lambda: play.journeys.visits.named("a-lin", QR_CARD)) == "resident.unknown"


def test_what_waits_behind_a_door_is_collected_by_what_was_shown(play: Play) -> None:
    parcel = waiting_parcel(play)
    person = play.journeys.ledger.house.parcels[parcel].recipient
    text = shown(play, person)
    play.journeys.introducing.asks()
    play.journeys.presented.code(text)
    (begun,) = play.journeys.homes.collect_all()
    assert begun.stage in (Stage.INTENDED, Stage.CONFIRMED)
    events = play.journeys.register.events(words=begun.id, most=20)
    assert any("qr_card" in str(one.body) for one in events)


def test_a_document_names_who_has_it_on_file_and_nobody_else(play: Play) -> None:
    with_cards(play)
    desk = Desk(play)
    page = desk.page("/who?to=/services/pick")
    assert "/who/id/begin" in page
    unknown = read(play)
    assert refusal(lambda: play.journeys.introducing.by_reading(unknown.id)) == "id.unknown"
    filed(play)
    reading = read(play)
    answer = desk.post("/who/id/confirm", reading=reading.id, to="/services/pick")
    assert answer.status_code == 303 and answer.location.endswith("/services/pick")
    visit = play.journeys.visits.current
    assert visit is not None and visit.how == ID_CARD
    assert desk.client.get("/home/consents").status_code == 200
    again = desk.post("/who/id/confirm", reading=reading.id, to="https://elsewhere.example/")
    assert again.status_code == 409  # it was used
    until(lambda: play.journeys.identifying.current() is None, 2)


@pytest.mark.parametrize("to", ["//elsewhere.example", "/desk/map", "/services/../desk", "javascript:x", ""])
def test_it_leads_nowhere_but_to_pages_that_ask(play: Play, to: str) -> None:
    visit_of(play, "r-zhang")
    answer = Desk(play).client.get("/who", query_string={"to": to}, headers=OURS)
    assert answer.status_code in (302, 303) and answer.location.endswith("/home")


def test_a_site_may_want_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site(
        tmp_path_factory.mktemp("strict"), opens_within_s="1.0", amend=lambda text: text + ONLY_DOCUMENTS
    )
    play = Play(site)
    try:
        play.journeys.introducing.asks()
        play.journeys.presented.code(shown(play))
        assert play.journeys.visits.current is None
        assert "Tap your card" in Desk(play).page("/who?to=/deposits")
        assert "QR card" not in Desk(play).page("/who?to=/deposits")
    finally:
        play.close()
        site.close()
