"""Whether the record's file can be read as it was written: a worn card forgets without a word."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from kiosk.ledger.schema import connect_to_read

BUDGET_S = 30.0
"""So long at most; a record of years takes longer than that on a Pi, and what was not looked at is not known."""
_STEPS = 100


def damage_of(path: Path, budget_s: float = BUDGET_S) -> str | None:
    """Return what is wrong with a record's file, "" if nothing is; None if there was not enough time to look at all.

    Each page is read once and its place in the file checked (`PRAGMA quick_check`); nobody who writes waits for it.

    Raises:
        sqlite3.Error: it can't be read at all.
    """
    reader = connect_to_read(path)
    latest_s = time.monotonic() + budget_s
    reader.set_progress_handler(lambda: time.monotonic() > latest_s, _STEPS)
    late = threading.Timer(max(0.0, budget_s), reader.interrupt)  # one table alone may take longer
    late.daemon = True
    late.start()
    try:
        (found,) = reader.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as trouble:
        if getattr(trouble, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            return None
        raise
    finally:
        late.cancel()
        late.join()
        reader.close()
    return "" if found == "ok" else str(found)
