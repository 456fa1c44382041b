"""Pictures from a camera that streams MJPEG over HTTP, by TCP or a Unix socket: the newest, and no endless waits."""

from __future__ import annotations

import json
import socket
import time
from urllib.parse import urlsplit

from drivers.camera.codec import Parts
from drivers.link import deadline
from drivers.trouble import LinkLost, NoReply

_CHUNK = 262_144
_MOST_AT_ONCE = 64
"""Chunks read in one go before the newest picture is handed out, however fast the other side sends."""
_MOST_HEAD_BYTES = 16_384
_CONTROL_WITHIN_S = 0.5
UNIX = "unix:"


class PictureStream:
    """One HTTP connection to a camera; belongs to one thread."""

    def __init__(self, url: str, *, name: str, within_s: float) -> None:
        """Connect to `url` ("http://host:port/path" or "unix:/path/of/socket") and read the head of the answer.

        The question is HTTP/1.0, so that no server answers in chunks (RFC 9112, 7.1: chunks are for 1.1).

        Raises:
            NoReply: nobody answers `within_s` seconds.
            LinkLost: the connection is refused, or the answer is no stream.
        """
        self._name = name
        self._parts = Parts()
        self._came_first: list[bytes] = []
        until_s = deadline(within_s)
        try:
            self._socket, host, path = _connected(url, within_s)
        except TimeoutError as cause:
            raise NoReply(name, "no connection in time") from cause
        except (OSError, ValueError) as cause:  # ValueError: no port number
            raise LinkLost(name, str(cause)) from cause
        self.takes_controls = url.startswith(UNIX)
        try:
            self._send(f"GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept: multipart/x-mixed-replace\r\n\r\n")
            self._begin(until_s)
        except BaseException:
            self.close()
            raise

    def newest(self, within_s: float) -> bytes:
        """Return the newest whole picture; older ones that wait are dropped unseen.

        Raises:
            NoReply: no whole picture came `within_s` seconds.
            LinkLost: the stream ended.
        """
        until_s = deadline(within_s)
        pictures, self._came_first = self._came_first, []
        while not pictures:
            pictures += self._parts.feed(self._receive(until_s))
            for _ in range(_MOST_AT_ONCE):
                if not (waiting := self._receive_waiting()):
                    break
                pictures += self._parts.feed(waiting)
        return pictures[-1]

    @property
    def skipped_bytes(self) -> int:
        """How many bytes were no picture, so far."""
        return self._parts.skipped

    @property
    def exposure_ms(self) -> float | None:
        """How long the newest picture was exposed, where the other side tells."""
        return self._parts.exposure_ms

    def control(self, **asked: float | None) -> None:
        """Ask our own picture server for something, one line of JSON on the way the pictures come.

        Raises:
            LinkLost: the other side is gone.
        """
        self._socket.settimeout(_CONTROL_WITHIN_S)
        self._send(json.dumps(asked) + "\n")

    def close(self) -> None:
        """Hang up; never raises."""
        self._socket.close()

    def _begin(self, until_s: float) -> None:
        """Read the head of the answer; what follows it is the stream's beginning."""
        answer = b""
        while (cut := answer.find(b"\r\n\r\n")) < 0:
            if len(answer) > _MOST_HEAD_BYTES:
                raise LinkLost(self._name, "the answer is not HTTP")
            answer += self._receive(until_s)
        status = answer.split(b"\r\n", 1)[0].decode("latin-1")
        if status.split(" ")[1:2] != ["200"]:
            raise LinkLost(self._name, f"the stream answers {status[:80]!r}")
        self._came_first = self._parts.feed(answer[cut + 4 :])

    def _send(self, text: str) -> None:
        try:
            self._socket.sendall(text.encode("ascii", "replace"))
        except OSError as cause:
            raise LinkLost(self._name, str(cause)) from cause

    def _receive(self, until_s: float) -> bytes:
        """Return what comes next; raise when nothing does until `until_s`, or the stream ends."""
        left_s = until_s - time.monotonic()
        try:
            if left_s <= 0:
                raise TimeoutError
            self._socket.settimeout(left_s)
            received = self._socket.recv(_CHUNK)
        except TimeoutError as cause:
            raise NoReply(self._name, "no picture in time", code="no_picture") from cause
        except OSError as cause:
            raise LinkLost(self._name, str(cause)) from cause
        if not received:
            raise LinkLost(self._name, "the stream ended")
        return received

    def _receive_waiting(self) -> bytes:
        """Return what has come already, or b"" for nothing; an end is left for `_receive` to find."""
        try:
            self._socket.setblocking(False)
            return self._socket.recv(_CHUNK)
        except OSError:
            return b""


def _connected(url: str, within_s: float) -> tuple[socket.socket, str, str]:
    """Return a connected socket, and the host and path to ask for."""
    if url.startswith(UNIX):
        way = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            way.settimeout(within_s)
            way.connect(url.removeprefix(UNIX))
        except BaseException:
            way.close()
            raise
        return way, "localhost", "/"
    place = urlsplit(url)
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    way = socket.create_connection((place.hostname or "", place.port or 80), timeout=within_s)
    return way, place.netloc, path
