"""Every register, list, search, statement and report of the desk with years of an estate behind it.

The issue's limit is for each of them: 200 ms for 95 of a hundred, at five years of 640 homes.

`python -m tests.bench.desk_years --events 2800000` measures the whole five years.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.flows.reports.reporting import Reports
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import load_or_make
from tests.bench.desk_questions import of_books, of_desk_pages, of_files, of_reports
from tests.bench.estate_questions import Desk
from tests.bench.estate_years import MANY, Times, fill, timed
from tests.bench.figures import Aim, Figure, markdown, table
from tests.bench.filling import Filled, HistoryClock
from tests.bench.stand import workshop

LIMIT_MS = 200


def nights(filled: Filled) -> None:
    """Have every day of a filled site written down, as it is in the night after it."""
    folder, clock = filled.root / filled.settings.storage.folder, HistoryClock()
    ledger = SqliteLedger(folder / "ledger.db", clock, load_or_make(folder / "keys").vault)
    register = SqliteRegister(ledger.path)
    zone = filled.settings.site.time_zone
    assert ledger.last_at is not None
    clock.at = ledger.last_at.astimezone(UTC)
    reports, last = Reports(ledger, register, clock, zone), ledger.last_at.astimezone(ZoneInfo(zone)).date()
    begun = register.events(before_seq=2, most=1)[0].at.astimezone(ZoneInfo(zone)).date()
    ledger._connection.execute("PRAGMA synchronous = OFF")
    for number in range((last - begun).days):
        reports.count(begun + timedelta(days=number))
    register.close()
    ledger.close()


def measured(filled: Filled) -> dict[str, Times]:
    """Return what every question takes on a filled site."""
    desk = Desk(filled)
    try:
        questions = (*of_books(desk), *of_reports(desk), *of_files(desk), *of_desk_pages(desk))
        return {asked.name: timed(asked) for asked in questions}
    finally:
        desk.close()


def desk_years(count: int = MANY) -> list[Figure]:
    """Return what every question to the desk's books takes with `count` events on record."""
    with workshop() as root:
        filled = fill(root / "desk", count)
        nights(filled)
        how = f"{filled.events} events of an invented estate (640 homes), files in the page cache"
        rate = {"rate": filled.events / filled.filled_s, "size": filled.size_mb}
        found = [Figure("filling, the desk", rate, "events/s, MB", how)]
        aim = Aim("p95", LIMIT_MS)
        return found + [
            Figure(name, {**took.clock, "processor p95": took.processor["p95"]}, "ms", how, aim)
            for name, took in measured(filled).items()
        ]


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 once everything is measured; what missed its aim is told, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk_years", description=__doc__)
    parser.add_argument("--events", type=int, default=MANY, help=f"how many (default: {MANY})")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown too")
    asked = parser.parse_args(words)
    figures = desk_years(asked.events)
    print(table(figures))
    if asked.markdown:
        asked.markdown.write_text(markdown(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
