"""Tokens and webhooks on disk, in a file of their own: the command line writes it while the kiosk is at work."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter

from kiosk.domain.api import events as a
from kiosk.domain.events import STORED, Event
from kiosk.flows.api.ports import Hook, Token

FILE = "api.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS tokens (
    name TEXT PRIMARY KEY, scopes TEXT NOT NULL, digest TEXT NOT NULL, made TEXT NOT NULL, revoked TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hooks (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, kinds TEXT NOT NULL, by TEXT NOT NULL, made TEXT NOT NULL,
    cursor INTEGER NOT NULL,  -- the last event that is done with
    secret BLOB NOT NULL, old_secret BLOB, old_until TEXT,
    last TEXT NOT NULL DEFAULT '', last_at TEXT, skipped INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS untold (number INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, body TEXT NOT NULL);
"""


class ApiStore:
    """One small file, durable at every commit. What signs webhooks lies in it encrypted under the site's vault key."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or make it. `key`: 32 bytes.

        Raises:
            OSError, sqlite3.Error: it can't be used.
        """
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._cipher = AESGCM(key)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # ---- tokens ----------------------------------------------------------------------------------

    def token(self, name: str) -> Token | None:
        """Return a token, also one that was revoked."""
        return next(iter(self._tokens("WHERE name = ?", name)), None)

    def tokens(self) -> Sequence[Token]:
        """Return every token by name."""
        return self._tokens("ORDER BY name")

    def give(self, token: Token) -> None:
        """Keep a token, in place of one of the same name."""
        scopes = tuple(sorted(token.scopes))
        row = (token.name, json.dumps(scopes), token.digest, token.made.isoformat())
        self._write(
            a.ApiTokenMade(token.name, scopes),
            ("INSERT OR REPLACE INTO tokens(name, scopes, digest, made) VALUES (?, ?, ?, ?)", row),
        )

    def revoke(self, name: str, at: datetime) -> None:
        """Make a token good for nothing, and end its hooks."""
        self._write(
            a.ApiTokenRevoked(name),
            ("UPDATE tokens SET revoked = ?, digest = '' WHERE name = ?", (at.isoformat(), name)),
            ("DELETE FROM hooks WHERE by = ?", (name,)),
        )

    def untold(self) -> Sequence[tuple[int, Event]]:
        """Return what was done and is not on record yet, each with its number."""
        rows = self._rows("SELECT number, type, body FROM untold ORDER BY number")
        return [(number, TypeAdapter(STORED[kind]).validate_json(body)) for number, kind, body in rows]

    def told(self, number: int) -> None:
        """It is on record now."""
        self._write(None, ("DELETE FROM untold WHERE number = ?", (number,)))

    # ---- hooks -----------------------------------------------------------------------------------

    def hooks(self) -> Sequence[Hook]:
        """Return every hook, the oldest first."""
        return [self._hook(row) for row in self._rows(f"SELECT {_HOOK} FROM hooks ORDER BY made, id")]

    def hook(self, name: str) -> Hook | None:
        """Return one hook."""
        rows = self._rows(f"SELECT {_HOOK} FROM hooks WHERE id = ?", name)
        return self._hook(rows[0]) if rows else None

    def keep(self, hook: Hook, event: Event) -> None:
        """Set a hook, with what is to be put on record of it."""
        secret = self._sealed(hook.id, hook.secrets[0])
        row = (
            hook.id,
            hook.url,
            json.dumps(sorted(hook.kinds)),
            hook.by,
            hook.made.isoformat(),
            hook.cursor,
            secret,
        )
        sql = "INSERT INTO hooks(id, url, kinds, by, made, cursor, secret) VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._write(event, (sql, row))

    def renew(self, name: str, secret: bytes, old_until: datetime, event: Event) -> None:
        """Sign with another secret; the one before it signs as well until then."""
        sql = "UPDATE hooks SET old_secret = secret, old_until = ?, secret = ? WHERE id = ?"
        self._write(event, (sql, (old_until.isoformat(), self._sealed(name, secret), name)))

    def done(
        self, name: str, seq: int, *, said: str = "", at: datetime | None = None, skipped: int = 0
    ) -> None:
        """Everything up to `seq` is done with."""
        sql = """UPDATE hooks SET cursor = max(cursor, ?), skipped = skipped + ?,
            last = coalesce(nullif(?, ''), last), last_at = coalesce(?, last_at) WHERE id = ?"""
        self._write(None, (sql, (seq, skipped, said, at.isoformat() if at else None, name)))

    def failed(self, name: str, said: str, at: datetime) -> None:
        """The last attempt came to nothing."""
        self._write(
            None, ("UPDATE hooks SET last = ?, last_at = ? WHERE id = ?", (said, at.isoformat(), name))
        )

    def drop(self, name: str, event: Event) -> None:
        """End a hook."""
        self._write(event, ("DELETE FROM hooks WHERE id = ?", (name,)))

    # ---- inside ----------------------------------------------------------------------------------

    def _tokens(self, where: str, *facts: object) -> list[Token]:
        rows = self._rows(f"SELECT name, scopes, digest, made, revoked FROM tokens {where}", *facts)
        return [
            Token(
                name, frozenset(json.loads(scopes)), digest, _time(made), _time(revoked) if revoked else None
            )
            for name, scopes, digest, made, revoked in rows
        ]

    def _hook(self, row: tuple[Any, ...]) -> Hook:
        name, url, kinds, by, made, cursor, secret, old, until, last, last_at, skipped = row
        opened = tuple(one for sealed in (secret, old) if sealed and (one := self._opened(name, sealed)))
        return Hook(
            id=name,
            url=url,
            kinds=frozenset(json.loads(kinds)),
            by=by,
            made=_time(made),
            cursor=cursor,
            secrets=opened,
            last=last,
            last_at=_time(last_at) if last_at else None,
            skipped=skipped,
            old_until=_time(until) if until else None,
        )

    def _sealed(self, name: str, secret: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, secret, name.encode())

    def _opened(self, name: str, sealed: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], name.encode())
        except (InvalidTag, ValueError):
            return None

    def _rows(self, sql: str, *facts: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, facts).fetchall()

    def _write(self, event: Event | None, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Do all of it in one commit, and note what is to be put on record."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for sql, facts in statements:
                    self._connection.execute(sql, facts)
                if event is not None:
                    body = TypeAdapter(type(event)).dump_json(event).decode()
                    self._connection.execute(
                        "INSERT INTO untold(type, body) VALUES (?, ?)", (event.stored_as, body)
                    )
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


_HOOK = "id, url, kinds, by, made, cursor, secret, old_secret, old_until, last, last_at, skipped"


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
