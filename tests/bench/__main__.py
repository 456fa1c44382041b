"""`python -m tests.bench [NAME...]`: measure, print tables, write JSON. `--list` names what can be measured."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.figures import Figure, machine, markdown, table

JSON = Path("var/bench.json")

MEASURES = {
    "frame_to_unlock": ("tests.bench.unlocking", "a claim slip's picture to the unlock frame on the wire"),
    "drop_and_pick_up": (
        "tests.bench.dropping",
        "touches and machine time of a drop and a pick-up in Chromium",
    ),
    "badge_to_list": ("tests.bench.chromium", "a badge's tap to the key list in Chromium"),
    "ledger_appends": ("tests.bench.appends", "events recorded a second, beside bare SQLite"),
    "bytes_per_movement": ("tests.bench.growth", "how the record grows, and what is written for it"),
    "start_to_ready": ("tests.bench.starting", "process start to the first page"),
    "resident_memory": ("tests.bench.resting", "memory after all journeys"),
    "page_bytes": ("tests.bench.chromium", "bytes of each lobby page"),
    "streams": ("tests.bench.streaming", "requests beside 20 open event streams"),
    "event_to_screen": ("tests.bench.streaming", "a door's change to the message at a screen"),
    "sensor_to_record": ("tests.bench.sensing", "a door's sensor to the event in the record"),
    "line_sweep": ("tests.bench.sweeping", "96 doors over one line, beside the line's own speed"),
    "recovery": ("tests.bench.recovering", "a cable's return to the first correct reading"),
    "verify": ("tests.bench.appends", "how fast the hash chain is walked"),
    "idle_cpu": ("tests.bench.resting", "CPU while nobody is there"),
    "slip_bytes": ("tests.bench.slips", "bytes and seconds of slips, as pictures and as text"),
    "zones": ("tests.bench.zones", "machine-readable zones of specimens and of damaged drawings"),
    "exposures": ("tests.bench.exposures", "slips read on dim paper and bright screens, by way of exposing"),
    "codes": ("tests.bench.codes", "codes read in pictures, and how fast"),
    "documents": ("tests.bench.documents", "ID cards read by grade, beside rapidocr alone"),
    "signatures": ("tests.bench.signatures", "signatures taken for their writer's, beside plain warping"),
    "allocation": (
        "tests.bench.allocating",
        "parcels refused in a year by way of choosing a door, beside the bound",
    ),
    "allocation_speed": ("tests.bench.allocating", "how long the choice among 1000 doors takes"),
    "estate_years": ("tests.bench.estate_years", "every list and search with years of an estate on record"),
    "desk_years": ("tests.bench.desk_years", "every register, statement and report of the desk after years"),
    "parcel_years": ("tests.bench.parcel_years", "every list and search with years of parcels at 1000 doors"),
}
"""Every measure: the module whose function of that name makes it, and what it tells."""


@dataclass(frozen=True)
class Failure:
    """A measure that could not be made, and why."""

    name: str
    why: str


def main(words: Sequence[str] | None = None) -> int:
    """Return 0; 1 if a measure could not be made. A missed aim is told, and is no failure."""
    asked = _parser().parse_args(words)
    if asked.list:
        for name, (_, told) in MEASURES.items():
            print(f"{name:<16} {told}")
        return 0
    unknown = [name for name in asked.names if name not in MEASURES]
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; see --list", file=sys.stderr)
        return 2
    found: dict[str, list[Figure]] = {}
    failures = []
    for name in asked.names or MEASURES:
        outcome = _measured(name)
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            found[name] = outcome
        _keep(asked, found)
    for failure in failures:
        print(f"bench: {failure.name} could not be measured: {failure.why}", file=sys.stderr)
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Loge.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure (default: all)")
    parser.add_argument("--list", action="store_true", help="name what can be measured")
    parser.add_argument("--json", type=Path, default=JSON, metavar="FILE", help=f"default: {JSON}")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables as Markdown too")
    return parser


def _measured(name: str) -> list[Figure] | Failure:
    print(f"{name}: {MEASURES[name][1]}", flush=True)
    before, began_s = os.getloadavg()[0], time.monotonic()
    try:
        made: list[Figure] = getattr(importlib.import_module(MEASURES[name][0]), name)()
    except Exception as trouble:  # one measure that fails must not cost the others
        return Failure(name, f"{type(trouble).__name__}: {trouble}"[:2000])
    after = os.getloadavg()[0]
    figures = [replace(figure, load=(round(before, 2), round(after, 2))) for figure in made]
    print(table(figures))
    print(f"  ({time.monotonic() - began_s:.0f} s, load average {before:.1f} to {after:.1f})\n", flush=True)
    return figures


def _keep(asked: argparse.Namespace, found: dict[str, list[Figure]]) -> None:
    """Write what there is so far: a run that is stopped keeps what it has."""
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    measures = {name: [figure.as_json() for figure in figures] for name, figures in found.items()}
    kept = {"machine": machine(), "measures": measures}
    asked.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.markdown:
        parts = [f"## {name}: {MEASURES[name][1]}\n\n{markdown(figures)}" for name, figures in found.items()]
        asked.markdown.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
