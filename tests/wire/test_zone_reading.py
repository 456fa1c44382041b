"""Zones from picture files to lines: all ways up, small, tilted, stamped, half, twice, and what is none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from drivers.documents.engine import Engine
from drivers.documents.evenly import choices, even
from drivers.documents.ocr_b import CAPITAL_PX, HIGH_PX, MARKS, PITCH_PX, OcrB
from drivers.documents.rows import MARGIN_PX, joined, row_of, strip
from kiosk.domain.documents import marks
from kiosk.domain.documents.document import FieldName
from kiosk.domain.documents.layouts import TD1, TD3
from kiosk.domain.documents.zone import Zone
from tests.bench import zone_pictures
from tests.bench.zone_pictures import BASE, GRADES, PITCH, glyphs, invented, photographed, posed
from tests.bench.zones import PROVED, found_in, written

pytestmark = pytest.mark.skipif(find_spec("rapidocr") is None, reason="rapidocr is not installed")

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def engine() -> Engine:
    cv2.setNumThreads(1)
    return Engine()


def png(pixels: Pixels) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


def wrong_and_sure(found: Zone, lines: Sequence[str]) -> list[FieldName]:
    truth = written(lines)
    assert truth is not None
    said = found.document
    return [
        name for name in said.fields if said.is_sure(name) and said.text(name) != truth.document.text(name)
    ]


@pytest.mark.parametrize("number", range(4))
def test_documents_are_read_in_every_orientation(engine: Engine, number: int) -> None:
    drawn = list(posed(np.random.default_rng(7), "flat", 4))[number]
    found = found_in(engine, png(drawn.pixels))
    assert found is not None
    assert found.lines == drawn.lines
    assert found.document.doubts == ()


def test_a_picture_turned_by_its_exif_alone_is_read(engine: Engine) -> None:
    drawn = next(posed(np.random.default_rng(8), "flat", 1))
    turned = Image.fromarray(
        np.rot90(drawn.pixels[:, :, ::-1], 1)
    )  # upright again by the tag: 6, a quarter clockwise
    tag = Image.Exif()
    tag[0x0112] = 6
    made = io.BytesIO()
    turned.save(made, "JPEG", quality=90, exif=tag.tobytes())
    found = found_in(engine, made.getvalue())
    assert found is not None
    assert found.lines == drawn.lines


@pytest.mark.parametrize("grade", ["small", "tilted", "hard", "glare"])
def test_what_is_read_of_a_bad_picture_is_right_or_unsure(engine: Engine, grade: str) -> None:
    read = 0
    for drawn in posed(np.random.default_rng(9), grade, 3):
        found = found_in(engine, png(drawn.pixels))
        if found is None:
            continue
        assert wrong_and_sure(found, drawn.lines) == []
        truth = written(drawn.lines)
        assert truth is not None
        read += all(found.document.text(name) == truth.document.text(name) for name in PROVED)
    assert read >= 2


def test_half_a_zone_says_nothing(engine: Engine) -> None:
    drawn = photographed(np.random.default_rng(10), invented(np.random.default_rng(10), TD3), GRADES["flat"])
    half = np.ascontiguousarray(drawn.pixels[:, : drawn.pixels.shape[1] * 55 // 100])
    assert found_in(engine, png(half)) is None
    above = np.ascontiguousarray(drawn.pixels[: drawn.pixels.shape[0] * 7 // 10])
    assert found_in(engine, png(above)) is None


def test_of_two_zones_one_is_read_whole(engine: Engine) -> None:
    rng = np.random.default_rng(11)
    both = [photographed(rng, invented(rng, TD1), GRADES["flat"]) for _ in range(2)]
    wide = min(one.pixels.shape[1] for one in both)
    found = found_in(engine, png(np.vstack([one.pixels[:, :wide] for one in both])))
    assert found is not None
    assert found.lines in [one.lines for one in both], "no mixture of two"


def test_other_text_is_no_zone(engine: Engine) -> None:
    page = np.full((700, 900, 3), 235, np.uint8)
    for at in range(12):
        text = f"{at:02} THE QUICK BROWN FOX JUMPS OVER 0123456789 LAZY DOGS"
        cv2.putText(
            page, text, (30, 60 + 50 * at), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 30), 2, cv2.LINE_AA
        )
    assert found_in(engine, png(page)) is None


def test_a_zone_on_a_telephones_screen_is_right_or_unsure(engine: Engine) -> None:
    """A screen's lines over the picture. That it is a picture of a picture, this can't tell: nothing here can."""
    drawn = photographed(np.random.default_rng(12), invented(np.random.default_rng(12), TD3), GRADES["flat"])
    seen = drawn.pixels.astype(np.float32)
    seen[:, ::3] *= 0.75
    seen[::4] *= 0.85
    moved = cv2.warpAffine(seen, cv2.getRotationMatrix2D((300, 200), 3, 0.93), seen.shape[1::-1])
    found = found_in(engine, png(np.clip(moved, 0, 255).astype(np.uint8)))
    assert found is None or wrong_and_sure(found, drawn.lines) == []


def test_lines_on_a_bent_page_are_followed(engine: Engine) -> None:
    drawn = photographed(np.random.default_rng(3), invented(np.random.default_rng(3), TD3), GRADES["flat"])
    y, x = np.mgrid[: drawn.pixels.shape[0], : drawn.pixels.shape[1]].astype(np.float32)
    bent = cv2.remap(drawn.pixels, x, y + 7 * np.sin(np.pi * x / x.max()), cv2.INTER_LINEAR)
    found = found_in(engine, png(np.asarray(bent, np.uint8)))
    assert found is not None
    assert found.lines == drawn.lines


@pytest.mark.parametrize("file", [b"", b"\xff\xd8\xff", png(np.zeros((1, 1, 3), np.uint8)), b"P<UTO" * 20])
def test_what_is_no_picture_is_no_zone(engine: Engine, file: bytes) -> None:
    assert found_in(engine, file) is None


@pytest.mark.parametrize("length", [30, 36, 44])
def test_a_line_is_counted_under_a_stamp(length: int) -> None:
    """What hides characters takes none away, and what stands beside the line adds none."""
    text = ("P<UTOERIKSSON<<ANNA<MARIA" + "<" * 44)[:length]
    drawn = drawn_strip(text)
    hidden = drawn.copy()
    at = round(MARGIN_PX + 9.5 * PITCH_PX)
    hidden[:, at : at + 26] = 120
    shares = OcrB().shares([drawn, hidden])
    for share in shares:
        placed = even(share, length)
        assert len(placed.steps) == length
        assert placed.score > even(share, length + 6).score
    said = "".join(one[0][0] for one in choices(shares[0], even(shares[0], length).steps))
    assert said == text
    beneath = "".join(one[0][0] for one in choices(shares[1], even(shares[1], length).steps))
    assert beneath[:9] == text[:9]
    assert beneath[13:] == text[13:]


def test_the_recogniser_knows_the_standards_characters() -> None:
    assert marks.MARKS == MARKS
    assert len(zone_pictures.glyphs()) == len(MARKS)


def test_boxes_on_one_line_are_one_row() -> None:
    boxes = [box(10, 100, 200, 20), box(230, 101, 150, 19), box(10, 160, 300, 20), box(600, 100, 20, 60)]
    rows = joined([row_of(one) for one in boxes])
    assert sorted(round(row.long) for row in rows) == [60, 300, 370]
    turned = joined([row_of(np.ascontiguousarray(one[:, ::-1])) for one in boxes[:2]])
    assert [round(row.long) for row in turned] == [370], "and upright as well"


def test_a_strip_is_as_the_recogniser_wants_it() -> None:
    row = row_of(box(50, 50, 440, 14))
    assert strip(np.zeros((120, 560), np.uint8), row, 44).shape == (HIGH_PX, 600)


def drawn_strip(text: str) -> Pixels:
    """A line as a strip of the recogniser's, drawn."""
    ink = zone_pictures.row_of([MARKS.index(mark) for mark in text], glyphs())
    across, down = PITCH_PX / PITCH, CAPITAL_PX / 37
    base = HIGH_PX / 2 + CAPITAL_PX / 2
    way = np.array([[across, 0, MARGIN_PX - 1.5 * PITCH_PX], [0, down, base - BASE * down]])
    wide = round(len(text) * PITCH_PX + 2 * MARGIN_PX)
    share = cv2.warpAffine(cv2.GaussianBlur(ink, (0, 0), 1.2), way, (wide, HIGH_PX)).astype(np.float32) / 255
    return np.asarray(np.clip(220 * (1 - share) + 40 * share, 0, 255), np.uint8)


def box(left: float, top: float, wide: float, high: float) -> NDArray[np.float32]:
    return np.array(
        [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)], np.float32
    )
