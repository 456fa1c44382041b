"""Signatures in the text format of SVC2004: the number of points, then x y time button [azimuth altitude pressure].

Source: SVC2004, First International Signature Verification Competition, "File format". Button 0: the pen is up.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from kiosk.signatures.strokes import Pen, Unreadable, pen_of

MOST_BYTES = 20_000_000
PAUSE_MS = 50.0
"""A gap in time is a lifted pen, also where no line says so."""
USUAL_GAPS = 4.0
"""... if it is so many times as long as the way from point to point usually takes."""


def read(path: Path) -> Pen:
    """Return the signature of a file.

    Raises:
        Unreadable: with the line that is wrong, or why it can't be compared.
        OSError: where the file can't be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(f"more than {MOST_BYTES} bytes")
    return parse(content.decode("utf-8-sig", "replace"))


def parse(content: str) -> Pen:
    """Return the signature of a text. Raises `Unreadable` as `read`."""
    lines = [(number, line.split()) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    if not lines or len(lines[0][1]) != 1 or not lines[0][1][0].isdecimal():
        raise Unreadable("line 1: the number of points is expected")
    said, rows = int(lines[0][1][0]), [_row(number, words) for number, words in lines[1:]]
    if said != len(rows):
        raise Unreadable(f"line 1 says {said} points, {len(rows)} follow")
    return pen_of(_strokes(rows))


def _row(number: int, words: list[str]) -> tuple[float, float, float, bool]:
    try:
        x, y, t, button = (float(word) for word in words[:4])
    except ValueError:
        raise Unreadable(f"line {number}: x y time button is expected") from None
    return x, y, t, button != 0


def _strokes(rows: list[tuple[float, float, float, bool]]) -> list[list[tuple[float, float, float]]]:
    """Return the parts between lifts of the pen; all of it as one where no line says that the pen was down."""
    if not any(down for *_, down in rows):
        rows = [(x, y, t, True) for x, y, t, _ in rows]
    steps = sorted(after[2] - before[2] for before, after in pairwise(rows))
    usual = steps[len(steps) // 2] if steps else 0.0
    pause = max(PAUSE_MS, USUAL_GAPS * usual)
    parts: list[list[tuple[float, float, float]]] = [[]]
    for x, y, t, down in rows:
        late = bool(parts[-1]) and t - parts[-1][-1][2] > pause
        if (not down or late) and parts[-1]:
            parts.append([])
        if down:
            parts[-1].append((x, y, t))
    return [one for one in parts if len(one) > 1]
