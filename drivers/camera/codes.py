"""Codes in a picture: what they say and where, when they came, and no work while nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, TextMode

from drivers.camera.mending import mended

Corner = tuple[int, int]
Corners = tuple[Corner, Corner, Corner, Corner]
Lens = NDArray[np.float64]
"""A 2 x 3 affine matrix, from the picture to what is looked at."""

SYMBOLOGIES = {
    "qr": BarcodeFormat.QRCode,
    "code128": BarcodeFormat.Code128,
    "ean13": BarcodeFormat.EAN13,
    "pdf417": BarcodeFormat.PDF417,
    "datamatrix": BarcodeFormat.DataMatrix,
}
"""What can be asked for. Codes without an error check of their own (39, ITF) are left out."""
LOBBY = ("qr", "code128")
"""Claim slips and waybills. More costs time on every picture (docs/adr/0004-code-reading.md)."""
MOST_CODES = 16
ABSENT_S = 1.0
FORGET_S = 5.0
LOOK_AGAIN_S = 0.5

_NAMES = {form: name for name, form in SYMBOLOGIES.items()}
_LEAST_SIDE, _MOST_PIXELS = 16, 4096 * 3072
_BLOCK = 16
_CHANGE = 6
"""Grey levels by which the mean of a 16 x 16 block must move; sensor noise of 8 levels moves it by 3."""


@dataclass(frozen=True)
class Code:
    """One code: its symbology, its text, and its corners (x, y), clockwise from its own top left."""

    symbology: str
    text: str
    corners: Corners


@dataclass(frozen=True)
class Look:
    """One way to look at a picture: through an affine lens (None: as it is), with one kind of threshold.

    `mends`: where nothing is read, torn codes are made whole.
    """

    binarizer: Binarizer = Binarizer.LocalAverage
    lens: Callable[[int, int], tuple[Lens, tuple[int, int]]] | None = None
    mends: bool = False


def _turned(wide: int, high: int) -> tuple[Lens, tuple[int, int]]:
    """Bars are scanned along rows and columns only: what is held askew comes upright by an eighth turn."""
    return np.asarray(cv2.getRotationMatrix2D((wide / 2, high / 2), 45, 1), np.float64), (wide, high)


def _enlarged(wide: int, high: int) -> tuple[Lens, tuple[int, int]]:
    """The middle band twice as large: thin bars that are far, dim or out of focus."""
    return np.array([[2.0, 0.0, 0.0], [0.0, 2.0, -high / 2]]), (2 * wide, high)


FIRST_LOOK = Look()
MORE_LOOKS = (Look(Binarizer.GlobalHistogram, mends=True), Look(lens=_turned), Look(lens=_enlarged))


def read_codes(
    grey: NDArray[np.uint8] | None,
    symbologies: tuple[str, ...] = LOBBY,
    looks: tuple[Look, ...] = (FIRST_LOOK, *MORE_LOOKS),
) -> tuple[Code, ...]:
    """Return every code in `grey` (height, width), each text once; () for anything that is no such picture.

    The first look that finds a code ends the search.
    """
    if not _readable(grey):
        return ()
    for look in looks:
        if found := _seen(grey, symbologies, look):
            return found
    return ()


def _readable(grey: Any) -> bool:
    if not isinstance(grey, np.ndarray) or grey.ndim != 2 or grey.dtype != np.uint8:
        return False
    return min(grey.shape) >= _LEAST_SIDE and grey.size <= _MOST_PIXELS


def _seen(grey: Any, symbologies: tuple[str, ...], look: Look) -> tuple[Code, ...]:
    formats = BarcodeFormats([SYMBOLOGIES[name] for name in symbologies])
    back = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    if look.lens is not None:
        lens, size = look.lens(grey.shape[1], grey.shape[0])
        grey, back = cv2.warpAffine(grey, lens, size), np.asarray(cv2.invertAffineTransform(lens))
    found = _read(grey, formats, look.binarizer, back)
    if look.mends and not found and "qr" in symbologies:
        for whole, way_back in mended(grey):
            if found := _read(whole, BarcodeFormats([SYMBOLOGIES["qr"]]), FIRST_LOOK.binarizer, way_back):
                break
    return found


def _read(grey: Any, formats: BarcodeFormats, binarizer: Binarizer, back: Any) -> tuple[Code, ...]:
    try:
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(grey), formats=formats, text_mode=TextMode.Plain, binarizer=binarizer
        )
    except (ValueError, RuntimeError, MemoryError):  # the engine gave up on this picture: nothing was read
        return ()
    codes: dict[tuple[str, str], Code] = {}
    for one in found:
        if one.valid and one.text and one.format in _NAMES:
            name = _NAMES[one.format]
            codes.setdefault((name, one.text), Code(name, one.text, _corners(one.position, back)))
    return tuple(codes.values())[:MOST_CODES]


def _corners(place: Any, back: Lens) -> Corners:
    """Return the corners in the pixels of the picture itself, whatever lens they were found through."""
    points = [
        (at.x, at.y, 1) for at in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    ]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = np.rint(np.array(points) @ back.T).astype(int).tolist()
    return (ax, ay), (bx, by), (cx, cy), (dx, dy)


def changed(previous: NDArray[np.uint8] | None, grey: NDArray[np.uint8]) -> bool:
    """Return whether something visible moved between two pictures, whatever the sensor's noise did."""
    return previous is None or _differ(_outline(previous), _outline(grey))


def _outline(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    size = max(1, grey.shape[1] // _BLOCK), max(1, grey.shape[0] // _BLOCK)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _differ(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> bool:
    return before.shape != after.shape or int(cv2.absdiff(before, after).max()) >= _CHANGE


class Watch:
    """The codes before the camera now; a picture that differs from the last one read is read at once.

    Each reading takes the first look and one of `MORE_LOOKS` in turn, so that a hard code takes three
    pictures and an easy one never waits. A still picture in which nothing was found is read with the looks
    that are left, then again every `LOOK_AGAIN_S`, since focus comes late and moves no outline. Belongs to
    one thread.
    """

    def __init__(self, symbologies: tuple[str, ...] = LOBBY) -> None:
        self._symbologies = symbologies
        self._outline: NDArray[np.uint8] | None = None
        self._codes: tuple[Code, ...] = ()
        self._read_s = 0.0
        self._looks_left = 0
        self._turn = 0
        self.readings = 0
        self.moved_s = float("-inf")
        """When a picture last differed from the one before it, in the seconds that `look` was told."""

    def look(self, grey: NDArray[np.uint8], at_s: float) -> tuple[Code, ...]:
        """Return the codes in view at `at_s` (monotonic seconds); those of a still picture stay known."""
        if not _readable(grey):
            return ()
        outline = _outline(grey)
        if self._outline is None or _differ(self._outline, outline):
            self._looks_left = len(MORE_LOOKS)
            if self._outline is not None:
                self.moved_s = at_s
        elif self._codes:
            return self._codes
        elif self._looks_left == 0:
            if at_s - self._read_s < LOOK_AGAIN_S:
                return ()
            self._looks_left = 1
        self._outline, self._read_s = outline, at_s
        self._codes = self._read(grey)
        return self._codes

    def _read(self, grey: NDArray[np.uint8]) -> tuple[Code, ...]:
        self.readings += 1
        self._looks_left -= 1
        self._turn = (self._turn + 1) % len(MORE_LOOKS)
        return read_codes(grey, self._symbologies, (FIRST_LOOK, MORE_LOOKS[self._turn]))


class Moments:
    """Tells the moment in which a code comes: once, and again only after `ABSENT_S` out of sight."""

    def __init__(self) -> None:
        self._gone_s: dict[tuple[str, str], float | None] = {}
        self._looked_s = 0.0

    def fresh(self, codes: tuple[Code, ...], at_s: float) -> tuple[Code, ...]:
        """Return those of `codes` that just came; call it with every look, also with ().

        Absence is what a look did not see: a camera that stalls for a second does not make a code new. After
        `FORGET_S` without any look all is new.
        """
        if at_s - self._looked_s > FORGET_S:
            self._gone_s.clear()
        self._looked_s = at_s
        seen = {(code.symbology, code.text): code for code in codes}
        for key, gone_s in list(self._gone_s.items()):
            if key in seen:
                continue
            if gone_s is None:
                self._gone_s[key] = at_s
            elif at_s - gone_s >= ABSENT_S:
                del self._gone_s[key]
        came = [code for key, code in seen.items() if not self._known(key, at_s)]
        self._gone_s.update(dict.fromkeys(seen))
        return tuple(came)

    def _known(self, key: tuple[str, str], at_s: float) -> bool:
        if key not in self._gone_s:
            return False
        gone_s = self._gone_s[key]
        return gone_s is None or at_s - gone_s < ABSENT_S
