"""Lock boards of the "WKLY" family on one RS-485 line: fires latches, reads door switches."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from drivers.doors import BoardStatus, NamedLights
from drivers.link import Link, deadline
from drivers.trouble import BadReply, LinkLost, NoReply
from drivers.wkly.codec import (
    Push,
    ReplyFinder,
    StatusReply,
    UnlockReply,
    WklyWiring,
    hold_request,
    status_request,
    unlock_request,
)

BAUD = 9600
REPLY_WITHIN_S = 0.25  # the makers give 200 ms for a reading of all doors
UNLOCK_REPLY_WITHIN_S = 0.45  # and 350 ms for an unlock
_LIGHT_ANSWER_S = 0.05  # its layout is not documented: should one come, it must not meet the next question
_STALE_READS_MOST = 64  # a line that babbles without end must not hold the thread


class WklyBoards:
    """A `LockLine` with `Lights` of WKLY boards, addresses 0-254; `boards` tells how each was found to be wired.

    `unlock_answers`: False for firmware that fires and says nothing; its `unlock` returns when the command left.
    """

    skipped_bytes: int
    foreign_replies: int
    """Whole replies of a board or channel that was not asked; never believed."""
    pushes: int
    """Reports that came unasked; polling tells the same."""

    def __init__(
        self,
        link: Link,
        *,
        name: str,
        boards: Mapping[int, WklyWiring],
        unlock_answers: bool = True,
        lights: Collection[tuple[int, int]] = (),
    ) -> None:
        """Switch off every light, (board, output) in `lights`.

        Raises:
            LinkLost: the line is gone; `link` is closed.
            ValueError: no such board or output.
        """
        self._link = link
        self._name = name
        self._boards = dict(boards)
        self._unlock_answers = unlock_answers
        self._finder = ReplyFinder()
        self.skipped_bytes = 0
        self.foreign_replies = 0
        self.pushes = 0
        self._lights = NamedLights(name, lights)
        try:
            self._darken()
        except (LinkLost, ValueError):
            self._link.close()
            raise

    def unlock(self, board: int, channel: int) -> None:
        """Fire one latch once; returns when the board says that it has. Never fired a second time here.

        Raises:
            BadReply: the board says that it could not.
            NoReply: nothing valid came back within 450 ms, where the firmware answers.
            LinkLost: the line is gone.
            ValueError: no such board or channel, or a light is there.

        Source: WKLY command 82.
        """
        self._lights.need_none(board, channel)
        if board not in self._boards or not 1 <= channel <= self._boards[board].channels:
            raise ValueError(f"{self._name}: no board {board} channel {channel}")
        request = unlock_request(board, channel)
        if not self._unlock_answers:
            self._link.write(request)
            return
        for reply in self._replies_to(request, UNLOCK_REPLY_WITHIN_S):
            if not (isinstance(reply, UnlockReply) and (reply.board, reply.channel) == (board, channel)):
                self.foreign_replies += 1
            elif reply.fired:
                return
            else:
                raise BadReply(self._name, f"board {board} channel {channel}: refused")
        raise NoReply(self._name, f"board {board} channel {channel}: no answer to unlock")

    def status(self, board: int) -> BoardStatus:
        """Return what one board's switches read now, as many as its wiring has; these boards sense no items.

        Raises:
            NoReply: no valid reply of this board within 250 ms.
            BadReply: the board says that it could not read them.
            LinkLost: the line is gone.
            KeyError: the board is not among those given.

        Source: WKLY command 84.
        """
        wiring = self._boards[board]
        for reply in self._replies_to(status_request(board), REPLY_WITHIN_S):
            if not (isinstance(reply, StatusReply) and reply.board == board):
                self.foreign_replies += 1
            elif reply.done:
                return BoardStatus(shut=wiring.shut(reply.states), present=(None,) * wiring.channels)
            else:
                raise BadReply(self._name, f"board {board}: could not read its doors")
        raise NoReply(self._name, f"board {board} gave no status")

    @property
    def only_echo(self) -> bool:
        """Whether all that came back upon the last question was the question itself."""
        return getattr(self._link, "only_echo", False)

    def light(self, board: int, output: int, on: bool) -> None:
        """Hold a light's output on, or let it go; no answer is documented, so none is awaited.

        Raises:
            LinkLost: the line is gone.
            ValueError: no light was named there.

        Source: WKLY commands 88 and 89.
        """
        self._lights.need(board, output)
        self._forget_stale_bytes()
        self._link.write(hold_request(board, output, on=on))
        self._finder.feed(self._link.read(64, _LIGHT_ANSWER_S))
        self._forget_stale_bytes()

    def close(self) -> None:
        """Switch off every light and release the line; never raises."""
        with suppress(LinkLost):
            self._darken()
        self._link.close()

    def _darken(self) -> None:
        for board, output in self._lights.outputs:
            self.light(board, output, False)

    def _replies_to(self, question: bytes, within_s: float) -> Iterator[UnlockReply | StatusReply]:
        """Send `question`; yield each valid reply as it comes, until `within_s` have passed."""
        self._forget_stale_bytes()
        self._link.write(question)
        latest_s = deadline(within_s)
        while (left_s := latest_s - time.monotonic()) > 0:
            yield from self._counted(self._finder.feed(self._link.read(64, left_s)))
        yield from self._counted(self._finder.gap())  # a false beginning may have held one back

    def _counted(self, replies: list[UnlockReply | StatusReply | Push]) -> list[UnlockReply | StatusReply]:
        self.skipped_bytes = self._finder.skipped_bytes
        answers = [reply for reply in replies if not isinstance(reply, Push)]
        self.pushes += len(replies) - len(answers)
        return answers

    def _forget_stale_bytes(self) -> None:
        """Drop all that was received so far: a late answer must not pass for the next one."""
        for _ in range(_STALE_READS_MOST):
            if not (late := self._link.read(256, 0.0)):
                break
            self._finder.feed(late)
        self._finder.gap()
        self.skipped_bytes = self._finder.skipped_bytes
