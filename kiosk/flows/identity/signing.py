"""What a pen leaves on the screen, checked and ready for the vault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from kiosk.domain.refusal import Refused
from kiosk.ports.record import Sealed

Strokes = Sequence[Sequence[tuple[int, int, int]]]
"""Pen strokes: points of x and y (canvas pixels) and t (ms)."""

MOST_POINTS = 20_000
FARTHEST_PX, LONGEST_MS = 20_000, 86_400_000
"""No screen is as large, and nobody signs for a day: what lies beyond was drawn by no hand."""


def signature_of(person: str, about: str, strokes: Strokes) -> tuple[Sealed, str]:
    """Return the pen strokes ready for the vault under "signature:<about>", and their SHA-256 in hex.

    Raises:
        Refused: `signature.missing` for nothing, a dot, or more points than a hand makes.
    """
    if not is_written(strokes):
        raise Refused("signature.missing")
    content = _as_json(strokes)
    return Sealed(f"signature:{about}", person, content), sha256(content).hexdigest()


def note_of(person: str, about: str, strokes: Strokes) -> Sealed:
    """Return a note written by hand, ready for the vault under "note:<about>"."""
    return Sealed(f"note:{about}", person, _as_json(strokes))


def report_of(person: str, about: str, words: str, strokes: Strokes) -> tuple[Sealed, str]:
    """Return a report, typed and written, ready for the vault under "report:<about>", and its SHA-256 in hex."""
    content = json.dumps({"words": words, "strokes": strokes}, ensure_ascii=False).encode()
    return Sealed(f"report:{about}", person, content), sha256(content).hexdigest()


def is_written(strokes: Strokes) -> bool:
    """Return whether a hand wrote something: no dot, no more points than a hand makes, none off the screen."""
    points = sum(len(stroke) for stroke in strokes)
    if points < 8 or points > MOST_POINTS:
        return False
    every = [point for stroke in strokes for point in stroke]
    if any(max(abs(x), abs(y)) > FARTHEST_PX or not 0 <= t <= LONGEST_MS for x, y, t in every):
        return False
    xs = [x for stroke in strokes for x, _, _ in stroke]
    ys = [y for stroke in strokes for _, y, _ in stroke]
    return max(xs) - min(xs) + max(ys) - min(ys) >= 40


def digest_of(strokes: Strokes) -> str:
    """Return the SHA-256 of pen strokes in hex, as it stands in the record."""
    return sha256(_as_json(strokes)).hexdigest()


def _as_json(strokes: Strokes) -> bytes:
    return json.dumps(
        [[list(point) for point in stroke] for stroke in strokes], separators=(",", ":")
    ).encode()
