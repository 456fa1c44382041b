"""Somebody moves in: what was before them is an earlier household's, at the lobby's screen and in the home's file."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from kiosk.domain import events as e
from kiosk.domain.homesfile.events import HomeLooked
from kiosk.domain.people import Person
from kiosk.flows.homesfile.contents import Asking, file_parts
from kiosk.language.messages import Language
from tests.flows.test_consents import give, visit_of
from tests.flows.test_deposits import staff, taken_in, with_shelves
from tests.flows.test_desk import waiting
from tests.flows.test_key_rules import HOME, ask
from tests.lobby import Play, Site
from tests.ui.test_desk import OURS, Desk
from ui.app import create_app

UNIT, NEW = "1-1-0802", "r-new"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("moved"), opens_within_s="1.0", amend=with_shelves)
    played = Play(site)
    yield played
    played.close()
    site.close()


def enrol(play: Play, person: str, *, active: bool = True) -> Person:
    known = play.journeys.ledger.house.people.get(person)
    language = known.language if known else "en"
    play.kiosk.ledger.append(
        e.PersonEnrolled(person, "resident", (), UNIT, None, language, known.badge if known else None, active)
    )
    return play.journeys.ledger.house.people[person]


def look(play: Play) -> None:
    play.kiosk.ledger.append(HomeLooked(os.urandom(8).hex(), UNIT, "a-lin", "repair"))


def page(play: Play, person: str, path: str) -> str:
    """Return one of a resident's own pages, in English."""
    visit_of(play, person)
    client = create_app(play.journeys).test_client()
    client.set_cookie("language", "en")
    answer = client.get(path, headers=OURS)
    assert answer.status_code == 200, answer.text
    return answer.text


def file_of(play: Play) -> list[str]:
    """Return the lines of the home's file, in one piece each."""
    known = play.journeys
    writer = known.registers.writer(Language.ENGLISH)
    asking = Asking(writer, known.directory, UNIT, known.homes_files.people(UNIT), True, known.furniture)
    return [
        f"{part.name} {row.label} {row.said} {row.small}" for part in file_parts(asking) for row in part.rows
    ]


def test_who_moves_in_sees_nothing_of_who_has_moved_out(play: Play) -> None:
    old = next(one for one in play.journeys.ledger.house.people.values() if one.unit == UNIT)
    kept = taken_in(play)
    number = play.journeys.deposits.need(kept).number
    look(play)
    assert "repair" in page(play, old.id, "/home/looks").lower()
    assert any(number in line for line in file_of(play))
    enrol(play, old.id, active=False)
    new = enrol(play, NEW)
    assert new.home_since is not None
    assert "repair" not in page(play, NEW, "/home/looks").lower()
    assert not any(number in line for line in file_of(play))
    look(play)
    assert page(play, NEW, "/home/looks").lower().count("repair") == 1
    play.power_cycle()
    again = play.journeys.ledger.house.people[NEW]
    assert again.home_since == new.home_since
    play.kiosk.ledger.rebuild()
    assert play.journeys.ledger.house.people[NEW].home_since == new.home_since


def test_enrolled_anew_is_no_moving_in_but_coming_back_is(play: Play) -> None:
    first = enrol(play, "r-two")
    assert enrol(play, "r-two").home_since == first.home_since
    assert enrol(play, "r-two", active=False).home_since == first.home_since
    back = enrol(play, "r-two")
    assert back.home_since and first.home_since and back.home_since > first.home_since
    assert staff(play).home_since is None and staff(play).lived_here(first.home_since)


def test_what_a_household_agreed_to_goes_with_it_and_its_keys_wait_for_the_next(play: Play) -> None:
    known, home = play.journeys, "1-2-1201"
    agreed = known.ledger.house.consents["agreement-17"]
    assert agreed.holds_at(known.clock.now()) and ask(play, HOME, "cleaning") == "consent.reason"
    moved(play, agreed.given_by, active=False)
    assert ask(play, HOME) == "consent.moved"
    over = play.journeys.ledger.house.consents["agreement-17"]
    (left,) = (one for one in waiting(play) if one.code == "home_keys")
    assert (left.matter, left.urgent) == (home, False)
    desk = Desk(play)
    desk.enter()
    assert f"{home}: moved out, keys still here: 1" in desk.page("/desk/map")
    assert "/desk/movein" in desk.client.get(f"/desk/keeping/homes/{home}").headers["Location"]
    assert "moved out" in desk.page("/desk/registers/agreements")
    play.power_cycle()
    play.kiosk.ledger.rebuild()
    assert play.journeys.ledger.house.consents["agreement-17"] == over
    moved(play, "r-next", active=True)
    assert ask(play, HOME) == "consent.moved", "nobody who lives there now has agreed"
    desk = Desk(play)
    desk.enter()
    assert home in desk.page(f"/desk/keeping/homes/{home}")
    give(play, "r-next", "c-next")
    assert not [one for one in waiting(play) if one.code == "home_keys"]
    assert ask(play, HOME) == ""


def moved(play: Play, person: str, *, active: bool) -> None:
    """Have somebody on record as living in the home whose key hangs here, or as living there no more."""
    play.kiosk.ledger.append(e.PersonEnrolled(person, "resident", (), "1-2-1201", None, "en", None, active))
