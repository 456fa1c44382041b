"""Slips in the printer's own letters, in forms of plain values, and with lines to cut along."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.language.messages import Language
from kiosk.paper import (
    Block,
    ChainHead,
    Cut,
    Facts,
    Head,
    Line,
    Number,
    PaperStock,
    Part,
    Qr,
    Raster,
    Rule,
    TypedLine,
    draw,
    typeset,
)
from kiosk.paper.forms import Letterhead, ShelfTag, TwoParts, masked_unit, shelf_tag, two_parts
from kiosk.paper.typed import columns, in_its_font

WORDS = st.text(alphabet="取件码柜門，。（）「」年月日 abcXYZ0189-.,:é·", max_size=60)
ANY_WORDS = st.text(max_size=30)
CLAIM = "LOGE1:7K2M/" + "A1B2C3D4E5" * 16
HASH = "9f3ac07d41be88205a6c0e1f77d2b3940c5583a1ee06f4d2917b6a38c2f0d415"
AT = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
PAPERS = pytest.mark.parametrize(("paper_mm", "dots"), [(80, 576), (80, 512), (58, 384)])
LANGUAGES = pytest.mark.parametrize("language", Language)


def letterhead(language: Language) -> Letterhead:
    return Letterhead("云栖花园", language, "Asia/Shanghai", "0571-8765 4321")


def all_blocks(text: str) -> tuple[Block, ...]:
    return (
        Head(text, text, text),
        Number(text, text),
        Facts(((text, text), ("格口", text))),
        Line(text, "large"),
        Line(text),
        Part(text, text),
        ChainHead(HASH),
        Rule(),
    )


def lines_of(*blocks: Block, paper_mm: int = 80) -> list[TypedLine]:
    (piece,) = typeset(blocks, paper_mm=paper_mm)
    return [strip for strip in piece.strips if isinstance(strip, TypedLine)]


# ---- in the printer's letters ------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(st.one_of(WORDS, ANY_WORDS), st.sampled_from([(80, 576), (80, 512), (58, 384)]))
def test_no_line_is_wider_than_the_paper_or_outside_the_font(text: str, paper: tuple[int, int]) -> None:
    (piece,) = typeset(all_blocks(text), paper_mm=paper[0], dots=paper[1])
    for strip in piece.strips:
        if isinstance(strip, TypedLine):
            assert columns(strip.text) * strip.size[0] * 12 <= paper[1]
            assert all(len(character.encode("gb18030")) <= 2 for character in strip.text)
            assert strip.text.isprintable()
            assert strip.text.isascii() or max(strip.size) <= 2
        else:
            assert strip.width_px == paper[1]


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_no_word_is_lost(text: str) -> None:
    said = "".join(line.text for line in lines_of(Line(text)))
    assert said.replace(" ", "") == text.replace(" ", "")


def test_a_rare_character_is_drawn_and_the_rest_is_not() -> None:
    assert not in_its_font("𠮷田")
    (piece,) = typeset((Line("𠮷田"), Line("吉田")), paper_mm=80)
    assert [type(strip) for strip in piece.strips if strip != TypedLine("")] == [Raster, TypedLine]


def test_a_number_is_as_large_as_the_line_allows() -> None:
    assert max(line.size for line in lines_of(Number("4821 7730"))) == (5, 5)
    assert max(line.size for line in lines_of(Number("K12"))) == (6, 6)
    assert max(line.size for line in lines_of(Number("库房"))) == (2, 2)


def test_values_stand_beside_their_labels_or_below() -> None:
    beside = lines_of(Facts((("房号", "3-1802"),)))
    below = lines_of(Facts((("Where your parcel is waiting", "B07, second row"),)))
    assert [line.text for line in beside if line.text] == ["房号  3-1802"]
    assert [line.text for line in below if line.text] == ["Where your parcel is waiting", "B07, second row"]


def test_a_code_between_the_lines_is_a_picture_that_a_camera_reads() -> None:
    (piece,) = typeset((Line("上"), Qr(CLAIM, "4821 7730"), Line("下")), paper_mm=58)
    (picture,) = [strip for strip in piece.strips if isinstance(strip, Raster)]
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.png())).convert("L"))
    assert found.text == CLAIM


def test_the_telephone_number_stays_on_one_line() -> None:
    for language in Language:
        lines = lines_of(letterhead(language).desk(), paper_mm=58)
        assert any("0571-8765 4321" in line.text for line in lines)


# ---- pieces and cuts -----------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [False, True])
def test_with_a_cutter_two_pieces_and_without_one_a_line_between(typed: bool) -> None:
    blocks = (Part("寄存联"), Cut(), Part("提取联"), Cut())
    cut = PaperStock(80, typed=typed).pieces(blocks, "zh-Hans")
    (whole,) = PaperStock(80, cuts=False, typed=typed).pieces(blocks, "zh-Hans")
    assert len(cut) == 2
    if isinstance(whole, Raster):
        lines = [whole.rows[i : i + 72] for i in range(0, len(whole.rows), 72)]
        dashes = [row for row in lines if row.startswith(b"\xff\xff\x00\xff\xff\x00")]
        assert len(dashes) == 4, "half a millimetre"
        assert not any(lines[lines.index(dashes[0]) - 20]), "white before it"
    else:
        assert sum("- - - -" in strip.text for strip in whole.strips if isinstance(strip, TypedLine)) == 1


def test_only_dots_that_print_heads_have() -> None:
    assert draw((Rule(),), paper_mm=80, dots=512)[0].width_px == 512
    with pytest.raises(ValueError, match="576 dots across 58"):
        draw((Rule(),), paper_mm=58, dots=576)


# ---- forms -----------------------------------------------------------------------------------------
def deposit(language: Language) -> tuple[Block, ...]:
    facts = (("房号", "3-1802"),)
    return two_parts(TwoParts("paper.deposit.title", "D 0417", facts, CLAIM, HASH), letterhead(language))


@PAPERS
@LANGUAGES
@pytest.mark.parametrize("typed", [False, True])
def test_both_parts_carry_the_number_and_the_stub_alone_the_code(
    paper_mm: int, dots: int, language: Language, typed: bool
) -> None:
    blocks = deposit(language)
    cut = blocks.index(Cut())
    tag, stub = blocks[:cut], blocks[cut + 1 :]
    for part in (tag, stub):
        assert any(isinstance(block, Number) and block.text == "D 0417" for block in part)
        assert any(isinstance(block, ChainHead) for block in part)
    assert not any(isinstance(block, Qr) for block in tag)
    pieces = PaperStock(paper_mm, dots, typed=typed).pieces(blocks, language.tag)
    assert len(pieces) == 2
    if isinstance(pieces[0], Raster) and isinstance(pieces[1], Raster):
        codes = [
            zxingcpp.read_barcodes(Image.open(io.BytesIO(p.png())).convert("L"))
            for p in pieces
            if isinstance(p, Raster)
        ]
        assert [len(found) for found in codes] == [0, 1]
        assert codes[1][0].text == CLAIM


@PAPERS
@LANGUAGES
def test_a_shelf_tag_tells_the_shelf_and_not_the_home(paper_mm: int, dots: int, language: Language) -> None:
    blocks = shelf_tag(ShelfTag("207", "B-3", "3-1802", AT, "P:SF1"), letterhead(language))
    said = repr(blocks)
    assert "B-3" in said
    assert "3-18**" in said
    assert "1802" not in said
    (tag,) = draw(blocks, paper_mm=paper_mm, dots=dots, language=language.tag)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(tag.png())).convert("L"))
    assert found.text == "P:SF1"
    assert tag.length_mm < 110


@pytest.mark.parametrize(("unit", "masked"), [("3-1802", "3-18**"), ("2", "*"), ("", "")])
def test_homes_are_masked(unit: str, masked: str) -> None:
    assert masked_unit(unit) == masked
