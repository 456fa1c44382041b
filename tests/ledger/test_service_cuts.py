"""A power cut at any step of a paid service: asked once, paid once, used or given back once, and the books balance."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.money.account import cash, income
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.services.request import Stage
from tests.ledger.service_kiosk import ANSWERS, ASKED, CENTS, Small
from tests.lobby import HERE


def run(folder: Path, point: int, day: str) -> int:
    """Return how a run ended that is killed at a point."""
    command = [sys.executable, "-m", "tests.ledger.service_kiosk", str(folder), str(point), day]
    return subprocess.run(command, cwd=HERE, check=False, capture_output=True).returncode


@pytest.mark.parametrize("first", [1, 4, 5, 8, 9, 14])
def test_whatever_was_cut_off_is_done_once(tmp_path: Path, first: int) -> None:
    small = Small(tmp_path)
    day = (small.services.now() + timedelta(days=5)).date().isoformat()
    small.ledger.close()
    assert run(tmp_path, first, day) == -signal.SIGKILL
    again = Small(tmp_path)
    done, off = again.through(day), again.called_off(day)
    house = again.ledger.house
    assert done.stage is Stage.DONE and done.slip_used and off.stage is Stage.CANCELLED
    assert {one.number[-3:] for one in house.requests.values()} == {"001", "002"}
    assert again.services.paid(done) == 0 and again.services.paid(off) == 0
    assert standing_cents(house, cash()) == CENTS == standing_cents(house, income("flowers"))
    assert sum(one.balance_cents for one in house.accounts.values()) == 0, "the books balance"
    again.ledger.close()
    replayed = Small(tmp_path)
    assert replayed.ledger.house.requests == house.requests
    replayed.ledger.close()


def test_nothing_is_late_by_a_clock_that_nobody_believes(tmp_path: Path) -> None:
    begun = datetime(2026, 11, 22, 1, tzinfo=UTC)
    small = Small(tmp_path, lambda: begun)
    small.services.ask(ASKED, "flowers", "r", {**ANSWERS, "day": "2026-11-27"}, "desk", small.by)
    small.ledger.close()
    for minutes, trusted, told in ((44, True, 0), (46, False, 0), (46, True, 1), (600, True, 1)):
        later = Small(tmp_path, lambda late=minutes: begun + timedelta(minutes=late), trusted=trusted)  # type: ignore[misc]
        later.services.tick()
        notices = [one for one in later.ledger.house.notices.values() if one.template == "service_late"]
        assert [one.person for one in notices] == ["s"] * told, (minutes, trusted)
        later.ledger.close()
