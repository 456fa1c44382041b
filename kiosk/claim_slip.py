"""The QR code on a claim slip: a right to collect that verifies with the network cable out.

Text: "LOGE1:" and the Base45 (RFC 9285) of 1 byte of kind, 4 bytes of site (SHA-256 of its id, cut), 8 bytes of slip
number, 64 bytes of Ed25519 signature (RFC 8032) over the 13 bytes before it. Base45 keeps it in QR's alphanumeric mode.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.domain.refusal import Refused

PREFIX = "LOGE1:"
PARCEL, DEPOSIT, SERVICE, PASS, RELEASE = 1, 2, 3, 4, 5
"""What a slip is a right to; signed with the number, so that none passes for another."""
KINDS = (PARCEL, DEPOSIT, SERVICE, PASS, RELEASE)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def new_number() -> str:
    """Return a fresh slip number: 64 random bits in hex."""
    return secrets.token_hex(8)


def kind_of(text: str) -> int:
    """Return what a slip says it is a right to, 0 for no slip at all; only `read` proves it."""
    packed = _packed(text)
    return packed[0] if packed and packed[0] in KINDS else 0


def write(key: Ed25519PrivateKey, site: str, number: str, kind: int = PARCEL) -> str:
    """Return the text of a slip's QR code."""
    claim = bytes([kind]) + _site(site) + bytes.fromhex(number)
    return PREFIX + base45(claim + key.sign(claim))


def read(key: Ed25519PublicKey, site: str, text: str, kind: int = PARCEL) -> str:
    """Return the number of a slip of a kind that this site has signed.

    Raises:
        Refused: `slip.forged` (no slip of that kind, or not signed by us) or `slip.other_site`.
    """
    packed = _packed(text)
    if packed is None or packed[0] != kind:
        raise Refused("slip.forged")
    claim, signature = packed[:13], packed[13:]
    if claim[1:5] != _site(site):
        raise Refused("slip.other_site")
    try:
        key.verify(signature, claim)
    except InvalidSignature:
        raise Refused("slip.forged") from None
    return claim[5:13].hex()


def _packed(text: str) -> bytes | None:
    packed = from_base45(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    return packed if packed is not None and len(packed) == 77 else None


def _site(site: str) -> bytes:
    return sha256(site.encode()).digest()[:4]


def base45(content: bytes) -> str:
    """Return `content` in Base45 (RFC 9285, section 4)."""
    digits = []
    for start in range(0, len(content), 2):
        pair = content[start : start + 2]
        value, count = int.from_bytes(pair, "big"), len(pair) + 1
        for _ in range(count):
            value, digit = divmod(value, 45)
            digits.append(_ALPHABET[digit])
    return "".join(digits)


def from_base45(text: str) -> bytes | None:
    """Return what `text` says in Base45, or None if it is not well-formed."""
    if len(text) % 3 == 1 or any(letter not in _ALPHABET for letter in text):
        return None
    content = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        value = sum(_ALPHABET.index(letter) * 45**place for place, letter in enumerate(group))
        size = len(group) - 1
        if value >= 256**size:
            return None
        content += value.to_bytes(size, "big")
    return bytes(content)
