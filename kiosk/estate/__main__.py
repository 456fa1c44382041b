"""`python -m kiosk.estate FOLDER [--seed N]`: write an invented estate, ready to be enrolled and shown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.estate.people import SEED, enrolment, people_text
from kiosk.estate.site import site_text


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when site.toml and people.toml are written; 1 when the folder can't be."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.estate", description="Write an invented estate.")
    parser.add_argument("folder", type=Path, help="gets site.toml and people.toml")
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"another seed, other people (default: {SEED})"
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
