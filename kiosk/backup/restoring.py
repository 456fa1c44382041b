"""A backup becomes a site again, on another board: the same record, a new device key, and a word about the change.

Everything is made in a folder beside the site's own and takes its name at the very end: a power cut leaves either
nothing or all of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.backup.contents import LEDGER, BadContents, Manifest, read
from kiosk.backup.locks import Opens
from kiosk.backup.making import sync, verify
from kiosk.backup.sealing import opened
from kiosk.clock import SystemClock
from kiosk.domain.care.events import LogContinued
from kiosk.domain.checkpoints.deciding import decide_key
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import load_or_make, public_hex

UNDER_WAY = ".restoring"
"""The folder in the site's root where a restoration is made; left behind only where one was cut short."""
LEAVES_OUT = frozenset(("slips", "vault", "digests", "badges"))


class NotRestored(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True)
class Restored:
    """A site that can be started again. `public`: the new device's key; `made`: when the backup was."""

    manifest: Manifest
    public: str
    before: str
    folder: Path
    settings: tuple[Path, ...]


def restore(file: Path, opens: Opens, site_file: Path, root: Path) -> Restored:
    """Return what was restored from a backup.

    Settings that stand at `site_file` stay as they are; where there are none, those of the backup are put there.

    Raises:
        NotRestored: a record is there already, or the backup is of another site.
        Damaged, BadContents, WrongLock: it can't be opened, or is not whole.
        OSError, sqlite3.Error: the disk takes nothing.
    """
    beside = root / UNDER_WAY
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    try:
        with file.open("rb") as source:
            manifest = read(opened(source, opens), beside)
        verify(beside / LEDGER, manifest)
        folder = _place(beside, site_file, root, manifest)
        public, before = _continued(beside / "site", manifest)
        _give(root, beside / "site")
        put = _settings(beside / "settings", site_file, root)
        _named(beside / "site", folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Restored(manifest, public, before, folder, put)


def _place(beside: Path, site_file: Path, root: Path, manifest: Manifest) -> Path:
    """Return the folder that the site's storage is to have."""
    known = site_file if site_file.exists() else _main(beside / "settings", site_file)
    try:
        table = tomllib.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise NotRestored(f"{known}: {cause}") from cause
    said = table.get("site", {}).get("id")
    if said != manifest.site:
        raise NotRestored(f"the backup is of {manifest.site!r}, the settings are of {said!r}")
    folder = root / str(table.get("storage", {}).get("folder", "var"))
    ledger = folder / "ledger.db"
    if ledger.exists() and (not ledger.is_file() or ledger.stat().st_size):  # an empty file is a lost record
        if _is_from(ledger, manifest):
            raise NotRestored(f"this backup was restored to {folder} already; start the kiosk")
        raise NotRestored(f"{folder} holds a record already: move it away first, it is never written over")
    if folder.is_mount():
        raise NotRestored(
            f"{folder} is a disk of its own, whose name can't be given to another: mount that disk at {root}"
        )
    return folder


def _is_from(ledger: Path, manifest: Manifest) -> bool:
    """Return whether a record goes on from this very backup: its restoration came to its end unheard."""
    asked = "SELECT body FROM events WHERE type = 'log.continued/1' ORDER BY seq DESC LIMIT 1"
    try:
        with closing(connect_to_read(ledger)) as reader:
            row = reader.execute(asked).fetchone()
    except sqlite3.Error:
        return False
    return row is not None and json.loads(row[0]).get("head") == manifest.head


def _main(settings: Path, site_file: Path) -> Path:
    """Return the backup's own settings: those of the wanted name, else the only file that has a [site]."""
    if (settings / site_file.name).exists():
        return settings / site_file.name
    found = [path for path in sorted(settings.glob("*.toml")) if "\n[site]" in "\n" + path.read_text("utf-8")]
    if not found:
        raise NotRestored(f"{site_file} is missing, and the backup has no settings either")
    return found[0]


def _continued(site: Path, manifest: Manifest) -> tuple[str, str]:
    """Return the new device's public key and the old one's, once the log says that it goes on here."""
    missing = sorted(name for name in LEAVES_OUT if not (site / "keys" / f"{name}.key").exists())
    if missing:
        raise BadContents(f"keys/{missing[0]}.key is missing: what is sealed could never be read")
    keys, clock = load_or_make(site / "keys"), SystemClock()
    ledger = SqliteLedger(site / "ledger.db", clock, keys.vault)
    try:
        if ledger.last_at:
            clock.not_before(ledger.last_at)
        public = public_hex(keys.device)
        known = ledger.house.checkpoints.get("last")
        before = known.public if known else ""
        ledger.append(LogContinued(manifest.seq, manifest.head, public, before, manifest.made))
        ledger.execute(lambda house: decide_key(house, public))
    finally:
        ledger.close()
    _settled(site / "ledger.db")
    return public, before


def _settled(ledger: Path) -> None:
    """Have the whole record in its one file."""
    connection = sqlite3.connect(ledger)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _settings(settings: Path, site_file: Path, root: Path) -> tuple[Path, ...]:
    """Return the settings' files that were put where there were none."""
    if not settings.is_dir():
        return ()
    site_file.parent.mkdir(parents=True, exist_ok=True)
    put = []
    main = None if site_file.exists() else _main(settings, site_file)
    for path in sorted(settings.iterdir()):
        target = site_file if path == main else site_file.parent / path.name
        if target.exists():
            continue
        fresh = target.with_name(f".restoring-{target.name}")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(path.read_bytes())
            written.flush()
            os.fsync(written.fileno())
        _give(root, fresh)
        fresh.rename(target)
        put.append(target)
    sync(site_file.parent)
    return tuple(put)


def _give(root: Path, made: Path) -> None:
    """Give what was made to whom the site's root belongs, where that is done by the machine's administrator.

    Before it has its name: what was cut short there could be used by nobody, and restored by nobody again.
    """
    if os.geteuid() != 0:
        return
    owner = root.stat()
    for one in (made, *made.rglob("*")):
        os.chown(one, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _named(made: Path, folder: Path) -> None:
    """Give the site's folder its name. What lies there without a record (an empty folder, a lock) makes room."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        aside = folder.with_name(f"{folder.name}.before-restoring")
        number = 1
        while aside.exists():
            number += 1
            aside = folder.with_name(f"{folder.name}.before-restoring-{number}")
        folder.rename(aside)
    made.rename(folder)
    sync(folder.parent)
