"""A page of the desk asks the record as often after a month as after a day, and never more than a little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.places import PlaceKind
from kiosk.ledger.register import SqliteRegister
from tests.bench.estate_questions import Desk
from tests.bench.estate_years import fill
from ui.desk.taskcards import TASKS_AT_ONCE

PAGES = {
    "/desk/map": 2, "/desk/map?show=all": 2 + TASKS_AT_ONCE, "/desk/places/{place}": 35,
    "/desk/items/{key}": 35, "/desk/log": 52,
    "/desk/log?place={place}": 52, "/desk/log?day=2021-10-02": 52, "/desk/keys/use/{key}": 14,
}  # fmt: skip
"""How many statements each page may take: a line asks once for what left the house long ago, a card for its words."""


class Counted:
    """A desk whose questions to the record are counted."""

    def __init__(self, root: Path, events: int) -> None:
        self.desk = Desk(fill(root, events))
        self.names = {"place": self.desk.keys[0].place, "key": self.desk.keys[0].item}

    def statements(self, path: str) -> int:
        """Return how many statements a page takes, once what it needs every time is at hand."""
        address = path.format(**self.names)
        self.desk.page(address)
        asked: list[str] = []
        register = self.desk.register
        assert isinstance(register, SqliteRegister)
        connections = (register._database().conn, self.desk.kiosk.ledger._connection)
        for connection in connections:
            connection.set_trace_callback(asked.append)
        self.desk.page(address)
        for connection in connections:
            connection.set_trace_callback(None)
        return sum(one.lstrip().startswith(("SELECT", "WITH")) for one in asked)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Counted, Counted]]:
    made = tmp_path_factory.mktemp("read")
    few, many = Counted(made / "few", 3000), Counted(made / "many", 10_000)
    yield few, many
    few.desk.close()
    many.desk.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_little_however_much_there_is(sites: tuple[Counted, Counted], page: str) -> None:
    assert max(site.statements(page) for site in sites) <= PAGES[page]


def test_what_is_asked_is_counted(sites: tuple[Counted, Counted]) -> None:
    assert sites[1].statements("/desk/places/{place}") > 2


def test_of_hundreds_of_tasks_the_most_urgent_are_told_and_the_others_counted(tmp_path: Path) -> None:
    desk = Desk(fill(tmp_path / "site", 3000))
    slots = [place.id for place in desk.journeys.furniture.of(PlaceKind.SLOT)][: 2 * TASKS_AT_ONCE]
    desk.kiosk.ledger.append(*[e.DoorDoubted(place, "wrong_slot") for place in slots])
    page = desk.client.get("/desk/map?lang=en").text
    tally = int(page.partition('data-live="tally">')[2].partition("<")[0])
    assert tally >= 2 * TASKS_AT_ONCE
    assert page.count('class="task ') == TASKS_AT_ONCE
    assert f"另有 {tally - TASKS_AT_ONCE} 项" in page or f"{tally - TASKS_AT_ONCE} more wait" in page
    picked = desk.client.get(f"/desk/places/{slots[-1]}").text
    assert f"/desk/places/{slots[-1]}/settle" in picked, (
        "what is not on the list is settled at its door all the same"
    )
    desk.close()
