"""Serves the screens by waitress: one process, as many threads as streams and some to spare."""

from __future__ import annotations

import logging
import socket
import threading

from flask import Flask
from waitress.server import create_server

STREAMS = 24
"""Event streams at once, each of which keeps a thread."""
SPARE_THREADS = 8
"""Threads that no stream can take."""

# it would write a line for each request that waits
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class PortTaken(Exception):
    """Somebody else listens there."""


class Server:
    """A WSGI server on its own thread, listening from the moment it exists."""

    def __init__(self, app: Flask, host: str, port: int, *, threads: int = STREAMS + SPARE_THREADS) -> None:
        """Listen. `threads`: so many requests at once.

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
            connection_limit=500,
            channel_timeout=30,
            ident=None,
            max_request_body_size=1_000_000,
        )
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; whoever is connected is let go."""
        self._server.close()
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        self._thread.join(timeout=0.5)  # it ends with its last connection, or with the process


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
