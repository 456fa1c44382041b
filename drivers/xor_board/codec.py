"""Frames of the "8A/80" lock boards: requests as bytes, replies found in any stream of bytes.

The length of a status reply follows from no field: a board sends three status bytes or more whatever its
channel count. It is learned from the silence after the first reply; later ones are recognised as soon as they
are whole.

Source: makers' protocol sheets of the 8A/80 family; see PROTOCOL.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal

STATUS_BYTES_LEAST, STATUS_BYTES_MOST = 3, 7

_UNLOCK, _STATUS = 0x8A, 0x80
_HOLD, _LET_GO = 0x9A, 0x9B
_FIRED, _FIRE, _READ = 0x00, 0x11, 0x33
_SHORT_BYTES = 5
_AROUND_STATUS_BYTES = 4  # header, board, 33, XOR


@dataclass(frozen=True)
class XorWiring:
    """One board as commissioned: found by opening one door, since firmware and makers differ.

    `shut_bit`: the status bit of a shut door, 0 or 1. `first_status_byte`: whether the first status byte
    holds the lowest eight channels or the highest.
    """

    channels: int
    shut_bit: int
    first_status_byte: Literal["low", "high"]

    def __post_init__(self) -> None:
        if not (1 <= self.channels <= 8 * STATUS_BYTES_MOST and self.shut_bit in (0, 1)):
            raise ValueError(f"{self}: channels are 1-56, shut_bit is 0 or 1")

    def shut(self, status: bytes) -> tuple[bool | None, ...]:
        """Return each channel's door, channel 1 first; None where `status` has no bit for it."""
        ordered = status if self.first_status_byte == "low" else status[::-1]
        bits = int.from_bytes(ordered, "little")
        return tuple(
            (bits >> index & 1) == self.shut_bit if index < 8 * len(status) else None
            for index in range(self.channels)
        )


@dataclass(frozen=True)
class UnlockReply:
    """A board's answer to an unlock. Not `fired` is also what the line's own echo looks like."""

    board: int
    channel: int
    fired: bool


@dataclass(frozen=True)
class StatusReply:
    """The status bytes of one board in the order in which they came."""

    board: int
    status: bytes


@dataclass(frozen=True)
class Request:
    """What a board was asked: to fire `channel`, to hold its output on or off, or (None) to tell its status."""

    board: int
    channel: int | None
    holds: bool | None = None
    """Whether the output is to be held on, or let go; None: it is to be fired."""


def _sealed(*body: int) -> bytes:
    return bytes(body) + bytes([reduce(xor, body)])


def _valid(frame: bytes) -> bool:
    return reduce(xor, frame) == 0


def status_request(board: int) -> bytes:
    """Return the five bytes that ask `board` (1-32) for all its doors."""
    if not 1 <= board <= 32:
        raise ValueError(f"no board {board}: boards are 1-32")
    return _sealed(_STATUS, board, 0, _READ)


def unlock_request(board: int, channel: int) -> bytes:
    """Return the five bytes that fire `channel` (1-56; 0 would be all of them) of `board` (1-32)."""
    if not (1 <= board <= 32 and 1 <= channel <= 8 * STATUS_BYTES_MOST):
        raise ValueError(f"no board {board} channel {channel}: boards are 1-32, channels 1-56")
    return _sealed(_UNLOCK, board, channel, _FIRE)


def hold_request(board: int, output: int, *, on: bool) -> bytes:
    """Return the five bytes that hold `output` (1-56) of `board` (1-32) on without an end, or let it go.

    Source: makers' sheets of the 8A/80 family, headers 9A and 9B; no answer is documented.
    """
    if not (1 <= board <= 32 and 1 <= output <= 8 * STATUS_BYTES_MOST):
        raise ValueError(f"no board {board} output {output}: boards are 1-32, outputs 1-56")
    return _sealed(_HOLD if on else _LET_GO, board, output, _FIRE)


def unlock_reply(reply: UnlockReply) -> bytes:
    """Return the five bytes with which a board answers an unlock."""
    return _sealed(_UNLOCK, reply.board, reply.channel, _FIRED if reply.fired else _FIRE)


def status_reply(reply: StatusReply) -> bytes:
    """Return the bytes with which a board answers a status request."""
    return _sealed(_STATUS, reply.board, *reply.status, _READ)


class ReplyFinder:
    """The kiosk's end of the wire: bytes in, replies out; skips, one by one, bytes that begin no frame."""

    skipped_bytes: int
    """How many bytes belonged to no valid frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._status_bytes: dict[int, int] = {}
        self.skipped_bytes = 0

    def feed(self, received: bytes) -> list[UnlockReply | StatusReply]:
        """Return the replies that `received` completes; never raises."""
        self._held += received
        return self._find(silent=False)

    def pause(self) -> list[UnlockReply | StatusReply]:
        """Return the replies that are whole if the line has ended its frame; without any, all stays held.

        A busy adapter may pause inside a frame: what is unfinished then may still be finished.
        """
        held, skipped_bytes = bytes(self._held), self.skipped_bytes
        found = self._find(silent=True)
        if not found:
            self._held[:], self.skipped_bytes = held, skipped_bytes
        return found

    def gap(self) -> list[UnlockReply | StatusReply]:
        """Return the replies that are whole now that the line has fallen silent; nothing stays held."""
        return self._find(silent=True)

    def forget_length(self, board: int) -> None:
        """Learn anew from the next silence how long the replies of `board` are."""
        self._status_bytes.pop(board, None)

    def _find(self, *, silent: bool) -> list[UnlockReply | StatusReply]:
        found: list[UnlockReply | StatusReply] = []
        while self._held:
            if not silent and self._may_grow():
                break
            reply, length = self._begins_with()
            if reply is None:
                self.skipped_bytes += 1
            else:
                found.append(reply)
            del self._held[:length]
        return found

    def _may_grow(self) -> bool:
        """Whether a frame begins here whose end has not come, or cannot be known yet."""
        if self._held[0] not in (_UNLOCK, _STATUS):
            return False
        if len(self._held) < 2:
            return True
        if self._held[0] == _UNLOCK:
            return len(self._held) < _SHORT_BYTES
        status_bytes = self._status_bytes.get(self._held[1])
        return status_bytes is None or len(self._held) < status_bytes + _AROUND_STATUS_BYTES

    def _begins_with(self) -> tuple[UnlockReply | StatusReply | None, int]:
        """Return the reply at the head of what is held and its length, or None and 1."""
        head = bytes(self._held[:_SHORT_BYTES])
        if head[0] == _UNLOCK and len(head) == _SHORT_BYTES and head[3] in (_FIRED, _FIRE) and _valid(head):
            return UnlockReply(head[1], head[2], head[3] == _FIRED), _SHORT_BYTES
        if head[0] == _STATUS and len(head) == _SHORT_BYTES:
            for status_bytes in self._possible_status_bytes(head[1]):
                frame = bytes(self._held[: status_bytes + _AROUND_STATUS_BYTES])
                if len(frame) == status_bytes + _AROUND_STATUS_BYTES and frame[-2] == _READ and _valid(frame):
                    self._status_bytes[head[1]] = status_bytes
                    return StatusReply(head[1], frame[2:-2]), len(frame)
        return None, 1

    def _possible_status_bytes(self, board: int) -> list[int]:
        """Return the lengths to try: the learned one, else the one that ends with the silence first."""
        if board in self._status_bytes:
            return [self._status_bytes[board]]
        to_the_end = len(self._held) - _AROUND_STATUS_BYTES
        possible = range(STATUS_BYTES_LEAST, STATUS_BYTES_MOST + 1)
        return sorted(possible, key=lambda status_bytes: status_bytes != to_the_end)


class RequestFinder:
    """The board's end of the wire: bytes in, requests out."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped_bytes = 0

    def feed(self, received: bytes) -> list[Request]:
        """Return the requests that `received` completes; never raises."""
        self._held += received
        found = []
        while len(self._held) >= _SHORT_BYTES:
            header, board, channel, action = self._held[: _SHORT_BYTES - 1]
            acts = header in (_UNLOCK, _HOLD, _LET_GO) and action == _FIRE
            known = acts or (header, channel, action) == (_STATUS, 0, _READ)
            if known and _valid(bytes(self._held[:_SHORT_BYTES])):
                holds = {_HOLD: True, _LET_GO: False}.get(header)
                found.append(Request(board, None if header == _STATUS else channel, holds))
                del self._held[:_SHORT_BYTES]
            else:
                self.skipped_bytes += 1
                del self._held[0]
        return found

    def reset(self) -> None:
        """Give up the unfinished frame."""
        self._held.clear()
