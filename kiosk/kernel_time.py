"""What the operating system knows of its own clock: whether the network has set it, and whether a battery keeps it."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

UNSYNCHRONISED = 0x0040
"""STA_UNSYNC: set at boot and whenever somebody sets the clock by hand, cleared by a time daemon.

Source: Linux, include/uapi/linux/timex.h; kernel/time/ntp.c, ntp_clear().
"""
SYNCHRONISED_BY = Path("/run/systemd/timesync/synchronized")
"""Touched by systemd-timesyncd each time it has asked a server. Source: systemd, src/timesync/timesyncd-manager.c."""
ASKED_WITHIN = timedelta(minutes=70)
"""timesyncd asks at least every 34 minutes; one answer may be missed."""
SEEN_EARLIER = timedelta(seconds=10)
BOARD = Path("/proc/device-tree/model")
BATTERIES = Path("/sys/class/rtc")


class _Timex(ctypes.Structure):
    """`struct timex` as far as `status`, and room for the rest. Source: adjtimex(2)."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def kernel_status() -> int | None:
    """Return the kernel's status word about its clock; None where the sandbox does not let us ask."""
    asked = _Timex()
    try:
        answered = ctypes.CDLL(None).adjtimex(ctypes.byref(asked))
    except (AttributeError, OSError):
        return None
    return None if answered < 0 else int(asked.status)


class NetworkTime:
    """Whether the wall clock shows the network's time. The kernel is asked; where it may not be, timesyncd's mark."""

    def __init__(
        self, status: Callable[[], int | None] = kernel_status, mark: Path = SYNCHRONISED_BY
    ) -> None:
        self._status = status
        self._mark = mark
        self._asked: tuple[float, bool] = (float("-inf"), False)

    def __call__(self, wall: datetime, doubted_from: datetime | None) -> bool:
        """Return whether `wall` comes from the network. `doubted_from`: what it showed when it was first doubted.

        A mark from before that says nothing of a clock that was turned since. Asked once a second at most.
        """
        now_s = time.monotonic()
        if now_s - self._asked[0] >= 1:
            self._asked = (now_s, self._look(wall, doubted_from))
        return self._asked[1]

    def _look(self, wall: datetime, doubted_from: datetime | None) -> bool:
        status = self._status()
        if status is not None:
            return not status & UNSYNCHRONISED
        try:
            touched = datetime.fromtimestamp(self._mark.stat().st_mtime, UTC)
        except (OSError, OverflowError, ValueError):
            return False
        oldest = wall - ASKED_WITHIN if doubted_from is None else doubted_from - SEEN_EARLIER
        return oldest <= touched <= wall + SEEN_EARLIER


def battery_keeps_time(board: Path = BOARD, batteries: Path = BATTERIES) -> bool:
    """Return whether the clock goes on while the power is off: no single-board computer without a real-time clock.

    Whether a Raspberry Pi 5 has a battery on its clock can't be asked: `[clock] battery` says so where it has none.
    """
    return not board.exists() or any(batteries.glob("rtc*"))
