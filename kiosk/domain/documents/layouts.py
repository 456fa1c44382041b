"""What stands where in a machine-readable zone: the formats of ICAO 9303, its visas, and the French card of 1988.

Not read: driving licences of one line (ISO 18013), the Swiss licence, passports from before 1986, national formats
that are not in `LAYOUTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.documents.marks import DIGITS, FILLER, LETTERS, MARKS


class Form(StrEnum):
    """A format of zone."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    MRV_A = "mrv_a"
    MRV_B = "mrv_b"
    FRANCE = "france"


@dataclass(frozen=True)
class Span:
    """Places in one line: from `start` up to, not with, `stop`; both from 0."""

    line: int
    start: int
    stop: int

    def places(self) -> tuple[tuple[int, int], ...]:
        """Return each place as (line, column)."""
        return tuple((self.line, at) for at in range(self.start, self.stop))


@dataclass(frozen=True)
class Checked:
    """A span and where its check digit stands. `optional`: a filler may stand there while the span is empty."""

    name: str
    span: Span
    optional: bool = False

    @property
    def digit(self) -> tuple[int, int]:
        """Where the check digit stands: right after the span."""
        return self.span.line, self.span.stop


@dataclass(frozen=True)
class Layout:
    """One format. `spans` by name: code, issuer, number, nationality, birth, sex, expiry, name, optional.

    `composite`: the spans under the last check digit, in their order, and its place; None where there is none.
    `overflows`: the document number may go on in `optional` where a filler stands for its check digit.
    """

    form: Form
    lines: int
    length: int
    spans: Mapping[str, Span]
    checked: tuple[Checked, ...]
    composite: tuple[Span, ...] = ()
    composite_digit: tuple[int, int] | None = None
    overflows: bool = False

    def allowed(self) -> tuple[tuple[str, ...], ...]:
        """Return what may stand at each place of each line."""
        grid = [[MARKS] * self.length for _ in range(self.lines)]
        for name, span in self.spans.items():
            for line, at in span.places():
                grid[line][at] = _CLASSES.get(name, MARKS)
        for checked in self.checked:
            line, at = checked.digit
            optional = checked.optional or (self.overflows and checked.name == "number")
            grid[line][at] = DIGITS + FILLER if optional else DIGITS
        if self.composite_digit:
            grid[self.composite_digit[0]][self.composite_digit[1]] = DIGITS
        first = self.spans["code"]
        grid[first.line][first.start] = "V" if self.form in (Form.MRV_A, Form.MRV_B) else _FIRST[self.form]
        return tuple(tuple(line) for line in grid)


_NAMES = LETTERS + FILLER
_CLASSES = {
    "code": MARKS,  # the second may be a digit on cards of some states
    "issuer": _NAMES,
    "nationality": _NAMES,
    "name": _NAMES,
    "given": _NAMES,
    "birth": DIGITS + FILLER,
    "expiry": DIGITS + FILLER,
    "sex": "MFX" + FILLER,
}
_FIRST = {Form.TD1: "IAC", Form.TD2: "IACP", Form.TD3: "P", Form.FRANCE: "I"}

TD1 = Layout(
    Form.TD1,
    3,
    30,
    {
        "code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "optional": Span(0, 15, 30),
        "birth": Span(1, 0, 6),
        "sex": Span(1, 7, 8),
        "expiry": Span(1, 8, 14),
        "nationality": Span(1, 15, 18),
        "more": Span(1, 18, 29),
        "name": Span(2, 0, 30),
    },
    (Checked("number", Span(0, 5, 14)), Checked("birth", Span(1, 0, 6)), Checked("expiry", Span(1, 8, 14))),
    (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
    (1, 29),
    overflows=True,
)
"""Source: ICAO Doc 9303-5, 4.2.2 and 4.2.4."""

_SECOND = {
    "number": Span(1, 0, 9),
    "nationality": Span(1, 10, 13),
    "birth": Span(1, 13, 19),
    "sex": Span(1, 20, 21),
    "expiry": Span(1, 21, 27),
}
_CHECKED = (
    Checked("number", Span(1, 0, 9)),
    Checked("birth", Span(1, 13, 19)),
    Checked("expiry", Span(1, 21, 27)),
)


def _of_two_lines(length: int, optional_stop: int) -> dict[str, Span]:
    first = {"code": Span(0, 0, 2), "issuer": Span(0, 2, 5), "name": Span(0, 5, length)}
    return {**first, **_SECOND, "optional": Span(1, 28, optional_stop)}


TD2 = Layout(
    Form.TD2,
    2,
    36,
    _of_two_lines(36, 35),
    _CHECKED,
    (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    (1, 35),
    overflows=True,
)
"""Source: ICAO Doc 9303-6, 4.2.2 and 4.2.4."""
TD3 = Layout(
    Form.TD3,
    2,
    44,
    _of_two_lines(44, 42),
    (*_CHECKED, Checked("optional", Span(1, 28, 42), optional=True)),
    (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    (1, 43),
)
"""Source: ICAO Doc 9303-4, 4.2.2 and 4.2.4."""
MRV_A = Layout(Form.MRV_A, 2, 44, _of_two_lines(44, 44), _CHECKED)
MRV_B = Layout(Form.MRV_B, 2, 36, _of_two_lines(36, 36), _CHECKED)
"""Visas: no check digit over all. Source: ICAO Doc 9303-7, 4.2.2 and 4.2.4; 5.2.2 and 5.2.4."""
FRANCE = Layout(
    Form.FRANCE,
    2,
    36,
    {
        "code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "name": Span(0, 5, 30),
        "office": Span(0, 30, 36),
        "number": Span(1, 0, 12),
        "given": Span(1, 13, 27),
        "birth": Span(1, 27, 33),
        "sex": Span(1, 34, 35),
    },
    (Checked("number", Span(1, 0, 12)), Checked("birth", Span(1, 27, 33))),
    (Span(0, 0, 36), Span(1, 0, 35)),
    (1, 35),
)
"""The carte nationale d'identité of 1988 to 2021. Source: décret 87-178 as read by common open readers of it."""

LAYOUTS = (TD1, TD2, TD3, MRV_A, MRV_B, FRANCE)
