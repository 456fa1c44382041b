"""Years are read again after an upgrade: in stretches, told of, cut short, killed; always the same at the end."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.ledger import rereading, schema
from kiosk.ledger.progress import CutShort, nobody
from kiosk.ledger.schema import MIGRATIONS, PROJECTIONS, connect_to_read
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_world import TurnableClock
from tests.ledger.test_outings import KEY, PEOPLE

ROUNDS, STRETCH = 30, 40
MADE = {
    "outings": "key, bearer, movement, taken, back, out_s",
    "last_outings": "key, taken",
    "subjects": "topic, subject, seq",
    "movement_words": "number, id, begun, kind, recipient, words",
    "matters": "kind, id, made, unit, words",
}
CHILD = """
import sys
from pathlib import Path
from kiosk.ledger import rereading
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_world import TurnableClock
from tests.ledger.test_outings import KEY
rereading.STRETCH, rereading.TOLD_EVERY = int(sys.argv[2]), 1
def told(done, total):
    print(done, total, flush=True)
    if done == int(sys.argv[3]):
        sys.stdin.read()  # here the kill comes
SqliteLedger(Path(sys.argv[1]), TurnableClock(), KEY, None, told)
"""


def made(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is made of the events: what is at hand in its order, the rest by name."""
    with closing(connect_to_read(path)) as reader:
        found = {
            name: reader.execute(f"SELECT id, live, body FROM {name} ORDER BY id").fetchall()
            for name in PROJECTIONS
        }
        live = {
            f"{name}, in order": reader.execute(f"SELECT id FROM {name} WHERE live ORDER BY turn").fetchall()
            for name in PROJECTIONS
        }
        more = {
            name: sorted(reader.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
            for name, columns in MADE.items()
        }
        trigrams = 'SELECT rowid FROM movement_trigrams WHERE movement_trigrams MATCH \'"issue" OR "own"\''
        return {**found, **live, **more, "trigrams": reader.execute(trigrams).fetchall()}


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of some hundred events that another release has made its projections of."""
    path = tmp_path / "ledger.db"
    clock = TurnableClock()
    ledger = SqliteLedger(path, clock, KEY)
    events: list[e.Event] = [*PEOPLE]
    for number in range(ROUNDS):
        out, back = f"o{number}", f"b{number}"
        events += [
            e.KeyIssueIntended(out, "own", "a", "K01", "repair", "W-1", "signature:x", "1-1-0802", ""),
            e.KeyIssueConfirmed(out, "tag"),
            e.KeyReturnIntended(back, "own", "b", "K01", "1-1-0802"),
            e.KeyReturnConfirmed(back, "tag"),
            e.DoorForced("K02"),
        ]
    for event in events:
        ledger.append(event)
    ledger.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DELETE FROM projected")
        other.execute("UPDATE movements SET body = json_set(body, '$.stage', 'abandoned')")
        other.execute("DELETE FROM subjects")
        other.commit()
    return path


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches that a test can count."""
    monkeypatch.setattr(rereading, "STRETCH", STRETCH)
    monkeypatch.setattr(rereading, "TOLD_EVERY", 1)


def of_itself(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is made of the events in one go."""
    ledger = SqliteLedger(path, TurnableClock(), KEY)
    ledger.rebuild()
    ledger.close()
    return made(path)


def test_it_is_told_how_far_it_is_and_the_file_is_this_releases_at_the_end(record: Path, short: None) -> None:
    heard: list[tuple[int, int]] = []
    ledger = SqliteLedger(record, TurnableClock(), KEY, None, lambda done, total: heard.append((done, total)))
    total = ledger.seq
    at = [done for done, of in heard if of]
    assert at == sorted(at) and (at[0], at[-1]) == (0, total) and {of for _, of in heard} <= {0, total}
    assert schema.projected(ledger._connection) and rereading._reached(ledger._connection) == 0
    assert ledger._connection.execute("PRAGMA secure_delete").fetchone()[0] == 1
    ledger.append(e.DoorForced("K01"))
    ledger.close()
    lived = made(record)
    heard.clear()
    again = SqliteLedger(record, TurnableClock(), KEY, None, lambda done, total: heard.append((done, total)))
    again.close()
    assert not heard, "once only"
    assert of_itself(record) == lived


@pytest.mark.parametrize("cuts", [(1,), (39, 41), (40, 80, 81, 120), (155,)])
def test_cut_short_it_goes_on_from_its_last_stretch(record: Path, short: None, cuts: tuple[int, ...]) -> None:
    for cut in cuts:
        heard: list[int] = []

        def told(done: int, _total: int, cut: int = cut, heard: list[int] = heard) -> None:
            heard.append(done)
            if done == cut:
                raise CutShort

        with pytest.raises(CutShort):
            SqliteLedger(record, TurnableClock(), KEY, None, told)
        with closing(connect_to_read(record)) as reader:
            assert not schema.projected(reader), "nobody believes what is half made"
            reached = reader.execute("SELECT seq FROM rereading").fetchone()[0]
            assert reached == (cut - 1) // STRETCH * STRETCH
    first: list[int] = []
    SqliteLedger(record, TurnableClock(), KEY, None, lambda done, _total: first.append(done)).close()
    assert first[0] == (cuts[-1] - 1) // STRETCH * STRETCH
    assert made(record) == of_itself(record)


def test_killed_in_the_midst_it_goes_on_and_nothing_is_missing(record: Path, short: None) -> None:
    for kill_at in (15, 97, 130):
        words = (sys.executable, "-c", CHILD, str(record), str(STRETCH), str(kill_at))
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert any(line.split()[0] == str(kill_at) for line in child.stdout), "it has come that far"
            os.kill(child.pid, signal.SIGKILL)
    first: list[int] = []
    ledger = SqliteLedger(record, TurnableClock(), KEY, None, lambda done, _total: first.append(done))
    assert first[0] == 120
    house = ledger.house
    ledger.close()
    assert made(record) == of_itself(record)
    again = SqliteLedger(record, TurnableClock(), KEY, None, nobody)
    assert again.house == house
    again.close()


def test_a_beginning_that_another_release_made_counts_for_nothing(record: Path, short: None) -> None:
    with closing(sqlite3.connect(record)) as other:
        other.execute("CREATE TABLE rereading (version INTEGER NOT NULL, seq INTEGER NOT NULL)")
        other.execute("INSERT INTO rereading VALUES (?, 80)", (len(MIGRATIONS) - 1,))
        other.commit()
    first: list[int] = []
    SqliteLedger(record, TurnableClock(), KEY, None, lambda done, _total: first.append(done)).close()
    assert first[0] == 0
    assert made(record) == of_itself(record)


def test_a_record_without_events_has_nothing_to_read(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", TurnableClock(), KEY)
    assert schema.projected(ledger._connection) and ledger.seq == 0
    ledger.close()
