"""The record's disk is taken away under a kiosk, or exchanged: nothing is recorded that the next start won't find."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.health import Health
from kiosk.assembly.room import RoomKeeper
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.room.room import Bounds, Room
from kiosk.ledger.begun import is_marked
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.devices import Unavailable
from tests.flows.test_out_of_order import page
from tests.lobby import Site
from tests.wire.waiting import until

HAPPENS = e.MovementUnwatched("none")
PLENTY = Room(10**12, 10**6)
EX_TEMPFAIL = 75


class Box:
    """A record that is open, and whoever looks after its disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.aside = folder, folder.with_name("aside")
        self.ledger = SqliteLedger(folder / "ledger.db", SystemClock(), bytes(32))
        self.told: list[Health] = []
        bounds = Bounds(Room(4000, 40), Room(1000, 10))
        self.keeper = RoomKeeper(self.ledger, bounds, lambda: 0, self.told.append, lambda: PLENTY)
        self.ledger.append(HAPPENS)

    def looks(self) -> tuple[str, str]:
        """Return how the disk is found."""
        self.keeper.tick()
        return self.told[-1].condition.value, self.told[-1].code

    def takes_nothing(self) -> bool:
        """Return whether an event is turned away, and nothing of it is anywhere."""
        seq = self.ledger.seq
        with pytest.raises(Unavailable):
            self.ledger.append(HAPPENS)
        return self.ledger.seq == seq


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path / "var")
    yield box
    box.ledger.close()


def test_a_disk_that_is_gone_takes_nothing_from_the_first_moment_and_goes_on_when_it_is_back(
    box: Box,
) -> None:
    box.folder.rename(box.aside)
    assert box.takes_nothing(), "before anybody has looked"
    assert box.looks() == ("down", "record_gone") and not box.keeper.superseded
    assert is_marked(box.folder), "whoever starts here now does not begin anew over full doors"
    shutil.rmtree(box.folder)
    box.aside.rename(box.folder)
    assert box.looks() == ("up", "")
    box.ledger.append(HAPPENS)


def test_a_record_that_was_removed_under_the_kiosk_is_missed_at_once(box: Box) -> None:
    for path in box.folder.glob("ledger.db*"):
        path.unlink()
    assert box.takes_nothing() and box.looks() == ("down", "record_gone")


def test_a_start_anew_is_wanted_only_where_all_is_that_was_acknowledged(box: Box) -> None:
    older = box.folder.with_name("older")
    shutil.copytree(box.folder, older)
    box.ledger.append(HAPPENS)
    whole = box.folder.with_name("whole")
    shutil.copytree(box.folder, whole)
    box.folder.rename(box.aside)
    older.rename(box.folder)
    kept = {path.name: path.read_bytes() for path in box.folder.glob("ledger.db")}
    assert box.takes_nothing() and box.looks() == ("down", "record_replaced")
    box.looks()
    assert not box.keeper.superseded
    assert {path.name: path.read_bytes() for path in box.folder.glob("ledger.db")} == kept
    (box.folder / "ledger.db").write_bytes(b"no record at all")
    assert box.looks() == ("down", "record_replaced") and not box.keeper.superseded
    shutil.rmtree(box.folder)
    whole.rename(box.folder)
    assert box.looks() == ("down", "record_replaced") and not box.keeper.superseded, "it may be copied still"
    assert box.looks() == ("down", "record_replaced") and box.keeper.superseded


def test_a_live_kiosk_ends_for_a_start_anew_on_the_disk_that_has_the_whole_record(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    try:
        folder = site.root / "var"
        child = site.kiosk_process()
        until(lambda: page(site)[0] == 200, 90)
        folder.rename(folder.with_name("worn"))
        until(lambda: "ask the desk" in page(site, "/?lang=en")[1] or "请找前台" in page(site)[1], 60)
        assert child.poll() is None
        fresh = folder.with_name("fresh")
        shutil.copytree(folder.with_name("worn"), fresh)
        shutil.rmtree(folder)
        fresh.rename(folder)
        assert child.wait(60) == EX_TEMPFAIL
        again = site.kiosk_process()
        until(lambda: page(site)[0] == 200, 90)
        os.kill(again.pid, signal.SIGTERM)
        assert again.wait(20) == 0
        with closing(connect_to_read(folder / "ledger.db")) as reader:
            assert walk(reader).broken_at is None
    finally:
        site.close()
