"""A vault full of people, and what of them can be seen in the raw files."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kiosk.domain import events as e
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.erasure.deciding import Erase
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed

MASTER = bytes(range(32))
PLAIN = "张伟 13800138000 Featherstonehaugh".encode()
ASKED = Erase("0f" * 16, "r1", "s", "a", "asked", 3, date(2026, 6, 7))


def staffed(ledger: SqliteLedger) -> None:
    """Enrol two of the staff and a resident of whom three things are sealed."""
    people = [
        e.PersonEnrolled(name, role, (), unit, None, "en", None, True)
        for name, role, unit in (("s", "supervisor", None), ("a", "attendant", None), ("r1", "resident", "1-1-0802"))
    ]  # fmt: skip
    sealed = [Sealed(f"{kind}:r1", "r1", PLAIN) for kind in ("person", "signature", "note")]
    ledger.execute(lambda house: people, sealed=sealed)


def crowd(ledger: SqliteLedger, count: int = 1500) -> None:
    """Seal things about many, in no order, some of whom are forgotten meanwhile: pages are split and joined."""
    chance = random.Random(7)
    names = [
        f"{chance.choice(['guest', 'document-number:', 'r'])}-{chance.randrange(10**9)}" for _ in range(count)
    ]
    for first in range(0, count, 25):
        some = names[first : first + 25]
        sealed = [Sealed(f"person:{one}", one, PLAIN) for one in some]
        ledger.execute(lambda house: [e.DoorForced("L01")], sealed=sealed)
        if first % 100 == 75:
            ledger.append(PersonForgotten(chance.choice(names[:first]), "expired"))


def kept_of(ledger: SqliteLedger, people: Iterable[str]) -> list[bytes]:
    """Return the wrapped keys and ciphertexts of some people as they stand in the file."""
    found: list[bytes] = []
    for one in people:
        for sql in (
            "SELECT wrapped FROM person_keys WHERE person = ?",
            "SELECT content FROM sealed WHERE person = ?",
        ):
            found += [row[0] for row in ledger._connection.execute(sql, (one,))]
    return found


def raw(path: Path) -> bytes:
    """Return every byte of the ledger's files."""
    files = (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"))
    return b"".join(file.read_bytes() for file in files if file.exists())
