"""The way to a device on the network: one TCP connection whose loss is noticed."""

from __future__ import annotations

import select
import socket
import time
from contextlib import suppress

from drivers.link import deadline
from drivers.trouble import LinkLost

_KEEPALIVE = (
    (socket.TCP_KEEPIDLE, 5),  # seconds of silence before the other end is asked whether it is still there
    (socket.TCP_KEEPINTVL, 2),
    (socket.TCP_KEEPCNT, 3),
    (socket.TCP_USER_TIMEOUT, 10_000),  # ms that sent bytes may stay unconfirmed
)


class TcpLink:
    """A connection to `host` (an address, no name: names need a network that answers) and `port`.

    A write that is done is on its way, no more: what the other end has of it only its answers tell.
    Source: Linux, tcp(7); printers listen on 9100 (raw printing).
    """

    def __init__(self, host: str, port: int, *, connect_s: float = 2.0, write_s: float = 5.0) -> None:
        """Connect. `write_s`: how long one `write` may take before the link counts as lost.

        Raises:
            LinkLost: nobody answers there, or it has another guest.
        """
        self._name = f"tcp://{host}:{port}"
        self._write_s = write_s
        try:
            self._socket = socket.create_connection((host, port), timeout=connect_s)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in _KEEPALIVE:
                self._socket.setsockopt(socket.IPPROTO_TCP, option, value)
        except OSError as cause:
            raise LinkLost(self._name, cause.strerror or str(cause)) from cause

    def write(self, frame: bytes) -> None:
        """Send all of `frame`."""
        until, rest = deadline(self._write_s), memoryview(frame)
        while rest:
            left_s = until - time.monotonic()
            if left_s <= 0:
                raise LinkLost(self._name, f"takes nothing more since {self._write_s:g} s")
            if not self._ready(select.POLLOUT, left_s):
                continue
            try:
                rest = rest[self._socket.send(rest) :]
            except BlockingIOError:
                continue
            except OSError as cause:
                raise LinkLost(self._name, cause.strerror or str(cause)) from cause

    def read(self, most: int, within_s: float) -> bytes:
        """Return at least one and up to `most` bytes, or b"" when nothing came `within_s`."""
        if not self._ready(select.POLLIN, within_s):
            return b""
        try:
            received = self._socket.recv(most)
        except BlockingIOError:
            return b""
        except OSError as cause:
            raise LinkLost(self._name, cause.strerror or str(cause)) from cause
        if not received:
            raise LinkLost(self._name, "the other end hung up")
        return received

    def discard(self) -> None:
        """Forget what was received and not yet read."""
        while self.read(4096, 0):
            pass

    def close(self) -> None:
        """Release the connection; never raises."""
        with suppress(OSError):
            self._socket.close()

    def _ready(self, event: int, within_s: float) -> bool:
        if self._socket.fileno() < 0:
            raise LinkLost(self._name, "closed")
        poll = select.poll()
        poll.register(self._socket, event)
        return bool(poll.poll(max(0.0, within_s) * 1000))  # a loss makes it ready: the call after says which
