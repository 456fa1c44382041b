"""The site's own secrets: made once, kept in files that only the kiosk can read."""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMES = ("slips", "vault", "digests", "badges", "device")


REPLACED = frozenset(("device",))
"""What another machine makes for itself; without any of the others the record can't be read, nor those let in whom it
knows."""


class KeysGone(OSError):
    """A record is there and not the keys it was made with; the message says which, and what to do."""


class LooseSecrets(Exception):
    """A secret's file can be read by others, or is damaged; the message says what to do."""


@dataclass(frozen=True)
class SiteKeys:
    """Independent keys of 32 bytes."""

    slips: Ed25519PrivateKey
    """Signs claim slips (RFC 8032)."""
    vault: bytes
    """Wraps each person's key."""
    digests: bytes
    """Keys the digests of codes, PINs and badge numbers (HMAC-SHA-256)."""
    device: Ed25519PrivateKey
    """Signs what the log's head is: this machine's own, never carried over to another."""
    badges: bytes = field(default=b"", repr=False)
    """What every secure badge's own keys are made from. Lost, each of those badges is lost with it."""

    def digest(self, purpose: str, secret: str) -> str:
        """Return a keyed digest of `secret`, 32 hex digits; equal secrets of other purposes differ."""
        return hmac.new(self.digests, f"{purpose}:{secret}".encode(), sha256).hexdigest()[:32]

    @property
    def badge_key(self) -> bytes:
        """The 16 bytes (AES-128) from which secure badges' keys are diversified."""
        return self.badges[:16]


def load_or_make(folder: Path) -> SiteKeys:
    """Return the keys that stand in `folder`, made on the first call: for a record that is there already, none is.

    Raises:
        KeysGone: the record beside the folder was made with a key that is not there.
        LooseSecrets: a file is readable by others or has the wrong length.
        OSError: the folder can't be used.
    """
    if gone := keys_gone(folder):
        raise KeysGone(
            f"{gone[0]} is gone, and the record can't be used without it; restore it from the backup"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = {name: _load_or_make(folder / f"{name}.key") for name in NAMES}
    slips, device = (Ed25519PrivateKey.from_private_bytes(found[name]) for name in ("slips", "device"))
    return SiteKeys(slips, found["vault"], found["digests"], device, found["badges"])


def keys_gone(folder: Path) -> list[Path]:
    """Return the keys that the record beside `folder` was made with and that are not there."""
    if not (folder.parent / "ledger.db").exists():
        return []
    wanted = (folder / f"{name}.key" for name in NAMES if name not in REPLACED)
    return [path for path in wanted if not path.exists()]


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key, 64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def _load_or_make(path: Path) -> bytes:
    if path.exists():
        return _load(path)
    fresh, made = secrets.token_bytes(32), path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(made)  # whole or not at all, whenever the power fails; another's who was first stays
    except FileExistsError:
        return _load(path)
    finally:
        made.unlink()
    _settle(path.parent)
    return fresh


def _settle(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _load(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise LooseSecrets(f"{path} can be read by others; run: chmod 600 {path}")
    key = path.read_bytes() if path.is_file() else b""  # a pipe would be waited for without end
    if len(key) != 32:
        raise LooseSecrets(f"{path} is damaged ({len(key)} bytes instead of 32); restore it from the backup")
    return key
