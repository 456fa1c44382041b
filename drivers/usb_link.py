"""The way to a USB printer: the kernel's printer device (usblp), /dev/usb/lp0, in both directions."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path

from drivers.link import deadline
from drivers.trouble import LinkLost

MAJOR = 180
"""The kernel's number for USB character devices; what opens so is no serial port."""

_EMPTY_STEP_S = 0.02
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def is_usb_printer(path: str) -> bool:
    """Return whether `path` leads to the kernel's USB printer device."""
    try:
        return os.major(Path(path).stat().st_rdev) == MAJOR
    except OSError:
        return False


class UsbPrinterLink:
    """A USB printer's device, opened for this process alone (the kernel lets nobody else in).

    A write that is done has been taken by the kernel; the printer has it when the next one is let in. Not every
    printer may be read from: then every question stays without an answer, and no job is ever PRINTED.
    Source: Linux, drivers/usb/class/usblp.c (usblp_poll, usblp_read, usblp_write).
    """

    def __init__(self, path: str, *, write_s: float = 5.0) -> None:
        """Open `path`. `write_s`: how long one `write` may take before the link counts as lost.

        Raises:
            LinkLost: it is missing, busy, or not ours to open.
        """
        self._path = path
        self._write_s = write_s
        try:
            self._port = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as cause:
            raise LinkLost(path, cause.strerror or str(cause)) from cause

    def write(self, frame: bytes) -> None:
        """Send all of `frame`."""
        until, rest = deadline(self._write_s), memoryview(frame)
        while rest:
            left_s = until - time.monotonic()
            if left_s <= 0:
                raise LinkLost(self._path, f"takes nothing more since {self._write_s:g} s")
            if not self._ready(select.POLLOUT, left_s):
                continue
            try:
                rest = rest[os.write(self._port, rest) :]
            except BlockingIOError:
                continue
            except OSError as cause:
                raise LinkLost(self._path, cause.strerror or str(cause)) from cause

    def read(self, most: int, within_s: float) -> bytes:
        """Return at least one and up to `most` bytes, or b"" when nothing came `within_s`.

        Some printers answer with empty packets when they have nothing to say: that is silence, not an end.
        """
        until = deadline(within_s)
        while True:
            left_s = until - time.monotonic()
            if self._ready(select.POLLIN, max(0.0, left_s)) and (received := self._take(most)):
                return received
            if left_s <= 0:
                return b""
            time.sleep(min(_EMPTY_STEP_S, left_s))

    def discard(self) -> None:
        """Forget what was received and not yet read."""
        while self._ready(select.POLLIN, 0) and self._take(4096):
            pass

    def close(self) -> None:
        """Release the port; never raises."""
        if self._port < 0:
            return
        try:
            os.close(self._port)
        except OSError:
            return
        finally:
            self._port = -1

    def _take(self, most: int) -> bytes:
        try:
            return os.read(self._port, most)
        except BlockingIOError:
            return b""
        except OSError as cause:
            raise LinkLost(self._path, cause.strerror or str(cause)) from cause

    def _ready(self, event: int, within_s: float) -> bool:
        """Return whether the device is ready for `event` in time; raise when it has left."""
        if self._port < 0:
            raise LinkLost(self._path, "closed")
        poll = select.poll()
        poll.register(self._port, event)
        seen = poll.poll(within_s * 1000)
        if seen and seen[0][1] & _GONE:
            raise LinkLost(self._path, "the cable is out, or the printer is switched off")
        return bool(seen)
