"""A backup's bytes: a head that anybody can read, then sealed pieces. The format is docs/formats/backup.md.

Whoever changes, cuts, swaps or adds a byte anywhere is found out: the head is part of what the payload's key is made
from, each piece carries its number and whether it is the last one (STREAM, as in age).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.backup.locks import Opens, fresh_key, locks_for, unlocked

MAGIC = b"LOGE-BACKUP/1\n"
PAYLOAD = b"LOGE-BACKUP/1 payload"
PIECE = 256 * 1024
"""Bytes of a piece before it is sealed; only the last one may be shorter."""
TAG = 16
MOST_HEAD = 16_384


class Damaged(Exception):
    """This is no whole backup; the message says where it stops making sense."""


@dataclass(frozen=True)
class Head:
    """What stands before the sealed part. `facts`: site, made, release; nothing is believed before it is opened."""

    facts: Mapping[str, object]
    line: bytes

    def payload_key(self, file_key: bytes) -> bytes:
        """Return the key of the pieces: it is another one for every other head."""
        salt = bytes.fromhex(str(self.facts["salt"]))
        info = PAYLOAD + sha256(self.line).digest()
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(file_key)


class Sealer:
    """A file to write to: what goes in comes out sealed. Nothing is whole before `finish`."""

    def __init__(self, out: BinaryIO, facts: Mapping[str, object], opens: Opens) -> None:
        """Write the head. `facts` go into it as they are. Raises `WrongLock` as `locks_for` does."""
        self._out = out
        self.file_key = fresh_key()
        said = {**facts, "salt": os.urandom(16).hex(), "locks": locks_for(self.file_key, opens)}
        line = json.dumps(said, separators=(",", ":")).encode() + b"\n"
        self._cipher = AESGCM(Head(said, line).payload_key(self.file_key))
        self._held = bytearray()
        self._count = 0
        out.write(MAGIC + line)

    def write(self, content: bytes) -> int:
        """Take some bytes."""
        self._held += content
        while len(self._held) > PIECE:  # one is always held back: only `finish` knows the last
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Seal what is left, and say that nothing follows."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._count, last), piece, None))
        self._count += 1


class Opener:
    """A file to read from: what comes out was sealed by whoever held the key, in this order, and is all there."""

    def __init__(self, source: BinaryIO, head: Head, file_key: bytes) -> None:
        self._source = source
        self._cipher = AESGCM(head.payload_key(file_key))
        self._held = b""
        self._ahead = source.read(PIECE + TAG)
        self._count = 0
        if not self._ahead:
            raise Damaged("nothing follows its head")

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (all of them for -1), b"" at the end.

        Raises:
            Damaged: a piece was changed, is missing, or stands elsewhere.
        """
        parts, left = [], size
        while left != 0:
            if not self._held and not self._next():
                break
            part = self._held if left < 0 else self._held[:left]
            self._held = self._held[len(part) :]
            parts.append(part)
            left = left if left < 0 else left - len(part)
        return b"".join(parts)

    def _next(self) -> bool:
        piece = self._ahead
        if not piece:
            return False
        self._ahead = self._source.read(PIECE + TAG)
        try:
            self._held = self._cipher.decrypt(_nonce(self._count, not self._ahead), piece, None)
        except (InvalidTag, ValueError):
            raise Damaged(f"piece {self._count + 1} was changed, or the file was cut there") from None
        self._count += 1
        return bool(self._held)


def head_of(source: BinaryIO) -> Head:
    """Return the head of a backup; what is read next is its first piece.

    Raises:
        Damaged: it is no backup, or of another version.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise Damaged("this is no backup of the format LOGE-BACKUP/1")
    line = source.readline(MOST_HEAD)
    try:
        facts = json.loads(line)
        bytes.fromhex(facts["salt"])
        if not line.endswith(b"\n") or not isinstance(facts["locks"], list):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Damaged("its head can't be read") from None
    return Head(facts, line)


def opened(source: BinaryIO, opens: Opens) -> Opener:
    """Return what is in a backup.

    Raises:
        Damaged, WrongLock: it can't be opened.
    """
    head = head_of(source)
    locks = head.facts["locks"]
    assert isinstance(locks, list)
    return Opener(source, head, unlocked([one for one in locks if isinstance(one, dict)], opens))


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
