"""Personal data at rest: each person's under a key of their own, which can be destroyed.

AES-256-GCM throughout (NIST SP 800-38D): 12 random bytes of nonce, then the ciphertext; the reference is bound in as
associated data, so that one record can't be passed off as another.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.events import Event
from kiosk.domain.identity.events import DocumentDeleted
from kiosk.domain.identity.filing import vault_key
from kiosk.domain.refusal import Refused
from kiosk.ports.record import Sealed

KEY_OF = "key:"
"""Before a person's id: what their key is called."""
KEPT_ONCE = ("signature:", "note:", "report:", "words:", "errand:", "deposit:", "rule_change:")
"""What stands for something that was done: nothing written later takes its place, whoever names its reference."""


def keys_destroyed(events: Sequence[Event]) -> list[str]:
    """Return what is to be erased with some events: keys of people, and of documents' parts, that they end."""
    people = [KEY_OF + one.person for one in events if isinstance(one, PersonForgotten)]
    return people + [vault_key(one.record, one.part) for one in events if isinstance(one, DocumentDeleted)]


class SqliteVault:
    """The vault's two tables, read and written through the ledger's own transactions."""

    def __init__(self, connection: sqlite3.Connection, master_key: bytes) -> None:
        self._connection = connection
        self._master = AESGCM(master_key)

    def fits(self) -> bool:
        """Return whether the master key is the one that people's keys were sealed with; one damaged row is not all."""
        rows = self._connection.execute("SELECT person, wrapped FROM person_keys LIMIT 3").fetchall()
        return not rows or any(_decrypt(self._master, wrapped, KEY_OF + who) for who, wrapped in rows)

    def seal(self, record: Sealed, at: str = "") -> None:
        """Keep a record, replacing the one of the same reference. Call within a transaction. `at`: when, ISO, UTC.

        Raises:
            Refused: `movement.unknown` for other words or strokes in the place of what is `KEPT_ONCE`.
        """
        if record.reference.startswith(KEPT_ONCE) and self._holds(record.reference):
            if self.open(record.reference) == record.content:
                return  # the same once more, from a double tap
            raise Refused("movement.unknown")
        cipher = AESGCM(self._person_key(record.person, make=True) or b"")
        content = _encrypt(cipher, record.content, record.reference)
        self._connection.execute(
            "INSERT OR REPLACE INTO sealed(reference, person, content, at) VALUES (?, ?, ?, ?)",
            (record.reference, record.person, content, at or None),
        )

    def open(self, reference: str) -> bytes | None:
        """Return what was sealed, or None if it was erased, was never there, or is damaged."""
        row = self._connection.execute(
            "SELECT person, content FROM sealed WHERE reference = ?", (reference,)
        ).fetchone()
        return self._decrypt(reference, row[0], row[1]) if row else None

    def _holds(self, reference: str) -> bool:
        sql = "SELECT 1 FROM sealed WHERE reference = ?"
        return self._connection.execute(sql, (reference,)).fetchone() is not None

    def erase(self, reference: str) -> None:
        """Forget a record, if it is there; of "key:<person>", all about that person. Call within a transaction."""
        if reference.startswith(KEY_OF):
            self.forget(reference.removeprefix(KEY_OF))
        self._connection.execute("DELETE FROM sealed WHERE reference = ?", (reference,))

    def forget(self, person: str) -> None:
        """Destroy a person's key, and all that was sealed under it. Call within a transaction.

        The connection deletes securely from its beginning: pages that are split while it does not would keep bytes
        of keys that are destroyed later.
        """
        self._connection.execute("DELETE FROM person_keys WHERE person = ?", (person,))
        self._connection.execute("DELETE FROM sealed WHERE person = ?", (person,))

    def of(self, people: Sequence[str]) -> list[str]:
        """Return the references of all that is sealed under the keys of `people`; nothing is opened."""
        marks = ", ".join("?" * len(people))
        sql = f"SELECT reference FROM sealed WHERE person IN ({marks}) ORDER BY reference"
        return [row[0] for row in self._connection.execute(sql, list(people))]

    def older(self, prefix: str, before: str, most: int) -> list[str]:
        """Return `most` references at most that begin so, of what was sealed before a moment (ISO, UTC)."""
        sql = "SELECT reference FROM sealed WHERE reference >= ? AND reference < ? AND at < ? LIMIT ?"
        return [row[0] for row in self._connection.execute(sql, (*_all_with(prefix), before, most))]

    def undated(self) -> bool:
        """Return whether there is anything of which nobody knows when it was sealed."""
        return (
            self._connection.execute("SELECT 1 FROM sealed WHERE at IS NULL LIMIT 1").fetchone() is not None
        )

    def dated(self, at: str) -> None:
        """Let what has no time count as sealed at `at`. Call within a transaction."""
        self._connection.execute("UPDATE sealed SET at = ? WHERE at IS NULL", (at,))

    def references(self, first: str, before: str) -> list[str]:
        """Return the references from `first` on that sort before `before`, in their order; nothing is opened."""
        rows = self._connection.execute(
            "SELECT reference FROM sealed WHERE reference >= ? AND reference < ? ORDER BY reference",
            (first, before),
        )
        return [row[0] for row in rows]

    def all_like(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Yield every record whose reference begins with `prefix`, with its reference."""
        rows = self._connection.execute(
            "SELECT reference, person, content FROM sealed WHERE reference >= ? AND reference < ?",
            _all_with(prefix),
        ).fetchall()
        for reference, person, content in rows:
            opened = self._decrypt(reference, person, content)
            if opened is not None:
                yield reference, opened

    def _decrypt(self, reference: str, person: str, content: bytes) -> bytes | None:
        key = self._person_key(person, make=False)
        return _decrypt(AESGCM(key), content, reference) if key else None

    def _person_key(self, person: str, *, make: bool) -> bytes | None:
        row = self._connection.execute(
            "SELECT wrapped FROM person_keys WHERE person = ?", (person,)
        ).fetchone()
        if row:
            return _decrypt(self._master, row[0], KEY_OF + person)
        if not make:
            return None
        key = AESGCM.generate_key(256)
        wrapped = _encrypt(self._master, key, KEY_OF + person)
        self._connection.execute("INSERT INTO person_keys(person, wrapped) VALUES (?, ?)", (person, wrapped))
        return key


def _all_with(prefix: str) -> tuple[str, str]:
    """Return the first reference that begins so, and the first one after all of them."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _encrypt(cipher: AESGCM, content: bytes, reference: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + cipher.encrypt(nonce, content, reference.encode())


def _decrypt(cipher: AESGCM, content: bytes, reference: str) -> bytes | None:
    try:
        return cipher.decrypt(content[:12], content[12:], reference.encode())
    except (InvalidTag, ValueError):  # changed, or cut so short that no nonce is left
        return None
