"""KERONG CU16 frames: requests as bytes, replies found in any stream of bytes.

Source: KERONG "CU16 protocol", frame `02 ADDR CMD [DATA] 03 SUM`; see PROTOCOL.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

CHANNELS = 16
BOARDS = 15  # high nibble 0-14; 15 asks the whole bus

_STX, _ETX = 0x02, 0x03
_REQUEST_BYTES, _REPLY_BYTES = 5, 9


class Command(IntEnum):
    """The commands in use; numbers of the vendor."""

    STATUS = 0x30
    UNLOCK = 0x31
    STATUS_REPLY = 0x35


@dataclass(frozen=True)
class StatusReply:
    """One board's inputs: bit 0 is channel 1. `hooks` as the board sees them, polarity not yet applied."""

    board: int
    hooks: int
    infrared: int


@dataclass(frozen=True)
class Request:
    """What a board was asked; `channel` counts from 1 and means something for `UNLOCK` only."""

    command: Command
    board: int
    channel: int


def _sum(frame: bytes) -> int:
    return sum(frame) & 0xFF


def status_request(board: int) -> bytes:
    """Return the five bytes that ask `board` (0-14) for all its inputs."""
    return _request(board, 1, Command.STATUS)


def unlock_request(board: int, channel: int) -> bytes:
    """Return the five bytes that fire `channel` (1-16) of `board` (0-14)."""
    return _request(board, channel, Command.UNLOCK)


def _request(board: int, channel: int, command: Command) -> bytes:
    if not (0 <= board < BOARDS and 1 <= channel <= CHANNELS):
        raise ValueError(f"no board {board} channel {channel}: boards are 0-14, channels 1-16")
    body = bytes([_STX, board << 4 | channel - 1, command, _ETX])
    return body + bytes([_sum(body)])


def status_reply(reply: StatusReply) -> bytes:
    """Return the nine bytes with which a board answers a status request."""
    body = bytes([_STX, reply.board << 4, Command.STATUS_REPLY])
    body += reply.hooks.to_bytes(2, "little") + reply.infrared.to_bytes(2, "little") + bytes([_ETX])
    return body + bytes([_sum(body)])


class _Finder:
    """Collects bytes and skips, one at a time, those that begin no valid frame."""

    skipped_bytes: int
    """How many bytes belonged to no valid frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped_bytes = 0

    def reset(self) -> None:
        """Give up the unfinished frame; its bytes count as skipped."""
        self.skipped_bytes += len(self._held)
        self._held.clear()

    def _next(self, length_of: Mapping[int, int]) -> bytes | None:
        """Return the next valid frame, or None when more bytes are needed."""
        while self._held:
            if self._held[0] == _STX:
                if len(self._held) < 3:
                    return None
                length = length_of.get(self._held[2], 0)
                if 0 < len(self._held) < length:
                    return None
                frame = bytes(self._held[:length])
                if length and frame[-2] == _ETX and frame[-1] == _sum(frame[:-1]):
                    del self._held[:length]
                    return frame
            del self._held[0]
            self.skipped_bytes += 1
        return None


class ReplyFinder(_Finder):
    """The kiosk's end of the wire: bytes in, status replies out."""

    _LENGTHS: ClassVar[dict[int, int]] = {Command.STATUS_REPLY: _REPLY_BYTES}

    def feed(self, received: bytes) -> list[StatusReply]:
        """Return the replies that `received` completes; never raises."""
        self._held += received
        found = []
        while (frame := self._next(self._LENGTHS)) is not None:
            hooks, infrared = int.from_bytes(frame[3:5], "little"), int.from_bytes(frame[5:7], "little")
            found.append(StatusReply(frame[1] >> 4, hooks, infrared))
        return found


class RequestFinder(_Finder):
    """The board's end of the wire: bytes in, requests out."""

    _LENGTHS: ClassVar[dict[int, int]] = {Command.STATUS: _REQUEST_BYTES, Command.UNLOCK: _REQUEST_BYTES}

    def feed(self, received: bytes) -> list[Request]:
        """Return the requests that `received` completes; never raises."""
        self._held += received
        found = []
        while (frame := self._next(self._LENGTHS)) is not None:
            found.append(Request(Command(frame[2]), frame[1] >> 4, (frame[1] & 0x0F) + 1))
        return found
