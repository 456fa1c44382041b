"""Camera streams as bytes: MJPEG over HTTP (multipart/x-mixed-replace), both ways, and a JPEG's size."""

from __future__ import annotations

import re

BOUNDARY = "loge-picture"
"""What parts the pictures of our own streams; it never changes while Loge lives."""
MOST_PICTURE_BYTES = 4_000_000
"""A part longer than this is noise: a 1280x720 picture takes 30 to 300 kB."""

_START, _END = b"\xff\xd8\xff", b"\xff\xd9"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_EXPOSURE = re.compile(rb"^x-exposure-ms:[ \t]*(\d{1,4}(?:\.\d{1,6})?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_MOST_HEAD_BYTES = 4096


def content_type() -> str:
    """Return the Content-Type header that goes with `part`."""
    return f"multipart/x-mixed-replace; boundary={BOUNDARY}"


def part(jpeg: bytes) -> bytes:
    """Return one picture as it goes into the stream: boundary, headers with the length, picture, line end."""
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode("ascii") + jpeg + b"\r\n"


def jpeg_size(jpeg: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels as the frame header says, or None where this is no whole JPEG.

    The decoder allocates what this header claims, so it is read before the decoder sees the picture.

    Source: ITU-T T.81, B.1.1.3 (markers), B.2.2 (frame header).
    """
    if not jpeg.startswith(_START) or not jpeg.rstrip(b"\r\n\x00").endswith(_END):
        return None
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")
        elif marker == 0xDA:  # pixels begin, and no frame header came
            return None
        else:
            at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return None


class Parts:
    """Cuts a multipart stream into its pictures, however the bytes arrive; noise is skipped and counted.

    Servers that send Content-Length are read by it, so a picture comes out with its last byte and does not
    wait for the boundary of the next one. Without it the JPEG's own end is looked for.

    Source: RFC 2046, 5.1; the x-mixed-replace form has no document but Netscape's "An Exploration of Dynamic
    Documents".
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._wanted: int | None = None
        self._searched = 0
        self._told_ms: float | None = None
        self.skipped = 0
        self.exposure_ms: float | None = None
        """How long the picture that came out last was exposed, where its server tells (`X-Exposure-Ms`)."""

    def feed(self, received: bytes) -> list[bytes]:
        """Return the pictures that became whole with `received`, oldest first."""
        self._held += received
        whole: list[bytes] = []
        while (picture := self._next()) is not None:
            whole.append(picture)
        return whole

    def _next(self) -> bytes | None:
        if self._wanted is None and not self._head():
            return None
        length = self._wanted or self._found_end()
        if length is None or len(self._held) < length:
            if len(self._held) > MOST_PICTURE_BYTES:
                self._skip(len(self._held))
            return None
        picture = bytes(self._held[:length])
        self.exposure_ms = self._told_ms
        self._drop(length)
        return picture

    def _head(self) -> bool:
        """Drop all before the next picture and note its length (0: unknown); False while it has not begun."""
        start = self._held.find(_START)
        if start < 0:
            if len(self._held) > _MOST_HEAD_BYTES:  # keep what may be the beginning of a head
                self._skip(len(self._held) - _MOST_HEAD_BYTES)
            return False
        head = bytes(self._held[max(0, start - _MOST_HEAD_BYTES) : start])
        lengths = _LENGTH.findall(head.replace(b"\r\n", b"\n"))
        wanted = int(lengths[-1]) if lengths else 0
        exposures = _EXPOSURE.findall(head.replace(b"\r\n", b"\n"))
        self._told_ms = float(exposures[-1]) if exposures else None
        if not head.endswith((b"\r\n\r\n", b"\n\n")):
            self.skipped += start  # the middle of a picture that we joined late, or noise
            wanted = 0
        self._wanted = wanted if 0 < wanted <= MOST_PICTURE_BYTES else 0
        del self._held[:start]
        return True

    def _found_end(self) -> int | None:
        end = self._held.find(_END, max(2, self._searched - 1))
        self._searched = len(self._held)
        return None if end < 0 else end + 2

    def _skip(self, count: int) -> None:
        self.skipped += count
        self._drop(count)

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._wanted, self._searched = None, 0
