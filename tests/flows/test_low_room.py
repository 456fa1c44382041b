"""A real file system runs full under the kiosk: nothing new is taken in, everything people own goes out."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.assembly.room import room_of
from kiosk.domain import events as e
from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from kiosk.domain.room.room import Level
from kiosk.ledger.chain import walk
from kiosk.ledger.reserve import Reserve
from kiosk.ledger.schema import connect_to_read
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import LIN, WANG, Play, Site
from tests.wire.waiting import until

MB = 1_000_000
SIZE_MB, LOW_MB, LEAST_MB, RESERVE_MB = 120, 60, 30, 8
KEY = "k-lobby"
PATIENCE_S = 60.0
"""So long a machine that has much else to do may take for what is done at once."""


def amended(text: str) -> str:
    """Return a site with bounds that fit so small a disk."""
    bounds = f"low_free_mb = {LOW_MB}\nleast_free_mb = {LEAST_MB}\nreserve_mb = {RESERVE_MB}\nlow_free_files = 100\n"
    if "[storage]" in text:
        return text.replace("[storage]\n", f"[storage]\n{bounds}", 1)
    return text + f"\n[storage]\n{bounds}"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, as small as a worn card's last corner."""
    folder = tmp_path / "s" / "var"
    folder.mkdir(parents=True)
    options = f"size={SIZE_MB}m,nr_inodes=4000,mode=0700"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"NO FILE SYSTEM MAY BE MOUNTED HERE: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


class Ballast:
    """Files that fill the disk up to where one wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def leave(self, megabytes: float) -> None:
        """Fill the disk until so much is left."""
        more = room_of(self._folder).free_bytes - int(megabytes * MB)
        assert more > 0
        self._count += 1
        with (self._folder / f"ballast-{self._count}").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, more)

    def fill(self, reserve: Reserve) -> None:
        """Leave nothing, not one block, but what the kiosk keeps back."""
        until(lambda: self._filled(reserve), PATIENCE_S)

    def _filled(self, reserve: Reserve) -> bool:
        """Fill it; what the kiosk writes meanwhile may have cost it its reserve, or freed a block."""
        self._count += 1
        with (self._folder / f"ballast-{self._count}").open("wb", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue
        if reserve.held and room_of(self._folder).free_bytes == 0:
            return True
        (self._folder / f"ballast-{self._count}").unlink()
        reserve.hold()
        return False

    def clear(self) -> None:
        """Take all of it away."""
        for file in self._folder.glob("ballast-*"):
            file.unlink()


def looked(play: Play, level: Level) -> None:
    """Have the kiosk look at its disk, as it does every few seconds."""
    play.kiosk._keeper.tick()
    assert play.kiosk.ledger.level is level


def state_of_disk(play: Play) -> tuple[str, str]:
    (found,) = [one for one in play.journeys.devices.states() if one.kind == "storage"]
    return found.condition, found.code


def left_behind(play: Play, number: str) -> str:
    """Have a courier leave a parcel; return its id."""
    parcel = waiting_parcel(play, number)
    play.journeys.visits.end()
    return parcel


def collected(play: Play, parcel: str) -> None:
    """Have a resident take a parcel out, by its slip."""
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    done(play, movement, "i_took_it")
    assert play.kiosk.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED


def goes_on_until_given_up(play: Play, reserve: Reserve) -> None:
    """Have more put on record until the room kept back is needed: the write-ahead log has some of its own before."""

    def needed() -> bool:
        if reserve.held:
            play.kiosk.ledger.append(e.PersonIdentified("a-lin", "badge"))
        return not reserve.held

    until(needed, PATIENCE_S)


def done(play: Play, movement: Movement, says: str) -> None:
    """Wait until a movement has ended; where the door can't see what is behind it, its person says so."""
    until(lambda: play.moment(movement) in ("done", "ask"), PATIENCE_S)
    if play.moment(movement) == "ask":
        play.journeys.doors.say(movement.id, says)
    play.comes_to(movement, "done")


def test_a_disk_that_runs_full_takes_nothing_in_and_gives_everything_out(disk: Path) -> None:
    site = Site(disk.parent, amend=amended, opens_within_s="1.0")
    play = Play(site)
    ballast = Ballast(disk)
    try:
        assert state_of_disk(play) == ("up", "") and play.kiosk.ledger.reserve
        looked(play, Level.AMPLE)
        assert play.kiosk.ledger.reserve.held
        first, second = (left_behind(play, number) for number in ("SF0001", "SF0002"))
        issued = play.issue(KEY)
        play.comes_to(issued, "open")
        play.bench.take_key(issued.place)
        play.bench.push_shut(issued.place)
        play.comes_to(issued, "done")
        play.journeys.visits.end()

        ballast.leave(LOW_MB - 5)
        looked(play, Level.LOW)
        assert state_of_disk(play) == ("degraded", "room_low")

        ballast.leave(LEAST_MB - 5)
        looked(play, Level.SPENT)
        assert state_of_disk(play) == ("degraded", "room_spent")
        ready = play.journeys.readiness()
        assert (
            ready["drop"] == ready["take_in"] == "room.spent"
            and ready["keys"] is ready["collect_by_code"] is None
        )
        fired = len(play.bench.firings())
        play.tap(WANG)
        with pytest.raises(Refused, match=r"room\.spent"):
            play.start_drop("SF0004")
        play.journeys.visits.end()
        assert len(play.bench.firings()) == fired, "no door opens for what is not taken in"
        collected(play, first)

        reserve = play.kiosk.ledger.reserve
        ballast.fill(reserve)
        collected(play, second)
        goes_on_until_given_up(play, reserve)
        looked(play, Level.SPENT)
        play.tap(LIN)
        back = play.journeys.keys.give_back(os.urandom(16).hex(), KEY)
        play.comes_to(back, "open")
        play.bench.put_key(back.place, "01-000001a1b2c3")
        play.bench.push_shut(back.place)
        play.comes_to(back, "done")
        play.journeys.visits.end()

        ballast.clear()
        looked(play, Level.AMPLE)
        assert play.kiosk.ledger.reserve.held and state_of_disk(play) == ("up", "")
        left_behind(play, "SF0005")
        told = [one for one in kinds(play) if one == "storage.room.changed/1"]
        assert len(told) == 3, "low, spent, ample"
        assert play.replays()
        play.close()
    finally:
        site.close()


def kinds(play: Play) -> list[str]:
    reader = connect_to_read(play.kiosk.ledger.path)
    try:
        assert walk(reader).broken_at is None
        return [row[0] for row in reader.execute("SELECT type FROM events ORDER BY seq")]
    finally:
        reader.close()


def test_a_kiosk_that_is_killed_on_a_full_disk_starts_there_and_gives_out_what_it_keeps(disk: Path) -> None:
    site = Site(disk.parent, amend=amended, opens_within_s="1.0")
    play = Play(site)
    ballast = Ballast(disk)
    try:
        parcel = left_behind(play, "SF0001")
        play.close()  # the write-ahead log is gone with it: starting needs room for another
        ballast.fill(Reserve(disk, RESERVE_MB * MB))
        child = site.kiosk_process()
        until(site.answers, PATIENCE_S)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        play = Play(site)
        looked(play, Level.SPENT)
        collected(play, parcel)
        ballast.clear()
        looked(play, Level.AMPLE)
        kinds(play)
        play.close()
    finally:
        site.close()
