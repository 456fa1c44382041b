"""What a movement costs the disk: how the record grows, how many bytes are written for it; bare SQLite beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.assembly.house import Kiosk
from kiosk.assembly.storage import Storage, open_storage
from kiosk.domain import events as e
from kiosk.flows.identity.signing import signature_of
from kiosk.ledger.schema import connect_to_read
from kiosk.ports.record import Sealed
from tests.bench.appends import Bare, Batch, door_events, movement_events, take
from tests.bench.figures import Aim, Figure
from tests.bench.stand import workshop
from tests.lobby import HERE
from tests.powercuts import errands
from tests.powercuts.errands import ERRANDS, At
from tests.powercuts.playing import opened, shut, site_of

LONG_SIGNATURE = [[(10 + step % 300, 40 + (step * 37) % 90, 8 * step) for step in range(180)]]
"""As a pen writes a name of three characters: a point each 8 ms, for a second and a half."""
PICTURE_BYTES = 90_000
"""A still of the lobby as the camera gives it: JPEG, 1280x720."""
ROUNDS = 300
AT_DESK = (
    "deposit, claim", "transfer", "pass, count in", "release of goods", "service, prepayment, refund", "work order",
)  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """What some movements took: growth of the record's file, bytes asked to be written, bytes sent to the disk."""

    count: int
    grown: int
    written: int
    sent: int


def bytes_per_movement() -> list[Figure]:
    """Return how the record grows with each kind of movement, and what is written for it."""
    how = (
        "a record on the disk of this machine, each act durable as on the appliance; grown: the record's file after "
        "its write-ahead log was moved into it; written: all that the process handed to write(2), the log and its "
        "moving included; sent: /proc/self/io write_bytes, in pages of 4096"
    )
    return [*_of_the_lobby(how), *_of_the_desk(how), *_beside_bare(how), *_of_evidence(how), *_of_an_estate()]


def _of_the_lobby(how: str) -> list[Figure]:
    kinds: tuple[tuple[str, Callable[[int], Sequence[Batch]], int], ...] = (
        ("a parcel dropped and collected", movement_events, 2),
        ("a key issued and returned", key_events, 2),
        ("a door opened by the desk", door_events, 1),
    )
    return [_figure(name, _spent(make, acts), how) for name, make, acts in kinds]


def key_events(turn: int) -> list[Batch]:
    """Return what a key's issue and its return leave: eight transactions, one signature sealed."""
    issue, back = f"{turn + (1 << 65):032x}", f"{turn + (1 << 66):032x}"
    key, place = "k-club", "K03"
    intent = e.KeyIssueIntended(
        issue, key, "a-lin", place, "repair", "W-7", f"signature:{issue}", "0" * 64, ""
    )
    return [
        [intent, e.DoorCommanded(place, issue, "a-lin")],
        [e.DoorPulsed(place, issue)],
        [e.DoorOpened(place, issue)],
        [e.DoorShut(place, issue), e.KeyIssueConfirmed(issue, "tag")],
        [e.KeyReturnIntended(back, key, "a-lin", place, ""), e.DoorCommanded(place, back, "a-lin")],
        [e.DoorPulsed(place, back)],
        [e.DoorOpened(place, back)],
        [e.DoorShut(place, back), e.KeyReturnConfirmed(back, "tag")],
    ]


def _spent(make: Callable[[int], Sequence[Batch]], acts: int) -> Spent:
    with workshop() as root:
        storage = open_storage(site_of(root), root)
        for batch in make(0):  # what there is only once is there
            _recorded(storage, batch)
        before = _settled(storage)
        wrote, sent = _io()
        for turn in range(1, ROUNDS + 1):
            for batch in make(turn):
                _recorded(storage, batch)
        after = _settled(storage)
        wrote_then, sent_then = _io()
        storage.close()
    return Spent(ROUNDS * acts, after - before, wrote_then - wrote, sent_then - sent)


def _recorded(storage: Storage, batch: Batch) -> None:
    issues = [event for event in batch if isinstance(event, e.KeyIssueIntended)]
    if not issues:
        take(storage.ledger, batch)
        return
    sealed = [signature_of(one.bearer, one.movement, LONG_SIGNATURE)[0] for one in issues]
    storage.ledger.execute(lambda house: list(batch), sealed=sealed)


def _of_the_desk(how: str, times: int = 12) -> list[Figure]:
    figures = []
    for name in AT_DESK:
        with workshop() as root:
            settings = site_of(root)
            kiosk = opened(settings, root)
            _played(kiosk, name, "first")
            before, (wrote, sent) = _settled(kiosk._storage), _io()
            for turn in range(times):
                _played(kiosk, name, str(turn))
            after, (wrote_then, sent_then) = _settled(kiosk._storage), _io()
            shut(kiosk)
        figures.append(_figure(name, Spent(times, after - before, wrote_then - wrote, sent_then - sent), how))
    return figures


def _played(kiosk: Kiosk, name: str, turn: str) -> None:
    errands.TURN = turn
    for step in ERRANDS[name]():
        step(At(kiosk))
    errands.TURN = ""


def _beside_bare(how: str) -> list[Figure]:
    """Compare with bare SQLite that takes the same bodies, one row for each event."""
    ours = _spent(movement_events, 2)
    with workshop() as root:
        bare = Bare(root / "bare.db")
        wrote, sent = _io()
        for turn in range(ROUNDS):
            for batch in movement_events(turn):
                bare.take(
                    [("2026-11-22T01:46:53.120Z", one.stored_as, repr(one), bytes(32)) for one in batch]
                )
        bare._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        grown = (root / "bare.db").stat().st_size
        wrote_then, sent_then = _io()
        bare.close()
    theirs = Spent(ROUNDS * 2, grown, wrote_then - wrote, sent_then - sent)
    ratio = {"written": ours.written / theirs.written, "grown": ours.grown / theirs.grown}
    amplified = {"ledger": ours.written / ours.grown, "bare SQLite": theirs.written / theirs.grown}
    return [
        _figure("bare SQLite, the same events of a parcel", theirs, how),
        Figure("- the ledger's bytes to bare SQLite's", ratio, "", how, Aim("written", 16.0)),
        Figure("- bytes written for each byte that stays", amplified, "", how),
    ]


def _of_evidence(how: str) -> list[Figure]:
    """A picture, a signature: what each adds by itself."""
    figures = []
    for name, content in (
        ("a picture of 90 kB", os.urandom(PICTURE_BYTES)),
        ("a signature", signature_of("a-lin", "x", LONG_SIGNATURE)[0].content),
    ):
        with workshop() as root:
            storage = open_storage(site_of(root), root)
            before, (wrote, sent) = _settled(storage), _io()
            for turn in range(60):
                sealed = [Sealed(f"evidence:{turn:04}", "a-lin", content)]
                storage.ledger.execute(lambda house: [e.MovementUnwatched("none")], sealed=sealed)
            after, (wrote_then, sent_then) = _settled(storage), _io()
            storage.close()
        figures.append(_figure(name, Spent(60, after - before, wrote_then - wrote, sent_then - sent), how))
    return figures


def _of_an_estate() -> list[Figure]:
    """The sample estate of 640 homes, if its record is there: what a day of it comes to."""
    record = HERE / "var" / "estate" / "var" / "ledger.db"
    if not record.exists():
        return []
    reader = connect_to_read(record)
    sql = "SELECT count(*), julianday(max(at)) - julianday(min(at)) FROM events WHERE seq > 3000"
    events, days = reader.execute(sql).fetchone()
    moved = reader.execute("SELECT count(*) FROM movements").fetchone()[0]
    pages, size, free = (
        reader.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "page_size", "freelist_count")
    )
    reader.close()
    megabytes = (pages - free) * size / 1e6 / days
    per_day = {
        "events": events / days,
        "movements": moved / days,
        "MB": megabytes,
        "GB in 10 years": megabytes * 3.653,
    }
    how = "the sample estate's own record of four weeks, all of its file by its days; without pictures"
    return [Figure("a day of an estate of 640 homes", per_day, "", how, Aim("MB", 5.0))]


def _figure(name: str, spent: Spent, how: str) -> Figure:
    values = {
        "grown": spent.grown / spent.count,
        "written": spent.written / spent.count,
        "sent": spent.sent / spent.count,
        "n": spent.count,
    }
    return Figure(f"bytes a movement: {name}", values, "bytes", how)


def _settled(storage: Storage) -> int:
    """Return the size of the record's file with its log moved into it."""
    storage.ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return storage.ledger.path.stat().st_size - storage.ledger.spare_bytes


def _io() -> tuple[int, int]:
    told = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(told["wchar"]), int(told["write_bytes"])
