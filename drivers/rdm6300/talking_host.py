"""A pseudo-terminal for simulated devices that speak unasked, as key tag readers and scanners do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from drivers.sim.host import Machine, PtyHost


class Talker(Machine, Protocol):
    """A device's electronics that speak when they please."""

    def speak(self, say: Callable[[bytes], None]) -> None:
        """Begin to speak through `say`, from any thread."""

    def hush(self) -> None:
        """Say nothing more; returns once nothing is being said."""


class TalkingHost(PtyHost):
    """A `PtyHost` whose machine may also speak first. Bytes that nobody takes are lost, as on a real wire."""

    def __init__(self, path: Path, machine: Talker) -> None:
        super().__init__(path, machine)
        self._talker = machine

    def plug(self) -> None:
        """Put the cable in: `path` appears, and the machine may speak."""
        if not self.plugged:
            super().plug()
            self._talker.speak(self.say)

    def unplug(self) -> None:
        """Pull the cable."""
        if self.plugged:
            self._talker.hush()
        super().unplug()

    close = unplug

    def say(self, spoken: bytes) -> None:
        """Send bytes that nobody asked for; without a cable they go nowhere."""
        with self._lock:  # while it is held, the terminal can't be closed
            if self._controller is None or self.faults.silent:
                return
            os.set_blocking(self._controller, False)
            try:
                sent = os.write(self._controller, spoken)
            except BlockingIOError:
                return
        self.traffic.note("from", spoken[:sent])
