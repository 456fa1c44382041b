"""Simulated WKLY boards: the bytes of the real ones, doors of the simulated world at their wires."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.sim.hardware import DoorHardware
from drivers.wkly.codec import (
    Push,
    Request,
    RequestFinder,
    StatusReply,
    UnlockReply,
    WklyWiring,
    push,
    status_reply,
    unlock_reply,
)

PULSE_MS = 350


class WklySim:
    """Boards on one line: address -> channel (from 1) -> its door. Faults are plain attributes."""

    silent_boards: set[int]
    """These boards neither act nor answer, as without power."""
    answers_as: dict[int, int]
    """A board asked -> the address that it puts in its replies instead."""
    refusing: set[tuple[int, int]]
    """(board, channel) that is answered with "failed" and not fired."""
    mute_unlocks: bool
    """Latches fire and nothing is answered, as some firmware does."""
    answers_holds: bool
    """A hold is answered in the form of an unlock's answer, as some firmware may."""
    unreadable: set[int]
    """These boards answer a reading with "failed"."""
    nonsense: set[tuple[int, int]]
    """(board, channel) whose byte is neither open nor shut."""
    pushes: bool
    """Before each reply comes an unasked report of channel 1."""

    def __init__(
        self, boards: Mapping[int, Mapping[int, DoorHardware]], wiring: Mapping[int, WklyWiring]
    ) -> None:
        self._boards = boards
        self._wiring = wiring
        self._finder = RequestFinder()
        self.silent_boards = set()
        self.answers_as = {}
        self.refusing = set()
        self.mute_unlocks = False
        self.answers_holds = False
        self.unreadable = set()
        self.nonsense = set()
        self.pushes = False

    def feed(self, received: bytes) -> bytes:
        """Return what the boards send back upon `received`."""
        return b"".join(self._answer(request) for request in self._finder.feed(received))

    def unplugged(self) -> None:
        """Forget half-received frames."""
        self._finder.reset()

    def _answer(self, request: Request) -> bytes:
        if request.board not in self._boards or request.board in self.silent_boards:
            return b""
        reply = self._reply(request)
        if not self.pushes:
            return reply
        return push(Push(request.board, 1, self._state(request.board, 1))) + reply

    def _reply(self, request: Request) -> bytes:
        if request.channel is None:
            return self._status(request.board)
        if request.holds is not None:
            return self._hold(request.board, request.channel, on=request.holds)
        return self._unlock(request.board, request.channel)

    def _hold(self, board: int, channel: int, *, on: bool) -> bytes:
        if channel in self._boards[board]:
            self._boards[board][channel].hold(on)
        if not self.answers_holds:
            return b""
        return unlock_reply(UnlockReply(board, channel, True, self._state(board, channel)))

    def _unlock(self, board: int, channel: int) -> bytes:
        fired = (board, channel) not in self.refusing and 1 <= channel <= self._wiring[board].channels
        if fired and channel in self._boards[board]:
            self._boards[board][channel].fire(PULSE_MS)
        if self.mute_unlocks:
            return b""
        address = self.answers_as.get(board, board)
        return unlock_reply(UnlockReply(address, channel, fired, self._state(board, channel)))

    def _status(self, board: int) -> bytes:
        channels = range(1, self._wiring[board].channels + 1)
        states = bytes(self._state(board, channel) for channel in channels)
        address = self.answers_as.get(board, board)
        return status_reply(StatusReply(address, states, done=board not in self.unreadable))

    def _state(self, board: int, channel: int) -> int:
        if (board, channel) in self.nonsense:
            return 0x7F
        door, shut_byte = self._boards[board].get(channel), self._wiring[board].shut_byte
        return shut_byte if door is not None and door.switch_shut() else 1 - shut_byte
