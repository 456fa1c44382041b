"""RDM6300 frames: the number of a 125 kHz tag, bytes to tags and back; pure.

Source: RDM6300 data sheet (output format, TTL interface); EM4100 data sheet (version byte, 32-bit number).
"""

from __future__ import annotations

_BEGIN, _END = 0x02, 0x03
FRAME_SIZE = 14
_TAG_DIGITS = 10
_HEX = frozenset(b"0123456789ABCDEFabcdef")


def frame_of(tag: str) -> bytes:
    """Return the frame by which the reader tells `tag`, ten hex digits (version, then the number).

    Raises:
        ValueError: `tag` is not ten hex digits.
    """
    octets = bytes.fromhex(tag)
    if len(tag) != _TAG_DIGITS or len(octets) != _TAG_DIGITS // 2:
        raise ValueError(f"a tag has {_TAG_DIGITS} hex digits, not {tag!r}")
    return bytes([_BEGIN]) + octets.hex().upper().encode() + f"{_check(octets):02X}".encode() + bytes([_END])


class Parser:
    """Collects received bytes and hands out the tags among them; noise is skipped a byte at a time."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped = 0
        """How many bytes belonged to no frame."""
        self.bad_checksums = 0
        """How many frames were whole and wrong."""

    def feed(self, received: bytes) -> list[str]:
        """Return the tags that `received` completes, in order, ten upper-case hex digits each; never raises."""
        self._held += received
        tags = []
        while self._held:
            if not _may_begin(self._held):
                self._skip(1)
            elif len(self._held) < FRAME_SIZE:
                break
            elif tag := self._tag(bytes(self._held[1:13])):
                tags.append(tag)
                del self._held[:FRAME_SIZE]
            else:
                self.bad_checksums += 1
                self._skip(1)
        return tags

    def forget(self) -> None:
        """Drop a frame received in part."""
        self._held.clear()

    def _tag(self, digits: bytes) -> str:
        """Return the tag, or "" if its checksum is wrong."""
        octets = bytes.fromhex(digits.decode())
        return octets[:5].hex().upper() if _check(octets[:5]) == octets[5] else ""

    def _skip(self, count: int) -> None:
        self.skipped += count
        del self._held[:count]


def _may_begin(held: bytearray) -> bool:
    """Return whether a frame may begin at the front, as far as it is there."""
    if held[0] != _BEGIN or any(octet not in _HEX for octet in held[1:13]):
        return False
    return len(held) < FRAME_SIZE or held[13] == _END


def _check(octets: bytes) -> int:
    check = 0
    for octet in octets:
        check ^= octet
    return check
