"""`python -m kiosk.estate FOLDER [--seed N] [--weeks N]`: write an invented estate, with weeks on record if asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.estate.people import SEED, enrolment, people_text
from kiosk.estate.record import is_on_record, put_on_record
from kiosk.estate.site import site_text
from kiosk.settings import load


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when site.toml and people.toml are written; 1 when the folder can't be."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.estate", description="Write an invented estate.")
    parser.add_argument("folder", type=Path, help="gets site.toml and people.toml")
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"another seed, other people (default: {SEED})"
    )
    parser.add_argument(
        "--weeks", type=int, default=0, help="put so many weeks up to now on record, unless there is a record"
    )
    asked = parser.parse_args(words)
    enrolled = enrolment(asked.seed)
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
        (asked.folder / "site.toml").write_text(site_text(), encoding="utf-8")
        (asked.folder / "people.toml").write_text(people_text(enrolled), encoding="utf-8")
    except OSError as trouble:
        print(f"kiosk.estate: {trouble}", file=sys.stderr)
        return 1
    print(f"{asked.folder}: {len(enrolled.people)} people, {len(enrolled.keys)} keys")
    settings = load(asked.folder / "site.toml")
    if asked.weeks > 0 and not is_on_record(settings, asked.folder):
        print(f"{asked.weeks} weeks are put on record, for this once ...", flush=True)
        print(f"{put_on_record(settings, asked.folder, asked.weeks, asked.seed)} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
