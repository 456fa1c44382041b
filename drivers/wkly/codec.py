"""Frames of the "WKLY" lock boards: requests as bytes, replies found in any stream of bytes.

A frame tells its own length, so a false beginning could hold back what follows: a frame whose length does not
fit its command is none, and when the time is up nothing is held back.

Source: board makers' command tables and public host programs; see PROTOCOL.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

BOARDS = 255  # 0-254; whether 255 addresses all boards is not documented
CHANNELS_MOST = 64

_START = b"WKLY"
_LENGTH_AT, _BOARD_AT, _COMMAND_AT, _DATA_AT = 4, 5, 6, 7
_COUNT_AT = 8
_BARE_BYTES = 8  # start, length, board, command, XOR
_DONE, _FAILED = 0x00, 0xFF
_OPEN, _SHUT = 0x00, 0x01


class Command(IntEnum):
    """The commands in use; numbers of the makers."""

    UNLOCK = 0x82
    STATUS = 0x84
    PUSH = 0x85
    HOLD = 0x88
    LET_GO = 0x89


@dataclass(frozen=True)
class WklyWiring:
    """One board as commissioned: its channels, and the byte that its firmware sends for a shut door (0 or 1)."""

    channels: int
    shut_byte: int = _SHUT

    def __post_init__(self) -> None:
        if not (1 <= self.channels <= CHANNELS_MOST and self.shut_byte in (_OPEN, _SHUT)):
            raise ValueError(f"{self}: channels are 1-{CHANNELS_MOST}, shut_byte is 0 or 1")

    def shut(self, states: bytes) -> tuple[bool | None, ...]:
        """Return each channel's door, channel 1 first; None where no byte came, or one that means nothing."""
        return tuple(
            states[index] == self.shut_byte if states[index : index + 1] in (b"\0", b"\1") else None
            for index in range(self.channels)
        )


@dataclass(frozen=True)
class UnlockReply:
    """A board's answer to an unlock; `lock` is what its switch read at that moment, often too early."""

    board: int
    channel: int
    fired: bool
    lock: int = _OPEN


@dataclass(frozen=True)
class StatusReply:
    """One byte for each door of a board, channel 1 first. Not `done`: the board could not tell."""

    board: int
    states: bytes
    done: bool = True


@dataclass(frozen=True)
class Push:
    """What a board says unasked when a door moves. Polling tells the same, so nobody acts upon it."""

    board: int
    channel: int
    lock: int


@dataclass(frozen=True)
class Request:
    """What a board was asked: to fire `channel`, to hold its output on or off, or (None) to tell its status."""

    board: int
    channel: int | None
    holds: bool | None = None
    """Whether the output is to be held on, or let go; None: it is to be fired."""


def _sealed(board: int, command: Command, *data: int) -> bytes:
    body = _START + bytes([_BARE_BYTES + len(data), board, command, *data])
    return body + bytes([reduce(xor, body)])


def status_request(board: int) -> bytes:
    """Return the eight bytes that ask `board` (0-254) for all its doors."""
    if not 0 <= board < BOARDS:
        raise ValueError(f"no board {board}: boards are 0-254")
    return _sealed(board, Command.STATUS)


def unlock_request(board: int, channel: int) -> bytes:
    """Return the nine bytes that fire `channel` (1-64) of `board` (0-254)."""
    if not (0 <= board < BOARDS and 1 <= channel <= CHANNELS_MOST):
        raise ValueError(f"no board {board} channel {channel}: boards are 0-254, channels 1-{CHANNELS_MOST}")
    return _sealed(board, Command.UNLOCK, channel)


def hold_request(board: int, output: int, *, on: bool) -> bytes:
    """Return the nine bytes that hold `output` (1-64) of `board` (0-254) on without an end, or let it go.

    Source: WKLY commands 88 and 89; the layout of their answers is not documented.
    """
    if not (0 <= board < BOARDS and 1 <= output <= CHANNELS_MOST):
        raise ValueError(f"no board {board} output {output}: boards are 0-254, outputs 1-{CHANNELS_MOST}")
    return _sealed(board, Command.HOLD if on else Command.LET_GO, output)


def unlock_reply(reply: UnlockReply) -> bytes:
    """Return the eleven bytes with which a board answers an unlock."""
    status = _DONE if reply.fired else _FAILED
    return _sealed(reply.board, Command.UNLOCK, status, reply.channel, reply.lock)


def status_reply(reply: StatusReply) -> bytes:
    """Return the bytes with which a board answers a status request."""
    status = _DONE if reply.done else _FAILED
    return _sealed(reply.board, Command.STATUS, status, len(reply.states), *reply.states)


def push(moved: Push) -> bytes:
    """Return the ten bytes with which a board tells unasked of a door that moved."""
    return _sealed(moved.board, Command.PUSH, moved.channel, moved.lock)


class _Finder(ABC):
    """Collects bytes and skips, one at a time, those that begin no valid frame."""

    skipped_bytes: int
    """How many bytes belonged to no valid frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped_bytes = 0

    def _frames(self, *, silent: bool) -> list[bytes]:
        found = []
        while self._held:
            length = self._length()
            if not silent and (length is None or 0 < len(self._held) < length):
                break
            frame = bytes(self._held[: length or 0])
            if length and len(frame) == length and reduce(xor, frame) == 0:
                found.append(frame)
                del self._held[:length]
            else:
                self.skipped_bytes += 1
                del self._held[0]
        return found

    def _length(self) -> int | None:
        """Return the length of the frame that begins here, 0 if none does, None if that can't be known yet."""
        if not _START.startswith(self._held[: len(_START)]):
            return 0
        if len(self._held) <= _COMMAND_AT:
            return None
        fitting = self._fitting_length(self._held[_COMMAND_AT])
        return 0 if fitting is not None and fitting != self._held[_LENGTH_AT] else fitting

    @abstractmethod
    def _fitting_length(self, command: int) -> int | None:
        """Return the only length that a frame of `command` may have here, 0 for none, None if not known yet."""


class ReplyFinder(_Finder):
    """The kiosk's end of the wire: bytes in, replies out."""

    def feed(self, received: bytes) -> list[UnlockReply | StatusReply | Push]:
        """Return the replies that `received` completes; never raises."""
        self._held += received
        return [_reply(frame) for frame in self._frames(silent=False)]

    def gap(self) -> list[UnlockReply | StatusReply | Push]:
        """Return the replies that are whole now that no more will come; nothing stays held."""
        return [_reply(frame) for frame in self._frames(silent=True)]

    def _fitting_length(self, command: int) -> int | None:
        if command == Command.UNLOCK:
            return _BARE_BYTES + 3
        if command == Command.PUSH:
            return _BARE_BYTES + 2
        if command != Command.STATUS or self._held[_LENGTH_AT] < _BARE_BYTES + 2:
            return 0  # a bare 84 is the kiosk's own question coming back
        return _BARE_BYTES + 2 + self._held[_COUNT_AT] if len(self._held) > _COUNT_AT else None


def _reply(frame: bytes) -> UnlockReply | StatusReply | Push:
    board, done = frame[_BOARD_AT], frame[_DATA_AT] == _DONE
    if frame[_COMMAND_AT] == Command.UNLOCK:
        return UnlockReply(board, frame[_DATA_AT + 1], done, frame[_DATA_AT + 2])
    if frame[_COMMAND_AT] == Command.PUSH:
        return Push(board, frame[_DATA_AT], frame[_DATA_AT + 1])
    return StatusReply(board, frame[_COUNT_AT + 1 : -1], done)


class RequestFinder(_Finder):
    """The board's end of the wire: bytes in, requests out."""

    def feed(self, received: bytes) -> list[Request]:
        """Return the requests that `received` completes; never raises."""
        self._held += received
        return [_request(frame) for frame in self._frames(silent=False)]

    def reset(self) -> None:
        """Give up the unfinished frame."""
        self._held.clear()

    def _fitting_length(self, command: int) -> int | None:
        if command in (Command.UNLOCK, Command.HOLD, Command.LET_GO):
            return _BARE_BYTES + 1
        return _BARE_BYTES if command == Command.STATUS else 0


def _request(frame: bytes) -> Request:
    board, command = frame[_BOARD_AT], frame[_COMMAND_AT]
    holds: dict[int, bool] = {Command.HOLD: True, Command.LET_GO: False}
    return Request(board, None if command == Command.STATUS else frame[_DATA_AT], holds.get(command))
