"""Every list and search with years of parcels at a thousand doors, and how many codes are checked in a second.

`python -m tests.bench.parcel_years --events 3000000` measures the whole five years.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.bench import filling
from tests.bench.estate_questions import Asked, Desk
from tests.bench.estate_years import FEW, MANY, Times, grown, timed
from tests.bench.figures import Figure, markdown, table
from tests.bench.filling import Filled
from tests.bench.parcel_history import DAYS, parcel_history
from tests.bench.parcel_questions import of_codes, of_parcel_pages, of_parcels
from tests.bench.parcel_site import DOORS, parcel_people, parcel_site_text
from tests.bench.stand import workshop


def fill(root: Path, count: int) -> Filled:
    """Return the site of a thousand doors with about `count` events of its years on record."""
    history = partial(parcel_history, days=2 * DAYS)
    return filling.fill(root, parcel_site_text(), parcel_people(), history, count)


def measured(filled: Filled) -> dict[str, Times]:
    """Return what every question takes on a filled site."""
    desk = Desk(filled)
    try:
        questions: list[Asked] = [*of_parcels(desk), *of_parcel_pages(desk), *of_codes(desk)]
        return {asked.name: timed(asked) for asked in questions}
    finally:
        desk.close()


def parcel_years(count: int = MANY) -> list[Figure]:
    """Return what every list and search takes with `count` events, and how much more than with ten thousand."""
    with workshop() as root:
        return compared(fill(root / "few", FEW), fill(root / "many", count))


def compared(few: Filled, many: Filled) -> list[Figure]:
    """Return what every list and search takes with much on record, and how much more than with little."""
    before, after = measured(few), measured(many)
    how = (
        f"{many.events} events of parcels at {DOORS} doors; the ratio is of the processor's time, at p95, to that "
        f"with {few.events} events"
    )
    rate = {"rate": many.events / many.filled_s, "size": many.size_mb}
    figures = [Figure("filling, parcels", rate, "events/s, MB", how), *grown(before, after, how)]
    for name in ("code, wrong", "code, wrong, one home", "code, right"):
        checked = {"rate": 1000 / after[name].processor["p50"]}
        figures.append(Figure(f"{name}: checked", checked, "codes/s", how))
    return figures


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 once everything is measured; what missed its aim is told, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.parcel_years", description=__doc__)
    parser.add_argument("--events", type=int, default=MANY, help=f"how many (default: {MANY})")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown too")
    asked = parser.parse_args(words)
    figures = parcel_years(asked.events)
    print(table(figures))
    if asked.markdown:
        asked.markdown.write_text(markdown(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
