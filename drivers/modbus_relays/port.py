"""A link in the shape of the serial port that minimalmodbus wants, out of which only whole answers come."""

from __future__ import annotations

import time

from drivers.link import Link, deadline
from drivers.modbus_relays.codec import AnswerFinder, Frame, Function, sealed

REPLY_WITHIN_S = 0.15  # 16 bytes take 17 ms at 9600 baud; the rest is the board and a USB adapter's latency
_STALE_READS_MOST = 64  # a line that babbles without end must not hold the thread


class AnswerPort:
    """The port of one line: what is read is the answer to what was written last, or nothing.

    The library reads a fixed number of bytes and takes them for the answer; here noise, echo and the frames of
    others are dropped first. Every method raises `LinkLost` once the cable is gone.
    """

    is_open = True
    skipped_bytes: int
    foreign_replies: int
    """Whole frames that answer another question; never believed."""
    echoes: bool | None
    """Whether the line returns what is sent to it, as the latest exchange showed; None before the first."""

    def __init__(self, link: Link, *, name: str, baud: int) -> None:
        self.port, self.baudrate, self.timeout = name, baud, REPLY_WITHIN_S
        self._link = link
        self._finder = AnswerFinder()
        self._question = b""
        self._echo_due = False
        self.skipped_bytes, self.foreign_replies = 0, 0
        self.echoes = None

    @property
    def only_echo(self) -> bool:
        """Whether all that came back upon the last question was the question itself."""
        return getattr(self._link, "only_echo", False)

    def open(self) -> None:
        """Do nothing: the link came open."""

    def close(self) -> None:
        """Release the link; never raises."""
        self._link.close()

    def reset_input_buffer(self) -> None:
        """Drop all that was received so far: a late answer must not pass for the next one."""
        for _ in range(_STALE_READS_MOST):
            if not (late := self._link.read(256, 0.0)):
                break
            self._finder.feed(late)
        self._finder.gap()
        self.skipped_bytes = self._finder.skipped_bytes

    def reset_output_buffer(self) -> None:
        """Do nothing: each question is sent whole before the next."""

    def write(self, question: bytes) -> int:
        """Send `question`; return how many bytes went out."""
        self._question = question
        self._link.write(question)
        return len(question)

    def read(self, _most: int) -> bytes:
        """Return the whole answer to the last question, or b"" when none came within 150 ms."""
        latest_s, heard = deadline(REPLY_WITHIN_S), b""
        self._echo_due = self._answer_is_like_question() and self.echoes is True
        answer, left_s = b"", REPLY_WITHIN_S
        while not answer and left_s > 0:
            received = self._link.read(64, left_s)
            heard += received
            answer = self._answer_among(self._finder.feed(received))
            left_s = latest_s - time.monotonic()
        answer = answer or self._answer_among(self._finder.gap())  # a false beginning may have held it back
        self.skipped_bytes = self._finder.skipped_bytes
        self._learn_echo(heard, answered=bool(answer))
        return answer

    def _answer_among(self, frames: list[Frame]) -> bytes:
        """Return the first of `frames` that answers the question, or b""."""
        for frame in frames:
            if not self._answers(frame):
                self.foreign_replies += 1
            elif self._echo_due:
                self._echo_due = False  # the line's own copy: the board's comes after it
            else:
                return sealed(frame)
        return b""

    def _answer_is_like_question(self) -> bool:
        return self._question[1] == Function.WRITE_COIL

    def _answers(self, frame: Frame) -> bool:
        """Whether `frame` answers the question: a write is confirmed by what was to be written, no less."""
        if (frame.address, frame.function & 0x7F) != (self._question[0], self._question[1]):
            return False
        write = frame.function in (Function.WRITE_COIL, Function.WRITE_COILS)
        return not write or frame.payload == self._question[2:6]

    def _learn_echo(self, heard: bytes, *, answered: bool) -> None:
        """Note whether the line echoes, where question and answer differ enough to tell."""
        if not self._answer_is_like_question() and (answered or self._question in heard):
            self.echoes = self._question in heard
