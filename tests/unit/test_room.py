"""How much room there is on the record's disk, and what is still taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.refusal import Refused
from kiosk.domain.room.room import Bounds, Level, Room, admit, level_of
from kiosk.ledger.reserve import ENTRIES, NAME, Reserve

BOUNDS = Bounds(Room(400, 100), Room(100, 10))
DROP = e.ParcelDropIntended("m", "p", "c", "r", "1-1-0802", "SF1", "S", "L01", "s", "c")


@pytest.mark.parametrize(
    ("free", "inodes", "before", "level"),
    [
        (400, 100, Level.AMPLE, Level.AMPLE),
        (399, 100, Level.AMPLE, Level.LOW),
        (10**9, 99, Level.AMPLE, Level.LOW),
        (99, 100, Level.AMPLE, Level.SPENT),
        (10**9, 9, Level.LOW, Level.SPENT),
        (0, 0, Level.AMPLE, Level.SPENT),
        (450, 200, Level.LOW, Level.LOW),
        (500, 125, Level.LOW, Level.AMPLE),
        (500, 124, Level.LOW, Level.LOW),
        (124, 100, Level.SPENT, Level.SPENT),
        (125, 100, Level.SPENT, Level.LOW),
        (10**9, 10**6, Level.SPENT, Level.AMPLE),
    ],
)
def test_a_level_is_left_only_with_a_quarter_more_than_its_bound(
    free: int, inodes: int, before: Level, level: Level
) -> None:
    assert level_of(Room(free, inodes), BOUNDS, before) is level


def test_a_disk_on_the_brink_changes_its_level_once() -> None:
    level, changes = Level.AMPLE, 0
    for free in [401, 399, 401, 399, 420, 398, 480, 399] * 20:
        now = level_of(Room(free, 1000), BOUNDS, level)
        changes, level = changes + (now is not level), now
    assert (level, changes) == (Level.LOW, 1)


def test_what_begins_a_custody_waits_and_what_ends_one_never_does() -> None:
    with pytest.raises(Refused, match=r"room\.spent"):
        admit([DROP], Level.SPENT)
    with pytest.raises(Refused, match=r"room\.spent"):
        admit([e.MovementUnwatched("m"), DROP], Level.SPENT)
    for level in (Level.AMPLE, Level.LOW):
        admit([DROP], level)
    admit([e.ParcelDropConfirmed("m", "presence"), e.MovementUnwatched("m")], Level.SPENT)


def test_room_is_kept_back_in_blocks_and_given_up_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path, 300_000)
    assert not reserve.held and not reserve.give_up()
    assert reserve.hold() and reserve.held and reserve.hold()
    assert (tmp_path / NAME).stat().st_blocks * 512 >= 300_000 and (tmp_path / ENTRIES[0]).exists()
    assert reserve.give_up() and not reserve.held and not list(tmp_path.iterdir())
    assert not reserve.give_up()


def test_a_file_that_only_says_its_size_keeps_nothing_back(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as sparse:
        sparse.truncate(300_000)
    reserve = Reserve(tmp_path, 300_000)
    assert not reserve.held
    assert reserve.hold() and (tmp_path / NAME).stat().st_blocks * 512 >= 300_000


def test_no_reserve_is_always_held(tmp_path: Path) -> None:
    none = Reserve(tmp_path, 0)
    assert none.held and none.hold() and not none.give_up() and not list(tmp_path.iterdir())


def test_a_folder_that_takes_nothing_keeps_nothing_back(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "not there", 1000)
    assert not reserve.hold() and not reserve.held
