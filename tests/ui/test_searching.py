"""What the desk's searches say of themselves: where they looked, and how to look further."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.ports.register import EVENTS_SEARCHED
from tests.lobby import CHEN, Play, Site
from tests.ui.test_desk import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    site = Site(Path(tmp_path_factory.mktemp("searching")))
    play = Play(site)
    yield Desk(play)
    play.close()
    site.close()


def test_words_too_short_for_the_whole_record_are_told_to_be(desk: Desk) -> None:
    desk.enter()
    short, long = (desk.post("/desk/log/find", words=words).headers["Location"] for words in ("W-", "W-7"))
    assert "newest 3,000 movements" in desk.page(short)
    assert "newest 3,000 movements" not in desk.page(long)
    assert "newest 3,000 movements" not in desk.page("/desk/log")


def test_a_search_of_the_log_says_how_far_it_looked_and_goes_on(desk: Desk) -> None:
    desk.enter(CHEN, "864200")
    ledger = desk.play.journeys.ledger
    ledger.execute(lambda house: [e.BadgeRefused("digest", "long-ago")])
    ledger.execute(lambda house: [e.DoorPulsed("L01", "")] * EVENTS_SEARCHED)
    address = desk.post("/desk/events/find", words="long-ago").headers["Location"]
    first_page = desk.page(address)
    assert "No event fits." in first_page and "Searched events" in first_page
    older = re.search(r'href="(/desk/events\?[^"]*before=\d+)" rel="next"', first_page)
    assert older, "there is more to search"
    assert "badge.refused/1" in desk.page(older[1].replace("&amp;", "&"))
    assert "Searched events" not in desk.page("/desk/events")
