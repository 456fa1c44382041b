"""What an OSDP reader tells of a badge, and the frames' check; pure. libosdp makes and reads the frames.

Source: SIA OSDP v2.2 (IEC 60839-11-5), 5.9 (packet format), osdp_RAW (reply 50h), annex C (check value).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drivers.pn532.badge import Badge

KEY_SIZE = 16
DEFAULT_KEY = bytes(range(0x30, 0x40))
"""SCBK-D, which every new reader has and everybody knows."""
HIGHEST_ADDRESS = 0x7E
SPEEDS = (9600, 19200, 38400, 57600, 115200, 230400)
_START, _HEAD, _CRC_USED = 0x53, 5, 0x04
_MOST_BITS = 512


def badge_of(event: Mapping[str, Any], *, reversed_uid: bool = False) -> Badge | None:
    """Return the badge of a card event, or None: what it says of its length does not fit.

    The kind is "osdp-" and the number of bits: 26 bits of one badge and 32 of another may be the same bytes.
    Fewer bits than whole bytes are at the front, as they came; `reversed_uid` turns whole bytes round.
    """
    octets, bits = event.get("data"), event.get("length")
    if not isinstance(octets, bytes) or not isinstance(bits, int):
        return None
    if not 0 < bits <= _MOST_BITS or len(octets) != -(-bits // 8) or not any(octets):
        return None
    return Badge(octets[::-1] if reversed_uid and bits % 8 == 0 else octets, f"osdp-{bits}")


def is_frame(octets: bytes) -> bool:
    """Return whether `octets`, from the start byte on, are one whole frame with a good CRC."""
    if len(octets) < _HEAD + 3 or octets[0] != _START or not octets[4] & _CRC_USED:
        return False
    if int.from_bytes(octets[2:4], "little") != len(octets):
        return False
    return crc(octets[:-2]) == int.from_bytes(octets[-2:], "little")


def crc(octets: bytes) -> int:
    """Return the 16-bit check of a frame: polynomial 1021h, begun with 1D0Fh."""
    check = 0x1D0F
    for octet in octets:
        check ^= octet << 8
        for _ in range(8):
            check = (check << 1 ^ 0x1021 if check & 0x8000 else check << 1) & 0xFFFF
    return check
