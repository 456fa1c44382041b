"""Paper: what is printed, and what makes a document that lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class PieceShape(Protocol):
    """A piece of paper to be printed: one bit a pixel, most significant first, 1 = black."""

    @property
    def width_px(self) -> int:
        """Pixels a row."""

    @property
    def rows(self) -> bytes:
        """All rows, each padded to whole bytes."""


class LineShape(Protocol):
    """A line in the printer's own letters."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def size(self) -> tuple[int, int]:
        """How many times wider and higher than plain letters."""

    @property
    def bold(self) -> bool:
        """Whether it is emphasised."""

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle."""

    @property
    def inverse(self) -> bool:
        """Whether it is white on black."""


class TypedShape(Protocol):
    """A piece of paper of lines, and pictures between them."""

    @property
    def strips(self) -> Sequence[PieceShape | LineShape]:
        """Its parts, from the top."""


class Press(Protocol):
    """What makes a document that lasts: a PDF with the site's own signature."""

    def make(self, html: str, reason: str, name: str) -> bytes:
        """Return the signed PDF of an HTML document; `name` signs, and why is the `reason`.

        Raises:
            Unavailable: it could not be made; the detail says why.
        """

    def keep(self, name: str, pdf: bytes) -> str:
        """Return where a PDF was put down for the office to fetch it, readable by nobody else.

        Raises:
            Unavailable: the disk did not take it.
        """

    def tidy(self) -> None:
        """Throw away what was put down too long ago."""
