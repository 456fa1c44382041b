"""Makes a record readable for this release again, after a newer one has written to it: nothing of it is lost.

Everything but the events and the vault is made of them, so a record is carried back by copying these two into a file of
our own form and making the rest anew. Only events of kinds that this release does not know keep that from being done.
Run in the environment that is to be used again: `python -m kiosk.updating.carrying FOLDER`.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.events import STORED
from kiosk.ledger import stored
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import MIGRATIONS, connect, connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import load_or_make

assert stored.KNOWN  # imported so that every kind of event is known
SAME, CARRIED = "same", "carried"
EX_NEWER = 3


class TooNew(Exception):
    """The record holds events that this release does not know; it was left as it is."""


def carry(folder: Path) -> str:
    """Return "same" where the record could be read all along, "carried" once it can be.

    Raises:
        TooNew: it can't be without losing something.
        OSError, sqlite3.Error, ValueError: the disk fails, a kiosk is at work there, or the copy is not the same.
    """
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _carry(folder)
    finally:
        os.close(lock)


def _carry(folder: Path) -> str:
    ledger, fresh = folder / "ledger.db", folder / "ledger.db.carried"
    with closing(sqlite3.connect(ledger, isolation_level=None)) as newer:
        if newer.execute("PRAGMA user_version").fetchone()[0] <= len(MIGRATIONS):
            return SAME
        kinds = {row[0] for row in newer.execute("SELECT DISTINCT type FROM events")}
        if unknown := sorted(kinds - STORED.keys()):
            raise TooNew(", ".join(unknown))
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for left in folder.glob(f"{fresh.name}*"):
        left.unlink()
    _copied(ledger, fresh)
    SqliteLedger(fresh, SystemClock(), load_or_make(folder / "keys").vault).close()  # makes the rest anew
    with closing(connect_to_read(ledger)) as one, closing(connect_to_read(fresh)) as other:
        before, after = walk(one), walk(other)
        if before != after or before.broken_at is not None:
            raise ValueError(f"the copy is not the same: {before} and {after}")
    with closing(sqlite3.connect(fresh)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = folder / "ledger.db.newer"
    aside.unlink(missing_ok=True)
    aside.hardlink_to(ledger)
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (folder / name).unlink(missing_ok=True)
    fresh.replace(ledger)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return CARRIED


def _copied(ledger: Path, fresh: Path) -> None:
    """Make a record of our own form, with the events and the vault of another."""
    connection = connect(fresh)
    try:
        connection.execute("ATTACH ? AS newer", (str(ledger),))
        connection.execute("BEGIN IMMEDIATE")
        for table, columns in (
            ("events", "seq, at, type, body, hash"),
            ("person_keys", "person, wrapped"),
            ("sealed", "reference, person, content"),
        ):
            order = " ORDER BY seq" if table == "events" else ""
            connection.execute(
                f"INSERT INTO main.{table}({columns}) SELECT {columns} FROM newer.{table}{order}"
            )
        connection.execute("COMMIT")
    finally:
        connection.close()


def main() -> int:
    """Return the exit code: 0 done, 3 too new, 1 failed."""
    try:
        sys.stdout.write(f"{carry(Path(sys.argv[1]))}\n")
    except TooNew as cause:
        sys.stderr.write(f"the record holds what this release does not know: {cause}\n")
        return EX_NEWER
    except (OSError, sqlite3.Error, ValueError) as cause:
        sys.stderr.write(f"{type(cause).__name__}: {cause}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
