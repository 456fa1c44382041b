"""The log as one file that anybody can check without this program: docs/formats/log-export.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kiosk.verifying.alone import FORMAT


def lines_of(connection: sqlite3.Connection) -> Iterator[bytes]:
    """Yield the events of a ledger, a line each, as `Verifier.lines` takes them."""
    for seq, at, kind, body, claimed in connection.execute(
        "SELECT seq, at, type, body, hash FROM events ORDER BY seq"
    ):
        yield f"{seq}\t{at}\t{kind}\t{body}\t{claimed.hex()}\n".encode()


def export(connection: sqlite3.Connection, facts: Mapping[str, str], out: BinaryIO) -> int:
    """Return how many events were written after the head of an exported log. `facts`: "site" at least."""
    out.write(FORMAT + b"\n")
    for name, value in facts.items():
        out.write(f"{name}: {value}\n".encode())
    out.write(b"\n")
    count = 0
    for count, line in enumerate(lines_of(connection), start=1):  # noqa: B007
        out.write(line)
    return count
