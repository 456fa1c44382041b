"""A line of text that was read on a document, as far as it could be, and where it stands there."""

from __future__ import annotations

from dataclasses import dataclass

Choices = tuple[tuple[str, float], ...]
"""What one character may be, most likely first, each with its probability."""


@dataclass(frozen=True)
class Line:
    """One line of upright text. `confidence`: the mean of its characters', 0 to 1.

    `left`, `top`, `right`, `bottom`: its box, both axes in widths of the picture, from the upper left corner on.
    `choices`: one for each character of `text`, or none at all.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    choices: tuple[Choices, ...] = ()

    @property
    def high(self) -> float:
        """Its height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return (self.top + self.bottom) / 2
