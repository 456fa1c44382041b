"""The page about backups and updates: who may see it, what it says, that it fits and leads nowhere dead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain.care import events as c
from kiosk.flows.shifts.tasks import Task, tasks
from kiosk.language.messages import Language
from tests.lobby import CHEN, LIN, LIN_PIN, Play, Site
from tests.ui.test_shifts import CHEN_PIN, Desk
from ui.desk import mattercards
from ui.desk.words import Words


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("care"))
    there = Play(site)
    yield there
    there.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> Desk:
    return Desk(play)


def waiting(play: Play, code: str) -> Task:
    journeys = play.journeys
    now = journeys.clock.now()
    [one] = [one for one in tasks(journeys.ledger.house, journeys.devices.states(), now) if one.code == code]
    return one


def test_a_site_that_makes_no_backups_says_what_that_means_and_takes_no_wish(desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page("/desk/care")
    assert "This site makes no backups" in page and "Back up now" not in page
    answer = desk.post("/desk/care/backup")
    assert answer.status_code == 200 and "The installer turns them on" in answer.text
    assert desk.post("/desk/care/updates/none/seen").status_code == 409
    assert desk.post("/desk/care/continued/none/seen").status_code == 409


def test_an_attendant_gets_neither_the_page_nor_its_chip_nor_an_updates_card(play: Play, desk: Desk) -> None:
    play.kiosk.ledger.append(c.UpdateEnded("u7", "0.9.0", "0.8.0", "held", "of 2027"))
    task = waiting(play, "care.update_held")
    desk.enter(CHEN, CHEN_PIN)
    assert "/desk/care" in desk.page("/desk/dayreport/reported")
    assert "The journal says why" in desk.page("/desk/care"), "a reason of a later release has words too"
    assert "The update to 0.9.0 is not well" in desk.page("/desk/map")
    desk.enter(LIN, LIN_PIN)
    assert desk.client.get("/desk/care").status_code == 409
    assert "/desk/care" not in desk.page("/desk/dayreport/reported")
    assert "0.9.0" not in desk.page("/desk/map")
    for path in ("backup", "updates/u7/seen", "continued/c1/seen"):
        assert desk.post(f"/desk/care/{path}").status_code == 409, path
    assert play.journeys.ledger.house.updates["u7"].seen == ""
    card = mattercards.of(task)
    assert card and card.path(task) == "/desk/care"


@pytest.mark.parametrize("language", list(Language))
def test_every_card_of_care_has_its_facts(play: Play, language: Language) -> None:
    play.kiosk.ledger.append(c.LogContinued(7, "ab" * 32, "cd" * 32, "", "2026-05-02T19:30:00Z"))
    words = Words(play.journeys, language)
    for code in ("care.continued", "care.update_held"):
        task = waiting(play, code)
        card = mattercards.of(task)
        assert card
        said = words.say(f"attendant.task.{code}.what", **card.facts(words, task))
        assert said and "{" not in said
        assert card.path(task).startswith("/desk/")
