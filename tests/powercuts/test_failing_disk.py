"""The disk fails under the record: nothing is acknowledged that is not flushed, and it comes back by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.health import Health
from kiosk.assembly.room import RoomKeeper
from kiosk.assembly.storage import open_storage
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.refusal import Refused
from kiosk.domain.room.room import Bounds, Level, Room
from kiosk.ledger.chain import walk
from kiosk.ledger.reserve import Reserve
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.soundness import damage_of
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Sealed
from kiosk.settings import load
from tests.ledger.small_kiosk import picture
from tests.lobby import HERE
from tests.powercuts.disk import (
    FULL,
    IOERR_FSYNC,
    IOERR_WRITE,
    OK,
    READONLY,
    Disk,
    Step,
    can_be_watched,
    the_disk,
)  # fmt: skip
from tests.unit.houses import person

pytestmark = pytest.mark.skipif(
    not can_be_watched(), reason="SQLITE IS NOT A SHARED LIBRARY HERE: NOT WATCHED"
)
DROP = e.ParcelDropIntended("m", "p", "c", "r", "1-1-0802", "SF1", "S", "L01", "s", "c")
GONE = e.MovementUnwatched("none")
PLENTY = Room(10**12, 10**6)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = the_disk()
    disk.watch(tmp_path)
    yield disk
    disk.watch(tmp_path / "nothing")


@pytest.fixture
def ledger(disk: Disk, tmp_path: Path) -> Iterator[SqliteLedger]:
    reserve = Reserve(tmp_path, 100_000)
    assert reserve.hold()
    ledger = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32), reserve)
    ledger.append(person("r", "resident"), person("c", "courier"))
    yield ledger
    disk.fails(None)
    ledger.close()


def keeper(ledger: SqliteLedger, told: list[Health]) -> RoomKeeper:
    bounds = Bounds(Room(4000, 40), Room(1000, 10))
    return RoomKeeper(ledger, bounds, lambda: 0, told.append, lambda: PLENTY)


def level_of(ledger: SqliteLedger) -> Level:
    return ledger.level


def failing(kind: str, code: int) -> object:
    return lambda step: code if step.kind == kind and step.path.endswith("-wal") else OK


@pytest.mark.parametrize(
    ("kind", "code"), [("sync", IOERR_FSYNC), ("write", IOERR_WRITE), ("write", READONLY)]
)
def test_what_could_not_be_flushed_is_never_acknowledged(
    disk: Disk, ledger: SqliteLedger, tmp_path: Path, kind: str, code: int
) -> None:
    heard: list[object] = []
    ledger.listen(lambda recorded: heard.extend(recorded))
    seq, head, running, told = ledger.seq, ledger.head, picture(ledger.house), list[Health]()
    disk.fails(failing(kind, code))  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        ledger.append(DROP)
    assert (ledger.seq, ledger.head, heard) == (seq, head, []) and picture(ledger.house) == running
    asked = len(disk.steps)
    for _ in range(3):
        with pytest.raises(Unavailable):
            ledger.append(GONE)
    assert ledger.ailing and len(disk.steps) == asked, (
        "a disk that has failed is not asked again by people's touch"
    )
    keep = keeper(ledger, told)
    keep.tick()
    assert (told[-1].condition.value, told[-1].code) == ("down", "record_unwritable") and ledger.ailing
    disk.fails(None)  # the card has come to itself
    keep.tick()
    assert (told[-1].condition.value, told[-1].code) == ("up", "") and not ledger.ailing
    ledger.append(DROP)
    assert ledger.seq == seq + 1 and len(heard) == 1
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    assert again.seq == seq + 1 and "m" in again.house.movements
    running = picture(again.house)
    again.rebuild()
    assert picture(again.house) == running
    again.close()
    reader = connect_to_read(tmp_path / "ledger.db")
    assert walk(reader).broken_at is None
    reader.close()


def test_a_flush_that_fails_after_the_commit_was_written_may_be_found_and_is_found_once(
    disk: Disk, ledger: SqliteLedger, tmp_path: Path
) -> None:
    """As after a power cut between the flush and the word: it is there or it is not, and never twice."""
    disk.fails(failing("sync", IOERR_FSYNC))  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        ledger.append(DROP)
    disk.fails(None)
    assert ledger.mend()
    decided = ledger.execute(lambda house: [] if "m" in house.movements else [DROP])
    assert len(decided) == 1 and list(ledger.house.movements) == ["m"]


def test_a_full_disk_lets_out_what_is_kept_in_the_room_that_was_held_back(
    disk: Disk, ledger: SqliteLedger, tmp_path: Path
) -> None:
    """The disk says that it is full until the reserve is gone, as a real one does."""
    full = lambda step: FULL if step.kind == "write" and (tmp_path / "reserve").exists() else OK  # noqa: E731
    disk.fails(full)
    with pytest.raises(Refused, match=r"room\.spent"):
        ledger.append(DROP)
    assert level_of(ledger) is Level.SPENT and not ledger.ailing
    seq = ledger.seq
    ledger.append(GONE)
    assert ledger.seq == seq + 1 and not (tmp_path / "reserve").exists()
    told: list[Health] = []
    keep = keeper(ledger, told)
    keep.tick()
    assert level_of(ledger) is Level.AMPLE and ledger.reserve and ledger.reserve.held and told[-1].code == ""
    disk.fails(None)
    ledger.append(DROP)


def test_a_disk_without_any_room_says_so_and_is_no_fault(disk: Disk, ledger: SqliteLedger) -> None:
    disk.fails(lambda step: FULL if step.kind == "write" else OK)
    for _ in range(2):
        with pytest.raises(Unavailable):
            ledger.append(GONE)
    assert not ledger.ailing and ledger.level is Level.SPENT
    disk.fails(None)
    ledger.append(GONE)


def test_a_checkpoint_that_fails_costs_nothing(disk: Disk, ledger: SqliteLedger, tmp_path: Path) -> None:
    """What is moved from the write-ahead log into the record stays in the log until it has been flushed there."""

    def fault(step: Step) -> int:
        return IOERR_FSYNC if step.path == "ledger.db" and step.kind == "sync" else OK

    disk.fails(fault)
    for _ in range(60):
        ledger.append(*[e.MovementUnwatched("x" * 4000)] * 20)
    seq = ledger.seq
    assert any(step.path == "ledger.db" and step.kind == "write" for step in disk.steps), "it was tried"
    disk.fails(None)
    ledger.append(GONE)
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    assert again.seq == seq + 1
    again.close()


def test_a_record_that_has_lost_what_it_said_takes_nothing_more(
    disk: Disk, ledger: SqliteLedger, tmp_path: Path
) -> None:
    ledger.ailing = "disk I/O error"
    ledger._head = bytes(31) + b"\1"  # as if the last entries had been taken back by the disk
    assert not ledger.mend() and ledger.ailing
    with pytest.raises(Unavailable):
        ledger.append(GONE)


def test_a_page_that_a_worn_card_has_forgotten_is_found_and_told(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    long = Sealed("note:long", "r", bytes(60_000))
    ledger.execute(lambda house: [GONE], sealed=[long])
    told: list[Health] = []
    keep = keeper(ledger, told)
    keep.read_through()
    keep.tick()
    assert told[-1].code == ""
    ledger.close()
    damaged = without_a_page(tmp_path / "ledger.db")
    keep = keeper(damaged, told)
    keep.read_through()
    damaged.close()
    assert (told[-1].condition.value, told[-1].code) == ("degraded", "record_damaged")


def without_a_page(file: Path) -> SqliteLedger:
    """Return a record that opens all the same, one of its pages forgotten: of what is only read years later."""
    whole = file.read_bytes()
    for page in range(len(whole) // 4096 - 1, 0, -1):
        if whole[page * 4096] or not any(whole[page * 4096 : page * 4096 + 4]):
            continue  # no link of a long chain: to forget what a page holds is found by its seal, not by its place
        file.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        try:
            return SqliteLedger(file, SystemClock(), bytes(32))
        except sqlite3.DatabaseError:
            continue
    raise AssertionError("every page is read at the start")


def test_a_file_too_large_for_its_time_is_not_called_damaged(ledger: SqliteLedger, tmp_path: Path) -> None:
    ledger.append(*[e.MovementUnwatched(f"{number:032x}") for number in range(400)])
    assert damage_of(tmp_path / "ledger.db") == ""
    assert damage_of(tmp_path / "ledger.db", budget_s=-1) is None


def test_a_site_s_bounds_come_from_its_settings(tmp_path: Path) -> None:
    settings = load(HERE / "config" / "demo.toml")
    storage = open_storage(settings, tmp_path)
    assert (
        storage.ledger.reserve
        and storage.ledger.reserve.size_bytes == settings.storage.reserve_mb * 1_000_000
    )
    storage.close()
