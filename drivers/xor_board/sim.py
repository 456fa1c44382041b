"""Simulated 8A/80 boards: the bytes of the real ones, doors of the simulated world at their wires."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.sim.hardware import DoorHardware
from drivers.xor_board.codec import (
    STATUS_BYTES_LEAST,
    Request,
    RequestFinder,
    StatusReply,
    UnlockReply,
    XorWiring,
    status_reply,
    unlock_reply,
)

PULSE_MS = 300


class XorBoardSim:
    """Boards on one line: address -> channel (from 1) -> its door. Faults are plain attributes."""

    silent_boards: set[int]
    """These boards neither act nor answer, as without power."""
    answers_as: dict[int, int]
    """A board asked -> the address that it puts in its replies instead."""
    refusing: set[tuple[int, int]]
    """(board, channel) that is answered with the failure reply and not fired."""
    mute_unlocks: bool
    """Latches fire and nothing is answered."""
    answers_holds: bool
    """A hold is answered in the form of an unlock's answer, as some firmware may."""
    status_bytes: dict[int, int]
    """How many status bytes a board sends, where not what its channels suggest."""

    def __init__(
        self, boards: Mapping[int, Mapping[int, DoorHardware]], wiring: Mapping[int, XorWiring]
    ) -> None:
        self._boards = boards
        self._wiring = wiring
        self._finder = RequestFinder()
        self.silent_boards = set()
        self.answers_as = {}
        self.refusing = set()
        self.mute_unlocks = False
        self.answers_holds = False
        self.status_bytes = {}

    def feed(self, received: bytes) -> bytes:
        """Return what the boards send back upon `received`."""
        return b"".join(self._answer(request) for request in self._finder.feed(received))

    def unplugged(self) -> None:
        """Forget half-received frames."""
        self._finder.reset()

    def _answer(self, request: Request) -> bytes:
        if request.board not in self._boards or request.board in self.silent_boards:
            return b""
        if request.channel is None:
            return self._status(request.board)
        if request.holds is not None:
            return self._hold(request.board, request.channel, on=request.holds)
        return self._unlock(request.board, request.channel)

    def _unlock(self, board: int, channel: int) -> bytes:
        if not 1 <= channel <= self._wiring[board].channels:
            return b""
        fired = (board, channel) not in self.refusing
        if fired and channel in self._boards[board]:
            self._boards[board][channel].fire(PULSE_MS)
        reply = unlock_reply(UnlockReply(self.answers_as.get(board, board), channel, fired))
        return b"" if self.mute_unlocks else reply

    def _hold(self, board: int, channel: int, *, on: bool) -> bytes:
        if channel in self._boards[board]:
            self._boards[board][channel].hold(on)
        return unlock_reply(UnlockReply(board, channel, True)) if self.answers_holds else b""

    def _status(self, board: int) -> bytes:
        wiring, doors = self._wiring[board], self._boards[board]
        suggested = max(STATUS_BYTES_LEAST, -(-wiring.channels // 8))
        length = self.status_bytes.get(board, suggested)
        bits = 0
        for channel in range(1, 8 * length + 1):
            shut = channel in doors and doors[channel].switch_shut()
            bits |= (wiring.shut_bit if shut else 1 - wiring.shut_bit) << channel - 1
        order: str = wiring.first_status_byte
        status = bits.to_bytes(length, "little" if order == "low" else "big")
        return status_reply(StatusReply(self.answers_as.get(board, board), status))
