"""The way to a device: bytes out, bytes in, with a time limit on every wait."""

from __future__ import annotations

import os
import select
import termios
import time
from typing import Literal, Protocol

import serial

from drivers.trouble import LinkLost


class Link(Protocol):
    """What a driver needs of a cable. Every method raises `LinkLost` once the cable is gone."""

    def write(self, frame: bytes) -> None:
        """Send all of `frame`."""

    def read(self, most: int, within_s: float) -> bytes:
        """Return at least one and up to `most` bytes, or b"" when nothing came `within_s`."""

    def discard(self) -> None:
        """Forget what was received and not yet read."""

    def close(self) -> None:
        """Release the port; never raises."""


Flow = Literal["none", "rts-cts", "xon-xoff"]
"""How the other end says that it takes nothing more for now: not at all, by a wire, by bytes."""

_DRAIN_STEP_S = 0.005


class SerialLink:
    """A serial port, real or pseudo, opened for this process alone."""

    def __init__(self, path: str, baud: int, *, flow: Flow = "none", write_s: float = 1.0) -> None:
        """Open `path` at `baud` 8N1. `write_s`: how long one `write` may take before the link counts as lost.

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
        """
        self._path = path
        self._sent = self._heard = b""
        self._write_s = write_s
        self._held_back = flow != "none"
        ways = {"rtscts": flow == "rts-cts", "xonxoff": flow == "xon-xoff"}
        try:
            self._port = serial.Serial(path, baud, timeout=0, write_timeout=write_s, exclusive=True, **ways)
        except (OSError, ValueError, termios.error) as cause:  # SerialException is an OSError
            raise LinkLost(path, str(cause)) from cause
        self._arrivals = select.poll()
        self._arrivals.register(self._port.fileno(), select.POLLIN)

    def write(self, frame: bytes) -> None:
        """Send all of `frame`."""
        self._sent, self._heard = frame, b""
        try:
            self._port.write(frame)
            if self._held_back:
                self._drain()
            else:
                self._port.flush()
        except (OSError, TypeError, termios.error) as cause:
            raise LinkLost(self._path, str(cause)) from cause

    def _drain(self) -> None:
        """Wait until all has left, within limits: the system's own wait has none, and the other end may hold."""
        until = deadline(self._write_s)
        while self._port.out_waiting:
            if time.monotonic() > until:
                self._port.reset_output_buffer()
                raise LinkLost(self._path, f"takes nothing more since {self._write_s:g} s")
            time.sleep(_DRAIN_STEP_S)

    def read(self, most: int, within_s: float) -> bytes:
        """Return at least one and up to `most` bytes, or b"" when nothing came `within_s`."""
        try:
            if not self._arrivals.poll(1000 * max(within_s, 0.0)):
                return b""
            # past the port's own reading, which asks the system for all its settings each time a limit is set
            received = os.read(self._port.fileno(), most)
        except BlockingIOError:
            return b""  # somebody else took it
        except (OSError, TypeError, ValueError, termios.error) as cause:
            raise LinkLost(self._path, str(cause)) from cause
        if not received:  # what is gone is always ready and gives nothing
            raise LinkLost(self._path, "ready, and nothing comes")
        self._overhear(received)
        return received

    @property
    def only_echo(self) -> bool:
        """Whether all that came since the last `write` is what was written: the line hears itself alone."""
        return bool(self._sent) and self._heard == self._sent

    def _overhear(self, received: bytes) -> None:
        if len(self._heard) <= len(self._sent):  # more can't be the echo alone
            self._heard += received

    def discard(self) -> None:
        """Forget what was received and not yet read."""
        try:
            self._port.reset_input_buffer()
        except (OSError, TypeError, termios.error) as cause:
            raise LinkLost(self._path, str(cause)) from cause

    def close(self) -> None:
        """Release the port; never raises."""
        try:
            self._port.close()
        except OSError:
            return


def deadline(within_s: float) -> float:
    """Return the monotonic instant `within_s` seconds from now."""
    return time.monotonic() + within_s
