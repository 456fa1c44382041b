"""gpiozero pins whose far ends are in the simulated world, over a Unix stream socket."""

from __future__ import annotations

import socket
import threading
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin

from drivers.gpio_doors.codec import LineFinder, PinLevel, line


class WorldPin(MockPin):  # type: ignore[misc]
    """A mock pin that tells the world when it, being an output, changes."""

    def _change_state(self, value: bool) -> bool:
        changed: bool = super()._change_state(value)
        if changed and self._function == "output":
            self._factory.tell(PinLevel(self._number, int(value)))
        return changed

    def _set_function(self, value: str) -> None:
        was_output = self._function == "output"
        super()._set_function(value)
        if was_output and value == "input":
            self._factory.tell(PinLevel(self._number, 0))  # the hardware pull-down takes over

    def drive(self, level: int) -> None:
        """Put the world's level on this pin, unless it is an output."""
        if self._function == "input":
            (self.drive_high if level else self.drive_low)()


class WorldFactory(MockFactory):  # type: ignore[misc]
    """A pin factory connected to the world at `path`; once lost, it stays lost.

    Make the devices first, then `listen`: what the world has sent in between waits in the socket.
    """

    def __init__(self, path: str) -> None:
        """Connect to the world.

        Raises:
            OSError: nobody listens at `path`.
        """
        super().__init__(pin_class=WorldPin)
        self._lost = False
        self.skipped_bytes = 0
        self._ready = threading.Event()
        self._listener: threading.Thread | None = None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise

    @property
    def lost(self) -> bool:
        """Whether the world has hung up, noticed at once and not only when the listening thread wakes."""
        if not self._lost:
            try:
                self._lost = self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
            except BlockingIOError:
                return False
            except OSError:
                self._lost = True
        return self._lost

    def listen(self, within_s: float) -> bool:
        """Begin to follow the world's inputs; return whether it told them all `within_s`."""
        self._listener = threading.Thread(target=self._follow, name="world pins", daemon=True)
        self._listener.start()
        return self._ready.wait(within_s) and not self.lost

    def tell(self, change: PinLevel) -> None:
        """Tell the world of an output; a failure makes this `lost`."""
        try:
            self._socket.sendall(line(change))
        except OSError:
            self._lost = True

    def hang_up(self) -> None:
        """End the connection and its thread; the world takes every output as off."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._lost = True  # the world hung up first
        if self._listener is not None:
            self._listener.join(timeout=1)
        self._socket.close()

    def close(self) -> None:
        """Hang up and release the pins."""
        self.hang_up()
        super().close()

    def _follow(self) -> None:
        finder = LineFinder()
        try:
            while received := self._socket.recv(4096):
                for message in finder.feed(received):
                    if isinstance(message, PinLevel):
                        self._drive(message)
                    else:
                        self._ready.set()
                self.skipped_bytes = finder.skipped_bytes
        except OSError:
            pass  # as good as the end of the stream
        self._lost = True
        self._ready.set()

    def _drive(self, change: PinLevel) -> None:
        pins: dict[Any, WorldPin] = self.pins
        for pin in list(pins.values()):
            if pin._number == change.pin:
                pin.drive(change.level)
