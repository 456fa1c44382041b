"""The register of parcels that were sent: found by words and by numbers, page by page, the same after a rebuild."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from kiosk.domain.sending.events import SendingRegistered, WaybillNoted
from kiosk.domain.sending.sending import Sending
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger

BEGAN = datetime(2026, 5, 3, tzinfo=UTC)
CARRIERS = ("顺丰速运", "ZTO Express", "京东物流")


class Calendar:
    """A clock that goes on by a minute with each look, and back when it is told so."""

    def __init__(self) -> None:
        self.at = BEGAN
        self.trusted = True

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db", Calendar(), bytes(32))
    for number in range(120):
        carrier = CARRIERS[number % 3]
        person, unit = f"r-{number % 7}", f"1-1-{number:04}"
        opened.append(
            SendingRegistered(f"s{number:031}", person, unit, carrier, "sending:x", "00", "desk", person)
        )
        if number % 2:
            opened.append(WaybillNoted(f"s{number:031}", f"SF{number:010}", "a-lin"))
    yield opened
    opened.close()


def found(register: SqliteRegister, **asked: object) -> list[str]:
    """Return the last digits of what is found, every page of it."""
    names: list[str] = []
    before: dict[str, object] = {}
    while True:
        page = register.sendings(**{"most": 7, **asked, **before})  # type: ignore[arg-type]
        names += [one.id[-3:] for one in page]
        if len(page) < 7:
            return names
        made = page[-1].made.isoformat().replace("+00:00", "Z")
        before = {"before": made, "before_id": page[-1].id}


def test_it_is_found_by_its_words_and_by_who_sent_it(ledger: SqliteLedger) -> None:
    register = SqliteRegister(ledger.path)
    every = [f"{number:03}" for number in reversed(range(120))]
    assert found(register) == every
    assert found(register, words="F0000000007") == ["007"]  # a waybill comes later than its line
    assert found(register, words="zto") == [one for one in every if int(one) % 3 == 1]
    assert found(register, words="顺丰") == [one for one in every if int(one) % 3 == 0]  # two characters
    assert found(register, words="1-1-0042") == ["042"]
    assert found(register, words="nowhere", people=["r-3"]) == [one for one in every if int(one) % 7 == 3]
    assert found(register, words='"zto* %_!') == [] == found(register, words="%_")
    made = {one.id[-3:]: one.made.isoformat().replace("+00:00", "Z") for one in register.sendings(most=120)}
    since, before = made["020"], made["040"]
    assert found(register, since=since, before=before) == [
        f"{number:03}" for number in reversed(range(20, 40))
    ]
    register.close()


def test_a_rebuild_finds_the_same(ledger: SqliteLedger) -> None:
    register = SqliteRegister(ledger.path)
    asked: list[dict[str, object]] = [
        {},
        {"words": "SF00000000"},
        {"words": "速运"},
        {"words": "x", "people": ["r-1"]},
    ]
    before = [found(register, **one) for one in asked]
    ledger.rebuild()
    assert [found(register, **one) for one in asked] == before
    assert before[1]
    register.close()


def test_fifty_thousand_lines_are_searched_at_once(ledger: SqliteLedger) -> None:
    rows, written = [], TypeAdapter(Sending)
    for n in range(50_000):
        one = Sending(
            f"t{n:031}", f"r-{n % 900}", f"9-9-{n:05}", CARRIERS[n % 3], "sending:x", "desk", BEGAN, "r"
        )
        rows.append((one.id, n, 0, written.dump_json(one).decode()))
    with sqlite3.connect(ledger.path) as connection:
        connection.executemany("INSERT INTO sendings(id, turn, live, body) VALUES (?, ?, ?, ?)", rows)
    connection.close()
    register = SqliteRegister(ledger.path)
    begun = time.process_time()
    for words in ("9-9-17042", "ZTO Express", "nowhere", "顺丰"):
        register.sendings(words=words, people=["r-3"], most=50)
    assert time.process_time() - begun < 0.4  # four of them, on a machine that does other things besides
    assert [one.unit for one in register.sendings(words="9-9-17042")] == ["9-9-17042"]
    register.close()
