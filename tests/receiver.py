"""A program that is told things over HTTP, and every way in which it may fail to listen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

Answer = Callable[["Handler"], None]


@dataclass(frozen=True)
class Told:
    """One attempt as it arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What the message is called."""
        return self.headers["webhook-id"]


class Handler(BaseHTTPRequestHandler):
    """Keeps what comes and answers as its server is told to."""

    protocol_version = "HTTP/1.1"
    server: Listening

    def do_POST(self) -> None:
        """Take one message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(Told({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Listening(ThreadingHTTPServer):
    """The server of one receiver."""

    daemon_threads = True
    allow_reuse_address = True
    told: list[Told]
    answer: Answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side may hang up at any time."""


class Receiver:
    """Listens on a port of its own; `answer` may be changed at any time."""

    def __init__(self, port: int = 0) -> None:
        self.told: list[Told] = []
        self.over = threading.Event()
        self._port = port
        self.open()

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Listen, and take everything."""
        self._server = Listening(("127.0.0.1", self._port), Handler)
        self._server.told, self._server.answer = self.told, status(204)
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def shut(self) -> None:
        """Be down."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def close(self) -> None:
        """End."""
        self.over.set()
        self.shut()

    def answers(self, answer: Answer) -> None:
        """Answer so from now on."""
        self._server.answer = answer

    def drip(self) -> Answer:
        """Return the answer of one that sends a byte now and then and never comes to an end."""

        def dripping(handler: Handler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.over.wait(0.05):
                handler.wfile.write(b"a")
                handler.wfile.flush()

        return dripping


def status(code: int, **headers: str) -> Answer:
    """Return the answer with this status and no content."""

    def answering(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answering


def nonsense(handler: Handler) -> None:
    """Answer with something that is no HTTP."""
    handler.wfile.write(b"\x00\xff220 mail.example ESMTP\r\n\r\n")
    handler.close_connection = True


def verified(told: Told, secret: str) -> Any:
    """Return the message as a receiver's own library reads it.

    Raises:
        WebhookVerificationError: it is not signed with `secret`.
    """
    return Webhook(secret).verify(told.body, told.headers)
