"""Simulated scanners: one that speaks on a serial port, one that types into a node as the kernel would."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from drivers.scanner.keys import typed


class SerialScannerSim:
    """A scanner on a serial port; hang it on a `TalkingHost`. A person scans from any thread."""

    end: bytes = b"\r"
    """What follows each code; b"" is a scanner whose suffix was never set."""

    def __init__(self) -> None:
        self._say: Callable[[bytes], None] | None = None

    def speak(self, say: Callable[[bytes], None]) -> None:
        """Begin to speak through `say`."""
        self._say = say

    def hush(self) -> None:
        """Say nothing more."""
        self._say = None

    def feed(self, received: bytes) -> bytes:
        """Return nothing: nobody tells a scanner anything."""
        return b""

    def unplugged(self) -> None:
        """Nothing is half received."""

    def scan(self, code: str | bytes, encoding: str = "utf-8") -> None:
        """Hold a code before the scanner."""
        self.send((code.encode(encoding) if isinstance(code, str) else code) + self.end)

    def send(self, octets: bytes) -> None:
        """Send bytes as they are."""
        if self._say is not None:
            self._say(octets)


class KeyboardScannerSim:
    """A scanner in the guise of a keyboard: a pipe at `path` that carries the kernel's events.

    A pipe can't be grabbed: the driver needs a `grab` that does nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line = -1

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._line >= 0

    def plug(self) -> None:
        """Put the cable in: `path` appears."""
        if self.plugged:
            return
        self.path.unlink(missing_ok=True)
        os.mkfifo(self.path)
        # open for both directions: a pipe that only writes can't be opened before somebody reads
        self._line = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        """Pull the cable: whoever reads sees the end."""
        self.path.unlink(missing_ok=True)
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    close = unplug

    def scan(self, code: str) -> None:
        """Hold a code before the scanner."""
        self.send(typed(code))

    def send(self, events: bytes) -> None:
        """Send events as they are."""
        with contextlib.suppress(BlockingIOError):  # the kernel, too, throws away what nobody takes
            os.write(self._line, events)
