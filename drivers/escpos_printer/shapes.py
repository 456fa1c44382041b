"""What can be printed: pictures as dots, and lines as text where the printer's own font knows Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class PieceShape(Protocol):
    """A picture of one piece of paper: whole bytes per row, most significant bit first, 1 = black."""

    @property
    def width_px(self) -> int:
        """Dots in a row; a multiple of 8."""

    @property
    def rows(self) -> bytes:
        """All rows, from the top."""


@runtime_checkable
class LineShape(Protocol):
    """One line in the printer's own letters, short enough for the paper."""

    @property
    def text(self) -> str:
        """What stands there; every character has two bytes at most in GB18030."""

    @property
    def size(self) -> tuple[int, int]:
        """How many times wider and higher than plain, 1-8; at most twice if any of it is Chinese."""

    @property
    def bold(self) -> bool:
        """Whether it is emphasised."""

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle."""

    @property
    def inverse(self) -> bool:
        """Whether it is white on black."""


@runtime_checkable
class TypedShape(Protocol):
    """One piece of paper of lines and pictures, from the top."""

    @property
    def strips(self) -> Sequence[PieceShape | LineShape]:
        """Its parts."""


Printable = PieceShape | TypedShape
