"""A torn QR code made whole: what every code has in common is drawn anew, and its error correction does the rest.

A reader finds a code by the three squares in its corners. A slip that is torn through one of them still has most of
what it says: from the two that are left follows where the third was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

MOST_FINDERS = 6
MOST_MENDED = 12
"""So many guesses at most at what a torn code was: a picture full of squares costs no more."""
MOST_HOLES = 1500
"""A picture with more light spots in dark ones is noise, or a pattern; nobody waits for it."""
MOST_STEPS = 0.06
_SURROUNDINGS = 61
LIGHTER = 1.8
_PX = 6
_QUIET = 4
_LEAST_MODULES, _MOST_MODULES = 21, 45
"""Versions 1 to 7; above that a code says its version in places that would have to be drawn as well."""
_LEAST_AREA = 25.0
_BURNT = 250
_SLACK = 2.4
"""How many modules a code may seem larger or smaller than it can be."""
_SMALL = 1.35
"""The squares of one code differ in size by no more than this."""


@dataclass(frozen=True)
class Finder:
    """One of the squares in a code's corners: its middle, how large a module is there, in pixels, and the four corners
    of its light ring's outer edge."""

    at: NDArray[np.float64]
    module_px: float
    ring: NDArray[np.float64]


def mended(
    grey: NDArray[np.uint8], finders: Sequence[Finder] | None = None
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64]]]:
    """Yield pictures of whole codes that torn ones in `grey` may have been, each upright and alone; none mostly.

    With each comes the affine matrix (2 x 3) that leads from it back to `grey`. `finders`: those of `grey`, where they
    are known.
    """
    made = 0
    found = finders_in(grey) if finders is None else finders
    for one, other in combinations(found[:MOST_FINDERS], 2):
        if max(one.module_px, other.module_px) > _SMALL * min(one.module_px, other.module_px):
            continue
        for modules, corners in _guesses(one, other):
            yield _drawn(grey, modules, corners)
            made += 1
            if made == MOST_MENDED:
                return


def finders_in(grey: NDArray[np.uint8]) -> list[Finder]:
    """Return the dark squares that lie alone in a light one, as in a finder pattern, whatever is around it.

    Where one threshold for the whole picture shows fewer than two, each pixel's surroundings are its threshold.
    """
    _, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    found = _squares(dark) if _is_print(grey, dark) else []
    if len(found) > 1:
        return found
    soft = cv2.GaussianBlur(grey, (0, 0), 1)
    dark = cv2.adaptiveThreshold(
        soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _SURROUNDINGS, 7
    )
    return _squares(dark) if _is_calm(dark) else found


def _squares(dark: Any) -> list[Finder]:
    outlines, tree = cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    inner: dict[bytes, Finder] = {}
    holes = np.flatnonzero(tree[0][:, 3] >= 0)
    if len(holes) > MOST_HOLES:
        return []
    for hole in holes:
        if found := _square_in(dark, outlines[int(hole)]):
            inner[np.rint(found.at).tobytes()] = found
    return list(inner.values())


def _is_print(grey: NDArray[np.uint8], dark: Any) -> bool:
    """Whether there may be ink on paper: twice as light as what is around, and no noise that changes at each step."""
    lightness = cv2.mean(grey, cv2.bitwise_not(dark))[0]
    if lightness < LIGHTER * cv2.mean(grey, dark)[0]:
        return False
    return _is_calm(dark)


def _is_calm(dark: Any) -> bool:
    steps = cv2.countNonZero(cv2.absdiff(dark[:, 1:], dark[:, :-1]))
    return bool(steps < MOST_STEPS * dark.size)


def _square_in(dark: Any, hole: Any) -> Finder | None:
    """Return the finder whose light ring this hole is, if it is one: 5 x 5 modules with 3 x 3 dark ones in it."""
    x, y, wide, high = cv2.boundingRect(hole)
    area = cv2.contourArea(hole)
    if area < _LEAST_AREA or max(wide, high) > 2 * min(wide, high) or area < 0.45 * wide * high:
        return None
    shape: Any = np.zeros((high, wide), np.uint8)
    cv2.drawContours(shape, [hole - (x, y)], 0, 255, cv2.FILLED)
    shape = cv2.erode(  # its own edge is the dark ring around it
        shape, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    inside = cv2.bitwise_and(shape, dark[y : y + high, x : x + wide])
    count, _, stats, middles = cv2.connectedComponentsWithStats(inside, connectivity=8)
    if count != 2:
        return None
    share = stats[1][cv2.CC_STAT_AREA] / area
    if not 0.2 < share < 0.55:
        return None
    middle = middles[1] - (np.array((wide, high)) - 1) / 2
    if np.abs(middle).max() > 0.2 * max(wide, high):
        return None
    # the outline runs on the dark ring
    return Finder(middles[1] + (x, y), float(np.sqrt(area) - 1) / 5, _corners(hole))


def _corners(hole: Any) -> NDArray[np.float64]:
    """Return the four corners of an outline, in any order: those that it has, or those of the rectangle around it."""
    outline = cv2.approxPolyDP(hole, 0.08 * cv2.arcLength(hole, closed=True), closed=True)
    if len(outline) != 4:
        outline = cv2.boxPoints(cv2.minAreaRect(hole))
    return np.asarray(outline, np.float64).reshape(4, 2)


def _guesses(one: Finder, other: Finder) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield how many modules the code may have had, and where its upper left, upper right, lower left squares were."""
    apart = other.at - one.at
    module_px = (one.module_px + other.module_px) / 2
    distance = float(np.hypot(*apart)) / module_px
    right = np.array((-apart[1], apart[0]))  # a quarter turn clockwise, as the picture is seen
    for modules in _modules(distance):
        for first, second, turn in ((one.at, other.at, right), (other.at, one.at, -right)):
            yield modules, np.array((first, second, first + turn), np.float32)  # the lower left one is gone
            yield modules, np.array((first, first - turn, second), np.float32)  # the upper right one is
    for modules in _modules(distance / float(np.sqrt(2))):
        middle = (one.at + other.at) / 2
        yield modules, np.array((middle - right / 2, other.at, one.at), np.float32)
        yield modules, np.array((middle + right / 2, one.at, other.at), np.float32)


def _modules(distance: float) -> Iterator[int]:
    """Yield the sizes of the codes whose squares may be so many modules apart: one, or two where it lies between."""
    version = (distance + 7 - 17) / 4
    near = round(version)
    for one in (near, near + (1 if version > near else -1)):
        modules = 17 + 4 * one
        if abs(distance + 7 - modules) <= _SLACK and _LEAST_MODULES <= modules <= _MOST_MODULES:
            yield modules


def _drawn(
    grey: NDArray[np.uint8], modules: int, corners: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the code upright, with what all codes of its size have in common drawn anew, and the way back.

    Source: ISO/IEC 18004, 6.3: finder patterns, separators, timing patterns, alignment pattern of versions 2 to 6.
    """
    first, last = (_QUIET + 3.5) * _PX, (_QUIET + modules - 3.5) * _PX
    upright = np.array(((first, first), (last, first), (first, last)), np.float32)
    side = (modules + 2 * _QUIET) * _PX
    lens = cv2.getAffineTransform(corners, upright - 0.5)
    seen = cv2.warpAffine(grey, lens, (side, side), flags=cv2.INTER_LINEAR, borderValue=255)
    code = _levels(np.asarray(seen, np.uint8))
    for edge in (np.s_[: _QUIET * _PX], np.s_[-_QUIET * _PX :]):
        code[edge] = 255
        code[:, edge] = 255
    for at in range(8, modules - 8):
        _fill(code, 6, at, 1, 255 * (at % 2))
        _fill(code, at, 6, 1, 255 * (at % 2))
    for down, across in ((0, 0), (0, modules - 7), (modules - 7, 0)):
        _square(code, down, across, (7, 5, 3), separated=modules)
    if 25 <= modules < _MOST_MODULES:
        _square(code, modules - 9, modules - 9, (5, 3, 1))
    return code, np.asarray(cv2.invertAffineTransform(lens), np.float64)


def _levels(seen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return paper in black and white; near what is burnt out, by the surroundings of each pixel."""
    if cv2.countNonZero(cv2.inRange(seen, np.array(_BURNT), np.array(255))) > 0.02 * seen.size:
        plain = cv2.adaptiveThreshold(
            seen, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 6 * _PX + 1, 3
        )
    else:
        _, plain = cv2.threshold(seen, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(plain, np.uint8)


def _square(
    code: NDArray[np.uint8], down: int, across: int, sides: tuple[int, int, int], *, separated: int = 0
) -> None:
    """Draw squares one in another, dark, light, dark; `separated`: with a light line around, in a code of that size."""
    if separated:
        top, left = max(0, down - 1), max(0, across - 1)
        for row in range(top, min(separated, down + 8)):
            for column in range(left, min(separated, across + 8)):
                _fill(code, row, column, 1, 255)
    for number, side in enumerate(sides):
        inset = (sides[0] - side) // 2
        _fill(code, down + inset, across + inset, side, 255 * (number % 2))


def _fill(code: NDArray[np.uint8], down: int, across: int, side: int, level: int) -> None:
    y, x = (_QUIET + down) * _PX, (_QUIET + across) * _PX
    code[y : y + side * _PX, x : x + side * _PX] = level
