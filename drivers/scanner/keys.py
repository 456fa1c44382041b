"""What a scanner that pretends to be a keyboard says: the kernel's key events to lines; pure.

Source: Linux kernel, Documentation/input/event-codes.rst and include/uapi/linux/input-event-codes.h (key
numbers), input.h (struct input_event); US layout, which scanners imitate unless told otherwise.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from drivers.scanner.codec import LONGEST_CODE

EVENT = struct.Struct("llHHi")
"""Seconds, microseconds, type, code, value, in the machine's own sizes."""
SYNC, KEY = 0x00, 0x01
DROPPED = 3
UP, DOWN = 0, 1
ENTER, PAD_ENTER, TAB, SPACE = 28, 96, 15, 57
SHIFTS = (42, 54)

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
_PAD = {55: "*", 71: "7", 72: "8", 73: "9", 74: "-", 75: "4", 76: "5", 77: "6", 78: "+"}
_PAD |= {79: "1", 80: "2", 81: "3", 82: "0", 83: ".", 98: "/"}
PLAIN = {first + at: mark for first, plain, _ in _ROWS for at, mark in enumerate(plain)} | _PAD
PLAIN |= {SPACE: " ", TAB: "\t"}
SHIFTED = PLAIN | {first + at: mark for first, _, shifted in _ROWS for at, mark in enumerate(shifted)}
_SILENT = frozenset((*SHIFTS, 29, 97, 56, 100, 58, 69, 125, 126))
"""Modifiers and locks: pressing one writes nothing."""


@dataclass(frozen=True)
class KeyEvent:
    """One event as the kernel tells it."""

    kind: int
    code: int
    value: int

    def packed(self) -> bytes:
        """Return the event as the kernel writes it, at time 0."""
        return EVENT.pack(0, 0, self.kind, self.code, self.value)


class KeyParser:
    """Collects key events and hands out the lines typed. A line with a key that means nothing is dropped."""

    def __init__(self, longest: int = LONGEST_CODE) -> None:
        self._longest = longest
        self._octets = b""
        self._typed: list[str] = []
        self._shifts: set[int] = set()
        self._torn = False
        self.skipped = 0
        """How many lines were dropped: torn by the kernel, too long, given up, or with an unknown key."""

    @property
    def is_inside(self) -> bool:
        """Whether a line has begun and not ended."""
        return bool(self._typed) or self._torn

    def feed(self, received: bytes) -> list[str]:
        """Return the lines that `received` completes, in order; never raises."""
        self._octets += received
        lines = []
        while len(self._octets) >= EVENT.size:
            _, _, kind, code, value = EVENT.unpack_from(self._octets)
            self._octets = self._octets[EVENT.size :]
            if kind == SYNC and code == DROPPED:
                self._torn = True  # the kernel threw events away: what was typed has a hole
                self._shifts.clear()
            elif kind == KEY and code in SHIFTS:
                (self._shifts.discard if value == UP else self._shifts.add)(code)
            elif kind == KEY and value == DOWN and (line := self._press(code)):
                lines.append(line)
        return lines

    def forget(self) -> None:
        """Give up a line that never ended."""
        if self.is_inside:
            self.skipped += 1
        self._typed.clear()
        self._torn = False

    def _press(self, code: int) -> str:
        """Return the line that this key ends, or ""."""
        if code in (ENTER, PAD_ENTER):
            line = "" if self._torn else "".join(self._typed)
            self.skipped += self._torn
            self._typed.clear()
            self._torn = False
            return line
        mark = (SHIFTED if self._shifts else PLAIN).get(code)
        if mark is not None and len(self._typed) < self._longest:
            self._typed.append(mark)
        elif code not in _SILENT:
            self._torn = True
            self._typed.clear()
        return ""


def typed(text: str) -> bytes:
    """Return the events by which a scanner types `text` and Enter.

    Raises:
        KeyError: a character is on no key.
    """
    keys = {mark: (code, False) for code, mark in reversed(PLAIN.items()) if code not in _PAD}
    keys |= {mark: (code, True) for code, mark in SHIFTED.items() if PLAIN[code] != mark}
    events = []
    for code, shifted in [*(keys[mark] for mark in text), (ENTER, False)]:
        presses = [KeyEvent(KEY, code, DOWN), KeyEvent(KEY, code, UP)]
        if shifted:
            presses = [KeyEvent(KEY, SHIFTS[0], DOWN), *presses, KeyEvent(KEY, SHIFTS[0], UP)]
        for press in presses:
            events += [press, KeyEvent(SYNC, 0, 0)]
    return b"".join(event.packed() for event in events)
