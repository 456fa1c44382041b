"""No question to the record reads a table that grows for years from end to end, however it is put."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.movements import Kind
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_world import TurnableClock
from tests.ledger.test_finding import KEY, tell

NOW = datetime(2026, 5, 4, tzinfo=UTC)
Ask = Callable[[SqliteRegister], object]
QUESTIONS: dict[str, Ask] = {
    "newest": lambda r: r.movements(),
    **{f"kind {kind.value}": lambda r, kind=kind: r.movements(kind=kind.value) for kind in Kind},  # type: ignore[misc]
    "deep in the past": lambda r: r.movements(before="2026-05-03T09:00:00", before_id="5"),
    "a day": lambda r: r.movements(since="2026-05-03T00:00:00", before="2026-05-04T00:00:00"),
    "a place": lambda r: r.movements(place="K03"),
    "a place, a kind": lambda r: r.movements(place="L03", kind="parcel.drop"),
    "an item": lambda r: r.movements(item="k-2"),
    "a person": lambda r: r.movements(person="r-zhang"),
    "a person, a kind, a day": lambda r: r.movements(person="a-lin", kind="key.issue", since="2026-05-03T00:00:00"),
    "words": lambda r: r.movements(words="1-1-08"),
    "words, a kind": lambda r: r.movements(words="1-1-08", kind="key.issue"),
    "words, a place, a person": lambda r: r.movements(words="1-1-08", place="K03", person="a-lin"),
    "two letters": lambda r: r.movements(words="K1"),
    "words and whom they mean": lambda r: r.movements(words="lin", people=("a-lin",), items=("k-1",)),
    "a parcel": lambda r: r.parcel("p-1"),
    "events": lambda r: r.events(),
    "events before": lambda r: r.events(before_seq=300),
    "events with words": lambda r: r.events(words="k-1"),
    "beside a place": lambda r: r.beside(place="K03"),
    "beside an item": lambda r: r.beside(item="k-1"),
    "rights": lambda r: r.rights_at(NOW),
    "rules": lambda r: r.rule_lines(before_seq=300),
    "stocktakes": lambda r: r.stocktakes(before_seq=300),
    "a stocktake": lambda r: r.stocktake("s"),
    "alarms": lambda r: r.alarms(before="2026-05-03T09:00:00"),
    "bookings": lambda r: r.bookings(NOW, NOW + timedelta(days=7)),
    "shifts": lambda r: r.shifts(before="2026-05-03T09:00:00"),
    "inspections": lambda r: r.inspections("1-1-0802"),
    "move-ins": lambda r: r.move_ins(unit="1-1-0802"),
    "outings": lambda r: r.outings(["k-1", "k-2"]),
    "how many outings": lambda r: r.outing_count(["k-1", "k-2"]),
    "use in a month": lambda r: r.key_use(NOW, NOW + timedelta(days=30), NOW),
    "use of one key": lambda r: r.key_use(NOW, NOW + timedelta(days=30), NOW, key="k-1"),
    "last taken": lambda r: r.last_taken(["k-1", "k-2"]),
    "keys of a home": lambda r: r.keys_of_home("1-1-0802"),
}  # fmt: skip
WHOLE = re.compile(r"^SCAN (events|movements|movement_words|outings|subjects|parcels|keys|papers|notices)$")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteRegister]:
    path, clock = tmp_path_factory.mktemp("read") / "ledger.db", TurnableClock()
    ledger = SqliteLedger(path, clock, KEY)
    tell(ledger, clock)
    ledger.close()
    opened = SqliteRegister(path)
    yield opened
    opened.close()


def plans(register: SqliteRegister, ask: Ask) -> list[str]:
    """Return how SQLite goes about each statement of a question: the last word of each line of its plan."""
    connection: sqlite3.Connection = register._database().conn
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    ask(register)
    connection.set_trace_callback(None)
    assert statements
    own = [one for one in statements if not one.startswith("--")]
    return [row[3] for one in own for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_goes_by_an_index_or_ends_early(register: SqliteRegister, name: str) -> None:
    found = plans(register, QUESTIONS[name])
    ended_by_a_limit = ("events",)  # the newest first, a page of them
    whole = [line for line in found if WHOLE.match(line) and name not in ended_by_a_limit]
    assert not whole, found


@pytest.mark.parametrize(
    "name", ["newest", "deep in the past", "a day", "a place", "an item", "kind key.issue"]
)
def test_a_page_comes_in_order_out_of_its_index(register: SqliteRegister, name: str) -> None:
    assert not [line for line in plans(register, QUESTIONS[name]) if "TEMP B-TREE" in line]


def test_a_plan_without_an_index_would_be_noticed(register: SqliteRegister) -> None:
    sql = "SELECT body FROM movements WHERE json_extract(body, '$.reason') = 'repair'"
    found = plans(register, lambda asked: asked._database().execute(sql).fetchall())
    assert [line for line in found if WHOLE.match(line)]
