"""The time while the machine pauses the thread that asks for it: never ahead of the wall clock, never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.clock import JITTER, SystemClock

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Paused:
    """A machine whose clocks go on while a thread is paused before it looks at one of them."""

    def __init__(self) -> None:
        self.since_boot_s, self.behind = 100.0, timedelta(0)
        self.pauses_s: list[float] = []
        """How long the thread is paused before each of its next looks at a clock."""
        self.clock = SystemClock(self._wall, self._seconds, lambda wall, doubted: True)

    @property
    def wall(self) -> datetime:
        """What the wall clock shows now."""
        return NOW + timedelta(seconds=self.since_boot_s) - self.behind

    def _look(self) -> None:
        self.since_boot_s += self.pauses_s.pop(0) if self.pauses_s else 0.0

    def _wall(self) -> datetime:
        self._look()
        return self.wall

    def _seconds(self) -> float:
        self._look()
        return self.since_boot_s


@pytest.mark.parametrize("look", range(4))
def test_a_pause_between_two_looks_carries_the_time_nowhere(look: int) -> None:
    machine = Paused()
    machine.pauses_s = [0.0] * look + [0.4]
    first = machine.clock.now()
    assert first <= machine.wall
    machine.since_boot_s += 3600
    assert machine.clock.now() == machine.wall, "neither ahead of the wall clock nor behind it from then on"
    assert machine.clock.now() - first >= HOUR


def test_time_that_waits_for_the_wall_clock_does_not_go_back() -> None:
    machine = Paused()
    machine.behind = timedelta(milliseconds=40)  # less than is waited for
    machine.since_boot_s += 7200
    before = machine.clock.now()
    machine.behind = timedelta(
        milliseconds=70
    )  # more: it goes at half speed from here, not from two hours ago
    assert machine.clock.now() >= before
    for _ in range(100):
        machine.since_boot_s += 0.01
        assert before <= (before := machine.clock.now())
    assert abs(machine.clock.now() - machine.wall) <= JITTER
