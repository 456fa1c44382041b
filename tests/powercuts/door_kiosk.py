"""`python -m tests.powercuts.door_kiosk SOCKET [--normal]`: kiosks that are killed where their disk is to flush.

As `tests.ledger.kiosk_with_kill`, for every errand at a door; but the steps are those that SQLite was seen to take, and
the latches'. What the disk was asked for until then is left beside the record, so that the record can be made what a
disk holds whose power has failed.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.assembly.equipment import Locks
from kiosk.ledger.schema import connect_to_read
from kiosk.serve import Server
from tests.ledger.cabinet_acts import CabinetActs
from tests.ledger.erasing import kept_of, raw
from tests.ledger.kiosk_with_kill import Fuse, main
from tests.ledger.parcel_kiosk import ParcelActs
from tests.lobby import LIN_PIN
from tests.powercuts.disk import OK, Disk, Step, the_disk
from tests.powercuts.forgetting import BEFORE, WORDS
from tests.powercuts.sweeping import careless
from ui.app import create_app


class DiskFuse(Fuse):
    """Kills this process at the n-th point that is passed after `arm`: before and after a flush, and a latch."""

    def __init__(self, disk: Disk, words: Path) -> None:
        super().__init__()
        self._disk, self._words = disk, words
        self._lock = disk.turn  # type: ignore[assignment]  # one turn for both: who holds one must not wait for the other
        self._flushed = False

    def asked(self, step: Step) -> int:
        """Pass the points about one thing that the disk is asked for, and let it be done."""
        if self._flushed:
            self._flushed = False
            self.passed("after a flush")
        if step.kind == "sync":
            self._flushed = True
            self.passed(f"before the flush of {step.path}")
        return OK

    def blow(self) -> None:
        """Leave what was asked of the disk, and be gone."""
        self._disk.kill(self._words)


def laid(root: Path) -> Fuse:
    """Return the fuse of a kiosk on a site's folder that is about to be opened."""
    shutil.rmtree(root / BEFORE, ignore_errors=True)
    (root / BEFORE).mkdir()
    for file in (root / "var").glob("*.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy2(file, root / BEFORE)
    disk = the_disk()
    disk.watch(root / "var")
    fuse = DiskFuse(disk, root / WORDS)
    disk.fails(fuse.asked)
    unlock = Locks.unlock

    def unlocked(locks: Locks, place: str) -> None:
        fuse.passed(f"before the latch of {place}")
        unlock(locks, place)
        fuse.passed(f"after the latch of {place}")

    setattr(Locks, unlock.__name__, unlocked)
    return fuse


class DoorActs(ParcelActs, CabinetActs):
    """All that people do at doors, and the emergency release."""

    def release(self, places: list[str]) -> None:
        """Two people have doors opened in turn."""
        chen = self._kiosk.ledger.house.people["s-chen"]
        self._journeys.emergency.begin(chen, "a-lin", LIN_PIN, places, "smoke in the lobby")

    def go_on(self) -> None:
        """Say that a release that was interrupted goes on."""
        self._journeys.emergency.go_on(self._kiosk.ledger.house.people["s-chen"])

    def emergencies(self) -> list[dict[str, Any]]:
        """Return the releases that no stocktake has ended."""
        known = self._kiosk.ledger.house.emergencies.values()
        going = self._journeys.emergency.is_going
        return [{"asked": one.asked, "over": one.ended is not None, "going": going} for one in known]

    def pages(self) -> int:
        """Serve the screens; return the port."""
        server = Server(create_app(self._journeys), "127.0.0.1", 0, threads=4)
        server.start()
        return server.port

    def kept_of(self, person: str) -> list[str]:
        """Return the bytes of somebody's wrapped key, and of what it seals, as they stand in the file."""
        return [one.hex() for one in kept_of(self._kiosk.ledger, [person])]

    def erasure(self, person: str, kept: list[str]) -> dict[str, Any]:
        """Return what the record says of an erasure, what can be read still, and what of it lies in any file."""
        ledger = self._kiosk.ledger
        with closing(connect_to_read(ledger.path)) as reader:
            sql = "SELECT type FROM events WHERE type IN ('person.erased/1', 'person.forgotten/1') ORDER BY type"
            kinds = [row[0] for row in reader.execute(sql)]
        seen = raw(ledger.path)
        return {
            "events": kinds,
            "erased": person in ledger.house.erasures,
            "here": person in ledger.house.people,
            "readable": ledger.opened(f"person:{person}") is not None,
            "in_files": sum(bytes.fromhex(one) in seen for one in kept),
        }


if __name__ == "__main__":
    if "--normal" in sys.argv:
        with careless():
            main(sys.argv[1], DoorActs, laid)
    main(sys.argv[1], DoorActs, laid)
