"""Who waits for the ledger's long work at a start is told how far it is, and may cut it short."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[int, int], None]
"""Called every second or so with how many events of how many are read; (0, 0): tables are being made ready."""

STEPS = 2_000_000
"""So many steps of SQLite's machine between two looks: a tenth of a second, a second on a slow board."""


class CutShort(Exception):
    """Whoever waited does not wait any longer: the kiosk is to end. What was not committed is as it was before."""


def nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


@contextmanager
def watched(connection: sqlite3.Connection, told: Told) -> Iterator[None]:
    """Have `told` called while one single statement takes minutes; where it raises, the statement is undone.

    Raises:
        sqlite3.OperationalError: "interrupted", since `told` raised.
    """

    def look() -> int:
        try:
            told(0, 0)
        except CutShort:
            return 1
        return 0

    connection.set_progress_handler(look, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
