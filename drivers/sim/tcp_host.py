"""Hosts a simulated device behind a TCP port of this machine, one guest at a time, with a cable to pull."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
from pathlib import Path

from drivers.sim.host import Machine, PtyHost


class TcpHost(PtyHost):
    """A simulated device on `port` (0: any free one, kept from then on); wire faults and traffic as on a pty.

    `unplug` is a switch in the lobby going off: connections end. A cable cut somewhere in the house is another
    thing, silence in both directions: `faults.deaf`.
    """

    def __init__(self, port: int, machine: Machine) -> None:
        super().__init__(Path(f"/proc/tcp/{port}"), machine)  # never made: there is no file to open here
        self.port = port

    @property
    def device(self) -> str:
        """Where it is, as settings write it."""
        return f"tcp://127.0.0.1:{self.port}"

    def plug(self) -> None:
        """Listen."""
        before = self._thread
        if before is not None and self._stopping.is_set():
            before.join(timeout=2)  # until it has let go of the port
        with self._lock:
            if self._controller is not None:
                return
            listener = socket.create_server(("127.0.0.1", self.port), backlog=1)
            self.port = int(listener.getsockname()[1])
            self._controller = listener.fileno()
            self._stopping = threading.Event()
            self._thread = threading.Thread(
                target=self._listen, args=(listener, self._stopping), name=f"sim tcp {self.port}", daemon=True
            )
            self._thread.start()

    def _listen(self, listener: socket.socket, stopping: threading.Event) -> None:
        with listener:
            while not stopping.is_set():
                if select.select([listener], [], [], 0.05)[0]:
                    guest, _ = listener.accept()
                    with guest:
                        self._entertain(guest, stopping)

    def _entertain(self, guest: socket.socket, stopping: threading.Event) -> None:
        """Serve one guest until it goes; what it leaves half said is forgotten."""
        with contextlib.suppress(OSError):
            while not stopping.is_set():
                if not select.select([guest], [], [], 0.05)[0]:
                    self._reply(guest.fileno(), b"" if self.faults.deaf else self.machine.feed(b""), stopping)
                    continue
                received = os.read(guest.fileno(), 65536)
                if not received:
                    break
                self.traffic.note("to", received)
                if not self.faults.deaf:
                    self._reply(guest.fileno(), self.machine.feed(received), stopping)
        if not stopping.is_set():
            self.machine.unplugged()
