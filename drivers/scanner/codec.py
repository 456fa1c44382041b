"""What a scanner on a serial port says: bytes to lines, lines to text or to a badge's number; pure.

Source: USB CDC ACM scanners' manuals ("suffix CR" is the makers' default for serial); ISO/IEC 18004 (longest QR
code); GB 18030-2022 (Chinese scanners' other encoding); AAMVA DL/ID card design standard (LF, RS inside).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LONGEST_CODE = 7089
"""Characters in the longest QR code there is (digits only)."""
BOTH_ENDS = b"\r\n"
_INSIDE_CODES = frozenset("\t\n\x04\x1c\x1d\x1e\x1f")
"""Control characters that real codes carry: GS1 and ISO/IEC 15434 separators, AAMVA's line feeds."""


@dataclass(frozen=True)
class Scan:
    """One code as it was scanned. `text` is None if no known encoding reads it."""

    raw: bytes
    text: str | None


class BadgeForm(Enum):
    """How a badge reader of the keyboard kind writes a badge's number; a setting, found by trying one badge."""

    HEX = "hex"
    HEX_REVERSED = "hex-reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal-reversed"


class LineParser:
    """Collects received bytes and hands out the lines among them; what is too long is dropped whole."""

    def __init__(self, ends: bytes = BOTH_ENDS, longest: int = LONGEST_CODE) -> None:
        """`ends`: each of these bytes ends a line. `longest`: more bytes than that are no code."""
        if not ends:
            raise ValueError("something must end a line")
        self._ends = frozenset(ends)
        self._longest = longest
        self._held = bytearray()
        self._dropping = False
        self.skipped = 0
        """How many bytes were dropped: of lines too long, or given up half-way."""

    @property
    def is_inside(self) -> bool:
        """Whether a line has begun and not ended."""
        return bool(self._held) or self._dropping

    def feed(self, received: bytes) -> list[bytes]:
        """Return the lines that `received` completes, in order, without their ends; never raises."""
        lines = []
        for octet in received:
            if octet in self._ends:
                if self._held and not self._dropping:
                    lines.append(bytes(self._held))
                self._held.clear()
                self._dropping = False
            elif self._dropping:
                self.skipped += 1
            elif len(self._held) >= self._longest:
                self.skipped += len(self._held) + 1
                self._held.clear()
                self._dropping = True
            else:
                self._held.append(octet)
        return lines

    def forget(self) -> None:
        """Give up a line that never ended."""
        self.skipped += len(self._held)
        self._held.clear()
        self._dropping = False


def scan_of(line: bytes) -> Scan:
    """Return what a line says: UTF-8 if it is that, else GB 18030, else no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = any(not mark.isprintable() and mark not in _INSIDE_CODES for mark in text)
        return Scan(line, None if strange else text)
    return Scan(line, None)


def badge_uid(text: str, form: BadgeForm) -> bytes | None:
    """Return the uid that a badge reader has written, or None: this is no badge's number in that form.

    Decimal numbers stand for 4 bytes: readers write them with up to ten digits, zeros in front.
    """
    plain = text.strip().replace(" ", "").replace(":", "")
    if not plain.isascii() or not plain.isalnum():
        return None
    if form in (BadgeForm.HEX, BadgeForm.HEX_REVERSED):
        if len(plain) not in (8, 14, 20) or any(mark not in "0123456789abcdefABCDEF" for mark in plain):
            return None
        uid = bytes.fromhex(plain)
    else:
        if not plain.isdigit() or len(plain) > 10 or int(plain) >= 1 << 32:
            return None
        uid = int(plain).to_bytes(4, "big")
    return uid[::-1] if form in (BadgeForm.HEX_REVERSED, BadgeForm.DECIMAL_REVERSED) else uid
