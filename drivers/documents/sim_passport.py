"""The page of a passport with its machine-readable zone, drawn for the simulated lobby. Nobody's: it says SPECIMEN.

`ocr_b.png` holds the 37 characters of OCR-B, drawn with the font of Norbert Schwarz and Matthew Skala ("You may freely
use, modify and/or distribute this file"; Debian's fonts-ocr-b).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

WIDE_MM, HIGH_MM = 125.0, 88.0
"""Source: ICAO Doc 9303-4, 2.1; the zone 9303-3, 4.1: OCR-B, ten characters an inch."""
PIXELS_A_MM = 10
_PITCH_MM, _ROW_MM, _FIRST_MM = 2.54, 6.35, (6.0, 70.5)
_MARKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_CELL_PITCH_PX = 40
"""In `ocr_b.png`: how far apart characters are meant to stand."""
_WEIGHTS = (7, 3, 1)
_LONG = 44


def zone_of(
    surname: str, given: str, number: str, state: str, born: str, sex: str, expires: str
) -> tuple[str, str]:
    """Return the two lines of a passport's zone; dates as YYMMDD. Source: ICAO Doc 9303-4, 4.2."""
    first = f"P<{state}{surname}<<{given}".ljust(_LONG, "<")[:_LONG]
    held, day, last = number.ljust(9, "<"), born + _check(born), expires + _check(expires)
    optional = "<" * 14
    checked = f"{held}{_check(held)}"
    whole = f"{checked}{state}{day}{sex}{last}{optional}{_check(optional)}"
    return first, whole + _check(checked + day + last + optional + _check(optional))


def passport(lines: Sequence[str]) -> Image.Image:
    """Return the page with these lines in its zone. Raises OSError where the font for the rest is missing."""
    page = Image.new("RGB", (round(WIDE_MM * PIXELS_A_MM), round(HIGH_MM * PIXELS_A_MM)), (232, 236, 228))
    draw = ImageDraw.Draw(page)
    draw.rectangle([60, 150, 360, 560], fill=(188, 196, 196), outline=(120, 130, 130))
    draw.ellipse([150, 220, 270, 360], fill=(150, 158, 158))
    font = ImageFont.load_default(44)
    for row, words in enumerate(("SPECIMEN", "PASSPORT / PASSEPORT", lines[0][5:24].replace("<", " "))):
        draw.text((420, 150 + 90 * row), words, font=font, fill=(60, 70, 90))
    for row, line in enumerate(lines):
        ink = _written(line)
        at = (round(_FIRST_MM[0] * PIXELS_A_MM), round((_FIRST_MM[1] + row * _ROW_MM) * PIXELS_A_MM))
        page.paste((20, 20, 24), at, ink)
    return page


def _written(line: str) -> Image.Image:
    """Return a line's characters as ink (255) on nothing (0), in the size of the page."""
    cells = _cells()
    wide = cells[0].width + _CELL_PITCH_PX * (len(line) - 1)
    ink = Image.new("L", (wide, cells[0].height))
    for at, mark in enumerate(line):
        cell, x = cells[_MARKS.index(mark)], at * _CELL_PITCH_PX
        box = (x, 0, x + cell.width, cell.height)
        ink.paste(ImageChops.lighter(ink.crop(box), cell), box)
    scale = _PITCH_MM * PIXELS_A_MM / _CELL_PITCH_PX
    return ink.resize((round(ink.width * scale), round(ink.height * scale)), Image.Resampling.LANCZOS)


@cache
def _cells() -> tuple[Image.Image, ...]:
    with Image.open(Path(__file__).with_name("ocr_b.png")) as row:
        grey = row.convert("L")
    wide = grey.width // len(_MARKS)
    return tuple(grey.crop((at * wide, 0, (at + 1) * wide, grey.height)) for at in range(len(_MARKS)))


def _check(marks: str) -> str:
    """Return the check digit of some characters. Source: ICAO Doc 9303-3, 4.9."""
    values = [0 if mark == "<" else _MARKS.index(mark) for mark in marks]
    return str(sum(value * _WEIGHTS[at % 3] for at, value in enumerate(values)) % 10)
