"""Hands something to a program over HTTP, in a time that is bounded whatever the other side does."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

PATIENCE_S = 10.0
"""A whole attempt: to be reached, to read what it is told, to answer."""


class Posting:
    """Posts without following redirects and without a proxy from the environment; only the status is read."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._tls = ssl.create_default_context()
        self._under_way: set[HTTPConnection] = set()
        self._stopped = False

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Return the status that was answered.

        Raises:
            OSError: nobody there, too slow, or no HTTP at all.
        """
        if self._stopped:
            raise OSError("stopping")
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        was_late = threading.Event()
        late = threading.Timer(self._patience_s, _cut, (connection, was_late))
        late.daemon = True
        late.start()
        self._under_way.add(connection)
        try:
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
            if was_late.is_set() or self._stopped:  # half an answer reads like a whole one
                raise OSError("too slow")
            return status
        except HTTPException as nonsense:
            raise OSError(f"no HTTP answer: {type(nonsense).__name__}") from nonsense
        except ValueError as nonsense:  # what http.client could not make sense of
            raise OSError("no HTTP answer") from nonsense
        finally:
            late.cancel()
            self._under_way.discard(connection)
            connection.close()

    def stop(self) -> None:
        """Cut what is under way: it is told again at the next start."""
        self._stopped = True
        for connection in list(self._under_way):
            _cut(connection)

    def _connection(self, scheme: str, host: str, port: int | None) -> HTTPConnection:
        if scheme == "https":
            return HTTPSConnection(host, port, timeout=self._patience_s, context=self._tls)
        return HTTPConnection(host, port, timeout=self._patience_s)


def _cut(connection: HTTPConnection, was_late: threading.Event | None = None) -> None:
    """End a conversation under the hands of the thread that waits for it: a drip of bytes resets every time-out."""
    if was_late:
        was_late.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
