"""The letters of the simulated printer: a line is set from the bytes that came, in the mode that they came in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

_CELL_PX = (12, 24)  # font A; a Chinese character takes two cells
_LINE_PX = 30  # the usual feed of one line, at 203 dpi
_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
)


@dataclass(frozen=True)
class Look:
    """How letters come out. `size` is that of GS !, `kanji_size` how much larger Chinese ones are."""

    kanji: bool = False
    size: tuple[int, int] = (1, 1)
    kanji_size: tuple[int, int] = (1, 1)
    bold: bool = False
    inverse: bool = False
    align: int = 0

    def changed(self, name: str, value: int) -> Look:
        """Return the look after one command; GS ! and FS ! both speak for Chinese, the last one counts."""
        match name:
            case "kanji":
                return replace(self, kanji=bool(value))
            case "size":
                size = ((value >> 4 & 7) + 1, (value & 7) + 1)
                return replace(self, size=size, kanji_size=size)
            case "kanji size":
                return replace(self, kanji_size=(2 if value & 0x04 else 1, 2 if value & 0x08 else 1))
            case "align":
                return replace(self, align=value % 48 % 3)
            case "bold":
                return replace(self, bold=bool(value & 1))
            case "inverse":
                return replace(self, inverse=bool(value & 1))
        return self


class TypeLine:
    """The line that is being set on `width_px` dots."""

    def __init__(self, width_px: int) -> None:
        self._width_px = width_px
        self._cells: list[Image.Image] = []
        self._align = 0

    def put(self, code: bytes, look: Look) -> list[bytes]:
        """Add a character; return the rows of the line before it if there was no room in it."""
        cell = _cell(_read(code), look)
        full = sum(cell.width for cell in self._cells) + cell.width > self._width_px
        rows = self.rows() if full else []
        if not self._cells:
            self._align = look.align
        self._cells.append(cell)
        return rows

    def rows(self) -> list[bytes]:
        """Return the line as rows of dots, on one baseline, and begin another."""
        high = max((cell.height for cell in self._cells), default=_CELL_PX[1])
        picture = Image.new("1", (self._width_px, max(_LINE_PX, high)), 0)
        x = (self._width_px - sum(cell.width for cell in self._cells)) * self._align // 2
        for cell in self._cells:
            picture.paste(cell, (x, high - cell.height))
            x += cell.width
        self._cells.clear()
        width, dots = self._width_px // 8, picture.tobytes()
        return [dots[i : i + width] for i in range(0, len(dots), width)]

    def clear(self) -> None:
        """Forget what was not printed yet."""
        self._cells.clear()


def _read(code: bytes) -> str:
    """One byte is a letter of code page 437: Chinese without FS & comes out as pairs of those."""
    return code.decode("cp437") if len(code) == 1 else code.decode("gb18030", errors="replace")


@lru_cache(maxsize=2048)
def _cell(character: str, look: Look) -> Image.Image:
    """Return one character as the printer's head makes it: its plain dots, doubled where asked."""
    wide = not character.isascii() and look.kanji
    plain = Image.new("1", (_CELL_PX[0] * (2 if wide else 1), _CELL_PX[1]), 0)
    pen = ImageDraw.Draw(plain)
    pen.fontmode = "1"
    pen.text((plain.width // 2, 20), character, 255, _font(24 if wide else 20), anchor="ms")
    if look.bold:
        plain = ImageChops.logical_or(plain, ImageChops.offset(plain, 1, 0))
    across, down = look.kanji_size if wide else look.size
    cell = plain.resize((plain.width * across, plain.height * down), Image.Resampling.NEAREST)
    return ImageChops.invert(cell) if look.inverse else cell


@lru_cache(maxsize=8)
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _FONTS:
        if path.is_file():
            return ImageFont.truetype(str(path), size_px, index=2 if size_px == 24 else 7)
    return ImageFont.load_default(size_px)
