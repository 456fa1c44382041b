"""The QR code on a resident's printed card: who somebody says to be, not a right to any one parcel.

Text: "LOGEC1:" and the Base45 (RFC 9285) of 1 byte of version, 4 bytes of site (SHA-256 of its id, cut), 8 bytes of
card number, 64 bytes of Ed25519 signature (RFC 8032) over `_ABOUT` and the 13 bytes before it. What is signed differs
from a claim slip's by `_ABOUT`: the signature of the one is never good for the other, though one key makes both.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.claim_slip import base45, from_base45
from kiosk.domain.refusal import Refused

PREFIX = "LOGEC1:"
_ABOUT = b"loge resident card\x00"
_VERSION = b"\x01"
_CLAIM, _WHOLE = 13, 77


def new_number() -> str:
    """Return a fresh card number: 64 random bits in hex."""
    return secrets.token_hex(8)


def write(key: Ed25519PrivateKey, site: str, number: str) -> str:
    """Return the text of a card's QR code."""
    claim = _VERSION + _site(site) + bytes.fromhex(number)
    return PREFIX + base45(claim + key.sign(_ABOUT + claim))


def read(key: Ed25519PublicKey, site: str, text: str) -> str:
    """Return the number of a card that this site has signed.

    Raises:
        Refused: `card.forged` (no card, or not signed by us) or `card.other_site`.
    """
    packed = from_base45(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    if packed is None or len(packed) != _WHOLE or packed[:1] != _VERSION:
        raise Refused("card.forged")
    claim, signature = packed[:_CLAIM], packed[_CLAIM:]
    if claim[1:5] != _site(site):
        raise Refused("card.other_site")
    try:
        key.verify(signature, _ABOUT + claim)
    except InvalidSignature:
        raise Refused("card.forged") from None
    return claim[5:].hex()


def _site(site: str) -> bytes:
    return sha256(site.encode()).digest()[:4]
