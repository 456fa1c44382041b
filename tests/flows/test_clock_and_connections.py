"""The machine's clock jumps, by hours, while somebody is in the middle of something in a browser."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from flask import Flask, request

from kiosk.serve import Limits, Server
from tests.wire.waiting import until

HOUR_S = 3600.0
BODY = b"picture of a door" * 100
HEAD = b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(BODY)


@contextmanager
def serving(silent_s: int) -> Iterator[Server]:
    """Give a server that closes a connection on which nothing comes for so long."""
    app = Flask("small")

    @app.post("/echo")
    def echo() -> str:
        return str(len(request.get_data()))

    server = Server(app, "127.0.0.1", 0, threads=2, limits=Limits(connections=40, silent_s=silent_s))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def jumps(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return what sets the machine's clock by so many seconds; what has really passed stays what it is."""
    real = time.time

    def by(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + seconds)

    return by


def is_answered(way: socket.socket) -> bool:
    """Return whether a whole answer comes on a connection; it may be closed instead."""
    way.settimeout(10)
    got = b""
    while not got.endswith(b"\r\n\r\n%d" % len(BODY)):
        try:
            part = way.recv(4096)
        except ConnectionError:
            return False
        if not part:
            return False
        got += part
    return got.startswith(b"HTTP/1.1 200")


def comes_round(server: Server) -> None:
    """Wait until the server's loop has looked at its connections: two strangers come, and are answered."""
    for _ in range(2):
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as way:
            way.sendall(HEAD + BODY)
            assert is_answered(way)


def test_a_jump_closes_no_connection_on_which_somebody_sends(jumps: Callable[[float], None]) -> None:
    with (
        serving(silent_s=60) as server,
        closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as way,
    ):
        way.sendall(HEAD + BODY)
        assert is_answered(way)
        way.sendall(HEAD + BODY[:100])
        comes_round(server)
        jumps(HOUR_S)
        comes_round(server)
        way.sendall(BODY[100:])
        assert is_answered(way)


def test_a_jump_back_does_not_keep_silent_connections_for_hours(jumps: Callable[[float], None]) -> None:
    with serving(silent_s=2) as server:
        comes_round(server)
        jumps(-HOUR_S)
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as way:
            way.settimeout(0.05)

            def let_go() -> bool:
                try:
                    return way.recv(1) == b""
                except TimeoutError:
                    return False

            until(let_go, 30)
