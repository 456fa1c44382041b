"""A simulated Type 4 badge: takes messages of any length apart from frames, and lets its applet answer.

Source: ISO/IEC 14443-4, 5.2 (ATS), 7.5 (block numbers: rules C, D, E and 9 to 13 are the card's).
"""

from __future__ import annotations

from typing import Protocol

from drivers.pn532.card import Card

_RATS, _DESELECT, _WTX = 0xE0, 0xC2, 0xF2
_FSCI, _FSC = 5, 64
_ATS_TAIL = bytes.fromhex("77810280")  # any bit rate, 77 ms, no start-up time, CID, one historical byte


class Applet(Protocol):
    """What runs on the card."""

    def reset(self) -> None:
        """The card has lost its power: forget what was going on."""

    def answer(self, message: bytes) -> bytes | None:
        """Return the answer to one message, or None: the card has left the field."""


class SmartCard:
    """A card with an applet. Faults: `deaf_frames`, `more_time`, `piece` (long answers come in pieces)."""

    def __init__(self, uid: bytes, applet: Applet, kind: str = "desfire") -> None:
        self.deaf_frames = 0
        """How many frames, from now on, the card does not hear."""
        self.lost_frames = 0
        """How many of the card's frames, from now on, do not arrive."""
        self.more_time = 0
        """How many times the card asks for more time before each answer."""
        self.piece = _FSC - 3
        """How many bytes of an answer go into one frame."""
        self.applet = applet
        self._card = Card(uid, kind)
        self._number = 1
        self._asked = b""
        self._waits = 0
        self._left: list[bytes] = []
        self._last: bytes | None = None

    @property
    def uid(self) -> bytes:
        """The number it tells while being found."""
        return self._card.uid

    @property
    def atqa(self) -> int:
        """The 16-bit answer to a request, uid size bits included."""
        return self._card.atqa

    @property
    def sak(self) -> int:
        """The answer to being selected."""
        return self._card.sak

    def answer(self, asked: bytes) -> bytes | None:
        """Return the card's frame upon the reader's, or None: it stays mute."""
        if not asked:
            return None
        if self.deaf_frames:
            self.deaf_frames -= 1
            return None
        frame = self._react(asked)
        if self.lost_frames and frame is not None:
            self.lost_frames -= 1
            return None
        return frame

    def _react(self, asked: bytes) -> bytes | None:
        head = asked[0]
        if head == _RATS and len(asked) == 2:
            self._number, self._asked, self._left, self._last = 1, b"", [], None
            self.applet.reset()
            return bytes([2 + len(_ATS_TAIL), 0x70 | _FSCI]) + _ATS_TAIL
        if asked == bytes([_DESELECT]):
            return asked
        if head & 0xE6 == 0x02:
            self._number = head & 1
            self._last = self._information(head, asked[1:])
        elif head & 0xE6 == 0xA2:
            self._last = self._acknowledged(head)
        elif head == _WTX and self._last is not None and self._last[0] == _WTX:
            self._last = self._next_piece()
        else:
            return None
        return self._last

    def _information(self, head: int, content: bytes) -> bytes | None:
        self._asked += content
        if head & 0x10:
            return bytes([0xA2 | self._number])
        message, self._asked = self._asked, b""
        answer = self.applet.answer(message)
        if answer is None:
            return None
        self._left = [answer[at : at + self.piece] for at in range(0, len(answer), self.piece)] or [answer]
        self._waits = self.more_time
        return self._next_piece()

    def _acknowledged(self, head: int) -> bytes | None:
        if head & 1 == self._number:
            return self._last  # rule 11: once more
        if head & 0x10:
            return bytes([0xA2 | self._number])  # rule 12: the reader's block never came
        self._number ^= 1
        return self._next_piece()

    def _next_piece(self) -> bytes | None:
        if self._waits:
            self._waits -= 1
            return bytes([_WTX, 1])
        if not self._left:
            return None
        piece = self._left.pop(0)
        return bytes([0x02 | (0x10 if self._left else 0) | self._number]) + piece
