"""What an NTAG 424 DNA writes into its own link when a phone reads it (SUN), checked without the badge.

Source: NXP AN12196 rev. 2.0, 3.4 (Secure Unique NFC message): 3.4.2 (PICC data), 3.4.4 (MAC).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from drivers.secure_badge.codec import cmac, decrypted, shortened

_UID_AND_COUNTER_OF_7 = 0xC7
_SESSION_MAC = bytes.fromhex("3CC300010080")


@dataclass(frozen=True)
class Tap:
    """One reading of a badge by a phone. A counter that does not grow is a copied link."""

    uid: bytes
    counter: int


def tap_of(picc_key: bytes, file_key: bytes, picc: bytes, mac: bytes, file_part: bytes = b"") -> Tap | None:
    """Return the tap that 16 bytes of encrypted PICC data tell of, or None: the MAC does not hold."""
    if len(picc) != 16:
        return None
    plain = decrypted(picc_key, picc)
    if plain[0] != _UID_AND_COUNTER_OF_7:
        return None
    uid, counter = plain[1:8], plain[8:11]
    session_key = cmac(file_key, _SESSION_MAC + uid + counter)
    if not hmac.compare_digest(shortened(cmac(session_key, file_part)), mac):
        return None
    return Tap(uid, int.from_bytes(counter, "little"))
