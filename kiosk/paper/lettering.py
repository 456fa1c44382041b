"""Type on paper: which font draws a language, how wide text is, and where a line may break."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),  # Debian's and Raspberry Pi OS's fonts-noto-cjk
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/local/share/fonts"),
)
_FACES = {"zh-Hans": 2, "zh-Hant": 3, "zh-HK": 4, "en": 2}  # order of the faces in NotoSansCJK-*.ttc
_MONO = 5  # the same order again, shifted, for the faces with letters of one width

_NEVER_FIRST = frozenset("，。、；：！？）》」』】〉”’…％·,.;:!?)]}%")
_NEVER_LAST = frozenset("（《「『【〈“‘([{¥$￥#")
_BEFORE_DIGITS = frozenset("年月第")


class FontMissing(Exception):
    """The system has no font that can write Chinese: the message says which package brings it."""


@lru_cache(maxsize=64)
def font(
    size_px: int,
    language: str,
    *,
    bold: bool = False,
    mono: bool = False,
    folders: tuple[Path, ...] = FOLDERS,
) -> ImageFont.FreeTypeFont:
    """Return Noto Sans CJK at `size_px`, with the glyph shapes of `language` (a tag such as "zh-Hant").

    Raises:
        FontMissing: the font is in none of `folders`.
    """
    name = f"NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc"
    for folder in folders:
        if (path := folder / name).is_file():
            index = _face(language) + (_MONO if mono else 0)
            return ImageFont.truetype(str(path), size_px, index=index, layout_engine=ImageFont.Layout.BASIC)
    looked = ", ".join(map(str, folders))
    raise FontMissing(f"{name} not found in {looked}: install the package fonts-noto-cjk")


def _face(language: str) -> int:
    """Return the face for a language tag, less and less exactly: zh-Hant-TW, zh-Hant, zh."""
    tag = language.replace("_", "-")
    while tag not in _FACES and "-" in tag:
        tag = tag.rpartition("-")[0]
    return _FACES.get(tag, _FACES["zh-Hans"])


def width(text: str, face: ImageFont.FreeTypeFont) -> int:
    """Return how many dots `text` needs on one line, overhanging ink included."""
    if not text:
        return 0
    left, _, right, _ = face.getbbox(text, anchor="ls")
    return int(max(right, face.getlength(text)) - min(0, left) + 0.999)


def longest_piece(text: str, face: ImageFont.FreeTypeFont) -> int:
    """Return the width of the widest part of `text` that `wrap` would rather not split."""
    paragraphs = printable(text).split("\n")
    return max((width(piece.rstrip(), face) for line in paragraphs for piece in _pieces(line)), default=0)


def wrap(text: str, face: ImageFont.FreeTypeFont, within_px: int) -> list[str]:
    """Return `text` as lines that each fit `within_px`.

    Lines break at spaces, between Chinese characters (never before a closing or after an opening mark, nor
    inside a date), after a hyphen between letters, and inside a word only if it is wider than the line.
    """
    return wrap_measured(text, lambda part: width(part, face), within_px)


def wrap_measured(text: str, measure: Callable[[str], int], within: int) -> list[str]:
    """Return `text` as lines that each measure `within` at most, broken as `wrap` does."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        line = ""
        for piece in _pieces(paragraph.strip()):
            if measure((line + piece).rstrip()) <= within:
                line += piece
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = piece.lstrip()
            while measure(line.rstrip()) > within:
                fit = _fitting(line, measure, within)
                lines.append(line[:fit])
                line = line[fit:]
        lines.append(line.rstrip())
    return lines


def _fitting(word: str, measure: Callable[[str], int], within: int) -> int:
    """Return how many characters of an overlong word fit; at least one, or nothing would ever be printed."""
    fit = 1
    while fit < len(word) and measure(word[: fit + 1]) <= within:
        fit += 1
    return fit


def printable(text: str) -> str:
    """Drop what no font draws (control and format characters); a tab becomes a space."""
    spaced = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in spaced if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def _pieces(text: str) -> Iterator[str]:
    """Yield the unbreakable pieces of a paragraph, in order; joined they are the paragraph."""
    start = 0
    for i in range(1, len(text)):
        if _may_break(text, i):
            yield text[start:i]
            start = i
    if start < len(text):
        yield text[start:]


def _may_break(text: str, i: int) -> bool:
    """Whether a line may end before `text[i]`."""
    before, after = text[i - 1], text[i]
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if (before.isdecimal() and _is_wide(after)) or (before in _BEFORE_DIGITS and after.isdecimal()):
        return False  # "21日" and "11月21" read badly in two halves
    if before == " " and text[:i].rstrip()[-1:] in _NEVER_LAST:
        return False  # a space does not make an opening mark the end of a line
    if before == " " or _is_wide(before) or _is_wide(after):
        return True
    return before == "-" and after.isalpha() and i >= 2 and text[i - 2].isalpha()


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
