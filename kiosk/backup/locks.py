"""Who can open a backup: whoever knows its passphrase, or holds the private half of its key.

Each lock wraps the same 32 bytes, made for one file alone. Passphrases: scrypt (RFC 7914), then AES-256-GCM. Keys: an
ephemeral X25519 key (RFC 7748), HKDF-SHA-256 (RFC 5869), then AES-256-GCM. The format is docs/formats/backup.md.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

WRAP = b"LOGE-BACKUP/1 key"
NONCE = bytes(12)
"""Each wrapping key is made for one use, so that its nonce may be fixed."""
COST = 16
"""log2 of scrypt's N: with r = 8 it takes 64 MiB and some 0.2 s."""
MOST_COST = 20
"""A file that asks for more is not opened: it would take the machine's memory."""
PRIVATE = "LOGE-BACKUP-KEY/1 "


class WrongLock(Exception):
    """Neither the passphrase nor the key opens this file; the message says what is missing."""


@dataclass(frozen=True)
class Opens:
    """What a backup is locked with, or opened by. `to`: an X25519 public key; `private`: its other half."""

    passphrase: str = field(default="", repr=False)
    to: bytes = b""
    private: bytes = field(default=b"", repr=False)


def locks_for(file_key: bytes, opens: Opens) -> list[dict[str, object]]:
    """Return the locks of a new file, as they stand in its head.

    Raises:
        WrongLock: neither a passphrase nor a key is set: nobody could ever open it, or anybody.
    """
    locks: list[dict[str, object]] = []
    if opens.passphrase:
        salt = os.urandom(16)
        wrapped = AESGCM(_stretched(opens.passphrase, salt, COST)).encrypt(NONCE, file_key, WRAP)
        locks.append({"kind": "passphrase", "salt": salt.hex(), "cost": COST, "wrapped": wrapped.hex()})
    if opens.to:
        ours = X25519PrivateKey.generate()
        ephemeral = ours.public_key().public_bytes_raw()
        shared = ours.exchange(X25519PublicKey.from_public_bytes(opens.to))
        wrapped = AESGCM(_agreed(shared, ephemeral, opens.to)).encrypt(NONCE, file_key, WRAP)
        locks.append(
            {"kind": "key", "to": opens.to.hex(), "ephemeral": ephemeral.hex(), "wrapped": wrapped.hex()}
        )
    if not locks:
        raise WrongLock("neither a passphrase nor a key is set")
    return locks


def unlocked(locks: Sequence[Mapping[str, object]], opens: Opens) -> bytes:
    """Return the file's key.

    Raises:
        WrongLock: nothing in hand opens it.
    """
    kinds = []
    for lock in locks:
        kinds.append(str(lock.get("kind")))
        try:
            if lock.get("kind") == "passphrase" and opens.passphrase:
                key = _by_passphrase(lock, opens.passphrase)
            elif lock.get("kind") == "key" and opens.private:
                key = _by_key(lock, opens.private)
            else:
                continue
            return AESGCM(key).decrypt(NONCE, bytes.fromhex(str(lock["wrapped"])), WRAP)
        except (InvalidTag, ValueError, KeyError):
            continue
    tried = "the passphrase or the key is not this file's" if opens.passphrase or opens.private else "needed"
    raise WrongLock(f"{' or '.join(kinds) or 'nothing'}: {tried}")


def new_private(path: Path) -> str:
    """Return the public half (64 hex digits) of a new key, whose private half now stands in `path`, mode 0600.

    Raises:
        FileExistsError: something stands there.
    """
    ours = X25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{PRIVATE}{ours.private_bytes_raw().hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return ours.public_key().public_bytes_raw().hex()


def read_private(path: Path) -> bytes:
    """Return the private half that `new_private` wrote.

    Raises:
        ValueError: something else stands in the file.
    """
    said = path.read_text(encoding="ascii").strip()
    if not re.fullmatch(PRIVATE + "[0-9a-f]{64}", said):
        raise ValueError(f"{path}: no key of a backup stands there")
    return bytes.fromhex(said.removeprefix(PRIVATE))


def fresh_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(32)


def _by_passphrase(lock: Mapping[str, object], passphrase: str) -> bytes:
    cost = lock["cost"]
    if not isinstance(cost, int) or not 10 <= cost <= MOST_COST:
        raise ValueError("scrypt's cost is out of bounds")
    return _stretched(passphrase, bytes.fromhex(str(lock["salt"])), cost)


def _by_key(lock: Mapping[str, object], private: bytes) -> bytes:
    ours, ephemeral = X25519PrivateKey.from_private_bytes(private), bytes.fromhex(str(lock["ephemeral"]))
    shared = ours.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    return _agreed(shared, ephemeral, ours.public_key().public_bytes_raw())


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode())


def _agreed(shared: bytes, ephemeral: bytes, to: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=ephemeral + to, info=WRAP).derive(shared)
