"""Events that are asked for by what they are about: filed as they are recorded, made again, and of an older file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.items import Label, with_person
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.stocktake import events as s
from kiosk.domain.upkeep import events as u
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.ledger.stored import KNOWN
from kiosk.ledger.subjects import FILLED, TOPICS
from tests.ledger.small_world import TurnableClock

KEY = bytes(range(32))
LABEL = Label("Pump", "水泵", "水泵")
ALL = "SELECT topic, subject, seq FROM subjects ORDER BY topic, subject, seq"
TOLD = (
    e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
    e.KeyRegistered("pump", "plant", LABEL, "01-000000000001", "K01", ("desk",), None),
    e.DoorCommanded("L01", "", "a", "look"),
    e.DoorCommanded("L01", "m", "c-wang"),
    e.DoorForced("L01"),
    e.DoorAjar("L02", "m"),
    e.DoorSettled("L01", "a", "empty"),
    e.CustodySettled("p-1", with_person("r"), "a", "found"),
    e.ParcelDisputed("p-1", "m", "empty"),
    e.EvidenceKept("v", "forced", "", "L01", "", "", 0, 0),
    e.EvidenceKept("w", "drop", "m", "L01", "p-1", "", 0, 0),
    e.KeyGone("pump", "K01"),
    u.KeyFaultReported("pump", "f", "bent", "a", "a", "", "", ""),
    r.GrantGiven("g", "group:desk", "key:pump", None, None, None, "file"),
    r.GrantEnded("g", "a"),
    r.KeyRuleSet("key:pump", KeyRule(), "a"),
    r.TimetableSet("day", ((),) * 7, None, "a"),
    r.ReasonSet(Reason("repair"), "a"),
    r.LimitsSet((date(2026, 5, 1),), (), "a"),
    s.StocktakeBegun("st", "a", "monthly"),
    s.StocktakeEnded("st", ()),
    e.PaperBegun("r-1"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db", TurnableClock(), KEY)
    opened.append(*TOLD)
    yield opened
    opened.close()


def rows(ledger: SqliteLedger) -> list[tuple[str, str, int]]:
    return ledger._connection.execute(ALL).fetchall()


def subjects_of(ledger: SqliteLedger, topic: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, subject, seq in rows(ledger):
        if name == topic:
            found.setdefault(subject, []).append(TOLD[seq - 1].stored_as)
    return found


def test_each_event_stands_under_what_it_is_about(ledger: SqliteLedger) -> None:
    places = subjects_of(ledger, "place")
    assert places["L01"] == [
        "door.commanded/1", "door.forced/1", "door.settled/1", "evidence.kept/1", "evidence.kept/1",
    ]  # fmt: skip
    assert "m" not in {one for name, one, _ in rows(ledger)}
    assert subjects_of(ledger, "item") == {
        "p-1": ["custody.settled/1", "parcel.disputed/1", "evidence.kept/1"],
        "pump": ["key.registered/1", "key.gone/1", "key.fault.reported/1"],
    }
    assert subjects_of(ledger, "rule") == {
        "": ["estate.limits.set/1"], "day": ["timetable.set/1"], "repair": ["key.reason.set/1"],
        "g": ["key.grant.given/1", "key.grant.ended/1"], "key:pump": ["key.rule.set/1"],
    }  # fmt: skip
    assert subjects_of(ledger, "stocktake.ended") == {"": ["stocktake.ended/1"]}


def test_made_again_they_are_the_same(ledger: SqliteLedger) -> None:
    before = rows(ledger)
    ledger.rebuild()
    assert rows(ledger) == before


def test_an_older_file_is_filed_as_new_events_are(ledger: SqliteLedger) -> None:
    before = rows(ledger)
    ledger._connection.execute("DELETE FROM subjects")
    ledger._connection.executescript(FILLED)
    assert rows(ledger) == before


def test_what_comes_to_nothing_is_not_filed(ledger: SqliteLedger) -> None:
    before = rows(ledger)
    ledger._connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON doors BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(Exception, match="full"):
        ledger.append(e.DoorForced("L09"))
    assert rows(ledger) == before


def test_only_events_that_there_are_are_waited_for() -> None:
    named = {kind for topic in TOPICS for kind in topic.types}
    assert KNOWN and named <= set(e.STORED)


def test_a_place_is_told_of_however_long_ago(ledger: SqliteLedger) -> None:
    for _ in range(25):
        ledger.append(*[e.DoorPulsed("L02", "m")] * 1000)
    register = SqliteRegister(ledger.path)
    assert [line.seq for line in register.beside(place="L01", most=2)] == [11, 10]
    assert [line.kind for line in register.beside(place="L02")] == ["door.ajar/1"]
    register.close()


def test_they_are_found_by_name_alone(ledger: SqliteLedger) -> None:
    reader = sqlite3.connect(ledger.path)
    sql = "EXPLAIN QUERY PLAN SELECT seq FROM subjects WHERE topic = 'place' AND subject = 'L01' ORDER BY seq DESC"
    plan = [row[3] for row in reader.execute(sql)]
    assert plan == ["SEARCH subjects USING PRIMARY KEY (topic=? AND subject=?)"]
    reader.close()
