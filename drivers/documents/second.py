"""A zone read once more by the network that reads all other text: names have no check digit, two readers are a check.

It miscounts long runs of fillers. So a line is shown to it up to its last character that is none, with two fillers.
"""

from __future__ import annotations

import cv2
import numpy as np

from drivers.documents.engine import Engine, Said
from drivers.documents.ocr_b import MARKS
from drivers.documents.picture import Pixels
from drivers.documents.sight import Line
from drivers.documents.zones import SeenZone

_PITCHES_HIGH, _HIGH_PX = 1.7, 48
"""How high a line is cut out."""
_FILLER = "<"
_FILLERS_SHOWN = 2
_AS_FILLERS = str.maketrans({"«": "<<", "‹": "<", "く": "<", "〈": "<", "《": "<<", " ": ""})


def again(engine: Engine, seen: Pixels, zone: SeenZone) -> tuple[Line, ...]:
    """Return the zone's lines as the other network reads them; a line that comes out too long or short says nothing."""
    shown = [len(line.text.rstrip(_FILLER)) + _FILLERS_SHOWN for line in zone.lines]
    said = engine.read([_cut_out(seen, zone, at, count) for at, count in enumerate(shown)])
    return tuple(_line(line, one) for line, one in zip(zone.lines, said, strict=True))


def _cut_out(seen: Pixels, zone: SeenZone, at: int, count: int) -> Pixels:
    """Return so many characters of a line, upright."""
    row, length = zone.rows[at], len(zone.lines[at].text)
    pitch = row.long / (length - 1)
    step = pitch * _PITCHES_HIGH / _HIGH_PX
    start = row.left - row.along * 0.8 * pitch - row.down * pitch * _PITCHES_HIGH / 2
    x, y = row.along * step, row.down * step
    way = np.array([[x[0], y[0], start[0]], [x[1], y[1], start[1]]])
    wide = round((min(count, length) + 0.6) * pitch / step)
    made = cv2.warpAffine(
        seen,
        way,
        (wide, _HIGH_PX),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(made, np.uint8)


def _line(line: Line, said: Said) -> Line:
    length = len(line.text)
    text = said.text.translate(_AS_FILLERS).upper().rstrip(_FILLER)
    if len(text) != len(line.text.rstrip(_FILLER)) or any(mark not in MARKS for mark in text):
        return Line("", 0.0, line.left, line.top, line.right, line.bottom)
    whole = text.ljust(length, _FILLER)
    choices = tuple(((mark, round(said.confidence, 4)),) for mark in whole)
    return Line(whole, round(said.confidence, 4), line.left, line.top, line.right, line.bottom, choices)
