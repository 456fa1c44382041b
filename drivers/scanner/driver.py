"""Barcode scanners and badge readers that write lines: on a serial port, or in the guise of a keyboard."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import stat
import time
from collections import deque
from collections.abc import Callable

from drivers.link import Link, SerialLink
from drivers.scanner.codec import BOTH_ENDS, LineParser, Scan, scan_of
from drivers.scanner.keys import EVENT, KeyParser
from drivers.trouble import LinkLost

BAUD = 9600
HALF_LINE_S = 0.3
"""A scanner sends a code in one go: what has no end after so long a pause never gets one."""
GRAB = 0x40044590
"""EVIOCGRAB: the keys go to this process alone. Source: Linux, include/uapi/linux/input.h."""
_AT_ONCE = 1024
_EVENTS_AT_ONCE = 64

OpenLink = Callable[[str], Link]


class SerialScanner:
    """One scanner on a serial port (CDC ACM or real), one thread; each code ends with CR, LF or both."""

    def __init__(
        self,
        path: str,
        *,
        name: str,
        baud: int = BAUD,
        ends: bytes = BOTH_ENDS,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the scanner on `path`. `ends`: give b"\\r" alone where codes carry line feeds (AAMVA).

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
        """
        self.name = name
        self.half_lines = 0
        """How many lines were given up because their end never came: the scanner's suffix is not set."""
        self._now_s = now_s
        self._parser = LineParser(ends)
        self._ready: deque[Scan] = deque()
        self._last_s = now_s()
        self._link: Link = SerialLink(path, baud)

    @property
    def skipped_bytes(self) -> int:
        """How many received bytes belonged to no code."""
        return self._parser.skipped

    def read(self, within_s: float) -> Scan | None:
        """Return the next code, or None: none came whole `within_s`.

        Raises:
            LinkLost: the cable is out.
        """
        latest_s = self._now_s() + within_s
        while not self._ready:
            left_s = max(0.0, latest_s - self._now_s())
            received = self._link.read(_AT_ONCE, min(left_s, HALF_LINE_S))
            self._take(received)
            if left_s == 0.0 and not self._ready:
                return None
        return self._ready.popleft()

    def close(self) -> None:
        """Release the port; never raises."""
        self._link.close()

    def _take(self, received: bytes) -> None:
        now_s = self._now_s()
        if self._parser.is_inside and now_s - self._last_s >= HALF_LINE_S:
            self._parser.forget()
            self.half_lines += 1
        if received:
            self._last_s = now_s
            self._ready.extend(scan_of(line) for line in self._parser.feed(received))


class KeyboardScanner:
    """One scanner that pretends to be a keyboard, taken away from everything else that listens to keys."""

    def __init__(
        self,
        path: str,
        *,
        name: str,
        grab: Callable[[int], None] | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the scanner at `path` (`/dev/input/by-id/...-event-kbd`), for this process alone.

        Raises:
            LinkLost: the device is missing, may not be read, is no input device, or is taken by another.
        """
        self.name = name
        self.half_lines = 0
        """How many lines were given up because their end never came: the scanner's suffix is not set."""
        self._path = path
        self._now_s = now_s
        self._parser = KeyParser()
        self._ready: deque[Scan] = deque()
        self._last_s = now_s()
        self._line = _opened(path, name, grab or _grab)

    @property
    def skipped_lines(self) -> int:
        """How many lines were dropped: torn, too long, or with a key that has no character."""
        return self._parser.skipped

    def read(self, within_s: float) -> Scan | None:
        """Return the next code, or None: none came whole `within_s`.

        Raises:
            LinkLost: the scanner is gone.
        """
        latest_s = self._now_s() + within_s
        while not self._ready:
            left_s = max(0.0, latest_s - self._now_s())
            events = self._events(min(left_s, HALF_LINE_S))
            self._take(events)
            if left_s == 0.0 and not self._ready:
                return None
        return self._ready.popleft()

    def close(self) -> None:
        """Release the device, and the grab with it; never raises."""
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    def _take(self, events: bytes) -> None:
        now_s = self._now_s()
        if self._parser.is_inside and now_s - self._last_s >= HALF_LINE_S:
            self._parser.forget()
            self.half_lines += 1
        if events:
            self._last_s = now_s
            self._ready.extend(Scan(line.encode(), line) for line in self._parser.feed(events))

    def _events(self, within_s: float) -> bytes:
        if self._line < 0:
            raise LinkLost(self.name, "closed")
        try:
            if not select.select([self._line], [], [], within_s)[0]:
                return b""
            events = os.read(self._line, EVENT.size * _EVENTS_AT_ONCE)
        except BlockingIOError:
            return b""
        except OSError as cause:
            raise LinkLost(self.name, f"{self._path}: {cause.strerror}") from cause
        if not events:
            raise LinkLost(self.name, f"{self._path} has ended")
        return events


def _opened(path: str, name: str, grab: Callable[[int], None]) -> int:
    try:
        line = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as cause:
        raise LinkLost(name, f"{path}: {cause.strerror}") from cause
    try:
        grab(line)
    except OSError as cause:
        os.close(line)
        detail = "is taken by another program" if cause.errno == errno.EBUSY else "is no input device"
        raise LinkLost(name, f"{path} {detail}") from cause
    return line


def _grab(line: int) -> None:
    if stat.S_ISFIFO(os.fstat(line).st_mode):
        return  # what goes into a pipe reaches its one reader anyway
    fcntl.ioctl(line, GRAB, 1)
