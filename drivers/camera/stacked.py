"""The PDF417 code of a card in a still: thin bars in rows, found by their texture, made flat, and read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from drivers.camera.codes import readable
from drivers.camera.looks import Grey, slant_deg, turned

BUDGET_S = 1.5
"""Processor time after which one still is given up."""
_LONGEST = 640
"""Texture is looked for in a copy so large."""
_WIDE_PX = (1500, 2200)
"""A code of 300 modules is made so wide: five or seven pixels a module."""
_MARGIN = 0.06
_MOST_PATCHES = 3
_MORE_TURNS = (-20, 20, -10, 10, -32, 32)
_HEADS = ("@\n\x1e\rANSI ", "@\n\x1e\rAAMVA")
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417])


def read_stacked(grey: Grey, *, budget_s: float = BUDGET_S) -> tuple[str, ...]:
    """Return the text of the PDF417 code in a picture, () where there is none; it takes the work of many looks.

    A text counts once two views of the picture show it: where rows are miscounted, the engine takes a wrong text for a
    right one. After `budget_s` of processor time, one that begins as cards do is told although one view alone showed
    it: whoever knows such texts checks its book-keeping.
    """
    if not readable(grey):
        return ()
    until_s = time.thread_time() + budget_s
    told: Counter[str] = Counter()
    for view in _views(grey):
        for text in _texts(view):
            told[text] += 1
            if told[text] == 2:
                return (text,)
        if time.thread_time() > until_s:
            break
    return tuple(text for text in told if text.startswith(_HEADS))[:1]


def _views(grey: Grey) -> Iterator[Grey]:
    yield grey
    patches = list(_patches(grey))
    for wide in _WIDE_PX:
        for corners in patches:
            yield from _denoised(_flat(grey, corners, wide))
    yield np.asarray(255 - grey, np.uint8)
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1), np.uint8)
    askew = slant_deg(grey)
    for degrees in ((askew,) if askew is not None else ()) + _MORE_TURNS:
        view = turned(degrees)(soft).grey
        if view is not None:
            yield np.asarray(cv2.resize(view, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_LINEAR), np.uint8)


def _denoised(flat: Grey) -> Iterator[Grey]:
    """Yield a flat code with less and less noise: along its bars nothing is lost by smoothing."""
    yield np.asarray(cv2.GaussianBlur(flat, (0, 0), 1.2), np.uint8)
    yield np.asarray(cv2.GaussianBlur(flat, (0, 0), sigmaX=1.5, sigmaY=4), np.uint8)
    soft = cv2.GaussianBlur(flat, (0, 0), sigmaX=2, sigmaY=3)
    yield np.asarray(cv2.addWeighted(soft, 3, cv2.GaussianBlur(soft, (0, 0), 8), -2, 0), np.uint8)


def _patches(grey: Grey) -> Iterator[NDArray[np.float32]]:
    """Yield the four corners of what is full of edges and longer than high, the largest first, in order round it."""
    scale = min(1.0, _LONGEST / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    drawn = np.clip(cv2.GaussianBlur(np.abs(across) + np.abs(down), (0, 0), 4) / 2, 0, 255).astype(np.uint8)
    _, full = cv2.threshold(drawn, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    full = cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(full, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = sorted(outlines, key=cv2.contourArea, reverse=True)[:_MOST_PATCHES]
    for outline in large:
        if cv2.contourArea(outline) < 0.004 * small.size:
            continue
        hull = cv2.convexHull(outline)
        edge = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, closed=True), closed=True)
        box = cv2.boxPoints(cv2.minAreaRect(outline))
        if len(edge) == 4 and cv2.contourArea(edge) > 0.7 * cv2.contourArea(box):
            yield _grown(np.asarray(edge, np.float32).reshape(4, 2)) / np.float32(scale)
        yield _grown(np.asarray(box, np.float32)) / np.float32(scale)


def _grown(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    middle = corners.mean(axis=0)
    return np.asarray(middle + (corners - middle) * (1 + _MARGIN), np.float32)


def _flat(grey: Grey, corners: NDArray[np.float32], wide: int) -> Grey:
    """Return what lies between four corners as a rectangle so wide, its long sides across."""
    ahead = np.roll(corners, -1, axis=0)
    if float((corners[:, 0] * ahead[:, 1] - corners[:, 1] * ahead[:, 0]).sum()) < 0:
        corners = corners[::-1].copy()  # clockwise as the picture is seen: a mirrored code is none
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    if sides[0] + sides[2] < sides[1] + sides[3]:
        corners, sides = np.roll(corners, -1, axis=0), np.roll(sides, -1)
    high = min(wide, max(64, round(wide * float((sides[1] + sides[3]) / max(1.0, sides[0] + sides[2])))))
    to = np.array(((0, 0), (wide, 0), (wide, high), (0, high)), np.float32)
    lens = cv2.getPerspectiveTransform(corners, to)
    return np.asarray(
        cv2.warpPerspective(grey, lens, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def _texts(view: Grey) -> tuple[str, ...]:
    try:
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(view), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
        )
    except (ValueError, RuntimeError, MemoryError):  # the engine gave up on this view
        return ()
    return tuple(dict.fromkeys(one.text for one in found if one.valid and one.text))
