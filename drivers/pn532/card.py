"""A simulated Type A badge: how it answers to being found, and to being asked.

Source: ISO/IEC 14443-3 (ATQA, SAK, uid), 14443-4 (RATS); NXP NTAG213 data sheet, 8.5 and 10; AN10833.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.pn532.badge import UID_SIZES

_FAMILIES = {
    "ntag": (0x0004, 0x00),
    "desfire": (0x0304, 0x20),
    "type4": (0x0008, 0x20),
    "mifare-classic": (0x0004, 0x08),
    "mifare-plus": (0x0004, 0x10),
}
_SIZE_BITS = {4: 0x00, 7: 0x40, 10: 0x80}
_RATS, _DESELECT, _READ, _GET_VERSION = 0xE0, 0xC2, 0x30, 0x60
_ATS = bytes.fromhex("067577810280")
_NTAG213_VERSION = bytes.fromhex("0004040201000F03")
_NTAG213_PAGES = 45


class Answering(Protocol):
    """Anything that a reader can find in its field and talk to."""

    @property
    def uid(self) -> bytes:
        """The number it tells while being found."""

    @property
    def atqa(self) -> int:
        """The 16-bit answer to a request, uid size bits included."""

    @property
    def sak(self) -> int:
        """The answer to being selected."""

    def answer(self, asked: bytes) -> bytes | None:
        """Return the answer without its checksum, or None: it stays mute."""


@dataclass(frozen=True)
class Card:
    """A badge in the field. Kinds: ntag, desfire, type4, mifare-classic, mifare-plus."""

    uid: bytes
    kind: str = "ntag"

    def __post_init__(self) -> None:
        if len(self.uid) not in UID_SIZES:
            raise ValueError(f"a uid has {UID_SIZES} bytes, not {len(self.uid)}")
        if self.kind not in _FAMILIES:
            raise ValueError(f"no such kind of badge: {self.kind}; known: {', '.join(_FAMILIES)}")

    @property
    def atqa(self) -> int:
        """The 16-bit answer to a request, uid size bits included."""
        return _FAMILIES[self.kind][0] | _SIZE_BITS[len(self.uid)]

    @property
    def sak(self) -> int:
        """The answer to being selected."""
        return _FAMILIES[self.kind][1]

    def answer(self, asked: bytes) -> bytes | None:
        """Return the answer without its checksum, or None: the card stays mute."""
        if not asked:
            return None
        if self.sak & 0x20:
            return _ATS if asked[0] == _RATS else asked if asked == bytes([_DESELECT]) else None
        if self.kind == "ntag" and asked[0] == _READ and len(asked) == 2 and asked[1] < _NTAG213_PAGES:
            first = asked[1] * 4
            memory = self._memory()
            return (memory + memory)[first : first + 16]  # reading past the end rolls over to page 0
        if self.kind == "ntag" and asked == bytes([_GET_VERSION]):
            return _NTAG213_VERSION
        return None

    def _memory(self) -> bytes:
        uid = self.uid.ljust(7, b"\x00")
        check0 = 0x88 ^ uid[0] ^ uid[1] ^ uid[2]
        check1 = uid[3] ^ uid[4] ^ uid[5] ^ uid[6]
        pages = uid[:3] + bytes([check0]) + uid[3:7] + bytes([check1, 0x48, 0, 0]) + bytes.fromhex("E1101200")
        return pages.ljust(_NTAG213_PAGES * 4, b"\x00")
