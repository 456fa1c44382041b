"""Lines of OCR-B drawn as bad cameras see them, with what each step of the recogniser should say of them.

No picture of a document is behind any of them: characters, papers, stamps, lamps and lenses are all made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from drivers.documents.ocr_b import HIGH_PX, MARKS, NOTHING, STEP_PX
from tests.bench.zone_pictures import BASE, PITCH, glyphs, row_of

WIDE_PX = 384
UNTOLD = -100
"""What is asked of a step between a character and none: nothing."""
_CAPITAL = 37.0
"""How high a drawn capital is, in pixels."""
_NOUGHT, _O, _FILLER = MARKS.index("0"), MARKS.index("O"), MARKS.index("<")
Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Strip:
    """A strip, (HIGH_PX, WIDE_PX), and for each of its steps the character, `NOTHING` or `UNTOLD`."""

    pixels: Pixels
    steps: NDArray[np.int64]


@dataclass(frozen=True)
class Pose:
    """How a line lies in a strip and how coarsely it was seen. `pitch_px`, `capital_px`: in the strip."""

    pitch_px: float
    capital_px: float
    seen_px: float
    """How far apart its characters are in the picture it was cut out of."""
    start: float
    slope: float
    shear: float
    down_px: float

    def way(self) -> NDArray[np.float64]:
        """Return the matrix from drawn characters to the strip."""
        across, down = self.pitch_px / PITCH, self.capital_px / _CAPITAL
        base = HIGH_PX / 2 + self.capital_px / 2 + self.down_px
        lean = 0.7 * self.shear * down
        left = self.start * self.pitch_px - 1.5 * PITCH * across
        return np.array(
            [
                [across, -lean, left + lean * _CAPITAL],
                [self.slope * across, down, base - BASE * down - self.slope * WIDE_PX / 2],
            ]
        )


def strip(rng: Generator, drawn: Pixels | None = None) -> Strip:
    """Return a strip of some characters in some light."""
    pose = _pose(rng)
    count = int(WIDE_PX / pose.pitch_px) + 3
    kept = count if rng.random() < 0.5 else int(rng.integers(6, count))
    marks = _marks(rng, count)[:kept]
    font = _font(rng, glyphs() if drawn is None else drawn)
    across = pose.seen_px / pose.pitch_px
    down = pose.seen_px * rng.uniform(0.9, 1.12) / pose.capital_px
    size = (max(40, round(WIDE_PX * across)), max(8, round(HIGH_PX * down)))
    ink = _ink(rng, pose, marks, count, font, size)
    paper = _paper(rng, size)
    dark = rng.uniform(0, max(20, paper.mean() - 45)) if rng.random() < 0.35 else rng.uniform(0, 70)
    seen = _looked_at(rng, _lit(rng, paper * (1 - ink) + dark * ink), pose.seen_px)
    way = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA)[rng.integers(3)]
    pixels = np.asarray(cv2.resize(seen, (WIDE_PX, HIGH_PX), interpolation=way), np.uint8)
    return Strip(255 - pixels if rng.random() < 0.06 else pixels, _steps(pose, marks))


def normal(strips: Pixels) -> Floats:
    """Return strips as the recogniser takes them: in deviations from each one's mean."""
    given = strips.astype(np.float32)
    middle, spread = given.mean(axis=(-2, -1), keepdims=True), given.std(axis=(-2, -1), keepdims=True)
    return np.asarray((given - middle) / (spread + 8), np.float32)


def _pose(rng: Generator) -> Pose:
    return Pose(
        pitch_px=rng.uniform(9.5, 14.5),
        capital_px=rng.uniform(14.5, 22),
        seen_px=float(np.exp(rng.uniform(np.log(5.5), np.log(24)))),
        start=rng.uniform(-2, 6) if rng.random() < 0.5 else rng.uniform(-3, 0),
        slope=rng.normal(0, 0.01),
        shear=rng.normal(0, 0.06),
        down_px=rng.normal(0, 1.3),
    )


def _marks(rng: Generator, count: int) -> list[int]:
    """Return characters as they come in zones: numbers, names, fillers, and any."""
    found: list[int] = []
    while len(found) < count:
        kind = rng.random()
        if kind < 0.25:
            found += rng.integers(0, len(MARKS), rng.integers(3, 20)).tolist()
        elif kind < 0.5:
            found += rng.integers(0, 10, rng.integers(3, 16)).tolist()
        elif kind < 0.8:
            found += rng.integers(10, _FILLER, rng.integers(3, 14)).tolist() + [_FILLER] * int(
                rng.integers(0, 3)
            )
        else:
            found += [_FILLER] * int(rng.integers(1, 18))
    return found[:count]


def _font(rng: Generator, drawn: Pixels) -> Pixels:
    """Return the characters as another printer prints them: bolder, finer, with other digits and another nought."""
    made = drawn.copy()
    if rng.random() < 0.3:
        made[[_NOUGHT, _O]] = made[[_O, _NOUGHT]]
    if rng.random() < 0.3:
        high = rng.uniform(0.88, 1.04)
        way = np.array([[1, 0, 0], [0, high, BASE - BASE * high]])
        for digit in range(10):
            made[digit] = cv2.warpAffine(made[digit], way, made.shape[:0:-1])
    weight = rng.random()
    if weight < 0.5:
        change, most = (cv2.dilate, 5) if weight < 0.3 else (cv2.erode, 4)
        size = int(rng.integers(2, most))
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        made = np.stack([np.asarray(change(one, brush), np.uint8) for one in made])
    return made


def _ink(
    rng: Generator, pose: Pose, marks: list[int], count: int, font: Pixels, size: tuple[int, int]
) -> Floats:
    """Return where ink is, 0 to 1, in the picture the strip was cut from: the line, and those above and below."""
    scale = np.array([[size[0] / WIDE_PX], [size[1] / HIGH_PX]])
    way = pose.way() * scale
    softness = PITCH / pose.seen_px
    made: Floats = _printed(row_of(marks, font), way, size, softness * rng.uniform(0.35, 0.6))
    apart = rng.uniform(1.45, 2.9) * pose.capital_px * scale[1, 0]
    for side in (-1, 1):
        if rng.random() < 0.6:
            beside = way.copy()
            beside[:, 2] += (rng.uniform(-20, 20) * (rng.random() < 0.5), side * apart)
            other = _printed(row_of(_marks(rng, count), font), beside, size, 0.45 * softness)
            made = np.maximum(made, other)
    if rng.random() < 0.25:  # a ribbon that is worn in places
        worn = rng.uniform(0.45, 1, (2, rng.integers(4, 40))).astype(np.float32)
        made = made * np.asarray(cv2.resize(worn, size), np.float32)
    return np.asarray(made, np.float32)


def _printed(ink: Pixels, way: NDArray[np.float64], size: tuple[int, int], softness: float) -> Floats:
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.3, softness))
    return np.asarray(cv2.warpAffine(soft, way, size) / np.float32(255), np.float32)


def _paper(rng: Generator, size: tuple[int, int]) -> Floats:
    wide, high = size
    coarse = rng.normal(0, rng.uniform(0, 18), (rng.integers(2, 4), rng.integers(2, 8))).astype(np.float32)
    made = rng.uniform(120, 250) + np.asarray(
        cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32
    )
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    for _ in range(rng.integers(1, 4) if rng.random() < 0.45 else 0):
        period, angle = rng.uniform(2.2, 20), rng.uniform(0, np.pi)
        bent = rng.uniform(0, 6) * np.sin(x / rng.uniform(8, 60) + rng.uniform(0, 6))
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle) + bent) / period * 2 * np.pi)
        made -= rng.uniform(2, 28) * (wave > 0.6 if rng.random() < 0.5 else wave)
    if rng.random() < 0.3:
        grain = np.asarray(cv2.GaussianBlur(rng.normal(0, 1, (high, wide)), (0, 0), rng.uniform(1, 5)))
        made += (grain / (grain.std() + 1e-6) * rng.uniform(1, 14)).astype(np.float32)
    return np.asarray(made, np.float32)


def _lit(rng: Generator, seen: Floats) -> Floats:
    """Return a line with what lies over it: a stamp's strokes, a lamp's reflection, the card's edge."""
    high, wide = seen.shape
    if rng.random() < 0.22:
        seen = _overprinted(rng, seen)
    if rng.random() < 0.12:
        y, x = np.mgrid[:high, :wide]
        radius = rng.uniform(0.3, 2) * high
        across = (x - rng.uniform(0, wide)) / (radius * rng.uniform(1, 4))
        spot = np.exp(-(across**2) - ((y - rng.uniform(0, high)) / radius) ** 2)
        seen = seen + (255 - seen) * spot * rng.uniform(0.3, 0.95)
    edge = int(rng.uniform(0, 0.16) * high)
    if rng.random() < 0.1 and edge:
        seen = seen.copy()
        seen[-edge:] = rng.uniform(0, 255)
    return np.asarray(seen, np.float32)


def _overprinted(rng: Generator, seen: Floats) -> Floats:
    high, wide = seen.shape
    ink = np.zeros((high, wide), np.uint8)
    for _ in range(rng.integers(1, 5)):
        ends = [(int(rng.integers(0, wide)), int(rng.integers(-high, 2 * high))) for _ in range(2)]
        if rng.random() < 0.5:
            cv2.line(ink, ends[0], ends[1], 255, int(rng.integers(1, 3)), cv2.LINE_AA)
        else:
            word = MARKS[rng.integers(_FILLER)] * int(rng.integers(1, 4))
            cv2.putText(ink, word, ends[0], 0, rng.uniform(0.3, 3) * high / 32, 255, 2, cv2.LINE_AA)
    share = ink.astype(np.float32) / 255 * rng.uniform(0.1, 0.55)
    return np.asarray(seen * (1 - share) + rng.uniform(0, 160) * share, np.float32)


def _looked_at(rng: Generator, seen: Floats, pitch_px: float) -> Pixels:
    """Return what a camera makes of it: moved, out of focus, sharpened, noisy, packed."""
    if rng.random() < 0.15:
        size = int(rng.integers(2, 4))
        seen = np.asarray(cv2.blur(seen, (size, 1) if rng.random() < 0.6 else (1, size)), np.float32)
    if rng.random() < 0.5:
        most = 0.75 if pitch_px < 10 else 1.3 if pitch_px < 15 else 1.8
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.2, most)), np.float32)
    if rng.random() < 0.3:
        sharp = seen + rng.uniform(0.3, 1.5) * (seen - cv2.GaussianBlur(seen, (0, 0), 1.0))
        seen = np.asarray(sharp, np.float32)
    if rng.random() < 0.6:
        seen = np.asarray(seen + rng.normal(0, rng.uniform(0, 9), seen.shape), np.float32)
    made = np.clip(seen, 0, 255).astype(np.uint8)
    if rng.random() < 0.65:
        packed = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 92))])[1]
        made = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return made


def _steps(pose: Pose, marks: list[int]) -> NDArray[np.int64]:
    """Return what each step should say: a character near its middle, nothing between two."""
    columns = np.arange(int(WIDE_PX / STEP_PX)) * STEP_PX + 0.5
    middles = (pose.start + np.arange(len(marks))) * pose.pitch_px
    apart = np.abs(columns[:, None] - middles[None]) / pose.pitch_px
    nearest = apart.argmin(axis=1)
    off = apart[np.arange(len(columns)), nearest]
    told = np.where(off < 0.27, np.array(marks)[nearest], np.where(off < 0.36, UNTOLD, NOTHING))
    return np.asarray(told, np.int64)
