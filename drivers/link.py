"""The way to a device: bytes out, bytes in, with a time limit on every wait."""

from __future__ import annotations

import termios
import time
from typing import Protocol

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


class SerialLink:
    """A serial port, real or pseudo, opened for this process alone."""

    def __init__(self, path: str, baud: int) -> None:
        """Open `path` at `baud` 8N1.

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
        """
        self._path = path
        try:
            self._port = serial.Serial(path, baud, timeout=0, write_timeout=1.0, exclusive=True)
        except (OSError, ValueError) as cause:  # SerialException is an OSError
            raise LinkLost(path, str(cause)) from cause

    def write(self, frame: bytes) -> None:
        """Send all of `frame`."""
        try:
            self._port.write(frame)
            self._port.flush()
        except (OSError, TypeError, termios.error) as cause:
            raise LinkLost(self._path, str(cause)) from cause

    def read(self, most: int, within_s: float) -> bytes:
        """Return at least one and up to `most` bytes, or b"" when nothing came `within_s`."""
        try:
            self._port.timeout = within_s
            first: bytes = self._port.read(1)
            if not first or most == 1:
                return first
            self._port.timeout = 0
            rest: bytes = self._port.read(min(most - 1, self._port.in_waiting))
        except (OSError, TypeError, termios.error) as cause:
            raise LinkLost(self._path, str(cause)) from cause
        return first + rest

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
