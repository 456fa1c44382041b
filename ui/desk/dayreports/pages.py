"""The reports of days and months at the desk as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.desk.pages import Chip, DeskPage
from ui.screens import Message


@dataclass(frozen=True)
class NumberRow:
    """One line: what, how many, which share and what it should be. `path`: what it counts, "" for no list."""

    label: str
    number: str
    share: str = ""
    target: str = ""
    path: str = ""
    tone: str = ""
    part_of: bool = False


@dataclass(frozen=True)
class ChartView:
    """One chart: the drawing, what it says in a sentence, and the same as a table."""

    svg: str
    said: str
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PartView:
    """One part of a report."""

    name: str
    title: str
    rows: tuple[NumberRow, ...]
    chart: ChartView | None = None


@dataclass(frozen=True)
class FrozenView:
    """What was reported of it: when, by whom, under which number, and what proves it."""

    time: str
    who: str
    number: str
    digest: str
    head: str


@dataclass(frozen=True, kw_only=True)
class ReportPage(DeskPage):
    """The report of a day or a month."""

    template = "desk/dayreport.html"
    name = "desk_dayreport"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    views: tuple[Chip, ...]
    """Its day, its month, what was reported so far."""
    title: str
    period: str
    told: str
    """The period as people write it."""
    parts: tuple[PartView, ...]
    earlier: str
    later: str
    lacks: str = ""
    frozen: FrozenView | None = None
    may_freeze: bool = False
    act: str = ""
    problem: Message | None = None

    @property
    def monthly(self) -> bool:
        """Whether it is a month's."""
        return len(self.period) == 7


@dataclass(frozen=True)
class CountedRow:
    """One event that a number counts. `path`: where what it is about is seen, "" for nowhere."""

    seq: int
    at: datetime
    about: str
    who: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class CountedPage(DeskPage):
    """What a number of a report counts, the newest first."""

    template = "desk/counted.html"
    name = "desk_counted"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    title: str
    told: str
    """The period as people write it."""
    rows: tuple[CountedRow, ...]
    back: str
    older: str = ""


@dataclass(frozen=True)
class ReportedRow:
    """One report that was made."""

    path: str
    period: str
    what: str
    made: datetime
    who: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ReportedPage(DeskPage):
    """What was reported so far, the newest first."""

    template = "desk/dayreports.html"
    name = "desk_dayreports"
    tab = "keys"
    topics: tuple[str, ...] = ()
    chips: tuple[Chip, ...]
    views: tuple[Chip, ...]
    rows: tuple[ReportedRow, ...]
    older: str = ""
