"""The number of a Chinese ID card out of the line it stands in: proved by its check digit, or plainly not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from kiosk.domain.documents.lines import Choices, Line
from kiosk.domain.id_numbers import IdNumber, id_number
from kiosk.domain.refusal import Refused

_LONG = 18
_LIKE = {
    "O": "0",
    "o": "0",
    "D": "0",
    "Q": "0",
    "I": "1",
    "l": "1",
    "|": "1",
    "Z": "2",
    "S": "5",
    "B": "8",
    "x": "X",
}
"""What a recogniser of many scripts may say for a figure: shapes, not guesses between two figures."""
_LEAST_SHARE = 0.6
"""A figure that the recogniser itself doubts proves nothing, even where the check digit fits by chance (1 in 11)."""
_RIVAL_SHARE = 0.02
"""From which probability on another figure may be what stands there."""


@dataclass(frozen=True)
class Numbered:
    """A number as far as it was read. `says`: what it says, if its check digit is right. `proved`: nothing was mended
    and no figure was faint. `doubt`: why it is not proved, "" where it is.
    """

    text: str
    says: IdNumber | None
    proved: bool
    doubt: str = ""


def is_number_like(text: str) -> bool:
    """Return whether a line may hold such a number."""
    figures = sum(mark.isdigit() for mark in text)
    return figures >= 12 and figures >= 0.6 * len(re.sub(r"[^0-9A-Za-z]", "", text) or " ")


def numbered(line: Line | None, born: date | None, today: date) -> Numbered | None:
    """Return the number that a line holds; None if it holds none. `born`: the date that is printed above it."""
    if line is None:
        return None
    marks = _figures(line)
    text = "".join(mark for mark, _ in marks)
    if len(text) != _LONG:
        return Numbered(text, None, False, "number.shape") if len(text) >= _LONG - 3 else None
    says, why = _said(text, today)
    if says is not None and (born is None or says.born == born):
        faint = any(choices and choices[0][1] < _LEAST_SHARE for _, choices in marks)
        return Numbered(text, says, not faint, "number.faint" if faint else "")
    mended = _mended(marks, born, today)
    if mended is not None:
        return Numbered(mended.number, mended, False, "number.repaired")
    return Numbered(text, says, False, why or "number.differs")


def _figures(line: Line) -> list[tuple[str, Choices]]:
    """Return the figures at the end of a line (a label may stand before them), each with its choices."""
    choices: Sequence[Choices] = (
        line.choices if len(line.choices) == len(line.text) else [()] * len(line.text)
    )
    marks = [(_LIKE.get(mark, mark), choice) for mark, choice in zip(line.text, choices, strict=True)]
    kept = [(mark, choice) for mark, choice in marks if mark.isascii() and (mark.isdigit() or mark == "X")]
    return kept if len(kept) <= _LONG else kept[-_LONG:] if _has_label(line.text) else kept


def _has_label(text: str) -> bool:
    return any(mark in text for mark in "公民身份号码")


def _said(text: str, today: date) -> tuple[IdNumber | None, str]:
    try:
        return id_number(text, today), ""
    except Refused as refused:
        return None, "number.check" if refused.code == "id.check" else "number.shape"


def _mended(marks: Sequence[tuple[str, Choices]], born: date | None, today: date) -> IdNumber | None:
    """Return the one number that fits its check digit and the date of birth, and differs by what the recogniser itself
    held possible at one or two places; None if there is none, or more than one.
    """
    found = {
        number.number: number for text in _others(marks) if (number := _said(text, today)[0]) is not None
    }
    fitting = [number for number in found.values() if born is None or number.born == born]
    return fitting[0] if len(fitting) == 1 else None


def _others(marks: Sequence[tuple[str, Choices]]) -> Iterator[str]:
    text = [mark for mark, _ in marks]
    rivals: list[tuple[int, str]] = []
    for at, (mark, choices) in enumerate(marks):
        allowed = "0123456789X" if at == _LONG - 1 else "0123456789"
        rivals += [
            (at, other)
            for other, share in choices
            if share >= _RIVAL_SHARE and other != mark and other in allowed
        ]
    for count in (1, 2):
        for chosen in combinations(rivals[:12], count):
            if len({at for at, _ in chosen}) == count:
                other = list(text)
                for at, mark in chosen:
                    other[at] = mark
                yield "".join(other)
