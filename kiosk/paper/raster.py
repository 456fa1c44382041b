"""A black-and-white picture as a print head wants it: one bit per dot."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

DOTS_PER_MM = 8
"""203 dpi: the resolution of nearly every receipt printer."""

_DOTS_PER_INCH = 203
_INK_BELOW = 120  # of 255: under half, since heat spreads and would fill the eyes of dense characters


@dataclass(frozen=True)
class Raster:
    """`rows`: whole bytes per row, most significant bit first, 1 = black. `width_px` is a multiple of 8."""

    width_px: int
    rows: bytes

    @property
    def height_px(self) -> int:
        """How many rows of dots there are."""
        return len(self.rows) // (self.width_px // 8)

    @property
    def length_mm(self) -> float:
        """How much paper it takes, in millimetres."""
        return self.height_px / DOTS_PER_MM

    def png(self) -> bytes:
        """Return the picture as a PNG file of 1 bit per pixel that knows its size in print."""
        white_is_one = bytes(byte ^ 0xFF for byte in self.rows)
        picture = Image.frombytes("1", (self.width_px, self.height_px), white_is_one)
        file = io.BytesIO()
        picture.save(file, "PNG", dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
        return file.getvalue()


def from_grey(picture: Image.Image) -> Raster:
    """Return the raster of a greyscale ("L") picture whose width is a multiple of 8.

    Raises:
        ValueError: the width is no multiple of 8.
    """
    if picture.width % 8:
        raise ValueError(f"a raster's width is a multiple of 8 dots, not {picture.width}")
    inked = picture.point([255] * _INK_BELOW + [0] * (256 - _INK_BELOW), mode="1")
    return Raster(picture.width, inked.tobytes())
