"""Specimens of the Chinese resident ID card, drawn: for the simulated lobby and for measuring. Nobody's card.

Layout after GA 448-2013 (85.6 x 54 mm) as far as a reader needs it: no guilloche, no microtext, and the word for
specimen across it. A `Look` moves, scales and colours it, so that nothing is tuned to one drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDE_MM, HIGH_MM = 85.6, 54.0
_FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto-cjk")
SIMPLIFIED = 2
"""Which of a Noto CJK file's faces is the one for the mainland."""
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Holder:
    """An invented person's card. Dates as they are printed on the back: 2016.03.01, or 长期."""

    name: str
    sex: str
    nation: str
    born: tuple[int, int, int]
    address: str
    number: str
    authority: str = "示例市公安局样本分局"
    issued: str = "2019.05.06"
    expires: str = "2039.05.06"


@dataclass(frozen=True)
class Look:
    """How a card is drawn. Sizes are factors of the usual; `shift_mm` moves all text; `ink` is black on a new card."""

    wide_px: int = 1012
    font: str = "NotoSansCJK-Regular.ttc"
    number_font: str = "NotoSansCJK-Bold.ttc"
    size: float = 1.0
    spacing: float = 1.0
    shift_mm: tuple[float, float] = (0.0, 0.0)
    ink: Colour = (28, 26, 24)
    label: Colour = (62, 116, 158)
    paper: tuple[Colour, Colour] = ((226, 238, 244), (244, 232, 228))
    waves: bool = True
    address_marks: int = 11
    number_gap_mm: float = 0.0
    """Between the digits of the number, on top of their own width."""
    specimen: bool = True


PLAIN = Look()


def front(holder: Holder, look: Look = PLAIN) -> Image.Image:
    """Return the side with the portrait and the number."""
    card = _Card(look)
    x, y = 6.4, 6.2
    step = 6.9 * look.spacing
    card.pair((x, y), "姓名", holder.name, value_mm=4.1)
    card.pair((x, y + step), "性别", holder.sex)
    card.pair((x + 20.5, y + step), "民族", holder.nation)
    card.dated((x, y + 2 * step), holder.born)
    card.text((x, y + 3 * step + 0.6), "住址", 2.8, look.label)
    marks = look.address_marks
    for row, at in enumerate(range(0, len(holder.address), marks)):
        part = holder.address[at : at + marks]
        card.text((x + 10, y + 3 * step + 0.4 + row * 4.4), part, 3.1, look.ink)
    card.text((x, 45.6), "公民身份号码", 2.8, look.label)
    card.spaced((x + 22.5, 44.9), holder.number, 3.9, look.number_gap_mm)
    card.portrait()
    return card.finished()


def back(holder: Holder, look: Look = PLAIN) -> Image.Image:
    """Return the side with the authority and the validity."""
    card = _Card(look)
    card.emblem()
    card.text((28, 9.5), "中华人民共和国", 5.2, look.ink)
    card.text((24, 18.5), "居 民 身 份 证", 7.6, look.ink)
    card.text((16.5, 38.6), "签发机关", 2.8, look.label)
    card.text((31, 38.4), holder.authority, 3.1, look.ink)
    card.text((16.5, 45.4), "有效期限", 2.8, look.label)
    card.text((31, 45.2), f"{holder.issued}-{holder.expires}", 3.1, look.ink)
    return card.finished()


def has_fonts() -> bool:
    """Return whether the fonts that cards are drawn with are installed."""
    return _file(PLAIN.font) is not None


class _Card:
    """One card being drawn."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._scale = look.wide_px / WIDE_MM
        self._made = _paper(look, round(HIGH_MM * self._scale))
        self._draw = ImageDraw.Draw(self._made)

    def text(self, at_mm: tuple[float, float], words: str, high_mm: float, colour: Colour) -> float:
        """Write `words`; return how wide they are, in millimetres."""
        font = _font(self._look.font, high_mm * self._look.size * self._scale)
        self._draw.text(self._at(at_mm), words, font=font, fill=colour)
        return font.getlength(words) / self._scale

    def pair(self, at_mm: tuple[float, float], label: str, value: str, value_mm: float = 3.3) -> None:
        """Write a label and what belongs to it."""
        x, y = at_mm
        self.text((x, y + 0.3), label, 2.8, self._look.label)
        self.text((x + 10, y - (value_mm - 3.3) / 2), value, value_mm, self._look.ink)

    def dated(self, at_mm: tuple[float, float], born: Sequence[int]) -> None:
        """Write a date of birth: figures in ink, 年 月 日 in the labels' colour."""
        x, y = at_mm
        self.text((x, y + 0.3), "出生", 2.8, self._look.label)
        x += 10
        for figure, unit, least in zip(born, "年月日", (9.0, 4.2, 4.2), strict=True):
            wide = self.text((x, y), str(figure), 3.2, self._look.ink)
            x += max(least, wide + 1.0) * self._look.size
            x += self.text((x, y + 0.3), unit, 2.8, self._look.label) + 1.6

    def spaced(self, at_mm: tuple[float, float], words: str, high_mm: float, gap_mm: float) -> None:
        """Write a number, digit by digit, with a gap between."""
        font = _font(self._look.number_font, high_mm * self._look.size * self._scale)
        x, y = self._at(at_mm)
        for mark in words:
            self._draw.text((x, y), mark, font=font, fill=self._look.ink)
            x += font.getlength(mark) + gap_mm * self._scale

    def portrait(self) -> None:
        """Draw a head where the portrait is: nobody's."""
        left, top = (round(edge) for edge in self._at((55, 8)))
        wide, high = round(24 * self._scale), round(30 * self._scale)
        skin, hair = (196, 168, 150), (46, 42, 40)
        photo = Image.new("RGB", (wide, high), (214, 222, 228))
        draw = ImageDraw.Draw(photo)
        draw.ellipse((0, high * 0.76, wide, high * 1.6), fill=hair)
        draw.ellipse((wide * 0.24, high * 0.14, wide * 0.76, high * 0.8), fill=hair)
        draw.ellipse((wide * 0.28, high * 0.22, wide * 0.72, high * 0.78), fill=skin)
        self._made.paste(photo, (left, top))

    def emblem(self) -> None:
        """Draw a red disc where the emblem is."""
        left, top = self._at((8, 7))
        right, foot = self._at((22, 22))
        self._draw.ellipse((left, top, right, foot), fill=(190, 52, 44))
        inset = (right - left) * 0.22
        self._draw.ellipse((left + inset, top + inset, right - inset, foot - inset), fill=(222, 172, 92))

    def finished(self) -> Image.Image:
        """Return the card, marked as a specimen: faint, and nowhere that text is."""
        if self._look.specimen:
            font = _font(self._look.font, 2.2 * self._scale)
            self._draw.text(self._at((58, 50.2)), "样本 SPECIMEN", font=font, fill=(206, 186, 186))
        return self._made

    def _at(self, at_mm: tuple[float, float]) -> tuple[float, float]:
        right, down = self._look.shift_mm
        return (at_mm[0] + right) * self._scale, (at_mm[1] + down) * self._scale


def _paper(look: Look, high_px: int) -> Image.Image:
    first, last = look.paper
    shade = Image.linear_gradient("L").rotate(90).resize((look.wide_px, high_px))
    made = Image.composite(Image.new("RGB", shade.size, last), Image.new("RGB", shade.size, first), shade)
    if look.waves:
        draw = ImageDraw.Draw(made)
        tint = tuple(max(0, part - 14) for part in first)
        for y in range(-high_px, 2 * high_px, max(5, high_px // 60)):
            draw.arc((-look.wide_px // 2, y, look.wide_px * 3 // 2, y + high_px), 20, 160, fill=tint)
    return made


def _font(name: str, size_px: float) -> ImageFont.FreeTypeFont:
    file = _file(name)
    if file is None:
        raise OSError(f"{name} is not installed: Debian's fonts-noto-cjk has it")
    return ImageFont.truetype(file, max(4, round(size_px)), index=SIMPLIFIED if file.endswith(".ttc") else 0)


def _file(name: str) -> str | None:
    places = [name] if name.startswith("/") else [f"{folder}/{name}" for folder in _FOLDERS]
    return next((place for place in places if Path(place).exists()), None)
