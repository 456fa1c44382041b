"""What must stand beside a label of a Chinese ID card and was not found: its band is read once more, as one line.

The detector loses single characters, faint ones, and what lies under a reflection. A band is read from its label to
the next column; what comes is taken only where it has the shape that belongs to the label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from drivers.documents.engine import Corners, Said

_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Wanted:
    """A label, the shape of what belongs to it, and how far right that may reach, in heights of the label."""

    label: re.Pattern[str]
    shape: re.Pattern[str]
    reach: float


WANTED = (
    Wanted(re.compile(r"^姓名$"), re.compile(r"^[\u3400-\u9fff·]{2,8}$"), 11.0),
    Wanted(re.compile(r"^性别$"), re.compile(r"^[男女]$"), 3.4),
    Wanted(re.compile(r"^民族$"), re.compile(r"^[\u4e00-\u9fff]{1,5}$"), 6.0),
    Wanted(re.compile(r"^出生$"), re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$"), 12.5),
    Wanted(re.compile(r"身份号码$"), re.compile(r"^\d{17}[\dX]$"), 18.0),
    Wanted(re.compile(r"^有效期限$"), re.compile(r"^\d{4}\.\d\d\.\d\d-(\d{4}\.\d\d\.\d\d|长期)$"), 15.0),
)

Piece = tuple[Corners, Said]
"""A line: its corners in the upright picture, from the upper left one on, and what it says."""


def mended(pieces: Sequence[Piece], wide_px: int, read: Callable[[Corners], Said]) -> list[Piece]:
    """Return the lines with those bands read anew by `read` that lacked something, in place of their pieces."""
    found = list(pieces)
    for wanted in WANTED:
        label = next((box for box, said in pieces if wanted.label.search(_plain(said))), None)
        if label is None:
            continue
        band = _band(label, wanted.reach, wide_px)
        beside = [piece for piece in found if _is_in(piece[0], band)]
        if any(wanted.shape.search(_plain(said)) for _, said in beside):
            continue
        said = read(band)
        if wanted.shape.search(_plain(said)):
            rest = [piece for piece in found if not any(piece is one for one in beside)]
            found = [*rest, (band, said)]
    return found


def _plain(said: Said) -> str:
    return _SPACE.sub("", said.text)


def _band(label: Corners, reach: float, wide_px: int) -> Corners:
    """Return the band to the right of a label, along its own direction."""
    right = (label[1] - label[0] + label[2] - label[3]) / 2
    right = right / max(1.0, float(np.linalg.norm(right)))
    down = (label[3] - label[0] + label[2] - label[1]) / 2
    high = float(np.linalg.norm(down))
    start, foot = label[1] - 0.12 * down, label[2] + 0.12 * down
    room = (wide_px - 2 - float(max(start[0], foot[0]))) / max(0.2, float(right[0]))
    long = right * max(high, min(reach * high, room))
    return np.asarray([start, start + long, foot + long, foot], np.float32)


def _is_in(box: Corners, band: Corners) -> bool:
    """Return whether the middle of a box lies in a band."""
    x, y = box.mean(axis=0)
    across, down = (x - band[0][0]) / max(1.0, float(band[1][0] - band[0][0])), band[1] - band[0]
    top = band[0][1] + across * down[1]
    return bool(0 <= across <= 1 and top <= y <= top + (band[3][1] - band[0][1]))
