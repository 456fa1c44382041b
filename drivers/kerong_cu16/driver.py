"""KERONG CU16 lock boards on one RS-485 line: fires latches, reads hooks and infrared sensors."""

from __future__ import annotations

import time
from collections.abc import Mapping

from drivers.doors import BoardStatus
from drivers.kerong_cu16.codec import CHANNELS, ReplyFinder, StatusReply, status_request, unlock_request
from drivers.link import Link, deadline
from drivers.trouble import NoReply

BAUD = 19200
REPLY_WITHIN_S = 0.12  # 14 bytes take 7.3 ms on the wire; the rest is the board and a USB adapter's latency
_STALE_READS_MOST = 64  # a line that babbles without end must not hold the thread


class KerongCu16:
    """A `LockLine` of CU16 boards, addresses 0-14, 16 channels each.

    `shut_bits` tells for each board which hook bit means shut: 1 unless told otherwise.
    """

    skipped_bytes: int
    foreign_replies: int
    """Whole replies of a board that was not asked; never believed."""

    def __init__(self, link: Link, *, name: str, shut_bits: Mapping[int, int]) -> None:
        self._link = link
        self._name = name
        self._shut_bits = dict(shut_bits)
        self._finder = ReplyFinder()
        self.skipped_bytes = 0
        self.foreign_replies = 0

    def unlock(self, board: int, channel: int) -> None:
        """Fire one latch once, and return when the command has left: this board sends no answer.

        Raises:
            LinkLost: the line is gone.
            ValueError: no such address or channel.

        Source: KERONG CU16 protocol, command 31.
        """
        self._link.write(unlock_request(board, channel))

    def status(self, board: int) -> BoardStatus:
        """Return what one board's 16 hooks and 16 infrared sensors read now.

        Raises:
            NoReply: no valid reply of this board within 120 ms.
            LinkLost: the line is gone.
            ValueError: no such address.

        Source: KERONG CU16 protocol, command 30, reply 35.
        """
        request = status_request(board)
        self._forget_stale_bytes()
        self._link.write(request)
        latest_s = deadline(REPLY_WITHIN_S)
        while (left_s := latest_s - time.monotonic()) > 0:
            reply = self._answer_of(board, self._link.read(64, left_s))
            if reply is not None:
                return self._board_status(reply)
        self._forget_stale_bytes()
        raise NoReply(self._name, f"board {board} gave no status")

    @property
    def only_echo(self) -> bool:
        """Whether all that came back upon the last question was the question itself."""
        return getattr(self._link, "only_echo", False)

    def close(self) -> None:
        """Release the line; never raises."""
        self._link.close()

    def _answer_of(self, board: int, received: bytes) -> StatusReply | None:
        """Return the reply of `board` that `received` completes, if any."""
        replies = self._finder.feed(received)
        self.skipped_bytes = self._finder.skipped_bytes
        answers = [reply for reply in replies if reply.board == board]
        self.foreign_replies += len(replies) - len(answers)
        return answers[-1] if answers else None

    def _board_status(self, reply: StatusReply) -> BoardStatus:
        shut_bit = self._shut_bits.get(reply.board, 1)
        return BoardStatus(
            shut=tuple((reply.hooks >> channel & 1) == shut_bit for channel in range(CHANNELS)),
            present=tuple(bool(reply.infrared >> channel & 1) for channel in range(CHANNELS)),
        )

    def _forget_stale_bytes(self) -> None:
        """Drop all that was received so far: a late answer must not pass for the next one."""
        for _ in range(_STALE_READS_MOST):
            if not (late := self._link.read(256, 0.0)):
                break
            self._finder.feed(late)
        self._finder.reset()
        self.skipped_bytes = self._finder.skipped_bytes
