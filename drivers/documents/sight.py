"""What one look at a picture of a document sees: lines of text with their places, and the card cut out, upright."""

from __future__ import annotations

from dataclasses import dataclass

Choices = tuple[tuple[str, float], ...]
"""What one character may be, most likely first, each with its probability."""


@dataclass(frozen=True)
class Line:
    """One line of text, upright. `confidence`: the mean of its characters', 0 to 1.

    `left`, `top`, `right`, `bottom`: its box in the upright picture, both axes in widths of that picture.
    `choices`: one for each character of `text`.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    choices: tuple[Choices, ...] = ()


@dataclass(frozen=True)
class Sight:
    """One look. `picture`: the upright JPEG that the lines stand in; `is_card`: it is a card, cut out at its edges.

    `lines` from top to bottom; none where there is a zone. `zones`: readings of one machine-readable zone, the best
    first, each its lines from the top; a line that one could not read has no text.
    """

    lines: tuple[Line, ...]
    picture: bytes
    width_px: int
    height_px: int
    is_card: bool
    zones: tuple[tuple[Line, ...], ...] = ()
    codes: tuple[str, ...] = ()
    """What PDF417 codes say; looked for where there is hardly any text."""
