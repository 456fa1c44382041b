"""What a part of a report is: its lines, and the two functions that count them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.domain.house import House

if TYPE_CHECKING:
    from kiosk.flows.reports.day import Day
    from kiosk.flows.reports.standards import Standards

Number = tuple[str, int]
SUM, LAST, FIRST = "sum", "last", "first"


@dataclass(frozen=True)
class Line:
    """One line of a report; its words are "dayreport.line.<code>".

    `of`: it is a share of that other line, shown in per cent too, with its `target_pct`. `cents`: money. `month`: what
    a month makes of its days: their sum, or what stood at the end of the last or at the beginning of the first.
    """

    code: str
    of: str = ""
    target_pct: int = 0
    target_for: str = ""
    """The kind of follow-up whose rule says the target in its place."""
    cents: bool = False
    month: str = SUM
    care: bool = False
    """A number above nothing is to be looked at."""
    words: str = ""
    """Its words where they stand elsewhere."""

    @property
    def label(self) -> str:
        """The key of its words."""
        return self.words or f"dayreport.line.{self.code}"


@dataclass(frozen=True)
class Part:
    """One part of a report. `counted` tells what fell into a day, `standing` what stands at this moment."""

    name: str
    lines: tuple[Line, ...]
    counted: Callable[[Day], Iterator[Number]]
    standing: Callable[[House, datetime, Standards], Iterator[Number]] | None = None
    hours: Callable[[Day], Iterator[tuple[str, tuple[int, ...]]]] | None = None
    """What is drawn hour by hour."""
    drawn: tuple[str, ...] = ()
    """The lines that a month draws day by day."""
