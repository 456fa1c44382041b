"""Slips on paper: nothing clipped, nothing lost, codes that a camera reads, glyphs of the right script."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path

import pytest
import segno
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.paper import (
    Block,
    ChainHead,
    Cut,
    Facts,
    FontMissing,
    Head,
    Line,
    Number,
    Part,
    Qr,
    Raster,
    Rule,
    Strokes,
    draw,
)
from kiosk.paper.figures import qr_figure, signature_figure
from kiosk.paper.lettering import font, longest_piece, width, wrap
from kiosk.paper.raster import from_grey

CLAIM = "LOGE1:7K2M/" + "A1B2C3D4E5" * 16
HASH = "9f3ac07d41be88205a6c0e1f77d2b3940c5583a1ee06f4d2917b6a38c2f0d415"
MARGIN_PX = {80: 12, 58: 8}
PAPERS = pytest.mark.parametrize("paper_mm", [80, 58])
WORDS = st.text(alphabet="取件码柜门，。（）「」年月日 abcXYZ0189-.,:", max_size=40)


def picture(*blocks: Block, paper_mm: int = 80, language: str = "zh-Hans") -> Image.Image:
    """Return the one piece that these blocks make, black on white."""
    (raster,) = draw(blocks, paper_mm=paper_mm, language=language)
    return Image.open(io.BytesIO(raster.png()))


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of black dots (left, top, right, bottom)."""
    box = image.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    assert box is not None, "nothing printed"
    return box


def darkest(image: Image.Image) -> int:
    """Return the level of the darkest dot, 0 for black."""
    return next(level for level, count in enumerate(image.convert("L").histogram()) if count)


def inked_bands(image: Image.Image) -> int:
    """Return how many stretches of rows with ink there are: lines of type, rules."""
    rows = (darkest(image.crop((0, y, image.width, y + 1))) == 0 for y in range(image.height))
    return sum(1 for inked, _ in groupby(rows) if inked)


# ---- pieces and pictures -----------------------------------------------------------------------
def test_a_cut_makes_two_pieces_and_an_empty_one_is_none() -> None:
    blocks = (Cut(), Part("寄存联"), Cut(), Cut(), Part("提取联"), Cut())
    assert [piece.width_px for piece in draw(blocks, paper_mm=80)] == [576, 576]


@PAPERS
def test_paper_is_as_wide_as_the_print_head(paper_mm: int) -> None:
    (piece,) = draw((Rule(),), paper_mm=paper_mm)
    assert piece.width_px == {80: 576, 58: 384}[paper_mm]
    assert piece.height_px * piece.width_px == len(piece.rows) * 8
    assert piece.length_mm == piece.height_px / 8


def test_other_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="58 or 80"):
        draw((Rule(),), paper_mm=76)


def test_a_raster_has_black_as_ones_first_dot_highest() -> None:
    raster = Raster(16, bytes([0b10000000, 0b00000001, 0, 0xFF]))
    dots = Image.open(io.BytesIO(raster.png()))
    assert (dots.mode, dots.size) == ("1", (16, 2))
    black = {(x, y) for x in range(16) for y in range(2) if dots.getpixel((x, y)) == 0}
    assert black == {(0, 0), (15, 0), *((x, 1) for x in range(8, 16))}


def test_grey_becomes_the_raster_that_its_picture_shows() -> None:
    grey = Image.new("L", (24, 3), 255)
    grey.putpixel((1, 0), 0)
    grey.putpixel((23, 2), 60)
    assert from_grey(grey) == Raster(24, bytes([0x40, 0, 0, 0, 0, 0, 0, 0, 0x01]))
    with pytest.raises(ValueError, match="multiple of 8"):
        from_grey(Image.new("L", (20, 3), 255))


# ---- words --------------------------------------------------------------------------------------
@given(WORDS, st.integers(60, 400))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, within_px: int) -> None:
    face = font(28, "zh-Hans")
    lines = wrap(text, face, within_px)
    assert all(width(line, face) <= within_px for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(WORDS)
@example("0000000。。。。。（ 0")
def test_no_line_begins_with_a_closing_mark(text: str) -> None:
    face = font(28, "zh-Hans")
    if longest_piece(text, face) <= 300:  # else a line must break where it should not
        lines = wrap(text, face, 300)
        assert not [
            line for line in lines[1:] if line[:1] and line[0] in "，。）」" and text[0] not in "，。）」"
        ]
        assert not [line for line in lines[:-1] if line[-1:] in ("（", "「")]


@pytest.mark.parametrize(
    ("text", "within_px", "lines"),
    [
        ("Return the key", 130, ["Return", "the key"]),
        ("存入2026年11月21日 18:30", 260, ["存入", "2026年11月21日", "18:30"]),
        ("请随手关门。", 140, ["请随手关", "门。"]),
        ("WO-2026-118 self-service", 200, ["WO-2026-118", "self-service"]),
        ("self-service", 120, ["self-", "service"]),
        ("SF142988371120", 120, ["SF14298", "8371120"]),
        ("one\ntwo\r\n\tthree\x07\u202e", 300, ["one", "two", "three"]),
        ("", 300, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, within_px: int, lines: list[str]) -> None:
    assert wrap(text, font(30, "zh-Hans"), within_px) == lines


@settings(max_examples=25, deadline=None)
@given(WORDS, st.sampled_from([80, 58]), st.sampled_from(["zh-Hans", "zh-Hant", "en"]))
def test_no_text_is_clipped_at_the_edges(text: str, paper_mm: int, language: str) -> None:
    blocks = (
        Head(text, text, text),
        Number(text, text),
        Facts(((text, text), ("格口", text))),
        Line(text, "large"),
        Strokes((((0, 0), (9, 5)),), text),
        Rule(),
    )
    left, _, right, bottom = ink(page := picture(*blocks, paper_mm=paper_mm, language=language))
    assert left >= MARGIN_PX[paper_mm]
    assert right <= page.width - MARGIN_PX[paper_mm]
    assert bottom < page.height


def test_traditional_text_gets_traditional_shapes() -> None:
    hans, hant = (picture(Line("骨直門"), language=tag).tobytes() for tag in ("zh-Hans", "zh-Hant"))
    assert hans != hant
    assert picture(Line("骨直門"), language="zh_Hant").tobytes() == hant
    assert picture(Line("骨直門"), language="zh-Hant-TW").tobytes() == hant
    assert picture(Line("骨直門"), language="zh").tobytes() == hans


@PAPERS
@pytest.mark.parametrize(("size", "least_px"), [("small", 26), ("body", 30), ("large", 40)])
def test_type_is_large_enough_for_old_eyes(paper_mm: int, size: str, least_px: int) -> None:
    _, top, _, bottom = ink(picture(Line("国", size), paper_mm=paper_mm))  # type: ignore[arg-type]
    assert bottom - top >= least_px * 0.85, "the character's body within its square"


def test_a_missing_font_says_which_package_brings_it(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        font(28, "zh-Hans", folders=(tmp_path,))


# ---- blocks -------------------------------------------------------------------------------------
@PAPERS
def test_a_number_fills_the_paper(paper_mm: int) -> None:
    left, top, right, bottom = ink(page := picture(Number("4821 7730"), paper_mm=paper_mm))
    assert right - left > page.width * 0.85
    assert bottom - top >= 52, "digits of 6.5 mm and more"


def test_short_labels_stand_beside_their_values_and_long_ones_above() -> None:
    beside = picture(Facts((("格口", "B07"), ("件数", "1 件"))))
    above = picture(Facts((("Where your parcel is waiting", "B07"), ("Pieces", "1"))))
    assert (inked_bands(beside), inked_bands(above)) == (2, 4)


def test_a_date_is_not_torn_apart_by_its_label() -> None:
    narrow = Facts((("取件期限和地点", "2026年11月24日"), ("格口", "B07")))
    assert inked_bands(picture(narrow, paper_mm=58)) == 4, "labels above: no room for the date beside them"


@PAPERS
def test_the_chain_head_is_in_equal_lines_of_groups(paper_mm: int) -> None:
    assert inked_bands(picture(ChainHead(HASH), paper_mm=paper_mm)) == {80: 2, 58: 4}[paper_mm]


def test_a_chain_head_of_another_value_looks_different() -> None:
    other = HASH[:-1] + "6"
    assert picture(ChainHead(HASH)).tobytes() != picture(ChainHead(other)).tobytes()


def test_a_part_is_white_on_black() -> None:
    page = picture(Part("寄存联", "Item tag"))
    black = page.convert("L").histogram()[0] / (page.width * page.height)
    assert 0.5 < black < 0.95


@PAPERS
@pytest.mark.parametrize("text", [CLAIM, "4821 7730", "https://example.org/a?b=c"])
def test_a_camera_reads_the_code(paper_mm: int, text: str) -> None:
    page = picture(Head("云栖花园", "取件单"), Qr(text, "4821 7730"), Rule(), paper_mm=paper_mm)
    (found,) = zxingcpp.read_barcodes(page.convert("L"))
    assert (found.text, found.ec_level) == (text, "M")
    corners = found.position
    assert corners.top_right.x - corners.top_left.x >= 199, "25 mm at 8 dots to the millimetre"


def test_the_code_keeps_its_quiet_zone_and_the_dense_mode() -> None:
    figure = qr_figure(CLAIM, widest_px=384)
    code = segno.make_qr(CLAIM, error="m", boost_error=False)
    assert code.mode == "alphanumeric"
    module_px = figure.width // (len(code.matrix) + 8)
    left, top, right, bottom = ink(figure)
    assert left == top == figure.width - right == figure.height - bottom == 4 * module_px


@pytest.mark.parametrize("length", [900, 8000])
def test_a_code_too_dense_for_the_paper_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=str(length)):
        draw((Qr("A" * length),), paper_mm=58)


@pytest.mark.parametrize(("wide", "high"), [(400, 100), (100, 400), (5000, 1), (1, 5000)])
def test_a_signature_keeps_its_proportions(wide: int, high: int) -> None:
    figure = signature_figure((((7, 3), (7 + wide, 3 + high)), ((7, 3 + high), (7 + wide, 3))), (400, 150))
    left, top, right, bottom = ink(figure.crop((0, 0, 400, 146)))
    drawn_w, drawn_h = right - left, bottom - top
    scale = min(392 / wide, 142 / high)
    assert abs(drawn_w - max(4, wide * scale)) < 10
    assert abs(drawn_h - max(4, high * scale)) < 12


@pytest.mark.parametrize("strokes", [(), ((),), (((5, 5),),)])
def test_a_signature_of_nothing_or_a_dot_still_has_its_line(
    strokes: tuple[tuple[tuple[int, int], ...], ...],
) -> None:
    figure = signature_figure(strokes, (400, 150))
    assert darkest(figure.crop((0, 148, 400, 150))) < 128
    assert (darkest(figure.crop((0, 0, 400, 140))) < 128) == bool(strokes and strokes[0])
