"""What a day of guessing at this site's pick-up codes may give away (docs/adr/0010-guessing-at-codes.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kiosk.doctor.findings import Finding, note, well
from kiosk.domain.guesses import CHANCE_A_DAY, WAYS, a_day
from kiosk.domain.items import ParcelStage
from kiosk.domain.parcels.codes import chance
from kiosk.ledger.schema import connect_to_read

_ALIVE = "SELECT count(*) FROM parcels WHERE live AND json_extract(body, '$.stage') = ?"


def guessing_findings(folder: Path, digits: int) -> Iterator[Finding]:
    """Yield the bound on guessing, as the codes stand that are good now. `digits`: how long a code is."""
    alive = alive_codes(folder / "ledger.db")
    if alive is None:
        return  # what is amiss with the record is said of the record
    each = chance(max(1, alive), digits)
    tries = a_day(each)
    given_away = tries * each + CHANCE_A_DAY / WAYS  # codes typed alone, and those typed with a home
    facts = {
        "alive": f"{alive:,}",
        "digits": digits,
        "one": f"{round(1 / each):,}",
        "tries": tries,
        "day": f"{round(1 / given_away):,}",
    }
    if tries:
        yield well("guessing", "bound", **facts)
    else:
        yield note("guessing", "home_always", **facts)


def alive_codes(path: Path) -> int | None:
    """Return how many pick-up codes are good now, 0 before the first start; None where the record can't be read."""
    if not path.exists():
        return 0
    try:
        connection = connect_to_read(path)
        try:
            row = connection.execute(_ALIVE, (ParcelStage.WAITING.value,)).fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return int(row[0])
