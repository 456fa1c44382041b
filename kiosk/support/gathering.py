"""What a stranger needs to help with a kiosk, and nothing about the people of the house.

Texts that somebody else has written (the journal, settings) go through `scrubbed`, with every name, telephone, home and
badge that this site knows; of the record itself only kinds and numbers are told.
"""

from __future__ import annotations

import json
import platform
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from kiosk.ledger.schema import PROJECTIONS, connect_to_read
from kiosk.ledger.vault import SqliteVault
from kiosk.settings.secrets import without_secrets
from kiosk.support.scrubbing import GONE, Scrubber, secrets_of, words_in
from kiosk.version import VERSION

UNITS = ("kiosk", "kiosk-screen", "loge-update")
JOURNAL_DAYS = 7
MOST_LINES = 20_000
DAYS_TOLD = 90
NOT_TOLD = frozenset(("desk_phone", "sender", "url", "address", "host", "urls", "file"))
"""Settings that may name somebody, or say where something of theirs is."""
OF_PEOPLE = ("people", "keys")
"""Projections whose entities have ids that people gave: homes, staff, keys."""

Journal = Callable[[], str]


def parts(
    settings_file: Path, folder: Path, doctor: Callable[[], str], health: Callable[[], str], journal: Journal
) -> Iterator[tuple[str, str]]:
    """Yield the files of a support bundle by name. `folder`: the site's storage."""
    scrubbed = Scrubber(set(known_words(folder, settings_file)))
    yield "versions.json", _json(versions())
    yield "settings.toml.json", scrubbed(_json(told_settings(settings_file)))
    yield "doctor.json", scrubbed(doctor())
    yield "health.json", scrubbed(health())
    yield "record.json", _json(record(folder))
    yield "storage.json", _json(storage(folder))
    yield "journal.txt", scrubbed(journal())


def versions() -> Mapping[str, Any]:
    """Return what runs here."""
    return {
        "loge": VERSION,
        "python": platform.python_version(),
        "system": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {
            one.name: one.version for one in sorted(distributions(), key=lambda one: one.name.lower())
        },
    }


def told_settings(file: Path) -> Mapping[str, Any]:
    """Return a site's settings without secrets and without what may name somebody."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        return {"unreadable": type(cause).__name__}
    said = _without_names(without_secrets(table))
    if isinstance(said.get("site"), dict):
        said["site"]["name"] = GONE
    return dict(said)


def record(folder: Path) -> Mapping[str, Any]:
    """Return kinds of events and their numbers, sizes of tables; never what is in them."""
    ledger = folder / "ledger.db"
    if not ledger.exists():
        return {"record": "none"}
    try:
        with closing(connect_to_read(ledger)) as connection:
            return {"bytes": ledger.stat().st_size, **_numbers(connection)}
    except sqlite3.Error as cause:
        return {"unreadable": str(cause)}


def _numbers(connection: sqlite3.Connection) -> Mapping[str, Any]:
    ask = connection.execute
    there = {row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = [one for one in PROJECTIONS if one in there]
    days = ask("SELECT substr(at, 1, 10), count(*) FROM events GROUP BY 1 ORDER BY 1").fetchall()
    return {
        "user_version": ask("PRAGMA user_version").fetchone()[0],
        "quick_check": ask("PRAGMA quick_check(1)").fetchone()[0],
        "events": dict(ask("SELECT type, count(*) FROM events GROUP BY type ORDER BY type").fetchall()),
        "days": dict(days[-DAYS_TOLD:]),
        "rows": {one: ask(f"SELECT count(*), sum(live) FROM {one}").fetchone() for one in tables},
        "sealed": ask("SELECT count(*), sum(length(content)) FROM sealed").fetchone(),
    }


def storage(folder: Path) -> Mapping[str, Any]:
    """Return what lies in the site's folder: numbers and sizes by folder, and modes of the keys."""
    found: dict[str, list[int]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            inner = path.relative_to(folder)
            one = found.setdefault(inner.parts[0] if len(inner.parts) > 1 else inner.name, [0, 0])
            one[0] += 1
            one[1] += path.stat().st_size
    usage = shutil.disk_usage(folder)
    keys = {one.name: f"{one.stat().st_mode & 0o777:04o}" for one in sorted((folder / "keys").glob("*"))}
    return {"files": found, "disk": {"bytes": usage.total, "free": usage.free}, "keys": keys}


def journal_of_units() -> str:
    """Return what the units have said lately, "" on a machine without a journal."""
    command = [
        "journalctl",
        "--no-pager",
        "--output=short-iso",
        f"--since=-{JOURNAL_DAYS}d",
        f"--lines={MOST_LINES}",
    ]
    command += [f"--unit={unit}" for unit in UNITS]
    if not shutil.which("journalctl"):
        return ""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def known_words(folder: Path, settings_file: Path) -> Iterator[str]:
    """Yield every word by which this site knows a person, a home, a badge, a secret."""
    yield from secrets_of(folder)
    yield from _secret_settings(settings_file)
    yield from _named_in(settings_file)
    ledger = folder / "ledger.db"
    if not ledger.exists():
        return
    master = (folder / "keys" / "vault.key").read_bytes()
    try:
        with closing(connect_to_read(ledger)) as connection:
            vault = SqliteVault(connection, master)
            for _, content in vault.all_like("person:"):
                yield from words_in(content)
            for table in OF_PEOPLE:
                yield from (row[0] for row in connection.execute(f"SELECT id FROM {table}"))
            yield from (
                row[0]
                for row in connection.execute("SELECT DISTINCT json_extract(body, '$.unit') FROM people")
                if row[0]
            )
    except sqlite3.Error:
        return


def _secret_settings(settings_file: Path) -> Iterator[str]:
    for path in settings_file.parent.glob("*secrets*.toml"):
        try:
            yield from words_in(json.dumps(tomllib.loads(path.read_text(encoding="utf-8"))).encode())
        except (OSError, ValueError):
            continue


def _named_in(settings_file: Path) -> Iterator[str]:
    """Yield what the settings say of whom to reach, and what the house is called."""
    try:
        table = tomllib.loads(settings_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    site, notices = table.get("site", {}), table.get("notices", {})
    smtp, webhook = notices.get("smtp", {}), notices.get("webhook", {})
    said = [
        site.get("name"),
        site.get("desk_phone"),
        smtp.get("host"),
        smtp.get("sender"),
        webhook.get("url"),
    ]
    yield from words_in(json.dumps([one for one in said if one]).encode())


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: GONE if key in NOT_TOLD and isinstance(inner, str | list) else _without_names(inner)
            for key, inner in value.items()
        }
    return [_without_names(inner) for inner in value] if isinstance(value, list) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
