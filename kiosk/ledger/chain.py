"""The hash chain: each event carries the hash of all that came before it.

Hash of event n: SHA-256 over five fields joined by line feeds, UTF-8: the hash of event n-1 in hex (64 zeros before the
first), its number in decimal, its time, its type, its body exactly as stored. No field can hold a line feed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import sha256

GENESIS = bytes(32)
SET_RIGHT = "clock.set_right/1"
"""The one event at which time may run backwards: a supervisor has said that the clock had run ahead."""


def link(before: bytes, seq: int, at: str, kind: str, body: str) -> bytes:
    """Return the 32-byte hash of an event that follows the one whose hash is `before`."""
    return sha256(f"{before.hex()}\n{seq}\n{at}\n{kind}\n{body}".encode()).digest()


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: how many events hold, the head, and the first break if there is one."""

    events: int
    head: str
    broken_at: int | None = None
    reason: str = ""


def walk(connection: sqlite3.Connection) -> Verdict:
    """Return what the whole chain proves, reading one event at a time."""
    before, count, last_at = GENESIS, 0, ""
    for seq, at, kind, body, claimed in connection.execute(
        "SELECT seq, at, type, body, hash FROM events ORDER BY seq"
    ):
        if seq != count + 1:
            return Verdict(count, before.hex(), count + 1, "an event is missing")
        if at < last_at and kind != SET_RIGHT:
            return Verdict(count, before.hex(), seq, "time runs backwards")
        if link(before, seq, at, kind, body) != claimed:
            return Verdict(count, before.hex(), seq, "the event or its hash was changed")
        before, count, last_at = claimed, seq, at
    return Verdict(count, before.hex())
