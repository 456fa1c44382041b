"""Slips as lines in the printer's own letters, for firmware that knows GB18030: a tenth of a picture's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kiosk.paper.blocks import Block, ChainHead, Cut, Facts, Head, Line, Number, Part, Plan, Qr, Rule, Strokes
from kiosk.paper.layout import parted, strip_of
from kiosk.paper.lettering import printable, wrap_measured
from kiosk.paper.raster import Raster, from_grey
from kiosk.paper.sheet import Sheet, sheet_of

PLAIN, TALL, DOUBLE = (1, 1), (1, 2), (2, 2)
"""Sizes of letters: 3 mm, 6 mm high, 6 mm square."""

_NUMBER_MOST = 6
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class TypedLine:
    """One line that fits the paper. `size`: how many times wider and higher than plain letters."""

    text: str
    size: tuple[int, int] = PLAIN
    bold: bool = False
    centred: bool = False
    inverse: bool = False


@dataclass(frozen=True)
class TypedPiece:
    """One piece of paper: lines, and pictures between them."""

    strips: tuple[TypedLine | Raster, ...]


def typeset(
    blocks: Sequence[Block],
    *,
    paper_mm: int,
    dots: int | None = None,
    language: str = "zh-Hans",
    cuts: bool = True,
) -> tuple[TypedPiece, ...]:
    """Return one piece of lines and pictures for each piece of paper; arguments as for `draw`.

    Codes, signatures, and blocks with a character that the printer's font lacks are drawn.

    Raises:
        ValueError: there is no such paper.
        FontMissing: the system cannot write Chinese.
    """
    sheet = sheet_of(paper_mm, dots, language)
    return tuple(
        TypedPiece(tuple(strip for block in piece for strip in _strips(block, sheet)))
        for piece in parted(blocks, cuts=cuts)
    )


def columns(text: str) -> int:
    """Return how many of the printer's letters wide `text` is: what is not ASCII takes two."""
    return sum(1 if character.isascii() or character == _NO_BREAK else 2 for character in text)


def in_its_font(text: str) -> bool:
    """Whether two bytes of GB18030 hold each character: few printers know those of four."""
    known = printable(text).replace(_NO_BREAK, " ")
    return all(len(character.encode("gb18030", "replace")) <= 2 for character in known)


def _strips(block: Block, sheet: Sheet) -> Iterator[TypedLine | Raster]:
    if isinstance(block, Qr | Strokes | Plan) or not all(map(in_its_font, _texts(block))):
        yield from_grey(strip_of(block, sheet))
    else:
        for line in _lines(block, sheet.columns):
            yield replace(line, text=line.text.replace(_NO_BREAK, " "))
    yield TypedLine("")


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Head(estate, title, second):
            yield from (estate, title, second)
        case Facts(rows):
            yield from (text for row in rows for text in row)
        case Number(text, other) | Part(text, other):
            yield from (text, other)
        case Line(text):
            yield text


def _lines(block: Block, wide: int) -> Iterator[TypedLine]:
    match block:
        case Head(estate, title, second):
            yield from _wrapped(estate, wide, TALL, centred=True)
            yield from _wrapped(title, wide, DOUBLE, bold=True, centred=True)
            yield from _wrapped(second, wide, PLAIN, centred=True)
            yield TypedLine("=" * wide)
        case Number():
            yield from _number(block, wide)
        case Facts():
            yield from _facts(block, wide)
        case Line(text, size):
            yield from _wrapped(text, wide, {"small": PLAIN, "body": TALL, "large": DOUBLE}[size])
        case ChainHead(head):
            number = (block.number,) if block.number else ()
            yield from (TypedLine(line, centred=True) for line in (*number, *_groups(head, wide)))
        case Part(name, second):
            inner = _wrapped(name, wide, DOUBLE, bold=True)
            yield from (TypedLine(_filled(line.text, wide // 2), DOUBLE, True, False, True) for line in inner)
            yield from (
                TypedLine(_filled(line.text, wide), inverse=True) for line in _wrapped(second, wide, PLAIN)
            )
        case Cut():
            yield from (TypedLine(""), TypedLine("- " * (wide // 2)), TypedLine(""))
        case Rule():
            yield TypedLine("-" * wide)


def _wrapped(
    text: str, wide: int, size: tuple[int, int], *, bold: bool = False, centred: bool = False
) -> Iterator[TypedLine]:
    if not text:
        return
    for line in wrap_measured(text, columns, wide // size[0]):
        yield TypedLine(line, size, bold, centred)


def _number(block: Number, wide: int) -> Iterator[TypedLine]:
    """The size that fills the line; Chinese characters come twice as large at most."""
    yield from _wrapped(block.caption, wide, PLAIN, centred=True)
    text = printable(block.text).replace("\n", " ")
    most = _NUMBER_MOST if text.isascii() else 2
    times = max(1, min(most, wide // max(1, columns(text))))
    if columns(text) * times <= wide:
        yield TypedLine(text, (times, times), bold=True, centred=True)
    else:
        yield from _wrapped(text, wide, DOUBLE, bold=True, centred=True)


def _facts(block: Facts, wide: int) -> Iterator[TypedLine]:
    """Labels in a column of their own; a value that has too little room beside it stands below."""
    column = max((columns(label) for label, _ in block.rows), default=0) + 2
    beside = column <= wide // 2 and "\n" not in "".join(label for label, _ in block.rows)
    for label, value in block.rows:
        room = wide - column
        lines = wrap_measured(value, columns, room) if beside else []
        if beside and len(lines) <= 2:
            yield TypedLine(_padded(printable(label), column) + lines[0], TALL)
            yield from (TypedLine(" " * column + line, TALL) for line in lines[1:])
        else:
            yield from _wrapped(label, wide, PLAIN)
            yield from _wrapped(value, wide, TALL, bold=True)


def _groups(head: str, wide: int) -> Iterator[str]:
    groups = [head[i : i + 4] for i in range(0, len(head), 4)]
    each = len(groups)
    while each > 1 and 5 * each - 1 > wide:
        each = (each + 1) // 2
    starts = [*range(0, len(groups), max(1, each)), len(groups)]
    yield from (" ".join(groups[a:b]) for a, b in pairwise(starts))


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - columns(text))


def _filled(text: str, wide: int) -> str:
    """Return `text` in the middle of a line that is filled with spaces: a whole band when inverse."""
    left = (wide - columns(text)) // 2
    return _padded(" " * left + text, wide)
