"""PN532 host frames: bytes to frames and back, pure.

Source: NXP UM0701-02 (PN532 User Manual), 6.2.1 "Frames structure".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

ACK = bytes.fromhex("0000FF00FF00")
NACK = bytes.fromhex("0000FFFF0000")
SYNTAX_ERROR = bytes.fromhex("0000FF01FF7F8100")
WAKE_UP = bytes(10)
"""Sent before the first frame to a chip that may sleep on its serial line."""

HOST, CHIP, ERROR_CODE = 0xD4, 0xD5, 0x7F
LONGEST_BODY = 265
_START = b"\x00\xff"
_EXTENDED = b"\xff\xff"


class Kind(Enum):
    """What a frame is for."""

    ACK = "ack"
    NACK = "nack"
    ERROR = "error"
    COMMAND = "command"
    RESPONSE = "response"


_KINDS = {HOST: Kind.COMMAND, CHIP: Kind.RESPONSE}


@dataclass(frozen=True)
class Frame:
    """One whole frame; `code` and `body` are empty for ACK, NACK and ERROR."""

    kind: Kind
    code: int = 0
    body: bytes = b""


def command(code: int, body: bytes = b"") -> bytes:
    """Return the frame by which the host gives command `code`."""
    return _information(bytes([HOST, code]) + body)


def response(code: int, body: bytes = b"") -> bytes:
    """Return the frame by which the chip answers command `code`."""
    return _information(bytes([CHIP, code + 1]) + body)


def crc_a(octets: bytes) -> bytes:
    """Return the two bytes that a Type A card appends to what it sends.

    Source: ISO/IEC 14443-3, annex B (CRC_A).
    """
    crc = 0x6363
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def _information(content: bytes) -> bytes:
    length = len(content)
    # a normal frame could carry 255, but some hosts take LEN = FFh for the mark of an extended one
    if length < 0xFF:
        head = bytes([length, -length & 0xFF])
    else:
        size = length.to_bytes(2, "big")
        head = _EXTENDED + size + bytes([-sum(size) & 0xFF])
    return b"\x00" + _START + head + content + bytes([-sum(content) & 0xFF, 0])


class Parser:
    """Collects received bytes and hands out the frames among them; noise is skipped a byte at a time."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped = 0
        """How many bytes belonged to no frame. Zeros between frames are padding and not counted."""

    def feed(self, received: bytes) -> list[Frame]:
        """Return the frames that `received` completes, in order; never raises."""
        self._held += received
        frames = []
        while self._align():
            size, frame = _read(self._held)
            if size == 0:
                break
            if frame is None:
                self._skip(1)
                continue
            frames.append(frame)
            del self._held[:size]
        return frames

    def forget(self) -> None:
        """Drop a frame received in part."""
        self._held.clear()

    def _align(self) -> bool:
        """Bring a start code to the front; False if there is none yet."""
        start = self._held.find(_START)
        if start >= 0:
            self._skip(start)
            return True
        ends_in_zero = self._held[-1:] == b"\x00"  # the first half of a start code, perhaps
        self._skip(len(self._held) - ends_in_zero)
        return False

    def _skip(self, count: int) -> None:
        self.skipped += count - self._held.count(0, 0, count)
        del self._held[:count]


def _read(held: bytearray) -> tuple[int, Frame | None]:
    """Return how many bytes at the front are decided, and the frame that they make.

    (0, None): more must come. (1, None): the first byte starts no frame.
    """
    if len(held) < 4:
        return 0, None
    if held[2:4] == ACK[3:5]:
        return 4, Frame(Kind.ACK)
    if held[2:4] == NACK[3:5]:
        return 4, Frame(Kind.NACK)
    if held[2:4] == _EXTENDED:
        if len(held) < 7:
            return 0, None
        begin, length, good = 7, held[4] << 8 | held[5], sum(held[4:7]) & 0xFF == 0
    else:
        begin, length, good = 4, held[2], sum(held[2:4]) & 0xFF == 0
    if not good or not 1 <= length <= LONGEST_BODY:
        return 1, None
    end = begin + length + 1
    if len(held) < end:
        return 0, None
    if sum(held[begin:end]) & 0xFF:
        return 1, None
    return end, _frame(bytes(held[begin : end - 1]))


def _frame(content: bytes) -> Frame | None:
    if content == bytes([ERROR_CODE]):
        return Frame(Kind.ERROR)
    kind = _KINDS.get(content[0])
    if kind is None or len(content) < 2:
        return None
    return Frame(kind, content[1], content[2:])
