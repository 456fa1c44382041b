"""A file to pixels, within bounds: whatever the file claims, it takes little memory or it is refused."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from drivers.documents.codec import MOST_PICTURE_BYTES, Refusal

Pixels = NDArray[np.uint8]
MOST_PIXELS = 26_000_000
LEAST_SIDE_PX = 48
LONGEST_PX = 1600
"""Lines are cut out of a picture of this size; beyond it nothing becomes more readable, only larger."""
_FORMATS = ("JPEG", "PNG")


def pixels_of(file: bytes) -> Pixels | Refusal:
    """Return a picture as (height, width, 3), BGR, turned as its EXIF says, no side above `LONGEST_PX`."""
    if len(file) > MOST_PICTURE_BYTES:
        return Refusal("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own words on large pictures; ours is the refusal
            return _opened(file)
    except Image.DecompressionBombError:
        return Refusal("too_large")
    except Exception:  # a file is whatever somebody sent: Pillow's readers raise of every kind
        return Refusal("no_picture")


def packed(seen: Pixels, quality: int = 88) -> bytes:
    """Return pixels as a JPEG."""
    return bytes(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _opened(file: bytes) -> Pixels | Refusal:
    picture: Image.Image = Image.open(io.BytesIO(file), formats=_FORMATS)
    wide, high = picture.size
    if wide * high > MOST_PIXELS:
        return Refusal("too_large")
    if min(wide, high) < LEAST_SIDE_PX:
        return Refusal("nothing")
    picture.draft("RGB", (LONGEST_PX, LONGEST_PX))  # a JPEG comes out smaller, and was never larger in memory
    picture.load()
    picture = ImageOps.exif_transpose(picture).convert("RGB")
    seen: Pixels = np.asarray(picture, np.uint8)[:, :, ::-1]
    return fitted(np.ascontiguousarray(seen), LONGEST_PX)


def fitted(seen: Pixels, longest_px: int) -> Pixels:
    """Return the picture, its longer side at most `longest_px`."""
    scale = longest_px / max(seen.shape[:2])
    if scale >= 1:
        return seen
    smaller = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8)


def enlarged(seen: Pixels, longest_px: int) -> Pixels:
    """Return the picture, its longer side at least `longest_px`."""
    scale = longest_px / max(seen.shape[:2])
    if scale <= 1:
        return seen
    larger = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, np.uint8)
