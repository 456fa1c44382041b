"""Codes in a picture: what they say and where. A cascade: easy pictures take one look, hard ones as many as help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, TextMode

from drivers.camera.flattening import flattened
from drivers.camera.looks import (
    ALONG_ROWS,
    LINEAR,
    Look,
    View,
    enlarged,
    enlarged_local,
    enlarged_sharp,
    halved,
    local,
    of_a_size,
    plain,
    sharpened,
    upright,
)
from drivers.camera.mending import finders_in, mended
from drivers.camera.second import SECOND, Heard
from drivers.camera.second_wire import KINDS

Corner = tuple[int, int]
Corners = tuple[Corner, Corner, Corner, Corner]

SYMBOLOGIES = {
    "qr": BarcodeFormat.QRCode,
    "code128": BarcodeFormat.Code128,
    "ean13": BarcodeFormat.EAN13,
    "ean8": BarcodeFormat.EAN8,
    "upce": BarcodeFormat.UPCE,
    "pdf417": BarcodeFormat.PDF417,
    "datamatrix": BarcodeFormat.DataMatrix,
}
"""What can be asked for. Codes without an error check of their own (39, ITF) are left out."""
LOBBY = ("qr", "code128")
"""Claim slips and waybills. More costs time on every picture (docs/adr/0004-code-reading.md)."""
RETAIL = ("ean13", "ean8", "upce")
"""What is printed on goods. A UPC-A is an EAN-13 that begins with 0 and is told as such; so is a UPC-E, written out."""
CORRECTED = frozenset({"qr", "datamatrix"})
"""Their error correction let nothing through that was not printed. (PDF417's did, where rows were miscounted.)"""
MOST_CODES = 16

FIRST_LOOK = Look("plain", plain)
MORE_LOOKS = (
    Look("coarse", local(51, 3), two_levels=True),
    Look("halved", halved),
    Look("made whole", plain, only=frozenset({"qr"}), mends=True),
    Look("upright", upright, only=ALONG_ROWS),
    Look("enlarged", enlarged),
    Look("fine", local(11, 3), two_levels=True, only=frozenset({"qr", "datamatrix", *LINEAR})),
    Look("enlarged, coarse", enlarged_local, two_levels=True),
    Look("second engine", of_a_size, only=frozenset(KINDS), aside=True),
    Look("sharpened", sharpened, only=frozenset({"qr", *LINEAR})),
    Look("enlarged, sharp", enlarged_sharp),
)
"""In the order of what they gain for what they cost; measured in docs/adr/0004-code-reading.md."""
LOOKS = (FIRST_LOOK, *MORE_LOOKS)

_NAMES = {form: name for name, form in SYMBOLOGIES.items()}
_LEAST_SIDE, _MOST_PIXELS = 16, 4096 * 3072


@dataclass(frozen=True)
class Code:
    """One code: its symbology, its text, and its corners (x, y), clockwise from its own top left.

    `sure`: one picture is enough. It is not for goods, whose check digit lets one mistake in ten pass, nor for a
    Code 128 that only a later look made out, nor for PDF417 (rows that are miscounted): these count once another
    picture says the same.
    """

    symbology: str
    text: str
    corners: Corners
    sure: bool = True


def read_codes(
    grey: NDArray[np.uint8] | None,
    symbologies: tuple[str, ...] = LOBBY,
    looks: tuple[Look, ...] = LOOKS,
) -> tuple[Code, ...]:
    """Return every code in `grey` (height, width), each text once; () for anything that is no such picture.

    The first look that finds a code ends the search.
    """
    if not readable(grey):
        return ()
    assert grey is not None
    for look in looks:
        if found := seen(grey, symbologies, look):
            return found
    return ()


def readable(grey: Any) -> bool:
    """Return whether this is a grey picture of a size that is looked at."""
    if not isinstance(grey, np.ndarray) or grey.ndim != 2 or grey.dtype != np.uint8:
        return False
    return min(grey.shape) >= _LEAST_SIDE and grey.size <= _MOST_PIXELS


def seen(grey: NDArray[np.uint8], symbologies: tuple[str, ...], look: Look) -> tuple[Code, ...]:
    """Return the codes that one look finds."""
    asked = look.reads(symbologies)
    if not asked:
        return ()
    if look.mends:
        return _whole_again(grey)
    view = look.makes(grey)
    if view.grey is None:
        return ()
    back = np.asarray(cv2.invertAffineTransform(view.lens), np.float64)
    if look.aside:
        return tuple(_told(one, back) for one in SECOND.read(view.grey, asked))[:MOST_CODES]
    binarizer = Binarizer.FixedThreshold if look.two_levels else Binarizer.LocalAverage
    return _read(view, asked, binarizer, back, first=look is FIRST_LOOK)


def _whole_again(grey: NDArray[np.uint8]) -> tuple[Code, ...]:
    for whole, back in _mendings(grey):
        if found := _read(View(whole, back), ("qr",), Binarizer.LocalAverage, back):
            return found
    return ()


def _mendings(grey: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64]]]:
    finders = finders_in(grey)
    yield from flattened(grey, finders[:6])
    yield from mended(grey, finders)


def _read(
    view: View,
    asked: tuple[str, ...],
    binarizer: Binarizer,
    back: NDArray[np.float64],
    *,
    first: bool = False,
) -> tuple[Code, ...]:
    formats = BarcodeFormats([SYMBOLOGIES[name] for name in asked])
    try:
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(view.grey), formats=formats, text_mode=TextMode.Plain, binarizer=binarizer
        )
    except (ValueError, RuntimeError, MemoryError):  # the engine gave up on this picture: nothing was read
        return ()
    codes: dict[tuple[str, str], Code] = {}
    for one in found:
        if one.valid and one.text and one.format in _NAMES:
            name = _NAMES[one.format]
            sure = name in CORRECTED or (first and name == "code128")
            codes.setdefault((name, one.text), Code(name, one.text, _corners(one.position, back), sure))
    return tuple(codes.values())[:MOST_CODES]


def _told(heard: Heard, back: NDArray[np.float64]) -> Code:
    left, top, wide, high = heard.box
    box = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
    return Code(heard.symbology, heard.text, _there(box, back), sure=heard.symbology in CORRECTED)


def _corners(place: Any, back: NDArray[np.float64]) -> Corners:
    """Return the corners in the pixels of the picture itself, whatever lens they were found through."""
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return _there(tuple((at.x, at.y) for at in points), back)


def _there(points: tuple[tuple[int, int], ...], back: NDArray[np.float64]) -> Corners:
    at = np.array([(*point, 1) for point in points])
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = np.rint(at @ back.T).astype(int).tolist()
    return (ax, ay), (bx, by), (cx, cy), (dx, dy)
