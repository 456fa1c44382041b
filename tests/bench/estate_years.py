"""Every list and every search with years of an estate behind it, beside the same with ten thousand events.

Like is compared with like. Ten thousand events are nine days of the whole estate: its lists of all keys are as long as
after years, what it shows of one key or one home is half empty. So there are two small ledgers, one of the whole estate
and one in which a few keys, homes and doors have all the traffic (`tests.bench.narrow`); each question is compared with
the one that has more to answer to it. What is asked of a month has more to count than either: a month of this estate is
35 000 events.

`python -m tests.bench.estate_years --events 2800000` measures the whole five years.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.domain.house import House
from kiosk.domain.places import Furniture
from kiosk.estate.history import DAYS, history
from kiosk.estate.lobby import Batch
from kiosk.estate.people import enrolment
from kiosk.estate.site import site_text
from tests.bench import filling
from tests.bench.estate_questions import Asked, Desk, of_lists, of_log, of_pages, of_searches
from tests.bench.figures import Aim, Figure, markdown, spread, table
from tests.bench.filling import Filled
from tests.bench.narrow import Narrowed, narrowed
from tests.bench.stand import workshop

FEW, MANY = 10_000, 200_000
LIMIT_MS, RATIO, FLOOR_MS = 100, 1.5, 2.0
"""How slow, and how much slower than with few events; what takes less than the floor has not grown."""
RUNS, LONGEST_S = 40, 6.0
"""Each question is asked so often, or for so long (five times at least)."""


def fill(root: Path, count: int) -> Filled:
    """Return the estate with about `count` events of its years on record."""
    return filling.fill(root, site_text(), enrolment(), partial(history, days=2 * DAYS), count)


def fill_narrowly(root: Path, count: int) -> Filled:
    """Return the same estate, where a few things have all the traffic of about `count` events."""

    def narrow(recorded: Callable[[], House], furniture: Furniture) -> Iterator[Batch]:
        return history(Narrowed(recorded), narrowed(furniture), days=DAYS)

    return filling.fill(root, site_text(), enrolment(), narrow, count)


@dataclass(frozen=True)
class Times:
    """What a question took, in milliseconds: by the clock, and of the processor."""

    clock: dict[str, float]
    processor: dict[str, float]


def timed(asked: Asked) -> Times:
    """Return what a question takes; the first time is not counted."""
    asked.ask(0)
    clock, processor, began_s = [], [], time.perf_counter()
    for number in range(RUNS):
        if number >= 5 and time.perf_counter() - began_s > LONGEST_S:
            break
        at_s, used_s = time.perf_counter(), time.thread_time()
        asked.ask(number)
        processor.append(1000 * (time.thread_time() - used_s))
        clock.append(1000 * (time.perf_counter() - at_s))
    return Times(spread(clock), spread(processor))


def measured(filled: Filled) -> dict[str, Times]:
    """Return what every question takes on a filled site."""
    desk = Desk(filled)
    try:
        questions = (*of_lists(desk), *of_searches(desk), *of_log(desk), *of_pages(desk))
        return {asked.name: timed(asked) for asked in questions}
    finally:
        desk.close()


def estate_years(count: int = MANY) -> list[Figure]:
    """Return what every list and search takes with `count` events, and how much more than with ten thousand."""
    with workshop() as root:
        few = (fill(root / "few", FEW), fill_narrowly(root / "narrow", FEW))
        return compared(few, fill(root / "many", count))


def compared(few: Sequence[Filled], many: Filled) -> list[Figure]:
    """Return what every list and search takes with much on record, and how much more than with little."""
    before, after = fullest([measured(one) for one in few]), measured(many)
    how = (
        f"{many.events} events of an invented estate (500 keys, 640 homes), {RUNS} times at most, files in the page "
        f"cache; the ratio is of the processor's time, at p95, to that with {few[0].events} events: of the whole "
        f"estate's nine days or of a few things' traffic, whichever has more to answer"
    )
    figures = [
        Figure("enrolment of the estate", {"time": many.enrolled_s}, "s", how),
        Figure("filling", {"rate": many.events / many.filled_s, "size": many.size_mb}, "events/s, MB", how),
    ]
    return [*figures, *grown(before, after, how)]


def fullest(small: Sequence[Mapping[str, Times]]) -> dict[str, Times]:
    """Return of each question what it takes on the small ledger that has most to answer to it."""
    return {
        name: max((one[name] for one in small), key=lambda took: took.processor["p50"]) for name in small[0]
    }


def grown(before: Mapping[str, Times], after: Mapping[str, Times], how: str) -> Iterator[Figure]:
    """Yield what every question takes with much on record, and how much more of the processor than with little."""
    for name, took in after.items():
        grown_from = max(before[name].processor["p95"], FLOOR_MS)
        ratio = max(took.processor["p95"], FLOOR_MS) / grown_from
        values = {**took.clock, "processor p95": took.processor["p95"]}
        yield Figure(name, values, "ms", how, Aim("p95", LIMIT_MS))
        yield Figure(f"- {name}, growth", {"ratio": ratio}, "", how, Aim("ratio", RATIO))


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 once everything is measured; what missed its aim is told, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.estate_years", description=__doc__)
    parser.add_argument("--events", type=int, default=MANY, help=f"how many (default: {MANY})")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown too")
    asked = parser.parse_args(words)
    figures = estate_years(asked.events)
    print(table(figures))
    if asked.markdown:
        asked.markdown.write_text(markdown(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
