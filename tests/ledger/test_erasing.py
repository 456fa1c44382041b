"""What is erased is gone from the files themselves, whatever interrupts it; and the record stays whole."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.erasure.deciding import decide_erase
from kiosk.domain.refusal import Refused
from kiosk.ledger.schema import _TRUST, MIGRATIONS, connect, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.verifying.alone import Verifier
from kiosk.verifying.exporting import export, lines_of
from tests.ledger.erasing import ASKED, MASTER, PLAIN, crowd, kept_of, raw, staffed
from tests.ledger.erasing_child import POINTS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(path, SystemClock(), MASTER)
    staffed(ledger)
    yield ledger
    ledger.close()


def forgets(ledger: SqliteLedger, path: Path) -> tuple[int, int]:
    """Return how many byte strings of forgotten people are in the files still, and how many were looked for."""
    crowd(ledger)
    rows = ledger._connection.execute("SELECT person FROM person_keys WHERE person <> 'r1'").fetchall()
    gone = [row[0] for row in rows][::9]
    kept = kept_of(ledger, gone)
    ledger.append(*(PersonForgotten(one, "expired") for one in gone))
    seen = raw(path)
    return sum(one in seen for one in kept), len(kept)


def test_no_byte_of_a_destroyed_key_or_of_what_it_sealed_stays_in_any_file(
    ledger: SqliteLedger, path: Path
) -> None:
    left, looked_for = forgets(ledger, path)
    assert (left, looked_for > 200) == (0, True)
    assert PLAIN not in raw(path) and "张伟".encode() not in raw(path)


def test_the_search_finds_keys_where_the_file_is_not_written_so(ledger: SqliteLedger, path: Path) -> None:
    ledger._connection.execute("PRAGMA secure_delete = OFF")
    assert forgets(ledger, path)[0] > 0


def test_keys_that_an_older_release_left_in_the_file_go_with_the_next_one(
    ledger: SqliteLedger, path: Path
) -> None:
    ledger._connection.execute("PRAGMA secure_delete = OFF")
    crowd(ledger)
    gone = [row[0] for row in ledger._connection.execute("SELECT person FROM person_keys").fetchall()][::9]
    keys = [one for one in kept_of(ledger, gone) if len(one) == 60]
    ledger.append(*(PersonForgotten(one, "expired") for one in gone))
    assert sum(one in raw(path) for one in keys) > 0
    ledger.close()
    older = connect(path)
    older.executescript(
        "DROP TABLE erasures; DROP TABLE retained; DROP TABLE form_days; DROP TABLE corrections;"
        "ALTER TABLE sealed DROP COLUMN at;"
        f"PRAGMA user_version = {MIGRATIONS.index(_TRUST)}; DELETE FROM projected; PRAGMA wal_checkpoint(TRUNCATE);"
    )
    older.close()
    newer = SqliteLedger(path, SystemClock(), MASTER)
    newer._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seen = raw(path)
    newer.close()
    assert sum(one in seen for one in keys) == 0


@pytest.mark.parametrize("point", POINTS)
def test_a_power_cut_on_the_way_leaves_all_of_it_or_nothing(
    point: str, ledger: SqliteLedger, path: Path
) -> None:
    crowd(ledger, 200)
    before, kept = ledger.seq, kept_of(ledger, ["r1"])
    assert len(kept) == 4
    ledger.close()
    asked = [sys.executable, "-m", "tests.ledger.erasing_child", str(path), point]
    died = subprocess.run(asked, cwd=Path(__file__).parents[2], timeout=60, check=False)
    assert died.returncode == -9
    again = SqliteLedger(path, SystemClock(), MASTER)
    if point in ("committed", "log emptied"):
        assert "r1" in again.house.erasures and "r1" not in again.house.people
        assert [again.opened(f"{kind}:r1") for kind in ("person", "signature", "note")] == [None] * 3
        assert not any(one in raw(path) for one in kept)
        assert again.execute(lambda house: decide_erase(house, ASKED)) == ()
    else:
        assert (again.seq, again.opened("person:r1")) == (before, PLAIN)
        again.execute(lambda house: decide_erase(house, ASKED))
        assert not any(one in raw(path) for one in kept)
    holds(again, path)
    again.close()


def holds(ledger: SqliteLedger, path: Path) -> None:
    """The chain verifies, and what is made anew of the events alone is what is there."""
    connection = connect_to_read(path)
    assert Verifier("any").lines(lines_of(connection)).code == 0
    out = io.BytesIO()
    export(connection, {"site": "any"}, out)
    connection.close()
    assert PLAIN not in out.getvalue()
    house = ledger.house
    ledger.rebuild()
    assert ledger.house == house


def test_nothing_is_sealed_about_who_was_erased(ledger: SqliteLedger) -> None:
    ledger.execute(lambda house: decide_erase(house, ASKED))
    before = ledger.seq
    with pytest.raises(Refused, match=r"person\.erased"):
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=[Sealed("note:late", "r1", PLAIN)])
    assert (ledger.seq, ledger.opened("note:late"), ledger.sealed_of("r1")) == (before, None, [])


def test_a_reader_who_looks_meanwhile_keeps_no_key_alive(ledger: SqliteLedger, path: Path) -> None:
    kept = kept_of(ledger, ["r1"])
    reader = connect_to_read(path)
    reading = reader.execute("SELECT seq FROM events UNION ALL SELECT seq FROM events")
    reading.fetchone()
    ledger.execute(lambda house: decide_erase(house, ASKED))
    reading.close()
    reader.close()
    ledger.append(e.DoorForced("L01"))
    assert not any(one in raw(path) for one in kept)


def test_what_was_sealed_when_is_known(ledger: SqliteLedger) -> None:
    now = ledger.last_at
    assert now
    assert ledger.sealed_before("signature:", now, 10) == []
    assert ledger.sealed_before("signature:", now + timedelta(seconds=1), 10) == ["signature:r1"]
    ledger._connection.execute("UPDATE sealed SET at = NULL")  # as an older release has left them
    assert ledger.sealed_before("signature:", now + timedelta(seconds=1), 10) == ["signature:r1"]
    assert ledger.sealed_before("signature:", now, 10) == []
