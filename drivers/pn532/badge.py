"""What a badge reader tells of a badge: its number, and what kind of chip answered."""

from __future__ import annotations

from dataclasses import dataclass

UID_SIZES = (4, 7, 10)
_UID_SIZE_BITS = 0x00C0


@dataclass(frozen=True)
class Badge:
    """One badge as one look at the reader shows it. The uid names a badge; it proves nothing.

    `proven`: the badge and the site have just shown each other that they have the badge's key.
    """

    uid: bytes
    kind: str
    proven: bool = False

    @property
    def is_random(self) -> bool:
        """Whether the uid is made up anew each time the field comes on: it names nobody.

        Source: ISO/IEC 14443-3, 6.5.4 (uid of 4 bytes, the first 08h); phones and some cards do so.
        """
        return len(self.uid) == 4 and self.uid[0] == 0x08


def kind_of(atqa: int, sak: int) -> str:
    """Return the kind of chip that answers with `atqa` (16 bits, as printed in data sheets) and `sak`.

    A kind is a hint for people and for choosing a protocol, never evidence: NTAG 424 DNA answers as DESFire
    does, Ultralight as NTAG does, and any of them can be imitated.

    Source: NXP AN10833 rev. 3.8, tables of ATQA and SAK (the uid size bits of ATQA are to be ignored).
    """
    family = atqa & ~_UID_SIZE_BITS
    if sak & 0x20:
        return "desfire" if family == 0x0304 else "type4"
    if sak & 0x40:
        return "peer"
    if sak & 0x08:
        return "mifare-classic"
    if sak & 0x10:
        return "mifare-plus"
    if sak == 0x00:
        return "ntag" if family == 0x0004 else "type2"
    return "unknown"
