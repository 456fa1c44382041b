"""Simulated CU16 boards: the bytes of the real ones, doors of the simulated world at their wires."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.kerong_cu16.codec import CHANNELS, Command, Request, RequestFinder, StatusReply, status_reply
from drivers.sim.hardware import DoorHardware

PULSE_MS = 500  # the vendor's default unlock time


class KerongCu16Sim:
    """Boards on one line: address -> channel (1-16) -> the door wired there. Faults are plain attributes."""

    silent_boards: set[int]
    """These boards neither act nor answer, as without power."""
    answers_as: dict[int, int]
    """A board asked -> the address that it puts in its reply instead."""
    closed_is_zero: bool
    """All boards have the firmware whose hook bit 0 means closed."""
    unlock_replies: bool
    """Boards answer an unlock with a status reply, as some firmware does."""

    def __init__(self, boards: Mapping[int, Mapping[int, DoorHardware]]) -> None:
        self._boards = boards
        self._finder = RequestFinder()
        self.silent_boards = set()
        self.answers_as = {}
        self.closed_is_zero = False
        self.unlock_replies = False

    def feed(self, received: bytes) -> bytes:
        """Return what the boards send back upon `received`."""
        return b"".join(self._answer(request) for request in self._finder.feed(received))

    def unplugged(self) -> None:
        """Forget half-received frames."""
        self._finder.reset()

    def _answer(self, request: Request) -> bytes:
        doors = self._boards.get(request.board)
        if doors is None or request.board in self.silent_boards:
            return b""
        if request.command is Command.STATUS:
            return self._status(request.board, doors)
        if request.channel in doors:
            doors[request.channel].fire(PULSE_MS)
        return self._status(request.board, doors) if self.unlock_replies else b""

    def _status(self, board: int, doors: Mapping[int, DoorHardware]) -> bytes:
        hooks = _bits({channel: door.switch_shut() for channel, door in doors.items()})
        if self.closed_is_zero:
            hooks ^= 0xFFFF
        infrared = _bits({channel: door.item_present() for channel, door in doors.items()})
        return status_reply(StatusReply(self.answers_as.get(board, board), hooks, infrared))


def _bits(high: Mapping[int, bool]) -> int:
    """Return one bit per channel, channel 1 lowest; a channel without a door reads 0."""
    return sum(1 << channel - 1 for channel in range(1, CHANNELS + 1) if high.get(channel, False))
