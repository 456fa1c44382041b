"""The paper that a site's printer holds, and how the printer writes on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.paper.blocks import Block
from kiosk.paper.layout import draw
from kiosk.paper.raster import Raster
from kiosk.paper.typed import TypedPiece, typeset


@dataclass(frozen=True)
class PaperStock:
    """`dots` None: as many as is usual for the width. `typed`: the printer's own letters, else pictures."""

    paper_mm: int = 80
    dots: int | None = None
    cuts: bool = True
    typed: bool = False

    def pieces(self, blocks: Sequence[Block], language: str) -> Sequence[Raster | TypedPiece]:
        """Return a slip as the pieces that go to the printer. `language` is a tag such as "zh-Hant".

        Raises:
            ValueError: there is no such paper.
            FontMissing: the system cannot write Chinese.
        """
        if self.typed:
            return typeset(blocks, paper_mm=self.paper_mm, dots=self.dots, language=language, cuts=self.cuts)
        return draw(blocks, paper_mm=self.paper_mm, dots=self.dots, language=language, cuts=self.cuts)
