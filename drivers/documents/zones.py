"""Machine-readable zones in a picture: which rows of text are one, and what each character of them may be.

Which way is up is found by reading: print upside down fits no even row of OCR-B characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.documents.evenly import SOME_PITCH, USUAL_PITCH, Even, choices, even
from drivers.documents.ocr_b import NOTHING, STEP_PX, OcrB, Shares
from drivers.documents.picture import Pixels
from drivers.documents.rows import Grey, Row, joined, longest, point_at, row_of, strip
from drivers.documents.sight import Line

LINES = {30: 3, 36: 2, 44: 2}
"""How many lines a zone has, by the number of characters of each."""
_LEAST_LONG = 12.0
_MOST_ROWS = 10
_FITS_WELL = -0.35
_FITS = -1.1
"""From which score on a row may be one of a zone's lines."""
_LOWER = 0.6
"""By how much a nearer line's score may be lower than that of one farther away."""
_SPACING = np.arange(1.25, 3.3, 0.15)
"""How far apart the lines of a zone may be, in pitches."""


_DOWN = (-0.36, -0.24, -0.12, 0.0, 0.12, 0.24, 0.36)
"""How far below the found middle of a line, in pitches, it is looked at."""
_BEND = 9
"""Over so many characters a line is as good as straight."""


@dataclass(frozen=True)
class Found:
    """One line of a zone: its row from the middle of the first character to that of the last, and how well it fits."""

    row: Row
    length: int
    score: float


@dataclass(frozen=True)
class SeenZone:
    """A zone: its lines from the top, what each says, and the direction of reading, in radians clockwise."""

    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    angle: float


def zone_in(reader: OcrB, seen: Pixels, boxes: Sequence[NDArray[np.float32]]) -> SeenZone | None:
    """Return the machine-readable zone in a picture (BGR), by the boxes of text in it, or None.

    The boxes may lie in any direction. Places of lines are in widths of the picture. Of two zones: the plainer one.
    """
    rows = list(longest(joined([row_of(box) for box in boxes]), _LEAST_LONG, _MOST_ROWS))
    if not rows:
        return None
    grey = np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), np.uint8)
    best = _anchor(reader, grey, rows)
    if best is None:
        return None
    found = _siblings(reader, grey, best)
    if len(found) < LINES[best.length]:
        return None
    x, y = best.row.along
    lines = tuple(_line(reader, grey, one) for one in found)
    return SeenZone(tuple(one.row for one in found), lines, float(np.arctan2(y, x)))


def _anchor(reader: OcrB, grey: Grey, rows: Sequence[Row]) -> Found | None:
    """Return the row that fits best as a line of a zone; the first that fits well ends the search."""
    best = None
    for row in rows:
        found = [one for way in (row, row.turned()) for one in _as_line(reader, grey, way)]
        here = max(found, key=lambda one: one.score)
        if best is None or here.score > best.score:
            best = here
        if best.score >= _FITS_WELL:
            break
    return best if best and best.score >= _FITS else None


def _as_line(reader: OcrB, grey: Grey, row: Row) -> list[Found]:
    """Return a row as a line of 30, of 36 and of 44 characters."""
    found = []
    for guess, lengths in ((30.0, (30,)), (40.0, (36, 44))):
        shares = reader.shares([strip(grey, row, guess)])[0]
        for length in lengths:
            placed = even(shares, length, SOME_PITCH)
            found.append(Found(_fitted(row, guess, placed), length, _score(shares, placed)))
    return found


def _score(shares: Shares, placed: Even) -> float:
    """Return how well a line fits and how plainly it reads: print upside down is even as well, but nothing in it."""
    return placed.score + float(shares[list(placed.steps), :NOTHING].max(axis=1).mean())


def _fitted(row: Row, guess: float, placed: Even) -> Row:
    """Return the row from the middle of its first character to the middle of its last."""
    ends = [point_at(row, guess, placed.steps[at] * STEP_PX + 0.5) for at in (0, -1)]
    return Row(ends[0], ends[1], row.high)


def _siblings(reader: OcrB, grey: Grey, anchor: Found) -> list[Found]:
    """Return the lines of the zone that the anchor is one of, from the top."""
    wanted = LINES[anchor.length]
    lines = [anchor]
    for _ in range(wanted - 1):
        more = [_beside(reader, grey, lines[0], -1, lines), _beside(reader, grey, lines[-1], 1, lines)]
        above, below = more
        if above and (not below or above.score >= below.score):
            lines.insert(0, above)
        elif below:
            lines.append(below)
    return lines


def _beside(reader: OcrB, grey: Grey, line: Found, way: int, lines: Sequence[Found]) -> Found | None:
    """Return the line above (-1) or below (1) another, if there is one."""
    pitch = line.row.long / (line.length - 1)
    spacings = _SPACING
    if len(lines) > 1:
        known = abs(float((lines[1].row.left - lines[0].row.left) @ line.row.down)) / pitch
        spacings = np.arange(known - 0.2, known + 0.25, 0.1)
    rows = [line.row.moved(way * spacing * pitch) for spacing in spacings]
    seen = reader.shares([strip(grey, row, line.length - 1) for row in rows])
    placed = [even(shares, line.length, USUAL_PITCH) for shares in seen]
    scores = [_score(*one) for one in zip(seen, placed, strict=True)]
    at = _nearest(scores)
    if scores[at] < _FITS:
        return None
    return Found(_fitted(rows[at], line.length - 1, placed[at]), line.length, scores[at])


def _nearest(scores: Sequence[float]) -> int:
    """Return the first peak that is about as high as any: the next line, not the one after it."""
    enough = max(scores) - _LOWER
    for at, score in enumerate(scores):
        if score >= enough and score >= max(scores[max(0, at - 1) : at + 2]):
            return at
    return int(np.argmax(scores))


def _followed(beside: NDArray[np.float32], placed: Even) -> Shares:
    """Return what the strips at several heights show, at each step those where print is plainest: a page is bent."""
    plain = beside[:, list(placed.steps), :NOTHING].max(axis=2)
    window = np.ones(_BEND)
    around = np.convolve(np.ones(plain.shape[1]), window, "same")
    smooth = np.stack([np.convolve(row, window, "same") / around for row in plain])
    height = np.rint(np.interp(np.arange(beside.shape[1]), placed.steps, smooth.argmax(axis=0))).astype(int)
    steps = np.arange(beside.shape[1])
    near = [beside[np.clip(height + by, 0, len(beside) - 1), steps] for by in (-1, 0, 1)]
    return np.asarray(np.mean(near, axis=0), np.float32)


def _line(reader: OcrB, grey: Grey, found: Found) -> Line:
    """Return what a line says, looked at in several ways around where it stands."""
    count = found.length - 1
    beside = np.stack(reader.shares([strip(grey, found.row, count, down=down) for down in _DOWN]))
    rough = [even(one, found.length, USUAL_PITCH) for one in beside]
    at = int(np.argmax([_score(*one) for one in zip(beside, rough, strict=True)]))
    taller = [strip(grey, found.row, count, capital=capital, down=_DOWN[at]) for capital in (0.92, 1.08)]
    followed = _followed(beside, rough[at])
    shares: Shares = np.mean([followed, followed, followed, *reader.shares(taller)], axis=0)
    placed = even(shares, found.length)
    said = choices(shares, placed.steps)
    ends = np.stack([found.row.left, found.row.right]) / grey.shape[1]
    half = found.row.long / (found.length - 1) / grey.shape[1] / 2
    left, top = (round(float(edge), 4) for edge in ends.min(axis=0) - half)
    right, foot = (round(float(edge), 4) for edge in ends.max(axis=0) + half)
    text = "".join(one[0][0] for one in said)
    confidence = round(float(np.mean([one[0][1] for one in said])), 4)
    return Line(text, confidence, left, top, right, foot, said)
