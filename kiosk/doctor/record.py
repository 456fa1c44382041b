"""The record, the room it has, and the keys beside it. Nothing is made here that is missing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from pathlib import Path

from kiosk.doctor.findings import Finding, note, well, wrong
from kiosk.flows.health import LEAST_FREE_BYTES
from kiosk.ledger.begun import is_marked
from kiosk.ledger.chain import walk
from kiosk.ledger.reserve import Reserve
from kiosk.ledger.schema import connect_to_read
from kiosk.pdf.signing import FILE, report_signer
from kiosk.site_keys import LooseSecrets, keys_gone

MIB = 1024 * 1024
LITTLE_BYTES = 8 * LEAST_FREE_BYTES


def is_running(folder: Path) -> bool:
    """Return whether a kiosk is at work in the site's folder."""
    try:
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        flock(lock, LOCK_EX | LOCK_NB)
        flock(lock, LOCK_UN)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def storage_findings(folder: Path) -> Iterator[Finding]:
    """Yield what is to be said of the folder: its room, its owner, who else can read it."""
    if not folder.exists():
        parent = next(above for above in folder.parents if above.exists())
        if not os.access(parent, os.W_OK | os.X_OK):
            yield wrong("storage", "no_folder", folder=folder, parent=parent)
        else:
            yield note("storage", "not_yet", folder=folder)
        return
    free_bytes = shutil.disk_usage(folder).free
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield wrong("storage", "forbidden", folder=folder)
    elif folder.stat().st_mode & 0o077:
        yield wrong("storage", "open", folder=folder)
    elif free_bytes < LEAST_FREE_BYTES:
        yield wrong("storage", "full", folder=folder, mib=free_bytes // MIB)
    elif free_bytes < LITTLE_BYTES:
        yield note("storage", "little", folder=folder, mib=free_bytes // MIB)
    else:
        yield well("storage", "room", folder=folder, mib=f"{free_bytes // MIB:,}")
    for path in sorted((folder / "keys").glob("*")):
        if path.stat().st_mode & 0o077:
            yield wrong("storage", "loose_key", path=path)


def record_findings(folder: Path) -> Iterator[Finding]:
    """Yield whether the record opens, and what its chain says."""
    path = folder / "ledger.db"
    if Reserve(folder, 0).record_lost:
        yield wrong("record", "gone", path=path)
        return
    if not path.exists():
        yield note("record", "not_yet")
        return
    for key in keys_gone(folder / "keys"):
        yield wrong("record", "key_gone", path=key)
    try:
        connection = connect_to_read(path)
        try:
            verdict = walk(connection)
        finally:
            connection.close()
    except sqlite3.Error as cause:
        yield wrong("record", "unreadable", cause=cause)
        return
    if not verdict.events and is_marked(folder):
        yield wrong("record", "gone", path=path)
    elif verdict.broken_at is not None:
        yield wrong("record", "broken", number=verdict.broken_at, reason=verdict.reason)
    else:
        yield well("record", "unbroken", events=f"{verdict.events:,}", head=_in_fours(verdict.head))


def key_findings(folder: Path, site_name: str) -> Iterator[Finding]:
    """Yield the fingerprint of the key that signs reports, once there is one."""
    if not (folder / "keys" / FILE).exists():
        return
    try:
        yield well("report_key", "fingerprint", digits=report_signer(folder / "keys", site_name).fingerprint)
    except (LooseSecrets, OSError) as cause:
        yield wrong("report_key", "unusable", cause=cause)


def last_recorded(folder: Path) -> datetime | None:
    """Return the time of the record's last event."""
    try:
        connection = connect_to_read(folder / "ledger.db")
        try:
            row = connection.execute("SELECT at FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        finally:
            connection.close()
        return datetime.fromisoformat(row[0]) if row else None
    except (sqlite3.Error, ValueError):
        return None


def _in_fours(head: str) -> str:
    return " ".join(head[start : start + 4] for start in range(0, 16, 4)).upper()
