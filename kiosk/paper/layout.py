"""Slips drawn: each block becomes a strip as wide as the paper, the strips are stacked, a cut starts anew."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from PIL import Image, ImageDraw, ImageFont

from kiosk.paper.blocks import (
    Block,
    ChainHead,
    Cut,
    Facts,
    Head,
    Line,
    Number,
    Part,
    Plan,
    Rule,
    Strokes,
)
from kiosk.paper.blocks import Qr as QrBlock
from kiosk.paper.figures import plan_figure, qr_figure, signature_figure
from kiosk.paper.lettering import longest_piece, width, wrap
from kiosk.paper.raster import Raster, from_grey
from kiosk.paper.sheet import Sheet, sheet_of

WHITE, BLACK = 255, 0
_CUT_ROOM_PX = 28
_DASH_PX = 8


def draw(
    blocks: Sequence[Block],
    *,
    paper_mm: int,
    dots: int | None = None,
    language: str = "zh-Hans",
    cuts: bool = True,
) -> tuple[Raster, ...]:
    """Return one picture for each piece of paper that the slip is cut into.

    `paper_mm` is 80 (576 `dots`, or 512) or 58 (384). `language` picks the shapes of Chinese characters. Without
    a cutter (`cuts`) all is one piece with lines to cut along.

    Raises:
        ValueError: there is no such paper.
        FontMissing: the system cannot write Chinese.
    """
    sheet = sheet_of(paper_mm, dots, language)
    foot = Image.new("L", (sheet.width_px, 6), WHITE)
    pieces = [[strip_of(block, sheet) for block in piece] for piece in parted(blocks, cuts=cuts)]
    return tuple(from_grey(_pile([*strips, foot], sheet, 18)) for strips in pieces)


def parted(blocks: Sequence[Block], *, cuts: bool) -> list[list[Block]]:
    """Return the blocks of each piece of paper; where there is no cutter, one piece with its cuts still in it."""
    if not cuts:
        inner = list(blocks)
        while inner and isinstance(inner[-1], Cut):
            inner.pop()
        while inner and isinstance(inner[0], Cut):
            inner.pop(0)
        return [[block for block, _ in groupby(inner)]] if inner else []
    pieces: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Cut):
            pieces.append([])
        else:
            pieces[-1].append(block)
    return [piece for piece in pieces if piece]


def strip_of(block: Block, sheet: Sheet) -> Image.Image:
    """Return one block drawn as wide as the paper, as high as it needs."""
    match block:
        case Head():
            return _head(block, sheet)
        case Number():
            return _number(block, sheet)
        case Facts():
            return _facts(block, sheet)
        case Line():
            size = {"small": sheet.small, "body": sheet.body, "large": sheet.large}[block.size]
            return _text(block.text, sheet, sheet.face(size, bold=block.size == "large"))
        case QrBlock():
            figure = qr_figure(block.text, widest_px=sheet.width_px)
            return _figure(figure, block.caption, sheet, bold=True)
        case Strokes():
            figure = signature_figure(block.points, (sheet.inner_px * 3 // 4, 150))
            return _figure(figure, block.caption, sheet, bold=False)
        case Plan():
            face = sheet.face(sheet.large, bold=True)
            return _figure(plan_figure(block.boxes, sheet.inner_px, face), "", sheet, bold=False)
        case ChainHead():
            return _chain(block, sheet)
        case Part():
            return _part(block, sheet)
        case Cut():
            return _cut_line(sheet)
        case Rule():
            return _rules(sheet, 2)


def line_height(face: ImageFont.FreeTypeFont) -> int:
    """Return the distance between baselines: enough for a Chinese character and a Latin descender."""
    return round(face.size * 1.32)


def _text(
    text: str, sheet: Sheet, face: ImageFont.FreeTypeFont, *, centred: bool = False, within_px: int = 0
) -> Image.Image:
    """Return a paragraph, wrapped to `within_px` (the space between the margins if not said)."""
    lines = wrap(text, face, within_px or sheet.inner_px)
    step = line_height(face)
    strip = Image.new("L", (sheet.width_px, step * len(lines)), WHITE)
    pen = ImageDraw.Draw(strip)
    for i, line in enumerate(lines):
        x = (sheet.width_px - width(line, face)) // 2 if centred else sheet.margin_px
        pen.text((x, step * i + round(face.size * 1.02)), line, BLACK, face, anchor="ls")
    if face.getname()[1] == "Regular":  # a hairline of one dot would hardly be seen on thermal paper
        return strip.point(lambda level: level * 3 // 4)
    return strip


def _pile(strips: Sequence[Image.Image], sheet: Sheet, gap: int) -> Image.Image:
    page = Image.new("L", (sheet.width_px, sum(s.height for s in strips) + gap * (len(strips) - 1)), WHITE)
    y = 0
    for strip in strips:
        page.paste(strip, (0, y))
        y += strip.height + gap
    return page


def _rules(sheet: Sheet, *weights_px: int) -> Image.Image:
    """Return horizontal lines of these weights, three dots apart."""
    strip = Image.new("L", (sheet.width_px, sum(weights_px) + 3 * (len(weights_px) - 1)), WHITE)
    pen = ImageDraw.Draw(strip)
    y = 0
    for weight in weights_px:
        pen.rectangle((sheet.margin_px, y, sheet.width_px - sheet.margin_px - 1, y + weight - 1), BLACK)
        y += weight + 3
    return strip


def _cut_line(sheet: Sheet) -> Image.Image:
    """Return dashes over the whole paper with room on both sides: where there is no cutter, scissors go here."""
    strip = Image.new("L", (sheet.width_px, 2 * _CUT_ROOM_PX), WHITE)
    pen = ImageDraw.Draw(strip)
    for x in range(0, sheet.width_px, 3 * _DASH_PX):
        pen.rectangle((x, _CUT_ROOM_PX - 2, x + 2 * _DASH_PX - 1, _CUT_ROOM_PX + 1), BLACK)
    return strip


def _head(block: Head, sheet: Sheet) -> Image.Image:
    strips = [_text(block.estate, sheet, sheet.face(sheet.estate), centred=True)]
    strips.append(_text(block.title, sheet, sheet.face(sheet.title, bold=True), centred=True))
    if block.second:
        strips.append(_text(block.second, sheet, sheet.face(sheet.small), centred=True))
    strips.append(Image.new("L", (sheet.width_px, 6), WHITE))
    strips.append(_rules(sheet, 5, 2))
    return _pile(strips, sheet, 2)


def _number(block: Number, sheet: Sheet) -> Image.Image:
    """The size that fills the line, cut close to the digits, which need no room for descenders."""
    size = sheet.number_most
    while size > sheet.title and width(block.text, sheet.face(size, bold=True)) > sheet.inner_px:
        size -= 4
    face = sheet.face(size, bold=True)
    figure = _text(block.text, sheet, face, centred=True)
    top, bottom = _inked_rows(figure)
    strips = [figure.crop((0, max(0, top - 8), sheet.width_px, min(figure.height, bottom + 8)))]
    if block.caption:
        strips.insert(0, _text(block.caption, sheet, sheet.face(sheet.small), centred=True))
    return _pile(strips, sheet, 4)


def _inked_rows(strip: Image.Image) -> tuple[int, int]:
    box = strip.point(lambda level: 255 - level).getbbox()
    return (box[1], box[3]) if box else (0, strip.height)


def _facts(block: Facts, sheet: Sheet) -> Image.Image:
    """Labels in a column of their own; above their values where that takes less paper, or the column is wide."""
    face = sheet.face(sheet.small)
    labels_px = max((width(part, face) for label, _ in block.rows for part in label.split("\n")), default=0)
    column_px = labels_px + sheet.body * 2 // 3
    if not block.rows:
        return _rules(sheet, 1)
    above = _pile([_pile(_row(row, 0, sheet), sheet, 0) for row in block.rows], sheet, 10)
    if column_px > sheet.inner_px // 2:
        return above
    beside = _pile([_fact(row, column_px, sheet) for row in block.rows], sheet, 6)
    return beside if beside.height <= above.height else above


def _fact(row: tuple[str, str], column_px: int, sheet: Sheet) -> Image.Image:
    """Return one row with its value beside the label, or beneath it where it would be torn or take as many lines."""
    face = sheet.face(sheet.value, bold=True)
    room_px = sheet.inner_px - column_px
    torn = longest_piece(row[1], face) > room_px
    if torn or (len(wrap(row[1], face, room_px)) > 1 and len(wrap(row[1], face, sheet.inner_px)) == 1):
        return _pile(_row(row, 0, sheet), sheet, 0)
    return _beside(*_row(row, column_px, sheet), column_px, sheet)


def _row(row: tuple[str, str], column_px: int, sheet: Sheet) -> tuple[Image.Image, Image.Image]:
    label, value = row
    name = _text(label, sheet, sheet.face(sheet.small))
    return name, _text(value, sheet, sheet.face(sheet.value, bold=True), within_px=sheet.inner_px - column_px)


def _beside(name: Image.Image, text: Image.Image, left_px: int, sheet: Sheet) -> Image.Image:
    """Put a value to the right of its label, on the label's baseline."""
    drop = round((sheet.value - sheet.small) * 1.02)
    strip = Image.new("L", (sheet.width_px, max(name.height + drop, text.height)), WHITE)
    strip.paste(name, (0, drop))
    strip.paste(
        text.crop((sheet.margin_px, 0, text.width - left_px, text.height)), (sheet.margin_px + left_px, 0)
    )
    return strip


def _figure(figure: Image.Image, caption: str, sheet: Sheet, *, bold: bool) -> Image.Image:
    """Return a figure in the middle of the paper, its caption beneath."""
    strip = Image.new("L", (sheet.width_px, figure.height), WHITE)
    strip.paste(figure, ((sheet.width_px - figure.width) // 2, 0))
    if not caption:
        return strip
    size = sheet.body if bold else sheet.small
    return _pile((strip, _text(caption, sheet, sheet.face(size, bold=bold), centred=True)), sheet, 2)


def _chain(block: ChainHead, sheet: Sheet) -> Image.Image:
    """The number above groups of four; as many to a line as fit, halving, so that the lines stay equal."""
    face = sheet.face(sheet.chain, mono=True)
    groups = [block.hex[i : i + 4] for i in range(0, len(block.hex), 4)]
    per_line = max(1, len(groups))
    while per_line > 1 and width(" ".join(groups[:per_line]), face) > sheet.inner_px:
        per_line = (per_line + 1) // 2
    starts = [*range(0, len(groups), per_line), len(groups)]
    lines = [" ".join(groups[a:b]) for a, b in pairwise(starts)]
    if block.number:
        lines.insert(0, block.number)
    return _text("\n".join(lines), sheet, face, centred=True)


def _part(block: Part, sheet: Sheet) -> Image.Image:
    strips = [_text(block.name, sheet, sheet.face(sheet.large, bold=True), centred=True)]
    if block.second:
        strips.append(_text(block.second, sheet, sheet.face(sheet.small), centred=True))
    inside = _pile(strips, sheet, 0)
    strip = Image.new("L", (sheet.width_px, inside.height + 16), WHITE)
    strip.paste(inside, (0, 8))
    band = strip.crop((sheet.margin_px, 0, sheet.width_px - sheet.margin_px, strip.height))
    strip.paste(band.point(lambda level: 255 - level), (sheet.margin_px, 0))
    return strip
