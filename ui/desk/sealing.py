"""Keeps what is asked about people out of addresses: a name searched for travels sealed, and dies with the process."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LONGEST = 120
_CIPHER = AESGCM(AESGCM.generate_key(bit_length=128))


def seal(words: str) -> str:
    """Return words as an address may carry them, "" for none; the same words look different each time."""
    if not words:
        return ""
    nonce = secrets.token_bytes(12)
    return (
        urlsafe_b64encode(nonce + _CIPHER.encrypt(nonce, words[:LONGEST].encode(), None)).decode().rstrip("=")
    )


def unseal(sealed: str) -> str | None:
    """Return the words, "" for none, None for what this run of the kiosk has not sealed."""
    if not sealed:
        return ""
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return _CIPHER.decrypt(raw[:12], raw[12:], None).decode()
    except (ValueError, InvalidTag):
        return None
