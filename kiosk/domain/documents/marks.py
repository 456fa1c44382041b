"""The 37 characters of a machine-readable zone: their values, check digits, and which are taken for which."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER = "<"
MARKS = DIGITS + LETTERS + FILLER
"""All that may stand in a zone. Source: ICAO Doc 9303-3, 4.3."""
_VALUES = {mark: value for value, mark in enumerate(DIGITS + LETTERS)} | {FILLER: 0}
_WEIGHTS = (7, 3, 1)

_TWINS = ("0O", "0Q", "0D", "OQ", "1I", "2Z", "5S", "6G", "8B", "<K")
"""Characters that are taken for each other where print is worn, small or blurred."""
_ALIKE = (
    *("0OQDCU", "1ILJT7", "2Z7", "3B8", "4A", "5SB", "6GBC"),
    *("7TY1", "8BS3", "9GPQ", "<KCLXEV", "MNHW", "VUYW", "PRFE"),
)
"""Groups of characters that are taken for each other now and then."""


def value(mark: str) -> int:
    """Return what a character counts in a check digit. Source: ICAO Doc 9303-3, 4.9."""
    return _VALUES[mark]


def weighed(at: int) -> int:
    """Return by what a character is multiplied in a check digit, counting its place from 0."""
    return _WEIGHTS[at % 3]


def check_digit(marks: Iterable[str]) -> str:
    """Return the check digit of some characters. Source: ICAO Doc 9303-3, 4.9: weights 7, 3, 1, modulus 10."""
    return str(sum(_VALUES[mark] * _WEIGHTS[at % 3] for at, mark in enumerate(marks)) % 10)


def twins(mark: str) -> str:
    """Return the characters that `mark` is easily a misreading of."""
    return "".join(pair.replace(mark, "") for pair in _TWINS if mark in pair)


def alike(mark: str) -> str:
    """Return the characters that `mark` may be a misreading of, twins among them, without itself."""
    found = dict.fromkeys(other for group in (twins(mark), *_with(mark)) for other in group)
    return "".join(other for other in found if other != mark)


def _with(mark: str) -> list[str]:
    return [group for group in _ALIKE if mark in group]
