"""Lock boards of the "8A/80" family on one RS-485 line: fires latches, reads door switches."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

from drivers.doors import BoardStatus, NamedLights
from drivers.link import Link, deadline
from drivers.trouble import BadReply, LinkLost, NoReply
from drivers.xor_board.codec import (
    ReplyFinder,
    StatusReply,
    UnlockReply,
    XorWiring,
    hold_request,
    status_reply,
    status_request,
    unlock_request,
)

BAUD = 9600
REPLY_WITHIN_S = 0.15
UNLOCK_REPLY_WITHIN_S = 0.45  # a board may answer only after its own 300 ms pulse
_STALE_READS_MOST = 64  # a line that babbles without end must not hold the thread
_LIGHT_ANSWER_S = 0.03  # none is documented: should one come, it must not meet the next question
GAP_S = 0.025  # silence that may end a frame: longer than a USB adapter's 16 ms latency


class XorBoards:
    """A `LockLine` with `Lights` of 8A/80 boards, addresses 1-32; `boards` tells how each was found to be wired."""

    skipped_bytes: int
    foreign_replies: int
    """Whole replies of a board or channel that was not asked; never believed."""
    echoes: bool | None
    """Whether the line returns what is sent, once `detect_echo` has looked; None before."""

    def __init__(
        self,
        link: Link,
        *,
        name: str,
        boards: Mapping[int, XorWiring],
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
        self._finder = ReplyFinder()
        self.skipped_bytes = 0
        self.foreign_replies = 0
        self.echoes = None
        self._lights = NamedLights(name, lights)
        try:
            self._darken()
        except (LinkLost, ValueError):
            self._link.close()
            raise

    def unlock(self, board: int, channel: int) -> None:
        """Fire one latch once; returns when the board says that it has. Never fired a second time here.

        Raises:
            BadReply: only the own frame came back: the board's refusal, or the line's echo and no board.
            NoReply: nothing valid came back within 450 ms.
            LinkLost: the line is gone.
            ValueError: no such address or channel, or a light is there.
        """
        self._lights.need_none(board, channel)
        refusals = 0
        for reply in self._replies_to(unlock_request(board, channel), UNLOCK_REPLY_WITHIN_S):
            if not (isinstance(reply, UnlockReply) and (reply.board, reply.channel) == (board, channel)):
                self.foreign_replies += 1
            elif reply.fired:
                return
            else:
                refusals += 1
                if self.echoes is False:
                    break
        if refusals:
            raise BadReply(self._name, f"board {board} channel {channel}: refused, or the line's own echo")
        raise NoReply(self._name, f"board {board} channel {channel}: no answer to unlock")

    def status(self, board: int) -> BoardStatus:
        """Return what one board's switches read now, as many as its wiring has; these boards sense no items.

        Raises:
            NoReply: no valid reply of this board within 150 ms.
            LinkLost: the line is gone.
            KeyError: the board is not among those given.
        """
        wiring = self._boards[board]
        for reply in self._replies_to(status_request(board), REPLY_WITHIN_S):
            if isinstance(reply, StatusReply) and reply.board == board:
                return BoardStatus(shut=wiring.shut(reply.status), present=(None,) * wiring.channels)
            self.foreign_replies += 1
        self._finder.forget_length(board)
        raise NoReply(self._name, f"board {board} gave no status")

    def light(self, board: int, output: int, on: bool) -> None:
        """Hold a light's output on, or let it go; no answer is documented, so none is awaited.

        Raises:
            LinkLost: the line is gone.
            ValueError: no light was named there.

        Source: 8A/80 headers 9A and 9B.
        """
        self._lights.need(board, output)
        self._forget_stale_bytes()
        self._link.write(hold_request(board, output, on=on))
        self._finder.feed(self._link.read(64, _LIGHT_ANSWER_S))
        self._forget_stale_bytes()

    def detect_echo(self) -> bool:
        """Return whether the line sends back what is sent to it; asks a board's status, fires nothing.

        For commissioning: with echo, a refused unlock and a missing board look the same.

        Raises:
            LinkLost: the line is gone.
        """
        question = status_request(next(iter(self._boards), 1))
        self._forget_stale_bytes()
        self._link.write(question)
        heard = b""
        latest_s = deadline(REPLY_WITHIN_S)
        while (left_s := latest_s - time.monotonic()) > 0:
            heard += self._link.read(64, left_s)
        finder = ReplyFinder()
        for reply in finder.feed(heard) + finder.gap():
            if isinstance(reply, StatusReply):  # its status bytes may happen to look like the question
                heard = heard.replace(status_reply(reply), b"")
        self.echoes = question in heard
        return self.echoes

    @property
    def only_echo(self) -> bool:
        """Whether all that came back upon the last question was the question itself."""
        return getattr(self._link, "only_echo", False)

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
        heard = False
        while (left_s := latest_s - time.monotonic()) > 0:
            received = self._link.read(64, min(left_s, GAP_S) if heard else left_s)
            replies = self._finder.feed(received) if received else self._finder.pause()
            heard = bool(received)
            self.skipped_bytes = self._finder.skipped_bytes
            yield from replies
        self._forget_stale_bytes()

    def _forget_stale_bytes(self) -> None:
        """Drop all that was received so far: a late answer must not pass for the next one."""
        for _ in range(_STALE_READS_MOST):
            if not (late := self._link.read(256, 0.0)):
                break
            self._finder.feed(late)
        self._finder.gap()
        self.skipped_bytes = self._finder.skipped_bytes
