"""The paper's measures, and the sizes of type that suit it."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageFont

from kiosk.paper.lettering import font


@dataclass(frozen=True)
class Sheet:
    """The paper's measures in dots (8 to the millimetre) and the sizes of type that suit it."""

    width_px: int
    margin_px: int
    estate: int
    title: int
    body: int
    small: int
    large: int
    value: int
    number_most: int
    chain: int
    language: str = "zh-Hans"

    @property
    def inner_px(self) -> int:
        """The width between the margins."""
        return self.width_px - 2 * self.margin_px

    @property
    def columns(self) -> int:
        """How many of the printer's own plain letters fit on a line; a Chinese character takes two."""
        return self.width_px // 12

    def face(self, size: int, *, bold: bool = False, mono: bool = False) -> ImageFont.FreeTypeFont:
        """Return the font of this sheet's language at `size` dots."""
        return font(size, self.language, bold=bold, mono=mono)


_SHEETS = {
    (80, 576): (576, 12, 34, 54, 34, 28, 48, 38, 168, 26),
    (80, 512): (512, 8, 34, 50, 34, 28, 46, 36, 152, 24),
    (58, 384): (384, 8, 30, 44, 32, 27, 40, 32, 128, 22),
}
_USUAL_DOTS = {80: 576, 58: 384}


def sheet_of(paper_mm: int, dots: int | None = None, language: str = "zh-Hans") -> Sheet:
    """Return the sheet for paper of 80 mm (576 dots, or 512 where the print head has no more) or 58 mm (384).

    Raises:
        ValueError: there is no such paper.
    """
    if paper_mm not in _USUAL_DOTS:
        raise ValueError(f"paper is 58 or 80 mm wide, not {paper_mm}")
    wanted = dots or _USUAL_DOTS[paper_mm]
    if (paper_mm, wanted) not in _SHEETS:
        raise ValueError(f"no printer puts {wanted} dots across {paper_mm} mm")
    return Sheet(*_SHEETS[paper_mm, wanted], language=language)
