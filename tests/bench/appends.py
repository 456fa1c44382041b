"""How fast the record takes events, beside bare SQLite on the same disk; and how fast its chain is walked."""

from __future__ import annotations

import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kiosk.assembly.storage import Storage, open_storage
from kiosk.claim_slip import new_number
from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import Recorded
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.verifying import alone
from tests.bench.figures import Aim, Figure
from tests.bench.stand import workshop
from tests.lobby import HERE, Site

Batch = Sequence[e.Event]


@dataclass
class Bare:
    """Plain SQLite, as durable as the ledger: one row for each event, one transaction for each batch."""

    path: Path

    def __post_init__(self) -> None:
        self._connection = sqlite3.connect(self.path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        columns = "seq INTEGER PRIMARY KEY, at TEXT, type TEXT, body TEXT, hash BLOB"
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS events({columns})")

    def take(self, batch: Sequence[tuple[object, ...]]) -> None:
        """Insert rows of (at, type, body, hash), durably."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO events(at, type, body, hash) VALUES (?, ?, ?, ?)", batch)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def door_events(turn: int) -> list[Batch]:
    """Return what one opening of a door for the desk leaves in the record: four transactions of one event."""
    place = f"L{turn % 24 + 1:02}"
    return [
        [e.DoorCommanded(place, "", "a-lin", "look")],
        [e.DoorPulsed(place, "")],
        [e.DoorOpened(place, "")],
        [e.DoorShut(place, "")],
    ]


def movement_events(turn: int) -> list[Batch]:
    """Return what a drop and the collection of the same parcel leave: ten transactions of nineteen events."""
    drop, collect = f"{turn:032x}", f"{turn + (1 << 64):032x}"
    parcel, place, slip = f"p-{drop[-12:]}", f"L{turn % 24 + 1:02}", new_number()
    intent = e.ParcelDropIntended(
        movement=drop,
        parcel=parcel,
        courier="c-wang",
        recipient="r-zhang",
        unit="1-1-0802",
        barcode=f"SF{turn:013}",
        size="S",
        place=place,
        slip=slip,
        code_mac=f"{turn:064x}",
    )
    taking = e.ParcelCollectIntended(collect, parcel, "r-zhang", "1-1-0802", place, "slip")
    return [
        [intent, e.DoorCommanded(place, drop, "c-wang")],
        [e.DoorPulsed(place, drop)],
        [e.DoorOpened(place, drop)],
        [e.DoorShut(place, drop), e.ParcelDropConfirmed(drop, "presence")],
        [e.PaperBegun(f"s-{slip}"), e.NoticeSent(f"n-{slip}", ("file",))],
        [e.PaperEnded(f"s-{slip}", "printed", "")],
        [taking, e.DoorCommanded(place, collect, "r-zhang")],
        [e.DoorPulsed(place, collect)],
        [e.DoorOpened(place, collect)],
        [e.DoorShut(place, collect), e.ParcelCollectConfirmed(collect, "presence")],
    ]


def take(ledger: SqliteLedger, batch: Batch) -> Sequence[Recorded]:
    """Return a batch, recorded the way the journeys do it: with what follows from it, and with its sealed code."""
    drops = [event for event in batch if isinstance(event, e.ParcelDropIntended)]
    code = [Sealed(f"code:{drop.slip}", drop.recipient, b"12345678") for drop in drops]
    return ledger.execute(lambda house: with_aftermath(house, batch), sealed=code)


def fill(storage: Storage, count: int) -> None:
    """Write `count` events of real movements into the record, fast: nothing of it needs to survive a power cut."""
    ledger = storage.ledger
    ledger._connection.execute("PRAGMA synchronous = OFF")
    for turn in range(count):
        for batch in movement_events(turn):
            if ledger.seq >= count:
                return
            take(ledger, batch)


def ledger_appends(turns: int = 150) -> list[Figure]:
    """Return the ledger's rate beside that of bare SQLite, for single door events and for whole movements."""
    how = (
        "events recorded by the ledger (hash chain, projections, triggers and the vault's sealed codes included) and "
        "the same rows inserted into bare SQLite, in turn, on one disk; both WAL, synchronous = FULL, one "
        "transaction each; the fastest quarter of the turns of each, since other programs disturb the rest"
    )
    figures = []
    for name, make in (("door events", door_events), ("movements", movement_events)):
        with workshop() as root:
            count, ours_s, bare_s = _in_turn(root, [make(turn) for turn in range(turns)])
        ours, bare = (count / statistics.quantiles(spent, n=4)[0] for spent in (ours_s, bare_s))
        aim = Aim("ratio", 0.8, at_least=True)
        rates = {"ledger": ours, "bare SQLite": bare}
        extra = {"p25": 1000 / ours - 1000 / bare}
        figures.append(Figure(f"ledger appends, {name}", {"ratio": ours / bare}, "", how, aim))
        figures.append(Figure(f"- rates, {name}", rates, "events/s", how))
        figures.append(Figure(f"- what an event costs more, {name}", extra, "ms", how))
    return figures


def _in_turn(root: Path, turns: Sequence[Sequence[Batch]]) -> tuple[int, list[float], list[float]]:
    """Return events in a turn, and the seconds that each turn took the ledger and bare SQLite."""
    site = Site(root)  # its people are enrolled: movements follow through
    site.close()
    storage, bare = open_storage(site.settings, root), Bare(root / "bare.db")
    ours, theirs, count = [], [], 0
    for batches in turns:
        first, began_s = storage.ledger.seq, time.perf_counter()
        sizes = [len(take(storage.ledger, batch)) for batch in batches]
        ours.append(time.perf_counter() - began_s)
        rows = iter(_rows(storage.ledger, first))
        same = [list(islice(rows, size)) for size in sizes]
        began_s = time.perf_counter()
        for batch in same:
            bare.take(batch)
        theirs.append(time.perf_counter() - began_s)
        count = sum(sizes)
    storage.close()
    bare.close()
    return count, ours, theirs


def _rows(ledger: SqliteLedger, after: int) -> list[tuple[object, ...]]:
    asked = "SELECT at, type, body, hash FROM events WHERE seq > ? ORDER BY seq"
    return ledger._connection.execute(asked, (after,)).fetchall()


def _alone(site: Path, root: Path, count: int) -> float:
    """Return how many events of an exported log a second the file checks that runs alone."""
    log, python = root / "exported", [sys.executable, "-I"]
    if not log.exists():
        asked = [sys.executable, "-m", "kiosk", "export-log", str(site), str(log), "--root", str(root)]
        subprocess.run(asked, cwd=HERE, check=True, capture_output=True)
    before_s = _children_s()
    told = subprocess.run(
        [*python, alone.__file__, str(log)], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"^WHOLE: \d+ events", told, re.M), told
    return count / (_children_s() - before_s)


def _children_s() -> float:
    """Return how long processors have worked for processes that were waited for: other work does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def verify(count: int = 100_000) -> list[Figure]:
    """Return how many events a second `kiosk verify` checks."""
    with workshop() as root:
        site = Site(root)
        site.close()
        storage = open_storage(site.settings, root)
        fill(storage, count)
        storage.close()
        walked, whole = [], []
        for _ in range(3):
            connection = connect_to_read(storage.folder / "ledger.db")
            began_s = time.perf_counter()
            verdict = walk(connection)
            walked.append(verdict.events / (time.perf_counter() - began_s))
            connection.close()
            command = [sys.executable, "-m", "kiosk", "verify", str(site.file), "--root", str(root)]
            began_s = time.perf_counter()
            told = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
            whole.append(time.perf_counter() - began_s)
            assert re.search(rf"^WHOLE: {verdict.events} events", told, re.M), told
        by_itself = max(_alone(site.file, root, count) for _ in range(3))
    how = f"a record of {count} events of whole movements; the walk alone, and the command from start to end; best of 3"
    return [
        Figure("verify, the walk", {"rate": max(walked)}, "events/s", how),
        Figure(
            "verify, the file that runs alone",
            {"rate": by_itself},
            "events/s",
            f"an exported log of {count} events, one core, processor time from start to end; best of 3",
            Aim("rate", 200_000, at_least=True),
        ),
        Figure("verify, the whole command", {"time": min(whole)}, "s", how),
    ]
