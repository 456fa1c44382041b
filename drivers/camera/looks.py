"""Ways to look at a picture in which a first look found no code: each makes one more kind of bad picture readable.

A look makes another picture of the same view. It knows the way back, so that a code's corners are told in the pixels
of the picture itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Lens = NDArray[np.float64]
"""A 2 x 3 affine matrix, from the picture to what is looked at."""

LINEAR = frozenset({"code128", "ean13", "ean8", "upce"})
"""Codes of bars alone: scanned along rows and columns, and without error correction."""
ALONG_ROWS = LINEAR | {"pdf417"}

AS_IT_IS: Lens = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
_MOST_ENLARGED = 1_500_000
"""A picture is enlarged to so many pixels at most: the part of it in which most is drawn."""
_MOST_APART = 1_300_000
_LEAST_HALVED = 240
_CELL = 32
_ASKEW_DEG = 5.0
"""Bars nearer to a row or a column than this are read without being turned."""


@dataclass(frozen=True)
class View:
    """A picture made for one look, None where there is nothing to look at in this way, and how it came about."""

    grey: Grey | None
    lens: Lens


@dataclass(frozen=True)
class Look:
    """One way to look. `only`: symbologies for which it helps. `two_levels`: what it makes is black and white.

    `mends`: torn and bent QR codes are made whole. `aside`: the picture
    goes to the engine in the process apart.
    """

    name: str
    makes: Callable[[Grey], View]
    only: frozenset[str] | None = None
    two_levels: bool = False
    mends: bool = False
    aside: bool = False

    def reads(self, symbologies: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of `symbologies` that this look is for."""
        return tuple(name for name in symbologies if self.only is None or name in self.only)


def plain(grey: Grey) -> View:
    """Return the picture as it is."""
    return View(grey, AS_IT_IS)


def of_a_size(grey: Grey) -> View:
    """Return the picture, smaller if it is very large: the engine apart is slow, and others wait."""
    shrink = min(1.0, float(np.sqrt(_MOST_APART / grey.size)))
    if shrink == 1.0:
        return plain(grey)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return View(np.asarray(small, np.uint8), AS_IT_IS * shrink)


def local(block: int, less: int) -> Callable[[Grey], View]:
    """Return what makes each pixel black or white by the `block` pixels around it: shadow, glare, faint print."""

    def made(grey: Grey) -> View:
        levels = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, less)
        return View(np.asarray(levels, np.uint8), AS_IT_IS)

    return made


def halved(grey: Grey) -> View:
    """Return the picture half as large: noise, and the grid of a screen, are averaged away; none of a small one."""
    if min(grey.shape) < _LEAST_HALVED:
        return View(None, AS_IT_IS)
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return View(np.asarray(small, np.uint8), AS_IT_IS / 2)


def sharpened(grey: Grey) -> View:
    """Return a picture whose edges are steeper: out of focus, or moved."""
    return View(_steep(grey, 2.5, 4), AS_IT_IS)


def enlarged(grey: Grey) -> View:
    """Return the part in which most is drawn, twice as large: what is far, small, or out of focus."""
    x, y, wide, high = busiest(grey, _MOST_ENLARGED // 4)
    part = cv2.resize(grey[y : y + high, x : x + wide], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return View(np.asarray(part, np.uint8), np.array([[2.0, 0.0, -2.0 * x], [0.0, 2.0, -2.0 * y]]))


def enlarged_local(grey: Grey) -> View:
    """Return that part twice as large, black and white by the surroundings of each pixel."""
    large = enlarged(grey)
    assert large.grey is not None
    return View(local(51, 3)(large.grey).grey, large.lens)


def enlarged_sharp(grey: Grey) -> View:
    """Return that part twice as large, with steeper edges."""
    large = enlarged(grey)
    assert large.grey is not None
    return View(_steep(large.grey, 4, 3), large.lens)


def turned(by_deg: float) -> Callable[[Grey], View]:
    """Return what turns a picture: bars are scanned along rows and columns only."""

    def made(grey: Grey) -> View:
        high, wide = grey.shape
        angle = np.deg2rad(by_deg)
        across = round(wide * abs(np.cos(angle)) + high * abs(np.sin(angle)))
        down = round(wide * abs(np.sin(angle)) + high * abs(np.cos(angle)))
        lens = np.asarray(cv2.getRotationMatrix2D((wide / 2, high / 2), by_deg, 1), np.float64)
        lens[:, 2] += ((across - wide) / 2, (down - high) / 2)
        seen = cv2.warpAffine(grey, lens, (across, down), borderMode=cv2.BORDER_REPLICATE)
        return View(np.asarray(seen, np.uint8), lens)

    return made


def upright(grey: Grey) -> View:
    """Return a picture turned so that the bars in it stand upright or lie flat; none where nothing lies askew."""
    askew = slant_deg(grey)
    return View(None, AS_IT_IS) if askew is None else turned(askew)(grey)


def slant_deg(grey: Grey) -> float | None:
    """Return the angle, -45 to 45, by which most parallel edges lie off the rows and columns; None if they do not."""
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    size = max(1, small.shape[1] // 16), max(1, small.shape[0] // 16)
    aa, dd, ad = (
        cv2.resize(product, size, interpolation=cv2.INTER_AREA)
        for product in (across * across, down * down, across * down)
    )
    twist = np.hypot(aa - dd, 2 * ad)
    parallel = twist / (aa + dd + 200)
    weight = np.where(parallel > 0.6, np.minimum(np.sqrt(twist), 300), 0).ravel()
    angles = (np.rad2deg(0.5 * np.arctan2(2 * ad, aa - dd)).ravel() + 45) % 90 - 45
    counts, edges = np.histogram(angles, 45, (-45, 45), weights=weight)
    ringed = np.concatenate((counts[-1:], counts, counts[:1]))
    counts = ringed[:-2] + 2 * ringed[1:-1] + ringed[2:]
    middles = (edges[:-1] + edges[1:]) / 2
    counts[np.abs(middles) < _ASKEW_DEG] = 0
    return float(middles[counts.argmax()]) if counts.max() > 0 else None


def busiest(grey: Grey, most: int) -> tuple[int, int, int, int]:
    """Return the part (x, y, width, height) of at most `most` pixels in which most is drawn; all, if it is no more."""
    high, wide = grey.shape
    if high * wide <= most:
        return 0, 0, wide, high
    shrink = np.sqrt(most / (high * wide))
    part_wide, part_high = int(wide * shrink), int(high * shrink)
    edges = cv2.absdiff(grey[:-2:2, 2::2], grey[:-2:2, :-2:2])
    size = max(1, wide // _CELL), max(1, high // _CELL)
    drawn = cv2.resize(edges, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    window = max(1, part_wide // _CELL), max(1, part_high // _CELL)
    sums = cv2.boxFilter(
        np.minimum(drawn, 40), -1, window, anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    row, column = np.unravel_index(int(sums.argmax()), sums.shape)
    x, y = min(int(column) * _CELL, wide - part_wide), min(int(row) * _CELL, high - part_high)
    return x, y, part_wide, part_high


def _steep(grey: Grey, sigma: float, more: float) -> Grey:
    return np.asarray(
        cv2.addWeighted(grey, 1 + more, cv2.GaussianBlur(grey, (0, 0), sigma), -more, 0), np.uint8
    )
