"""The two figures on a slip: a QR code that a camera reads, and a signature as it was written."""

from __future__ import annotations

import math

import segno
from PIL import Image, ImageDraw, ImageFont

from kiosk.paper.raster import DOTS_PER_MM

_QR_LEAST_PX = 25 * DOTS_PER_MM
_MODULE_LEAST_PX = 4  # half a millimetre: a cheap camera at arm's length resolves it
_QUIET_MODULES = 4
_FINER = 3  # a signature is drawn this much larger, then reduced: round strokes instead of stairs
_PEN_PX = 4
_FRAME_PX = 4
_PLAN_MOST_PX = 420


def qr_figure(text: str, *, widest_px: int) -> Image.Image:
    """Return a QR code, error level M, at least 25 mm without its quiet zone of four modules.

    The alphanumeric mode is used if `text` allows it.

    Raises:
        ValueError: `text` is so long that its modules would be too small to be read off `widest_px` dots.
    """
    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError as cause:
        raise ValueError(f"{len(text)} characters are too many for a QR code") from cause
    modules = len(code.matrix)
    module_px = max(_MODULE_LEAST_PX, math.ceil(_QR_LEAST_PX / modules))
    side = (modules + 2 * _QUIET_MODULES) * module_px
    if side > widest_px:
        raise ValueError(f"a QR code of {len(text)} characters needs {side} dots, the paper has {widest_px}")
    figure = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(figure)
    for y, row in enumerate(code.matrix_iter(scale=1, border=_QUIET_MODULES)):
        for x, dark in enumerate(row):
            if dark:
                left, top = x * module_px, y * module_px
                pen.rectangle((left, top, left + module_px - 1, top + module_px - 1), 0)
    return figure


def signature_figure(
    strokes: tuple[tuple[tuple[int, int], ...], ...], box_px: tuple[int, int]
) -> Image.Image:
    """Return a signature scaled to fit `box_px` (width, height) with its proportions, over a signing line."""
    box_w, box_h = box_px[0] * _FINER, box_px[1] * _FINER
    figure = Image.new("L", (box_w, box_h), 255)
    pen = ImageDraw.Draw(figure)
    line_px = 2 * _FINER
    pen.rectangle((0, box_h - line_px, box_w, box_h), 0)
    points = [point for stroke in strokes for point in stroke]
    if points:
        weight = _PEN_PX * _FINER
        place = _Placing(points, (weight, weight, box_w - weight, box_h - line_px - 2 * weight))
        for stroke in strokes:
            _ink(pen, [place(point) for point in stroke], weight)
    return figure.resize(box_px, Image.Resampling.LANCZOS)


def plan_figure(
    boxes: tuple[tuple[int, int, int, int, str], ...], widest_px: int, face: ImageFont.FreeTypeFont
) -> Image.Image:
    """Return boxes (x, y, width, height in millimetres, text) as large as the paper allows, each with its text."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    wide = max(box[0] + box[2] for box in boxes) - left
    high = max(box[1] + box[3] for box in boxes) - top
    scale = min((widest_px - _FRAME_PX) / wide, _PLAN_MOST_PX / high)
    figure = Image.new("L", (round(wide * scale) + _FRAME_PX, round(high * scale) + _FRAME_PX), 255)
    pen = ImageDraw.Draw(figure)
    for x, y, width_mm, height_mm, text in boxes:
        corner = (round((x - left) * scale), round((y - top) * scale))
        far = (round((x - left + width_mm) * scale), round((y - top + height_mm) * scale))
        pen.rectangle((*corner, *far), outline=0, width=_FRAME_PX // 2)
        size = min(face.size, (far[1] - corner[1]) * 0.7, 1.6 * (far[0] - corner[0]) / max(1, len(text)))
        middle = ((corner[0] + far[0]) // 2, (corner[1] + far[1]) // 2)
        pen.text(middle, text, 0, face.font_variant(size=max(8, round(size))), anchor="mm")
    return figure


class _Placing:
    """Maps points into a box: whole, in proportion, centred."""

    def __init__(self, points: list[tuple[int, int]], box: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = box
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._x0, self._y0 = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        spread_x, spread_y = max(1, max(xs) - min(xs)), max(1, max(ys) - min(ys))
        self._scale = min((right - left) / spread_x, (bottom - top) / spread_y)
        self._cx, self._cy = (left + right) / 2, (top + bottom) / 2

    def __call__(self, point: tuple[int, int]) -> tuple[float, float]:
        return (
            self._cx + (point[0] - self._x0) * self._scale,
            self._cy + (point[1] - self._y0) * self._scale,
        )


def _ink(pen: ImageDraw.ImageDraw, path: list[tuple[float, float]], weight: int) -> None:
    """Draw one stroke with round ends and joints; a tap is a dot."""
    if len(path) > 1:
        pen.line(path, fill=0, width=weight)
    half = weight / 2
    for x, y in path:
        pen.ellipse((x - half, y - half, x + half, y + half), fill=0)
