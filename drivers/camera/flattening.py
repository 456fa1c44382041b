"""A QR code on a bottle, on a bent slip, or far from facing the camera: made flat by the three squares in its corners.

Each square tells where four of its own corners are; from twelve such points follows how the paper is bent and tilted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.mending import Finder

Points = NDArray[np.float64]
MOST_FLATTENED = 4
"""So many triples of squares are tried in one picture."""
_PX = 6
_QUIET = 4
_RING = np.array(((1.0, 1.0), (6.0, 1.0), (6.0, 6.0), (1.0, 6.0)))
"""The inner edge of a finder's dark ring, in modules from the finder's corner, clockwise from its upper left."""
_MOST_MODULES = 97
_BESIDE = 0.3


@dataclass(frozen=True)
class _Corner:
    """The finders upper left, upper right, lower left, and how many modules apart they seem."""

    origin: Finder
    right: Finder
    down: Finder
    apart: float
    odd: float
    """How far the others are from lying along the edges of the first, as a share of their distance."""


def flattened(
    grey: NDArray[np.uint8], finders: Sequence[Finder]
) -> Iterator[tuple[NDArray[np.uint8], Points]]:
    """Yield upright, flat pictures of what may be codes between three of `finders`, and the way back of each.

    The way back is the affine matrix (2 x 3) that comes nearest to it.
    """
    found = [corner for triple in combinations(finders, 3) if (corner := _ordered(triple))]
    for corner in sorted(found, key=lambda one: one.odd)[:MOST_FLATTENED]:
        for modules in _sizes(corner):
            for degree in (2, 3):
                yield _flat(grey, modules, corner, degree=degree)


def _ordered(triple: Sequence[Finder]) -> _Corner | None:
    """Return which is where; None where these three are no corners of one square, however it is tilted."""
    sizes = [one.module_px for one in triple]
    if max(sizes) > 2.5 * min(sizes):
        return None
    made = [_corner(triple[at], triple[at - 2], triple[at - 1]) for at in range(3)]
    return min((one for one in made if one), key=lambda one: one.odd, default=None)


def _corner(origin: Finder, one: Finder, other: Finder) -> _Corner | None:
    if (first := _along(origin, one)) is None or (second := _along(origin, other)) is None:
        return None
    if first[0] == second[0] or not 0.6 < first[1] / second[1] < 1.67:
        return None
    back = [_along(finder, origin) for finder in (one, other)]
    apart = [
        1 / there[1] + 1 / (again[1] if again else there[1])
        for there, again in zip((first, second), back, strict=True)
    ]
    right, down = one.at - origin.at, other.at - origin.at
    if right[0] * down[1] - right[1] * down[0] < 0:
        one, other = other, one
    return _Corner(origin, one, other, 4 / sum(apart), first[2] + second[2])


def _along(finder: Finder, other: Finder) -> tuple[int, float, float] | None:
    """Return along which edge of `finder` the other lies, how many modules away, how far beside; None: along none."""
    ring = finder.ring
    edges = np.array((ring[1] - ring[0] + ring[2] - ring[3], ring[3] - ring[0] + ring[2] - ring[1])) / 10
    if abs(np.linalg.det(edges)) < 0.3:
        return None
    away = np.abs((other.at - finder.at) @ np.linalg.inv(edges))
    axis = int(away.argmax())
    beside = float(away[1 - axis] / max(away[axis], 1e-6))
    return (axis, float(away[axis]), beside) if beside < _BESIDE and away[axis] > 10 else None


def _sizes(corner: _Corner) -> Iterator[int]:
    """Yield how many modules the code may have, the likeliest first."""
    version = (corner.apart + 7 - 17) / 4
    near = round(version)
    for one in (near, near + (1 if version > near else -1)):
        if one >= 1 and 17 + 4 * one <= _MOST_MODULES:
            yield 17 + 4 * one


def _labelled(finder: Finder, right: NDArray[np.float64], down: NDArray[np.float64]) -> Points:
    """Return the ring's corners clockwise from the upper left, as the code is read."""
    middle = finder.ring.mean(axis=0)
    axes = np.array((right / np.hypot(*right), down / np.hypot(*down)))
    local = (finder.ring - middle) @ np.linalg.inv(axes)
    wanted = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)))
    return np.asarray(finder.ring[[int((local @ each).argmax()) for each in wanted]])


def _flat(
    grey: NDArray[np.uint8], modules: int, corner: _Corner, *, degree: int
) -> tuple[NDArray[np.uint8], Points]:
    """Return the code flat, as its squares' corners tell; `degree`: of the curve that its rows and columns may be."""
    finders = (corner.origin, corner.right, corner.down)
    right, down = corner.right.at - corner.origin.at, corner.down.at - corner.origin.at
    seen = np.concatenate([_labelled(finder, right, down) for finder in finders])
    starts = np.array(((0, 0), (modules - 7, 0), (0, modules - 7)))
    at = np.concatenate([_RING + start for start in starts])
    found, _ = cv2.findHomography(at, seen, 0)
    lens = np.eye(3) if found is None else np.asarray(found, np.float64)
    bend, *_ = np.linalg.lstsq(
        _curves(at / modules, degree), np.asarray(seen - _through(lens, at)), rcond=None
    )
    side = (modules + 2 * _QUIET) * _PX
    rows, columns = np.mgrid[0:side, 0:side]
    place = np.stack(((columns.ravel() + 0.5) / _PX - _QUIET, (rows.ravel() + 0.5) / _PX - _QUIET), 1)
    there = _through(lens, place) + _curves(place / modules, degree) @ bend
    maps = there.astype(np.float32).reshape(side, side, 2)
    paper = cv2.remap(grey, maps, None, cv2.INTER_LINEAR, borderValue=255)  # type: ignore[call-overload]
    ends = np.array(((0, 0), (side, 0), (0, side)), np.float32)
    back = cv2.getAffineTransform(ends, np.array((maps[0, 0], maps[0, -1], maps[-1, 0]), np.float32))
    return np.asarray(paper, np.uint8), np.asarray(back, np.float64)


def _through(lens: Points, at: Points) -> Points:
    seen = np.concatenate((at, np.ones((len(at), 1))), 1) @ lens.T
    return np.asarray(seen[:, :2] / seen[:, 2:])


def _curves(at: Points, degree: int) -> Points:
    """Return what a bend adds to a plane: powers of each axis. Of the third, since what turns away is foreshortened."""
    u, v = at[:, 0], at[:, 1]
    powers = [power for number in range(1, degree + 1) for power in (u**number, v**number)]
    return np.stack((np.ones(len(at)), *powers), 1)
