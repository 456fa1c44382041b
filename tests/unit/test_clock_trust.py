"""Whose word counts for what time it is: the network's, a battery's, a supervisor's; and what a jump may not do."""

from __future__ import annotations

import dataclasses
import os
import typing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import A_LITTLE, LONGEST_OFF, TOLERANCE, SystemClock
from kiosk.domain import events as e
from kiosk.domain.evolving import evolve
from kiosk.domain.guesses import FREE_FAILURES
from kiosk.domain.house import House, Recorded
from kiosk.domain.keys.events import KeyIssueGranted
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.timekeeping.events import ClockCaughtUp
from kiosk.domain.timekeeping.setting_right import BUILT, NETWORK_BRINGS, decide_network
from kiosk.domain.timekeeping.tables import HISTORY, TAKEN_FROM_THE_CLOCK
from kiosk.flows.timekeeping import Timekeeping
from kiosk.kernel_time import UNSYNCHRONISED, NetworkTime, battery_keeps_time
from kiosk.ledger.store import SqliteLedger
from tests.unit.houses import ISSUE, LABEL

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
CHEN, LIN = Person("s", Role.SUPERVISOR), Person("a", Role.ATTENDANT)


class Machine:
    """A wall clock, a counter of seconds and a network that the test turns."""

    def __init__(self, wall: datetime = NOW) -> None:
        self.wall, self.since_boot_s, self.network = wall, 0.0, False
        self.clock = SystemClock(
            lambda: self.wall, lambda: self.since_boot_s, lambda wall, doubted: self.network
        )

    def passes(self, by: timedelta) -> None:
        """Let both go on."""
        self.wall += by
        self.since_boot_s += by.total_seconds()


@pytest.mark.parametrize(
    ("off", "battery", "network", "believed"),
    [
        (HOUR, True, False, True),
        (HOUR, False, False, False),  # no battery: it may be days later
        (timedelta(0), False, False, False),
        (HOUR, False, True, True),
        (-HOUR, True, False, False),
        (-HOUR, True, True, False),  # the record is ahead: somebody has to look
        (LONGEST_OFF + HOUR, True, False, False),
        (LONGEST_OFF + HOUR, True, True, True),
        (10 * YEAR, True, False, False),
    ],
)
def test_what_stands_behind_the_clock_at_boot(
    off: timedelta, battery: bool, network: bool, believed: bool
) -> None:
    machine = Machine()
    machine.network = network
    machine.clock.wakes(NOW - off, keeps_time=battery)
    assert machine.clock.trusted is believed
    assert machine.clock.now() == (NOW if believed else NOW - off), "what is not believed is not gone by"
    machine.passes(HOUR)
    assert machine.clock.now() == (NOW if believed else NOW - off) + HOUR


@pytest.mark.parametrize("network", [False, True])
def test_a_clock_that_was_never_set_is_not_believed_however(network: bool) -> None:
    machine = Machine(BUILT - DAY)
    machine.network = network
    machine.clock.wakes(None, keeps_time=True)
    assert not machine.clock.trusted


@pytest.mark.parametrize("jump", [timedelta(seconds=6), HOUR, YEAR, 10 * YEAR, -HOUR, -YEAR])
def test_a_jump_changes_no_time_and_what_jumps_back_is_believed_again(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock
    clock.wakes(NOW, keeps_time=True)
    machine.wall += jump
    assert clock.now() == NOW and not clock.trusted
    machine.passes(HOUR)
    assert clock.now() == NOW + HOUR and not clock.trusted
    machine.wall -= jump
    assert clock.trusted and clock.now() == NOW + HOUR


def test_daylight_saving_and_a_moved_zone_are_nothing_to_a_clock_in_utc(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SystemClock()
    before = clock.now()
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        assert clock.trusted and timedelta(0) <= clock.now() - before < TOLERANCE


def test_a_little_late_by_the_network_is_waited_for_at_half_speed() -> None:
    machine = Machine()
    clock = machine.clock
    clock.wakes(NOW, keeps_time=True)
    machine.network = True
    machine.wall -= timedelta(seconds=40)
    last = clock.now()
    for _ in range(100):
        machine.passes(timedelta(seconds=1))
        assert clock.trusted and clock.now() >= last
        last = clock.now()
    assert last == machine.wall
    machine.network = False
    machine.wall -= A_LITTLE / 2
    assert not clock.trusted, "a hand has turned it back"


def test_the_network_moves_a_clock_only_so_far() -> None:
    def moves(by: timedelta, *, believed: bool, was: datetime = NOW) -> bool:
        return bool(decide_network(was, was + by, believed=believed, since=None))

    assert moves(HOUR, believed=True) and not moves(2 * DAY, believed=True)
    assert moves(NETWORK_BRINGS, believed=False) and not moves(NETWORK_BRINGS + DAY, believed=False)
    assert not moves(-HOUR, believed=True) and not moves(-HOUR, believed=False)
    assert moves(5 * YEAR, believed=False, was=BUILT - YEAR), "it was never set before"


def of_the_desk(path: Path, machine: Machine) -> tuple[SqliteLedger, Timekeeping]:
    """Return a ledger in which a key is out for three hours and somebody has guessed too often."""
    ledger = SqliteLedger(path, machine.clock, bytes(32))
    ledger.append(
        e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
        e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None),
        ISSUE,
        KeyIssueGranted(ISSUE.movement, machine.clock.now() + 3 * HOUR, "", (), "", False),
        e.KeyIssueConfirmed(ISSUE.movement, "tag"),
        *[e.GuessRefused("pin:a") for _ in range(FREE_FAILURES + 3)],
    )
    return ledger, Timekeeping(ledger, machine.clock, "Asia/Shanghai")


@pytest.mark.parametrize("by", ["the machine's clock", "a time that was told", "the network"])
def test_a_jump_that_was_confirmed_forgives_nothing_and_lets_nothing_expire(tmp_path: Path, by: str) -> None:
    machine = Machine()
    machine.clock.wakes(None, keeps_time=True)
    ledger, keeping = of_the_desk(tmp_path / "l.db", machine)
    paused_s = ledger.house.guesses["pin:a"].wait_s(machine.clock.now())
    jump = 20 * HOUR if by == "the network" else 3 * YEAR
    machine.wall += jump
    if by == "the network":
        machine.network = True
        keeping.tick()
    elif by == "the machine's clock":
        keeping.set_right(CHEN)
    else:
        at = machine.wall.astimezone(UTC) + 8 * HOUR
        keeping.tell(CHEN, at.strftime("%Y-%m-%d"), at.strftime("%H:%M"))
    assert machine.clock.trusted and abs(machine.clock.now() - machine.wall) < timedelta(minutes=1)
    house, now = ledger.house, machine.clock.now()
    assert house.guesses["pin:a"].wait_s(now) == paused_s > 0
    due, issued = house.keys["k1"].due, house.keys["k1"].since
    assert due is not None and due - now == 3 * HOUR and issued is not None and now - issued == timedelta(0)
    kept = ledger.house
    ledger.rebuild()
    assert (ledger.house.keys, ledger.house.guesses, ledger.house.movements) == (
        kept.keys,
        kept.guesses,
        kept.movements,
    )
    ledger.close()


def test_what_waited_before_a_power_cut_has_really_waited_and_what_came_after_has_not(tmp_path: Path) -> None:
    machine = Machine()
    machine.clock.wakes(None, keeps_time=True)
    ledger, _ = of_the_desk(tmp_path / "l.db", machine)
    woken = Machine(NOW + timedelta(minutes=1))  # no battery: it goes on about where it was
    ledger.close()
    ledger = SqliteLedger(tmp_path / "l.db", woken.clock, bytes(32))
    woken.clock.wakes(ledger.last_at, keeps_time=False)
    keeping = Timekeeping(ledger, woken.clock)
    woken.passes(timedelta(seconds=30))
    ledger.append(*[e.GuessRefused("pin:b") for _ in range(FREE_FAILURES + 3)])
    assert keeping.ahead is not None and keeping.ahead.how == "unsure"
    woken.wall += 2 * DAY
    woken.network = True
    keeping.tick()
    assert woken.clock.trusted and keeping.ahead is None
    house, now = ledger.house, woken.clock.now()
    assert house.guesses["pin:a"].wait_s(now) == 0, "two days have passed for it"
    assert house.guesses["pin:b"].wait_s(now) > 0, "and not a minute for this one"
    due = house.keys["k1"].due
    assert due is not None and due < now
    ledger.close()


def test_only_a_supervisor_tells_the_time_and_only_one_that_can_be(tmp_path: Path) -> None:
    machine = Machine()
    machine.clock.wakes(None, keeps_time=True)
    ledger, keeping = of_the_desk(tmp_path / "l.db", machine)
    head = ledger.head
    with pytest.raises(Refused, match=r"clock\.agreed"):
        keeping.tell(CHEN, "2027-01-01", "12:00")
    machine.wall += YEAR
    for by, day, hour, code in (
        (LIN, "2026-11-22", "17:05", "supervisor.needed"),
        (CHEN, "2019-11-22", "17:05", "clock.unset"),
        (CHEN, "tomorrow", "17:05", "clock.not_a_time"),
        (CHEN, "2026-11-22", "25:00", "clock.not_a_time"),
        (CHEN, "9999-12-31", "23:59", "clock.unset"),
        (CHEN, "", "", "clock.not_a_time"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            keeping.tell(by, day, hour)
    assert ledger.head == head and not machine.clock.trusted
    ledger.close()


def test_a_time_that_does_not_reach_the_disk_is_not_gone_by(tmp_path: Path) -> None:
    machine = Machine()
    machine.clock.wakes(None, keeps_time=True)
    ledger, keeping = of_the_desk(tmp_path / "l.db", machine)
    machine.wall += YEAR
    ledger.close()
    with pytest.raises(Exception):  # noqa: B017
        keeping.set_right(CHEN)
    assert not machine.clock.trusted and machine.clock.now() == NOW


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("pass", "jump", "boot", "network", "confirm", "guess")),
        st.integers(-5 * 365 * 24, 5 * 365 * 24),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_whatever_the_clock_does_the_log_runs_forward_and_no_guess_is_forgiven(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("jumps") / "l.db"
    machine = Machine()
    machine.clock.wakes(None, keeps_time=True)
    ledger, keeping = of_the_desk(path, machine)
    really = timedelta(0)
    last = machine.clock.now()
    set_back = False
    for what, hours in steps:
        if what == "pass":
            machine.passes(timedelta(minutes=abs(hours) % 10))
            really += timedelta(minutes=abs(hours) % 10)
        elif what == "jump":
            machine.wall = min(max(machine.wall + hours * HOUR, BUILT + DAY), BUILT + 50 * YEAR)
        elif what == "boot":
            ledger.close()
            woken = Machine(machine.wall)
            ledger = SqliteLedger(path, woken.clock, bytes(32))
            woken.clock.wakes(ledger.last_at, keeps_time=False)
            machine, keeping = woken, Timekeeping(ledger, woken.clock)
        elif (
            what == "network" and machine.clock.believed
        ):  # while it runs; at boot it says how long it was off
            machine.network = True
            keeping.tick()
            machine.network = False
        elif what == "confirm" and machine.clock.believed:
            set_back = set_back or machine.clock.wall() < machine.clock.now()
            keeping.set_right(CHEN)
        ledger.append(e.KioskStarted("1"))
        now = machine.clock.now()
        assert set_back or now >= last, "the log runs backwards, and nobody has said so"
        last, set_back = now, False
        owed = FREE_FAILURES + 3 - really / timedelta(seconds=300)
        assert ledger.house.guesses["pin:a"].now(now) >= owed - 0.2, (what, hours)
    ledger.close()


def times_of(table: object) -> bool:
    """Return whether entities of a type hold a time somewhere."""
    if dataclasses.is_dataclass(table):
        return any(times_of(one) for one in typing.get_type_hints(table).values())
    return table is datetime or any(times_of(one) for one in typing.get_args(table))


def test_of_every_table_with_times_it_is_known_whether_a_jump_moves_them() -> None:
    hints = typing.get_type_hints(House)
    timed = {
        name for name, kind in hints.items() if typing.get_args(kind) and times_of(typing.get_args(kind)[1])
    }
    assert timed - set(TAKEN_FROM_THE_CLOCK) - HISTORY == set(), "say in timekeeping/tables.py which it is"
    assert not set(TAKEN_FROM_THE_CLOCK) & HISTORY


def test_replayed_into_an_empty_house_it_changes_nothing() -> None:
    house = House()
    assert evolve(house, Recorded(1, NOW, ClockCaughtUp("s", NOW, NOW + DAY, None))) == house


def test_the_kernel_is_believed_before_a_mark_and_a_mark_only_after_the_doubt(tmp_path: Path) -> None:
    mark = tmp_path / "synchronized"
    assert NetworkTime(lambda: 0, mark)(NOW, None)
    assert not NetworkTime(lambda: UNSYNCHRONISED, mark)(NOW, None)
    assert not NetworkTime(lambda: None, mark)(NOW, None)
    mark.touch()

    def marked(at: datetime, doubted: datetime | None = None, wall: datetime = NOW) -> bool:
        os.utime(mark, (at.timestamp(), at.timestamp()))
        return NetworkTime(lambda: None, mark)(wall, doubted)

    assert marked(NOW - HOUR) and not marked(NOW - 2 * HOUR) and not marked(NOW + HOUR)
    assert not marked(NOW - HOUR, doubted=NOW - HOUR / 2), "it was turned by hand since"
    assert marked(NOW - HOUR / 4, doubted=NOW - HOUR / 2)


def test_a_board_without_a_real_time_clock_has_no_battery(tmp_path: Path) -> None:
    board, clocks = tmp_path / "model", tmp_path / "rtc"
    assert battery_keeps_time(board, clocks)
    board.write_text("Raspberry Pi 4 Model B")
    assert not battery_keeps_time(board, clocks)
    (clocks / "rtc0").mkdir(parents=True)
    assert battery_keeps_time(board, clocks)
