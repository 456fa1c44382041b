"""Serves the screens by waitress: one process, as many threads as streams and some to spare."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass

import waitress.channel
import waitress.server
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import create_server

STREAMS = 24
"""Event streams at once, each of which keeps a thread."""
SPARE_THREADS = 8
"""Threads that no stream can take."""

# it would write a line for each request that waits
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class _Passed:
    """What waitress takes for the clock by which it closes silent connections: seconds that never jump.

    By the machine's own clock, one jump ahead would close what somebody is just sending; one back, nothing for hours.
    """

    time = staticmethod(time.monotonic)


waitress.server.time = waitress.channel.time = _Passed


class PortTaken(Exception):
    """Somebody else listens there."""


@dataclass(frozen=True)
class Limits:
    """How much one listener takes from whoever connects."""

    body_bytes: int = 2_200_000
    """More than the pages allow themselves: so that they can say in words what was too large."""
    head_bytes: int = 262_144
    connections: int = 500
    silent_s: int = 30
    """A connection on which nothing comes for so long is closed."""
    whole_within_s: float = 120
    """A request of which nobody has sent the end by then is not waited for, however it drips."""


FOR_PROGRAMS = Limits(body_bytes=600_000, head_bytes=16_384, connections=64, silent_s=10, whole_within_s=15)
"""For a listener that the network may reach."""
FOR_THE_HOUSE = Limits(head_bytes=32_768, connections=100, silent_s=30, whole_within_s=40)
"""For the desk's pages in browsers of the house: photographs come in, and an event stream stays open."""


class Server:
    """A WSGI server on its own thread, listening from the moment it exists."""

    def __init__(
        self,
        app: Flask,
        host: str,
        port: int,
        *,
        threads: int = STREAMS + SPARE_THREADS,
        limits: Limits = Limits(),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen. `threads`: so many requests at once. `tls`: with which certificate; None: in the clear.

        Raises:
            PortTaken: the port is taken, or not ours to take.
        """
        try:
            listening = _listen(host, port)
        except OSError as cause:
            raise PortTaken(f"{host}:{port}: {cause.strerror}; is another kiosk running?") from cause
        self.port: int = listening.getsockname()[1]
        self._server = create_server(
            app,
            sockets=[listening],
            threads=threads,
            connection_limit=limits.connections,
            channel_timeout=limits.silent_s,
            cleanup_interval=min(30, limits.silent_s),
            ident=None,
            max_request_header_size=limits.head_bytes,
            max_request_body_size=limits.body_bytes,
            url_scheme="https" if tls else "http",
        )
        channel = _punctual(limits.whole_within_s)
        if tls is not None:
            from kiosk.tls import speaking_tls

            channel = speaking_tls(channel, tls)
        self._server.channel_class = channel
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; whoever is connected is let go."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        if not self._thread.is_alive():
            self._server.close()
            return
        self._server.trigger.pull_trigger(self._let_go)
        self._thread.join(timeout=2)

    def _let_go(self) -> None:
        """On the server's own thread, whose loop ends with its last connection."""
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()


def _punctual(whole_within_s: float) -> type[HTTPChannel]:
    """Return a connection that is closed when a request takes too long to come: each byte of a drip resets
    waitress's own time-out."""

    class PunctualChannel(HTTPChannel):  # type: ignore[misc]
        begun_s = 0.0

        def received(self, data: bytes) -> bool:
            now_s = time.monotonic()
            if self.request is None:
                self.begun_s = now_s
            elif now_s - self.begun_s > whole_within_s:
                self.will_close = True
                return False
            return bool(super().received(data))

    return PunctualChannel


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening
