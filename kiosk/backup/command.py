"""The commands: kiosk backup SITE, kiosk restore FILE SITE, kiosk backup-key FILE."""

from __future__ import annotations

import argparse
import getpass
import sqlite3
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kiosk.backup import spool
from kiosk.backup.contents import BadContents
from kiosk.backup.job import job_of
from kiosk.backup.locks import Opens, WrongLock, new_private, read_private
from kiosk.backup.making import NoBackup, make
from kiosk.backup.restoring import NotRestored, restore
from kiosk.backup.sealing import Damaged
from kiosk.ledger.schema import LedgerFromTheFuture
from kiosk.settings import SettingsProblems, load
from kiosk.site_keys import LooseSecrets

Parsers = argparse._SubParsersAction  # the module has no other name for it


def add_backup(commands: Parsers[argparse.ArgumentParser]) -> None:
    """Let the program know the three commands; they can be used while the kiosk is at work."""
    backup = commands.add_parser("backup", help="back up now, sealed and verified")
    backup.add_argument("site", type=Path, help="the site's settings (TOML)")
    backup.add_argument("--to", type=Path, help="another folder than the settings'")
    backup.set_defaults(alone=back_up)
    back = commands.add_parser("restore", help="make a backup a site again, on another board")
    back.add_argument("file", type=Path, help="the backup")
    back.add_argument(
        "site", type=Path, help="the settings; where there are none, the backup's are put there"
    )
    back.add_argument("--key", type=Path, help="the private key that `kiosk backup-key` wrote")
    back.add_argument("--passphrase-file", type=Path, help="a file with the passphrase; else it is asked for")
    back.set_defaults(alone=bring_back)
    for sub in (backup, back):
        sub.add_argument(
            "--root", type=Path, help="where relative paths start (default: the settings' folder)"
        )
    key = commands.add_parser(
        "backup-key", help="make a key that opens backups; print what goes into backup.to"
    )
    key.add_argument("file", type=Path, help="where the private half goes: it does not belong on the kiosk")
    key.set_defaults(alone=make_key)


def back_up(asked: argparse.Namespace) -> int:
    """Return 0 once a backup is there and verified; the kiosk records either end."""
    try:
        settings = load(asked.site)
    except SettingsProblems as wrong:
        print("\n".join(f"kiosk: {problem}" for problem in wrong.problems), file=sys.stderr)
        return 78
    root = (asked.root or asked.site.parent).resolve()
    if asked.to:
        to = settings.backup.model_copy(update={"folder": asked.to.resolve()})
        settings = settings.model_copy(update={"backup": to})
    job = job_of(settings, root, asked.site.resolve())
    if job is None:
        print("kiosk: no folder for backups: set backup.folder, or give --to", file=sys.stderr)
        return 78
    if not job.folder.is_dir():
        print(f"kiosk: there is no record at {job.folder}", file=sys.stderr)
        return 1
    try:
        made = make(job, datetime.now(UTC))
    except NoBackup as cause:
        spool.leave(job.folder, {"kind": "backup", "failed": {"code": cause.code}})
        print(f"kiosk: no backup: {cause}", file=sys.stderr)
        return 1
    spool.leave(job.folder, {"kind": "backup", "made": asdict(made)})
    print(
        f"{job.target / made.file}: {made.events} events, {made.size_bytes} bytes; opened again and verified"
    )
    return 0


def bring_back(asked: argparse.Namespace) -> int:
    """Return 0 once a backup is a site again."""
    root = (asked.root or asked.site.parent).resolve()
    try:
        done = restore(asked.file, _opens(asked), asked.site.resolve(), root)
    except (Damaged, BadContents, WrongLock, NotRestored, LooseSecrets, LedgerFromTheFuture) as cause:
        print(f"kiosk: not restored: {cause}", file=sys.stderr)
        return 1
    except (OSError, ValueError, sqlite3.Error) as cause:
        print(f"kiosk: not restored: {cause}", file=sys.stderr)
        return 1
    print(f"restored to {done.folder}: {done.manifest.counts['events']} events, as of {done.manifest.made}")
    for path in done.settings:
        print(f"settings put to {path}")
    print(
        f"this device signs with a new key: {done.public}"
        + (f" (before: {done.before})" if done.before else "")
    )
    print("What moved after the backup is not on record: start the kiosk, then count (the desk says so too).")
    print("The old board must not run again: its record and this one part here, and papers would prove it.")
    return 0


def make_key(asked: argparse.Namespace) -> int:
    """Return 0 once a new key stands in a file."""
    try:
        public = new_private(asked.file)
    except OSError as cause:
        print(f"kiosk: {cause}", file=sys.stderr)
        return 1
    print(f'[backup]\nto = "{public}"')
    return 0


def _opens(asked: argparse.Namespace) -> Opens:
    private = read_private(asked.key) if asked.key else b""
    if asked.passphrase_file:
        return Opens(asked.passphrase_file.read_text(encoding="utf-8").rstrip("\n"), private=private)
    if not private and sys.stdin.isatty():
        return Opens(getpass.getpass("passphrase of the backup: "))
    return Opens(private=private)
