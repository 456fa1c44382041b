"""What a release can work with: asked of the new environment before anything is switched.

`python -m kiosk.updating.fit SITE.toml ROOT` prints `{"version", "schema", "record", "settings"}` as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from kiosk.ledger.schema import MIGRATIONS, connect_to_read
from kiosk.settings import SettingsProblems, load
from kiosk.version import VERSION


def fit(site: Path, root: Path) -> dict[str, object]:
    """Return the release's version, the newest record that it reads, the record's own version, and what it says of the
    settings (nothing: they are good).
    """
    said: dict[str, object] = {"version": VERSION, "schema": len(MIGRATIONS), "record": 0, "settings": []}
    try:
        settings = load(site)
    except SettingsProblems as wrong:
        return {**said, "settings": list(wrong.problems)}
    try:
        return {**said, "record": record_of(root / settings.storage.folder)}
    except sqlite3.Error as cause:
        return {**said, "settings": [f"the record: {cause}"]}


def record_of(folder: Path) -> int:
    """Return the version of the record in a site's folder, 0 where there is none yet.

    Raises:
        sqlite3.Error: it can't be read.
    """
    ledger = folder / "ledger.db"
    if not ledger.exists():
        return 0
    with closing(connect_to_read(ledger)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fit(Path(sys.argv[1]), Path(sys.argv[2]))))
