"""`python -m kiosk.signatures score REFERENCE... PROBE`: how alike the last signature is to those before it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.signatures.files import read
from kiosk.signatures.strokes import Unreadable
from kiosk.signatures.verdict import MOST_REFERENCES, compare

TOLD = """\
Files are in the text format of SVC2004: the number of points on the first line, then a line for each point:
x y time button, and whatever follows is not looked at. The last line printed is "score S VERDICT": S is 0 for the
very same path, and grows the less alike they are; up to 1.000 it is "same", then "unsure", then "different"."""


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 once a score is printed; 2 for a file that can't be read or compared."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.signatures", epilog=TOLD, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    deeds = parser.add_subparsers(required=True, metavar="score")
    score = deeds.add_parser("score", epilog=TOLD, formatter_class=argparse.RawDescriptionHelpFormatter)
    score.add_argument("references", nargs="+", type=Path, metavar="REFERENCE")
    score.add_argument("probe", type=Path, metavar="PROBE")
    asked = parser.parse_args(words)
    pens = []
    for path in (*asked.references, asked.probe):
        try:
            pens.append(read(path))
        except (OSError, Unreadable) as trouble:
            why = trouble.strerror if isinstance(trouble, OSError) else trouble
            print(f"signatures: {path}: {why}", file=sys.stderr)
            return 2
    known = pens[:-1]
    if len(known) > MOST_REFERENCES:
        print(f"signatures: of {len(known)} references the last {MOST_REFERENCES} count", file=sys.stderr)
    found = compare(known, pens[-1])
    print(f"score {found.score:.3f} {found.verdict.value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
