"""A disk that is low sheds pictures, the oldest first, and none that somebody still has to answer for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from drivers.health import Health
from kiosk.assembly.room import RoomKeeper
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.room.room import Bounds, Level, Room
from kiosk.flows.doors.evidence import AT_ONCE, PREFIX, Evidence, Rules
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed

COUNT = 2 * AT_ONCE + 20
FORCED = (3, 60)
"""Pictures of the door that somebody has forced, and that nobody has looked at yet."""
ROOM = Room(10_000_000, 1000)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    made = SqliteLedger(tmp_path / "ledger.db", SystemClock(), bytes(32))
    yield made
    made.close()


def name(number: int) -> str:
    return f"20261122T0146{number:05}Z-00"


def decided(event: e.Event, _house: House) -> list[e.Event]:
    return [event]


def taken(ledger: SqliteLedger) -> None:
    """Put so many pictures into the vault, each of a moment at a door."""
    for number in range(COUNT):
        picture, place = os.urandom(3000), "L02" if number in FORCED else "L01"
        digest = sha256(picture).hexdigest()
        kept = e.EvidenceKept(name(number), "forced", "", place, "", digest, len(picture), 10, "")
        sealed = [Sealed(PREFIX + name(number), "site", picture)]
        ledger.execute(partial(decided, kept), sealed=sealed)
    ledger.append(e.DoorForced("L02"))


def there(ledger: SqliteLedger) -> list[str]:
    return [one.removeprefix(PREFIX) for one in ledger.sealed_between(PREFIX, PREFIX + "Z")]


def test_the_oldest_go_until_there_is_room_and_those_of_an_open_matter_stay(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    taken(ledger)
    register, told = SqliteRegister(tmp_path / "ledger.db"), list[Health]()
    evidence = Evidence(ledger, register, SystemClock(), Rules(()), lambda: 0)
    bounds = Bounds(Room(40_000_000, 100), Room(1_000_000, 10))
    keeper = RoomKeeper(ledger, bounds, evidence.shed, told.append, lambda: ROOM)
    keeper.tick()
    assert ledger.level is Level.LOW and told[-1].code == "room_low"
    needed = [name(number) for number in FORCED]
    rest = [name(number) for number in range(COUNT) if number not in FORCED]
    assert there(ledger) == sorted([*needed, *rest[AT_ONCE:]]), (
        "a part of them at each look, the oldest first"
    )
    for _ in range(4):
        keeper.tick()
    assert there(ledger) == needed
    assert ledger.spare_bytes > COUNT * 2000, "the record has their room"
    removed = [one for one in register.events(most=200) if one.kind == "evidence.removed/1"]
    assert [len(str(one.body["evidence"]).split(",")) for one in reversed(removed)] == [
        AT_ONCE,
        AT_ONCE,
        COUNT - 2 - 2 * AT_ONCE,
    ]
    assert {one.body["reason"] for one in removed} == {"disk_low"}
    assert sum(one.kind == "storage.room.changed/1" for one in register.events(most=200)) == 1
    register.close()


def test_room_in_the_record_counts_but_not_on_a_disk_where_its_log_has_none(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    taken(ledger)
    register = SqliteRegister(tmp_path / "ledger.db")
    evidence = Evidence(ledger, register, SystemClock(), Rules(()), lambda: 0)
    while evidence.shed():
        pass
    spare, levels = ledger.spare_bytes, []
    for free in (20_000_000, 10_000_000):
        keeper = RoomKeeper(
            ledger,
            Bounds(Room(free + spare, 1), Room(free + spare // 2, 1)),
            lambda: 0,
            lambda health: None,
            lambda free=free: Room(free, 1000),  # type: ignore[misc]
        )
        ledger.level = Level.AMPLE
        keeper.tick()
        levels.append(ledger.level)
    assert levels == [Level.AMPLE, Level.SPENT]
    register.close()
