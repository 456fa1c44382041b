"""Travel documents that nobody has, drawn and photographed badly on purpose: for measuring, testing and training.

`drivers/documents/ocr_b.png` holds the 37 characters of OCR-B; where they are from stands in `sim_passport.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kiosk.domain.documents.layouts import TD1, TD2, TD3, Layout
from kiosk.domain.documents.marks import DIGITS, FILLER, LETTERS, MARKS, check_digit
from kiosk.domain.documents.states import STATES

Pixels = NDArray[np.uint8]
PITCH, HIGH, BASE = 40, 72, 54
"""Of the drawn characters, in pixels: their distance, a row's height, where its base line is."""
_WIDE = 60
_GLYPHS = Path(__file__).parents[2] / "drivers" / "documents" / "ocr_b.png"
_SIZES_MM = {3: (85.6, 54.0), 2: (105.0, 74.0)}
_PASSPORT_MM = (125.0, 88.0)
_PITCH_MM = 2.54
"""Source: ICAO Doc 9303-3, 4.1; ISO 1073-2, size I."""


@dataclass(frozen=True)
class Damage:
    """What befell a picture. `pitch_px`: how far apart its characters are; angles in degrees, clockwise."""

    pitch_px: float = 14.0
    turn_deg: float = 0.0
    tilt: float = 0.0
    blur_px: float = 0.3
    noise: float = 2.0
    quality: int = 90
    pattern: float = 8.0
    shade: float = 0.0
    stamp: float = 0.0
    glare: float = 0.0
    mirrored_turns: int = 0
    """Quarter turns clockwise of the whole picture."""


GRADES = {
    "flat": Damage(),
    "small": Damage(pitch_px=8.5, blur_px=0.4, quality=80),
    "tilted": Damage(pitch_px=13.0, turn_deg=6.0, tilt=0.06, blur_px=0.6, noise=5, quality=75),
    "hard": Damage(11.0, -4.0, 0.05, 0.9, 8, 55, pattern=18, shade=0.45, stamp=0.35),
    "glare": Damage(pitch_px=13.0, turn_deg=2.0, blur_px=0.5, glare=0.8),
}


@dataclass(frozen=True)
class Drawn:
    """A picture of a document, and the lines of its zone."""

    pixels: Pixels
    lines: tuple[str, ...]


def glyphs() -> Pixels:
    """Return the characters as ink (255) on nothing (0), in the order of `MARKS`: (37, HIGH, 2 * PITCH)."""
    row = cv2.imread(str(_GLYPHS), cv2.IMREAD_GRAYSCALE)
    assert row is not None
    cells = np.stack(np.split(row, len(MARKS), axis=1))
    side = (2 * PITCH - _WIDE) // 2
    return np.asarray(np.pad(cells, ((0, 0), (0, 0), (side, side))), np.uint8)


def row_of(places: Sequence[int], drawn: Pixels) -> Pixels:
    """Return a line of characters as ink; the middle of character k is at (k + 1.5) * PITCH."""
    ink = np.zeros((HIGH, (len(places) + 2) * PITCH), np.uint8)
    for at, mark in enumerate(places):
        x = at * PITCH + PITCH // 2
        np.maximum(ink[:, x : x + 2 * PITCH], drawn[mark], out=ink[:, x : x + 2 * PITCH])
    return ink


def invented(rng: Generator, layout: Layout) -> tuple[str, ...]:
    """Return the lines of a zone that is in order, of nobody."""
    grid = [[FILLER] * layout.length for _ in range(layout.lines)]

    def put(name: str, text: str) -> None:
        span = layout.spans[name]
        text = text[: span.stop - span.start]
        grid[span.line][span.start : span.start + len(text)] = text

    state = str(rng.choice(sorted(STATES)))
    surname, given = (_word(rng, LETTERS, 3, 12) for _ in range(2))
    put("code", {TD1.form: "I", TD2.form: "I", TD3.form: "P"}.get(layout.form, "V"))
    put("issuer", state)
    put("nationality", state if rng.random() < 0.8 else str(rng.choice(sorted(STATES))))
    put(
        "name",
        f"{surname}<<{given}<{_word(rng, LETTERS, 3, 8)}" if rng.random() < 0.5 else f"{surname}<<{given}",
    )
    put("number", _word(rng, DIGITS + LETTERS[:8] if rng.random() < 0.5 else DIGITS, 7, 9))
    put("birth", _day(rng, 1940, 2015))
    put("sex", str(rng.choice(["F", "M"])))
    put("expiry", _day(rng, 2024, 2036))
    if rng.random() < 0.4:
        put("optional", _word(rng, DIGITS, 6, 11))
    for checked in layout.checked:
        line, at = checked.digit
        grid[line][at] = check_digit(grid[line][checked.span.start : checked.span.stop])
    if layout.composite_digit:
        under = [grid[line][at] for span in layout.composite for line, at in span.places()]
        grid[layout.composite_digit[0]][layout.composite_digit[1]] = check_digit(under)
    return tuple("".join(line) for line in grid)


def photographed(rng: Generator, lines: Sequence[str], damage: Damage) -> Drawn:
    """Return a picture of a document with these lines in its zone."""
    card = _card(rng, lines, damage)
    seen = _shot(rng, card, damage)
    return Drawn(np.ascontiguousarray(np.rot90(seen, -damage.mirrored_turns)), tuple(lines))


def posed(rng: Generator, grade: str, count: int) -> Iterator[Drawn]:
    """Yield documents of all formats, held in all four orientations."""
    layouts = (TD1, TD2, TD3)
    for number in range(count):
        layout = layouts[number % 3]
        damage = replace(GRADES[grade], mirrored_turns=number % 4)
        yield photographed(rng, invented(rng, layout), damage)


def _word(rng: Generator, marks: str, least: int, most: int) -> str:
    return "".join(rng.choice(list(marks), rng.integers(least, most + 1)))


def _day(rng: Generator, first: int, last: int) -> str:
    year = int(rng.integers(first, last))
    return f"{year % 100:02}{rng.integers(1, 13):02}{rng.integers(1, 29):02}"


def _card(rng: Generator, lines: Sequence[str], damage: Damage) -> NDArray[np.float32]:
    """Return the document's side, flat, as grey levels."""
    wide_mm, high_mm = _PASSPORT_MM if len(lines[0]) == TD3.length else _SIZES_MM[len(lines)]
    scale = damage.pitch_px / _PITCH_MM
    wide, high = round(wide_mm * scale), round(high_mm * scale)
    made = _paper(rng, high, wide, damage.pattern)
    _words(rng, made, scale)
    _photo(rng, made, scale)
    foot_mm = 4.5 if len(lines) == 3 else 6.0
    step_mm = 4.2 if len(lines) == 3 else 6.35
    left = (wide - len(lines[0]) * damage.pitch_px) / 2
    for at, line in enumerate(lines):
        base = high - (foot_mm + (len(lines) - 1 - at) * step_mm) * scale
        _print(made, [MARKS.index(mark) for mark in line], (left, base), damage.pitch_px)
    if damage.stamp:
        _stamp(rng, made, damage.stamp)
    return made


def _paper(rng: Generator, high: int, wide: int, pattern: float) -> NDArray[np.float32]:
    coarse = rng.normal(rng.uniform(190, 235), 8, (3, 4)).astype(np.float32)
    made: NDArray[np.float32] = np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC))
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    for _ in range(2):
        angle, period = rng.uniform(0, np.pi), rng.uniform(5, 22)
        wave = x * np.cos(angle) + y * np.sin(angle) + 5 * np.sin(x / rng.uniform(15, 60))
        made -= pattern * (np.sin(wave / period * 2 * np.pi) > 0.6)
    return made


def _words(rng: Generator, made: NDArray[np.float32], scale: float) -> None:
    """Write what stands elsewhere on a document: labels, and values in larger letters."""
    high, wide = made.shape
    ink = np.zeros(made.shape, np.uint8)
    for at in range(7):
        text = _word(rng, LETTERS + DIGITS + "  ", 5, 16)
        place = (round(wide * 0.4), round(high * (0.12 + 0.075 * at)))
        size = scale * (0.07 if at % 2 else 0.1)
        cv2.putText(
            ink, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, max(1, round(scale / 5)), cv2.LINE_AA
        )
    share = ink.astype(np.float32) / 255
    made[:] = made * (1 - share) + 50 * share


def _photo(rng: Generator, made: NDArray[np.float32], scale: float) -> None:
    high, wide = made.shape
    left, top, right, foot = round(4 * scale), round(high * 0.12), round(wide * 0.3), round(high * 0.62)
    made[top:foot, left:right] = rng.uniform(90, 180)
    middle = ((left + right) // 2, (top + foot) // 2)
    cv2.ellipse(made, middle, ((right - left) // 4, (foot - top) // 3), 0, 0, 360, 70.0, -1, cv2.LINE_AA)


def _print(made: NDArray[np.float32], marks: Sequence[int], at: tuple[float, float], pitch_px: float) -> None:
    """Print one line of a zone in black; `at`: its left end and its base line."""
    ink = row_of(marks, glyphs())
    scale = pitch_px / PITCH
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.3, 0.4 / scale))
    way = np.array([[scale, 0, at[0] - PITCH * scale], [0, scale, at[1] - BASE * scale]])
    share = cv2.warpAffine(soft, way, (made.shape[1], made.shape[0])).astype(np.float32) / 255
    made[:] = made * (1 - share) + 35 * share


def _stamp(rng: Generator, made: NDArray[np.float32], strength: float) -> None:
    high, wide = made.shape
    ink = np.zeros(made.shape, np.float32)
    middle = (int(rng.uniform(0.2, 0.8) * wide), int(rng.uniform(0.7, 0.9) * high))
    cv2.ellipse(
        ink,
        middle,
        (wide // 6, high // 7),
        rng.uniform(-30, 30),
        0,
        360,
        1.0,
        max(1, wide // 200),
        cv2.LINE_AA,
    )
    made[:] = made * (1 - strength * ink) + 90 * strength * ink


def _shot(rng: Generator, card: NDArray[np.float32], damage: Damage) -> Pixels:
    """Return the card before a dark table, as a camera sees it."""
    high, wide = card.shape
    wide_px, high_px = round(wide * 1.25), round(high * 1.35)
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -damage.turn_deg, 1)
    goal = (
        corners @ turn[:, :2].T.astype(np.float32) + turn[:, 2] + ((wide_px - wide) / 2, (high_px - high) / 2)
    )
    goal[:2] += (damage.tilt * np.array([(wide, 0), (-wide, 0)])) / 2
    way = cv2.getPerspectiveTransform(corners, goal.astype(np.float32))
    table = float(rng.uniform(40, 110))
    seen = np.asarray(cv2.warpPerspective(card, way, (wide_px, high_px), borderValue=table), np.float32)
    if damage.shade:
        seen *= np.linspace(1, 1 - damage.shade, wide_px, dtype=np.float32)[None]
    if damage.glare:
        _glare(rng, seen, damage.glare)
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), damage.blur_px), np.float32)
    seen += rng.normal(0, damage.noise, seen.shape)
    grey = np.clip(seen, 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, damage.quality])[1]
    again = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert again is not None
    return np.asarray(again, np.uint8)


def _glare(rng: Generator, seen: NDArray[np.float32], strength: float) -> None:
    high, wide = seen.shape
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    middle = rng.uniform(0.25, 0.75) * wide, rng.uniform(0.6, 0.8) * high
    spot = np.exp(-(((x - middle[0]) / (0.12 * wide)) ** 2) - ((y - middle[1]) / (0.12 * high)) ** 2)
    seen += (255 - seen) * strength * spot
