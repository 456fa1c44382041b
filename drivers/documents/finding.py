"""Where the card is in a picture: the four corners of what the text stands on, by its edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]

_SMALL_PX = 480
_LEAST_SHARE = 0.06
"""Of the picture; smaller, nothing on a card can be read."""
_RATIOS = (85.6 / 54.0, 125 / 88)
"""ISO/IEC 7810: ID-1, and ID-3 (ID-2 is nearly the same)."""
_TOLERANCE_PX = 2.0
_ASKEW = np.deg2rad(2.5)
_MOST_SLANT = np.deg2rad(28)


def quad(seen: Pixels, texts: Sequence[Corners], angle: float) -> Corners | None:
    """Return a card's corners, or None where no edges show it.

    They begin with the upper left one as the text lies, which reads along `angle` (radians, clockwise).
    """
    scale = _SMALL_PX / max(seen.shape[:2])
    small = np.asarray(cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    sizes = np.array([cv2.contourArea(text) for text in texts])
    best: tuple[float, Corners] | None = None
    for outline in _outlines(small):
        corners = _turned(outline, angle)
        if corners is None:
            continue
        inside = np.array([_holds(corners, text * np.float32(scale)) for text in texts])
        share = float(sizes[inside].sum() / max(1.0, sizes.sum()))
        if share < 0.75:
            continue
        score = 3 * share + 0.6 * _squareness(corners) - 0.5 * cv2.contourArea(corners) / small[:, :, 0].size
        if best is None or score > best[0]:
            best = (score, corners)
    return None if best is None else best[1] / scale


def proportions(corners: Corners) -> float:
    """Return the width of a card by its height: that of the standard's sizes which is nearest."""
    wide = np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])
    high = np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])
    seen = float(wide) / max(1.0, float(high))
    return min(_RATIOS, key=lambda ratio: abs(np.log(seen / ratio)))


def _outlines(small: Pixels) -> Iterator[Corners]:
    """Yield four-cornered outlines in a picture, by several ways to tell an inside from an outside."""
    least = _LEAST_SHARE * small.shape[0] * small.shape[1]
    for mask in _masks(small):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in sorted(contours, key=_hull_area, reverse=True)[:6]:
            hull = cv2.convexHull(contour)
            if cv2.contourArea(hull) < least:
                break
            if (corners := _four(hull)) is not None:
                yield corners


def _masks(small: Pixels) -> Iterator[Any]:
    soft = cv2.bilateralFilter(small, 7, 40, 7)
    lab = cv2.cvtColor(soft, cv2.COLOR_BGR2LAB)
    channels = [*cv2.split(lab), cv2.cvtColor(soft, cv2.COLOR_BGR2HSV)[:, :, 1]]
    edges: Any = np.zeros(small.shape[:2], np.uint8)
    for channel in channels:
        middle = float(np.median(np.abs(cv2.Laplacian(channel, cv2.CV_32F)))) + 6
        edges |= cv2.Canny(channel, 3 * middle, 7 * middle)
    closing = np.ones((3, 3), np.uint8)
    yield cv2.dilate(edges, closing)
    yield cv2.morphologyEx(cv2.dilate(edges, closing), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    for channel in channels:
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        filled = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
        yield filled
        yield cv2.morphologyEx(255 - mask, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))


def _hull_area(contour: Any) -> float:
    return float(cv2.contourArea(cv2.convexHull(contour))) if len(contour) > 3 else 0.0


def _four(hull: Any) -> Corners | None:
    """Return a convex outline as four corners, if it is nearly that."""
    around = cv2.arcLength(hull, True)
    for part in (0.015, 0.025, 0.04, 0.06):
        found = cv2.approxPolyDP(hull, part * around, True)
        if len(found) == 4:
            corners: Corners = found.reshape(4, 2).astype(np.float32)
            fills = cv2.contourArea(corners) / max(1.0, cv2.contourArea(hull))
            return corners if 0.88 < fills < 1.12 and cv2.isContourConvex(found) else None
        if len(found) < 4:
            return None
    return None


def _turned(corners: Corners, angle: float) -> Corners | None:
    """Return the corners from the upper left one of the text on; None if no side runs with the text."""
    along = np.array([np.cos(angle), np.sin(angle)], np.float32)
    down = np.array([-np.sin(angle), np.cos(angle)], np.float32)
    middle = corners.mean(axis=0)
    places = [(float((at - middle) @ along), float((at - middle) @ down)) for at in corners]
    upper = sorted(range(4), key=lambda one: places[one][1])[:2]
    lower = [one for one in range(4) if one not in upper]
    upper.sort(key=lambda one: places[one][0])
    lower.sort(key=lambda one: places[one][0])
    order = corners[[upper[0], upper[1], lower[1], lower[0]]]
    wide, high = order[1] - order[0], order[3] - order[0]
    slants = [
        float(np.arctan2(float(side @ down), float(side @ along))) for side in (wide, order[2] - order[3])
    ]
    if min(slants) > _ASKEW or max(slants) < -_ASKEW:
        return None  # what is printed on a card runs along its edges: these are the edges of something else
    slant = max(abs(slant) for slant in slants)
    ratio = float(np.linalg.norm(wide) / max(1.0, float(np.linalg.norm(high))))
    return order if slant < _MOST_SLANT and 1.05 < ratio < 2.2 else None


def _squareness(corners: Corners) -> float:
    """Return how nearly opposite sides are equal: 1 for a parallelogram."""
    sides = [float(np.linalg.norm(corners[(at + 1) % 4] - corners[at])) for at in range(4)]
    pairs = [min(sides[at], sides[at + 2]) / max(1.0, sides[at], sides[at + 2]) for at in (0, 1)]
    return pairs[0] * pairs[1]


def _holds(corners: Corners, text: Corners) -> bool:
    """Return whether all of a text is within some corners; a box may be a little larger than its text."""
    middle = text.mean(axis=0)
    inner = middle + 0.85 * (text - middle)
    return all(cv2.pointPolygonTest(corners, (float(x), float(y)), True) >= -_TOLERANCE_PX for x, y in inner)
