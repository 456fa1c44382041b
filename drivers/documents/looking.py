"""One look at a picture: finds the text, turns it upright, cuts the card out, reads every line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from drivers.camera.stacked import read_stacked
from drivers.documents.bands import mended
from drivers.documents.codec import Refusal
from drivers.documents.engine import Corners, Engine, Pixels, Said
from drivers.documents.finding import proportions, quad
from drivers.documents.picture import enlarged, packed, pixels_of
from drivers.documents.second import again
from drivers.documents.sight import Line, Sight
from drivers.documents.zones import SeenZone, zone_in

FIRST_PX, SECOND_PX = 544, 704
"""How large the picture is in which text is looked for: first to find the card, then on the card alone."""
SMALL_PX, LARGE_PX = 900, 960
"""A picture smaller than the first is made as large as the second: fine print shows no lines in it otherwise."""
_CARD_WIDE_PX = 1200
_MOST_LINES = 48
_LEAST_CONFIDENCE = 0.5
_CHINESE = 6
"""So many characters are a Chinese card; a recogniser sees one here and there in anything."""
_ASKED = 3
"""So many lines at most are read both ways up to learn which is up."""
_CLEAR = 4.0
"""By how much one way must be better, in characters read with certainty, so that the other is not tried any more."""


def look(engine: Engine, file: bytes) -> Sight | Refusal:
    """Return what is seen in a picture file."""
    seen = pixels_of(file)
    if isinstance(seen, Refusal):
        return seen
    found = _look_at_text(engine, seen)
    if _is_wordless(found) and (
        codes := read_stacked(np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), np.uint8))
    ):
        high, wide = seen.shape[:2]
        return Sight((), packed(seen), wide, high, False, codes=codes)
    return found


def _look_at_text(engine: Engine, seen: Pixels) -> Sight | Refusal:
    texts = engine.boxes(seen, FIRST_PX)
    if not texts:
        return Refusal("nothing")
    if zone := zone_in(engine.ocr_b, seen, texts):
        return _zoned(engine, seen, texts, zone)
    angle, chinese = upward(engine, seen, texts)
    if not chinese and max(seen.shape[:2]) < SMALL_PX:
        seen = enlarged(seen, LARGE_PX)
        texts = engine.boxes(seen, SECOND_PX)
        if zone := zone_in(engine.ocr_b, seen, texts):
            return _zoned(engine, seen, texts, zone)
    upright, is_card = straightened(seen, texts, angle)
    return read_upright(engine, upright, is_card, may_have_zone=not chinese)


def _is_wordless(found: Sight | Refusal) -> bool:
    """Return whether what was read is neither a zone nor Chinese: a licence's back has a code, and Latin letters."""
    if isinstance(found, Refusal):
        return found.code == "nothing"
    return not found.zones and _chinese(found.lines) < _CHINESE


def _zoned(engine: Engine, seen: Pixels, texts: Sequence[Corners], zone: SeenZone) -> Sight:
    """Return the sight of a card with a machine-readable zone, which says all that is to be read."""
    upright, is_card = straightened(seen, texts, zone.angle)
    high, wide = upright.shape[:2]
    return Sight((), packed(upright), wide, high, is_card, (zone.lines, again(engine, seen, zone)))


def read_upright(engine: Engine, upright: Pixels, is_card: bool, *, may_have_zone: bool) -> Sight | Refusal:
    """Return what stands in a picture whose text is upright."""
    high, wide = upright.shape[:2]
    texts = engine.boxes(upright, SECOND_PX)
    if may_have_zone and (zone := zone_in(engine.ocr_b, upright, texts)):
        zones = (zone.lines, again(engine, upright, zone))
        return Sight((), packed(upright), wide, high, is_card, zones)
    boxes = sorted(texts, key=lambda box: float(box[:, 1].min()))[:_MOST_LINES]
    ordered = [along(box, 0.0) for box in boxes]
    cut = [cut_out(upright, box) for box in ordered]
    pieces = list(zip(ordered, engine.read(cut), strict=True))
    pieces = mended(pieces, wide, lambda band: engine.read([cut_out(upright, band)])[0])
    pieces.sort(key=lambda piece: float(piece[0][:, 1].min()))
    level = _turn(_slope([box for box, _ in pieces])) if pieces else np.eye(2, dtype=np.float32)
    lines = [_line(box @ level.T, said, wide) for box, said in pieces]
    kept = tuple(line for line in lines if line.text.strip() and line.confidence >= _LEAST_CONFIDENCE)
    return Sight(kept, packed(upright), wide, high, is_card) if kept else Refusal("nothing")


def upward(engine: Engine, seen: Pixels, texts: Sequence[Corners]) -> tuple[float, bool]:
    """Return the angle along which the text reads, in radians clockwise from rightwards, and whether it is Chinese."""
    ways = [_slope(texts), _slope(texts) + np.pi]
    scores = [0.0] * len(ways)
    said: list[list[Said]] = [[] for _ in ways]
    for text in sorted(texts, key=lambda text: -_long_side(text))[:_ASKED]:
        clear = max(scores) - min(scores) > _CLEAR
        for way in (scores.index(max(scores)),) if clear else range(len(ways)):
            one = engine.read([cut_out(seen, along(text, ways[way]))])[0]
            scores[way] += one.confidence * max(1, len(one.text))
            said[way].append(one)
        if max(scores) - min(scores) > _CLEAR and _chinese(said[scores.index(max(scores))]) >= _CHINESE:
            break
    best = scores.index(max(scores))
    return ways[best], _chinese(said[best]) >= _CHINESE


def _chinese(said: Iterable[Said | Line]) -> int:
    return sum("\u4e00" <= mark <= "\u9fff" for one in said for mark in one.text)


def straightened(seen: Pixels, texts: Sequence[Corners], angle: float) -> tuple[Pixels, bool]:
    """Return the card cut out upright, and True; where its edges do not show, all around the text, and False."""
    corners = quad(seen, texts, angle)
    if corners is not None:
        wide_px = round(min(_CARD_WIDE_PX, max(480.0, float(np.linalg.norm(corners[1] - corners[0])))))
        return _warped(seen, corners, wide_px, round(wide_px / proportions(corners))), True
    turn = _turn(angle)
    placed = np.concatenate(list(texts)) @ turn.T
    margin = 1.5 * float(np.median([min(_sides(text)) for text in texts]))
    (left, top), (right, foot) = placed.min(axis=0) - margin, placed.max(axis=0) + margin
    around = np.array([(left, top), (right, top), (right, foot), (left, foot)], np.float32) @ turn
    wide_px, high_px = max(32, round(float(right - left))), max(32, round(float(foot - top)))
    return _warped(seen, around.astype(np.float32), wide_px, high_px), False


def along(text: Corners, angle: float) -> Corners:
    """Return a box's corners from its upper left one on, for text that reads along `angle`."""
    right = np.array([np.cos(angle), np.sin(angle)], np.float32)
    down = np.array([-np.sin(angle), np.cos(angle)], np.float32)
    start = int(np.argmin(text @ right + text @ down))
    turned = np.roll(text, -start, axis=0)
    if (turned[1] - turned[0]) @ right < (turned[3] - turned[0]) @ right:
        turned = turned[[0, 3, 2, 1]]
    return np.asarray(turned, np.float32)


def cut_out(seen: Pixels, box: Corners) -> Pixels:
    """Return what is in a box, upright."""
    wide = max(8, round(float(np.linalg.norm(box[1] - box[0]))))
    high = max(8, round(float(np.linalg.norm(box[3] - box[0]))))
    return _warped(seen, box, wide, high)


def _warped(seen: Pixels, corners: Corners, wide_px: int, high_px: int) -> Pixels:
    goal = np.array([(0, 0), (wide_px, 0), (wide_px, high_px), (0, high_px)], np.float32)
    way = cv2.getPerspectiveTransform(corners.astype(np.float32), goal)
    made = cv2.warpPerspective(
        seen, way, (wide_px, high_px), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(made, np.uint8)


def _line(box: Corners, said: Said, wide_px: int) -> Line:
    left, top = (round(float(edge) / wide_px, 4) for edge in box.min(axis=0))
    right, foot = (round(float(edge) / wide_px, 4) for edge in box.max(axis=0))
    return Line(said.text, round(said.confidence, 4), left, top, right, foot, said.choices)


def _turn(angle: float) -> Corners:
    """Return what turns points so that text along `angle` runs to the right."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)


def _slope(texts: Sequence[Corners]) -> float:
    """Return the direction of most of the text's length, in radians: one of the two ways along it."""
    sines = cosines = 0.0
    for text in texts:
        first, second = text[1] - text[0], text[2] - text[1]
        long = first if np.linalg.norm(first) >= np.linalg.norm(second) else second
        length, short = float(np.linalg.norm(long)), min(_sides(text))
        weight = max(0.0, length - 1.5 * short)  # a box nearly square says nothing
        double = 2 * float(np.arctan2(long[1], long[0]))
        sines, cosines = sines + weight * np.sin(double), cosines + weight * np.cos(double)
    return float(np.arctan2(sines, cosines)) / 2


def _sides(text: Corners) -> tuple[float, float]:
    return float(np.linalg.norm(text[1] - text[0])), float(np.linalg.norm(text[2] - text[1]))


def _long_side(text: Corners) -> float:
    return max(_sides(text))
