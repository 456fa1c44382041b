"""Who turns the clock wants pauses to end, curfews to lapse, parcels to expire, and nobody to notice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.guesses import FREE_FAILURES
from kiosk.domain.keeping.events import KeyTellingChosen
from kiosk.domain.refusal import Refused
from kiosk.ledger.chain import walk
from kiosk.ports.record import Sealed
from tests.attacks.standing import stood
from tests.flows.test_collect import waiting_parcel
from tests.lobby import CHEN, HERE, LIN, LIN_PIN, WANG, Play
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

CHEN_PIN = "864200"
YEARS = timedelta(days=3 * 365)
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("clock"))


@pytest.fixture
def turned(play: Play) -> Iterator[Play]:
    """A lobby whose machine's clock somebody has sent three years ahead."""
    clock = play.kiosk.clock
    clock._wall = lambda: datetime.now(UTC) + YEARS
    assert not clock.trusted
    yield play
    clock._wall = lambda: datetime.now(UTC)
    until(lambda: clock.trusted, 5)


def test_wants_a_pause_after_wrong_pins_to_be_over(play: Play) -> None:
    desk, clock = Desk(play), play.kiosk.clock
    play.tap(LIN)
    for _ in range(FREE_FAILURES):
        desk.post("/desk/enter", pin="000000")
    for by in (timedelta(hours=1), YEARS, -YEARS):
        clock._wall = lambda by=by: datetime.now(UTC) + by  # type: ignore[misc]
        assert desk.post("/desk/enter", pin=LIN_PIN).status_code == 409, by
    clock._wall = lambda: datetime.now(UTC)
    assert clock.trusted
    play.journeys.visits.end()


def test_wants_a_movement_under_way_to_lapse_or_its_door_to_be_left_open(turned: Play) -> None:
    turned.tap(WANG)
    movement = turned.start_drop("SFC1")
    turned.comes_to(movement, "open")
    before = turned.kiosk.ledger.seq
    for _ in range(5):
        turned.kiosk.watcher.tick()
    assert turned.moment(movement) == "open"
    assert not turned.journeys.ledger.house.door(movement.place).ajar_told
    assert turned.kiosk.ledger.seq - before < 20
    turned.bench.put_parcel(movement.place, "SFC1")
    turned.bench.push_shut(movement.place)
    turned.comes_to(movement, "done")
    turned.journeys.visits.end()


def test_wants_parcels_keys_and_loans_to_be_over_at_once(play: Play) -> None:
    parcel = waiting_parcel(play, "SFC2")
    movement = play.issue("k-lobby", CHEN, CHEN_PIN)
    play.comes_to(movement, "open")
    play.bench.take_key("K01")
    play.bench.push_shut("K01")
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    clock = play.kiosk.clock
    clock._wall = lambda: datetime.now(UTC) + YEARS
    assert not clock.trusted
    notices = len(play.journeys.ledger.house.notices)
    for _ in range(3):
        play.kiosk.watcher.tick()
    house = play.journeys.ledger.house
    assert house.parcels[parcel].live and house.parcels[parcel].wait.expired is None
    assert house.keys["k-lobby"].overdue_step == 0 and len(house.notices) <= notices
    clock._wall = lambda: datetime.now(UTC)
    assert clock.trusted


def test_wants_nobody_to_notice(turned: Play) -> None:
    desk = Desk(turned)
    assert "Checking the time" in desk.page("/"), "at the lobby, with what it closes"
    desk.enter(CHEN, CHEN_PIN)
    assert "The time is not certain" in desk.page("/desk/map"), "on each page of the desk"
    assert "The time is not certain" in desk.page("/desk/badges")
    assert "The clock has jumped ahead" in desk.page("/desk/devices")
    assert not turned.kiosk.health().clock_trusted
    turned.journeys.visits.end()


def test_wants_to_set_the_time_as_an_attendant(turned: Play) -> None:
    desk = Desk(turned)
    head = turned.journeys.ledger.head
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        turned.journeys.timekeeping.set_right(turned.journeys.ledger.house.people["a-lin"])
    turned.tap(LIN)
    for path, form in (("right", {}), ("told", {"day": "2031-01-01", "hour": "12:00"})):
        assert desk.post(f"/desk/clock/{path}", **form).status_code == 409
    assert "clock." not in turned.journeys.register.events(most=1)[0].kind
    assert head and not turned.kiosk.clock.trusted
    turned.journeys.visits.end()


def test_wants_the_word_of_a_supervisor_to_make_everything_expire(play: Play) -> None:
    """Even once it is said that the machine's clock is right: what has not really waited has not waited."""
    parcel = waiting_parcel(play, "SFC3")
    signed = Sealed("code:of-long-ago", "s-chen", b"1234567890")
    play.kiosk.ledger.execute(lambda house: [KeyTellingChosen("r-zhang", True)], sealed=[signed])
    zhou = play.journeys.ledger.house.people["a-zhou"]
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refused, match=r"pin\.wrong"):
            play.journeys.visits.confirm_pin(zhou, "000000")
    clock = play.kiosk.clock
    clock._wall = lambda: datetime.now(UTC) + YEARS
    desk = Desk(play)
    desk.enter(CHEN, CHEN_PIN)
    assert desk.post("/desk/clock/told", day="soon", hour="").status_code == 409
    assert desk.post("/desk/clock/right").status_code == 303
    assert clock.trusted and "The time is not certain" not in desk.page("/desk/devices")
    for _ in range(3):
        play.kiosk.watcher.tick()
    house = play.journeys.ledger.house
    assert house.parcels[parcel].wait.expired is None
    with pytest.raises(Refused, match=r"pin\.paused"):
        play.journeys.visits.confirm_pin(zhou, "000000")
    assert house.people["r-zhang"].active
    play.journeys.retention.round()
    kept = play.kiosk.ledger.opened(signed.reference)
    assert kept is not None, "nothing is destroyed by a false date before everybody has seen it"
    rows = sqlite3.connect(play.journeys.ledger.path)  # type: ignore[attr-defined]
    times = [at for (at,) in rows.execute("SELECT at FROM events ORDER BY seq")]
    assert times == sorted(times) and walk(rows).broken_at is None
    kinds = {kind for (kind,) in rows.execute("SELECT type FROM events ORDER BY seq DESC LIMIT 40")}
    assert "clock.caught_up/1" in kinds
    rows.close()
    clock._wall = lambda: datetime.now(UTC) + YEARS


AT_BOOT = """
import sys, time
from pathlib import Path
from kiosk.assembly.storage import open_storage
from kiosk.domain import events as e
from kiosk.settings import load
shown = Path(sys.argv[2])
storage = open_storage(load(Path(sys.argv[1]) / "site.toml"), Path(sys.argv[1]))
clock = storage.clock
def say(): print(int(clock.trusted), clock.now().isoformat(), clock.wall().isoformat(), flush=True)
say()
storage.ledger.append(e.KioskStarted("1"))
for by in sys.argv[3:]:
    shown.write_text(by)
    say()
storage.close()
"""


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_wants_a_start_in_another_year_to_be_believed(play: Play, tmp_path: Path) -> None:
    """The clock's port itself before a kernel that shows another time, at the start and while it runs."""
    site = tmp_path / "site.toml"
    site.write_text(play.site.file.read_text() + "\n[clock]\nbattery = true\n")

    def started(at: str, *then: str) -> list[tuple[bool, datetime, datetime]]:
        shown = tmp_path / "time"
        shown.write_text(at)
        faked = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(shown), "FAKETIME_NO_CACHE": "1",
                 "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-c", AT_BOOT, str(tmp_path), str(shown), *then],
            cwd=HERE, capture_output=True, text=True, timeout=60, check=True, env={**os.environ, **faked},
        )  # fmt: skip
        lines = [line.split() for line in ran.stdout.splitlines()]
        return [
            (one == "1", datetime.fromisoformat(now), datetime.fromisoformat(wall))
            for one, now, wall in lines
        ]

    now, day = datetime.now(UTC), timedelta(days=1)
    ((believed, at, _),) = started("+0d")
    assert believed and abs(at - now) < day
    for boots in ("+1500d", "-20y"):
        ((believed, at, wall), back) = started(boots, "+0d")
        assert not believed and abs(at - now) < day and abs(wall - now) > 1000 * day, boots
        assert abs(back[1] - now) < day, "and goes on from what was known"
    (begins, ahead, behind, hour, right) = started("+0d", "+800d", "-800d", "+1h", "+0d")
    assert begins[0] and right[0]
    for jumped in (ahead, behind, hour):
        assert not jumped[0] and abs(jumped[1] - now) < day / 24
    with closing(sqlite3.connect(tmp_path / play.site.settings.storage.folder / "ledger.db")) as rows:
        times = [at for (at,) in rows.execute("SELECT at FROM events ORDER BY seq")]
    assert times == sorted(times) and times[-1] < (now + day).isoformat()
