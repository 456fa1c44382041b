"""A kiosk that booted in the future: everybody can see it, and a supervisor sets it right."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import with_person
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.timekeeping.setting_right import BUILT, decide_set_right
from kiosk.flows.shifts.tasks import tasks
from kiosk.flows.timekeeping import Timekeeping
from kiosk.ledger.chain import walk
from kiosk.ledger.store import SqliteLedger
from tests.unit.houses import ISSUE, LABEL

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHEN, LIN = Person("s", Role.SUPERVISOR), Person("a", Role.ATTENDANT)


class Hands:
    """A wall clock and a monotonic one that the test turns."""

    def __init__(self, wall: datetime) -> None:
        self.wall, self.since_boot_s = wall, 0.0
        self.clock = SystemClock(lambda: self.wall, lambda: self.since_boot_s)

    def pass_by(self, seconds: float) -> None:
        """Let both go on."""
        self.wall += timedelta(seconds=seconds)
        self.since_boot_s += seconds


def ahead(path: Path) -> tuple[SqliteLedger, Hands]:
    """Return a ledger that was written to in 2035, by a machine that knows by now that it is 2026."""
    hands = Hands(datetime(2035, 1, 1, tzinfo=UTC))
    ledger = SqliteLedger(path, hands.clock, bytes(32))
    ledger.append(
        e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
        e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None),
        ISSUE,
        e.KeyIssueConfirmed(ISSUE.movement, "tag"),
        *[e.GuessRefused("pin:a") for _ in range(9)],
    )
    hands.wall = NOW
    hands.pass_by(60)
    return ledger, hands


def test_it_is_said_and_nothing_is_believed(tmp_path: Path) -> None:
    ledger, hands = ahead(tmp_path / "l.db")
    keeping = Timekeeping(ledger, hands.clock)
    assert not hands.clock.trusted and keeping.ahead is not None and not keeping.ahead.unset
    assert (keeping.ahead.machine.year, keeping.ahead.record.year) == (2026, 2035)
    assert [one.code for one in tasks(House(), [], NOW, clock_ahead=True)] == ["clock"]
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        keeping.set_right(LIN)
    hands.wall = BUILT - timedelta(days=1)  # nor can the machine's clock be right
    assert keeping.ahead is not None and keeping.ahead.unset
    with pytest.raises(Refused, match=r"clock\.unset"):
        keeping.set_right(CHEN)
    assert not hands.clock.trusted
    ledger.close()


def test_set_right_the_record_goes_on_from_now_and_the_chain_holds(tmp_path: Path) -> None:
    ledger, hands = ahead(tmp_path / "l.db")
    keeping = Timekeeping(ledger, hands.clock)
    keeping.set_right(CHEN)
    keeping.set_right(CHEN)  # twice is once
    assert hands.clock.trusted and keeping.ahead is None
    hands.pass_by(5)
    ledger.append(e.KioskStarted("1"))
    assert ledger.last_at is not None and ledger.last_at.year == 2026
    rows = sqlite3.connect(tmp_path / "l.db")
    assert walk(rows).broken_at is None
    kinds = [row[0] for row in rows.execute("SELECT type FROM events ORDER BY seq DESC LIMIT 2")]
    assert kinds == ["kiosk.started/1", "clock.set_right/1"]
    house = ledger.house
    key = house.keys["k1"]
    assert key.custodian == with_person("a")
    assert key.since is not None and key.since < hands.wall
    assert house.guesses["pin:a"].wait_s(hands.wall) == 1500 - 65  # a pause ends, as any other
    ledger.rebuild()
    assert (ledger.house.keys, ledger.house.guesses) == (house.keys, house.guesses)
    rows.close()
    ledger.close()


def test_anything_else_that_runs_backwards_breaks_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    ledger, _ = ahead(path)
    ledger.close()
    rows = sqlite3.connect(path)
    rows.execute("DROP TRIGGER events_keep")
    rows.execute("UPDATE events SET at = '2026-01-01T00:00:00.000Z' WHERE seq = 3")
    verdict = walk(rows)
    assert (verdict.broken_at, verdict.reason) == (3, "time runs backwards")
    rows.close()


def test_a_clock_that_is_not_ahead_needs_nothing() -> None:
    assert decide_set_right(NOW, NOW, CHEN) == []
