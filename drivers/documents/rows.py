"""Rows of text: boxes that a detector found, joined where they lie on one line, and strips cut out along them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.documents.ocr_b import CAPITAL_PX, HIGH_PX, PITCH_PX

Grey = NDArray[np.uint8]
Point = NDArray[np.float64]
MARGIN_PX = 3 * PITCH_PX
"""What a strip shows before the first and behind the last character."""
_PARALLEL = np.radians(5)
_GAP_HEIGHTS = 5.0


@dataclass(frozen=True)
class Row:
    """A row of text by its middle line, in the order in which it is read, and how high it is."""

    left: Point
    right: Point
    high: float

    @property
    def long(self) -> float:
        """Its length."""
        return float(np.linalg.norm(self.right - self.left))

    @property
    def along(self) -> Point:
        """The unit vector along which it is read."""
        return (self.right - self.left) / max(1e-6, self.long)

    @property
    def down(self) -> Point:
        """The unit vector towards the next row."""
        x, y = self.along
        return np.array([-y, x])

    def turned(self) -> Row:
        """Return the row, read the other way."""
        return replace(self, left=self.right, right=self.left)

    def moved(self, down_px: float) -> Row:
        """Return a row so far below."""
        return replace(self, left=self.left + self.down * down_px, right=self.right + self.down * down_px)


def row_of(box: NDArray[np.float32]) -> Row:
    """Return the row in a box of four corners: along its longer sides."""
    corners = np.asarray(box, np.float64)
    sides = [float(np.linalg.norm(corners[at] - corners[(at + 1) % 4])) for at in (0, 1)]
    start = 0 if sides[0] >= sides[1] else 1
    one = (corners[start] + corners[(start + 3) % 4]) / 2
    other = (corners[start + 1] + corners[(start + 2) % 4]) / 2
    first, last = (one, other) if tuple(one) <= tuple(other) else (other, one)
    return Row(first, last, min(sides))


def joined(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with those made one that go on behind each other."""
    left = sorted(rows, key=lambda row: -row.long)
    found: list[Row] = []
    while left:
        row = left.pop(0)
        while (at := next((at for at, other in enumerate(left) if _goes_on(row, other)), None)) is not None:
            row = _one(row, left.pop(at))
        found.append(row)
    return found


def _goes_on(row: Row, other: Row) -> bool:
    if max(row.high, other.high) > 1.7 * min(row.high, other.high):
        return False
    if other.long > 1.5 * other.high and abs(float(row.down @ other.along)) > np.sin(_PARALLEL):
        return False
    middle = (other.left + other.right) / 2 - row.left
    across, along = abs(float(middle @ row.down)), float(middle @ row.along)
    reach = other.long / 2 + _GAP_HEIGHTS * row.high
    return across < 0.45 * row.high and -reach < along < row.long + reach


def _one(row: Row, other: Row) -> Row:
    ends = [row.left, row.right, other.left, other.right]
    places = [float(end @ row.along) for end in ends]
    return replace(row, left=ends[int(np.argmin(places))], right=ends[int(np.argmax(places))])


def strip(
    grey: Grey,
    row: Row,
    length: float,
    *,
    capital: float = 1.0,
    down: float = 0.0,
    width_px: int | None = None,
) -> Grey:
    """Return what is along a row, as the reader of OCR-B wants it, if `length` characters stand from end to end.

    `capital`: how high a capital is, in pitches; `down`: how far below the row's middle to look, in pitches;
    `width_px`: how wide the strip is to be, if not as wide as it comes out.
    """
    pitch = row.long / length
    wide = width_px or strip_px(length)
    x, y = pitch / PITCH_PX * row.along, pitch * capital / CAPITAL_PX * row.down
    origin = row.left - x * MARGIN_PX - y * (HIGH_PX - 1) / 2 + row.down * pitch * down
    way = np.array([[x[0], y[0], origin[0]], [x[1], y[1], origin[1]]])
    source = _softened(grey, float(np.linalg.norm(x)))
    made = cv2.warpAffine(
        source,
        way,
        (wide, HIGH_PX),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(made, np.uint8)


def strip_px(length: float) -> int:
    """Return how wide a strip of so many characters is, margins included: a multiple of 8."""
    return int(np.ceil((length * PITCH_PX + 2 * MARGIN_PX) / 8)) * 8


def point_at(row: Row, length: float, column_px: float) -> Point:
    """Return where a column of a strip lies in the picture."""
    return row.left + row.along * (column_px - MARGIN_PX) * (row.long / length) / PITCH_PX


def _softened(grey: Grey, step: float) -> Grey:
    """Return the picture without what is finer than a strip's pixels, `step` pixels apart in it."""
    if step <= 1.4:
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.35 * step), np.uint8)


def longest(rows: Sequence[Row], least: float, most: int) -> Iterator[Row]:
    """Yield the rows that are at least `least` times as long as high, the longest first, at most `most`."""
    fitting = [row for row in rows if row.long >= least * row.high]
    yield from sorted(fitting, key=lambda row: -row.long / row.high)[:most]
