"""What a slip is made of. Texts are in the reader's language already; `second` is the other one, small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Head:
    """The estate's name over the slip's title, centred, with a double rule beneath."""

    estate: str
    title: str
    second: str = ""


@dataclass(frozen=True)
class Number:
    """A number as large as the paper allows: a pick-up code "4821 7730", a door "A12"."""

    text: str
    caption: str = ""


@dataclass(frozen=True)
class Facts:
    """Rows of label and value; a newline in either starts a new line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A paragraph from the left edge; "small" is for the second language and for rules."""

    text: str
    size: Literal["small", "body", "large"] = "body"


@dataclass(frozen=True)
class Qr:
    """A QR code of at least 25 mm with its quiet zone, and a caption (the code in words) beneath."""

    text: str
    caption: str = ""


@dataclass(frozen=True)
class Strokes:
    """A signature: strokes of (x, y) points, y downwards, in any unit; drawn to fit."""

    points: tuple[tuple[tuple[int, int], ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Plan:
    """A piece of furniture from the front: boxes of (x, y, width, height, text), y downwards, in millimetres."""

    boxes: tuple[tuple[int, int, int, int, str], ...]


@dataclass(frozen=True)
class ChainHead:
    """The head of the hash chain, in groups of four, so that a person can compare it.

    `seq`: the number of the event whose hash it is, 0 where the paper does not say.
    """

    hex: str
    seq: int = 0

    @property
    def number(self) -> str:
        """How papers write the number, "" for none: six digits at least, so that it is never taken for a group."""
        return f"No. {self.seq:06d}" if self.seq else ""


@dataclass(frozen=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True)
class Part:
    """Which part of a slip this piece is (寄存联, 提取联): white on a black band."""

    name: str
    second: str = ""


@dataclass(frozen=True)
class Cut:
    """The paper is cut here: what follows is a piece of its own. Where there is no cutter, a line says where."""


Block = Head | Number | Facts | Line | Qr | Strokes | Plan | ChainHead | Rule | Part | Cut
