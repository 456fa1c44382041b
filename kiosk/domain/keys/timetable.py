"""Hours of the week at which something is allowed: spans of a day, holidays apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY_MIN = 24 * 60
LOOK_AHEAD_DAYS = 21
"""So far `next_from` looks: two weeks of holidays in a row, and the week behind them."""


@dataclass(frozen=True)
class Span:
    """From one minute of a day up to, not including, another; through midnight where that is not later."""

    from_min: int
    until_min: int

    def __post_init__(self) -> None:
        if not (0 <= self.from_min < DAY_MIN and 0 < self.until_min <= DAY_MIN):
            raise ValueError("a span's minutes are those of one day")

    @property
    def length_min(self) -> int:
        """How long it lasts, in minutes; one that ends when it begins lasts a whole day."""
        return (self.until_min - self.from_min) % DAY_MIN or DAY_MIN


WHOLE_DAY = Span(0, DAY_MIN)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(2[0-4]|[01]\d):([0-5]\d)")


def spans_of(hours: str) -> tuple[Span, ...]:
    """Return the spans of "08:00-12:00, 14:00-18:00"; "22:00-06:00" goes through midnight; "" is never.

    Raises:
        ValueError: it is not written so.
    """
    spans = []
    for part in [part.strip() for part in hours.split(",") if part.strip()]:
        found = _SPAN.fullmatch(part)
        if found is None:
            raise ValueError(f'{part!r} is no span of hours; write it as "08:00-18:00"')
        from_h, from_m, until_h, until_m = map(int, found.groups())
        spans.append(Span(from_h * 60 + from_m, (until_h * 60 + until_m) or 24 * 60))
    return tuple(spans)


def hours_of(spans: Sequence[Span]) -> str:
    """Return spans as `spans_of` reads them, "08:00-12:00, 14:00-18:00"."""
    return ", ".join(f"{_clock(one.from_min)}-{_clock(one.until_min)}" for one in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass(frozen=True)
class Timetable:
    """A week, Monday first, and what a holiday has instead (None: the same as its weekday)."""

    name: str
    days: tuple[tuple[Span, ...], ...]
    on_holidays: tuple[Span, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")

    def covers(self, at: datetime, holidays: frozenset[date] = frozenset()) -> bool:
        """Return whether `at`, in the site's own time zone, lies in one of the spans.

        A span through midnight belongs to the day on which it begins: Friday's night shift ends on Saturday.
        """
        return any(begins <= at < ends for begins, ends in self._spans_near(at, holidays))

    def next_from(self, at: datetime, holidays: frozenset[date] = frozenset()) -> datetime | None:
        """Return when it next covers a moment from `at` on (`at` itself included); None: not in three weeks."""
        if self.covers(at, holidays):
            return at
        for ahead in range(LOOK_AHEAD_DAYS):
            coming = [begins for begins, _ in self._spans_of(at, ahead, holidays) if begins >= at]
            if coming:
                return min(coming)
        return None

    def _spans_near(self, at: datetime, holidays: frozenset[date]) -> Iterator[tuple[datetime, datetime]]:
        yield from self._spans_of(at, -1, holidays)
        yield from self._spans_of(at, 0, holidays)

    def _spans_of(
        self, at: datetime, ahead: int, holidays: frozenset[date]
    ) -> Iterator[tuple[datetime, datetime]]:
        # wall-clock arithmetic: 22:00 is 22:00 also in the night when the clocks change
        day = at.date() + timedelta(days=ahead)
        holiday = self.on_holidays is not None and day in holidays
        spans = self.on_holidays if holiday else self.days[day.weekday()]
        midnight = datetime.combine(day, time(), at.tzinfo)
        for span in spans or ():
            begins = midnight + timedelta(minutes=span.from_min)
            yield begins, begins + timedelta(minutes=span.length_min)
