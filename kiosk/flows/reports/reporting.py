"""The report of a day and of a month (物业日报表, 物业月报表): counted, written down when the day is over, reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.reports.deciding import Freeze, decide_counted, decide_frozen
from kiosk.domain.reports.report import DayFigures, FrozenReport
from kiosk.flows.reports.counting import figures, together
from kiosk.flows.reports.day import Day, stamp
from kiosk.flows.reports.standards import Standards
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

SETTLED_AFTER, COUNTED_BY = timedelta(minutes=10), timedelta(hours=3)
"""So long after midnight a day is counted; by the later one also while something of it still moves."""
LOOK_EVERY_S = 120.0
AT_ONCE = 12
DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
MOST_IN_MEMORY = 400
MOST_DAYS = 31


@dataclass(frozen=True)
class Report:
    """A day or a month. `days`: its days so far, oldest first; `numbers`: what they come to together.

    `now`: it goes on. `late`: so many of its days were counted from the record long after, without what stood then.
    """

    period: str
    days: Sequence[DayFigures]
    numbers: dict[str, int]
    now: bool
    late: int
    frozen: FrozenReport | None = None

    @property
    def monthly(self) -> bool:
        """Whether it is a month's."""
        return len(self.period) == 7


class Reports:
    """Counts days when they are over, on a thread of its own; answers for any day and month of the record."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        zone: str,
        trusted: Callable[[], bool] = lambda: True,
        standards: Standards | None = None,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self.standards = standards or Standards()
        """What the site measures its days by."""
        self._trusted = trusted
        self._counted: dict[str, DayFigures] = {}
        """Days that were counted when somebody asked, before they are on record."""
        self._recorded: set[str] | None = None
        self._worker = Worker("reports", self.record_due, again_s=LOOK_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def today(self) -> date:
        """Return the site's day."""
        return self._clock.now().astimezone(self._zone).date()

    def report(self, period: str) -> Report:
        """Return the report of a day ("2026-05-03") or a month ("2026-05"), as far as it is over.

        Raises:
            Refused: `report.unknown` for what is no period, or one that has not begun.
        """
        first, last = self.bounds(period)
        today = self.today()
        if first > today:
            raise Refused("report.unknown")
        known = self._known(first, last) if last > first else {}
        days = [self._of(day, known) for day in _days(first, min(last, today))]
        late = sum(1 for one in days if one.day != today.isoformat() and "keys.out_now" not in one.numbers)
        numbers = together(days) if len(period) == 7 else dict(days[0].numbers)
        return Report(period, days, numbers, last >= today, late, self.frozen(period))

    def frozen(self, period: str) -> FrozenReport | None:
        """Return what was reported of a period, if it was."""
        for one in self._ledger.house.frozen_reports.values():
            if one.period == period:
                return one
        found = self._register.matters(FrozenReport, words=period, most=40)
        return next((one for one in found if one.period == period), None)

    def reported(self, *, before: str = "", before_id: str = "", most: int = 50) -> Sequence[FrozenReport]:
        """Return what was reported, the newest first; limits as the register has them."""
        return self._register.matters(FrozenReport, before=before, before_id=before_id, most=most)

    def freeze(self, name: str, period: str, by: Person) -> FrozenReport:
        """Return what is now on record as reported of a period. `name` is made when the page is.

        Raises:
            Refused: `report.unknown`, `clock.untrusted`; as `decide_frozen`.
        """
        if not self._trusted():
            raise Refused("clock.untrusted")
        if known := self._register.matter(FrozenReport, name):
            return known
        found = self.report(period)
        asked = Freeze(
            name, period, by, not found.now, found.frozen is not None, found.numbers, self._ledger.head
        )
        self._ledger.execute(lambda house: decide_frozen(house, asked))
        return self._ledger.house.frozen_reports[name]

    def asked(self, day: date) -> Day:
        """Return a day as its numbers are asked for."""
        return Day(self._register, day, self._zone, self.standards)

    def bounds(self, period: str) -> tuple[date, date]:
        """Return a period's first and last day.

        Raises:
            Refused: `report.unknown`.
        """
        try:
            if MONTH.fullmatch(period):
                first = date.fromisoformat(f"{period}-01")
                return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            if DAY.fullmatch(period):
                day = date.fromisoformat(period)
                return day, day
        except ValueError:
            pass
        raise Refused("report.unknown")

    def record_due(self) -> None:
        """Write down the days that are over, the last one first; nothing while nobody knows what day it is.

        Of a record that is older than its reports a few days are counted at a time: nobody waits for them.
        """
        if not self._trusted():
            return
        for day in self._days_due()[:AT_ONCE]:
            if self._worker.stopping:
                return
            self.count(day)

    def count(self, day: date) -> None:
        """Write down what a day came to, once nothing of it moves any more."""
        asked, now = self.asked(day), self._clock.now()
        after = now - asked.before
        busy = any(not one.ended and asked.has(one.begun) for one in self._ledger.house.movements.values())
        if after < SETTLED_AFTER or (busy and after < COUNTED_BY):
            return
        fresh = after < COUNTED_BY or not self._register.moved(stamp(asked.before), stamp(now), most=1)
        found = figures(asked, now, self._ledger.house if fresh else None)
        self._ledger.execute(
            lambda house: decide_counted(house, found.day, found.since, found.numbers, found.hours)
        )
        self._counted.pop(found.day, None)
        if self._recorded is not None:
            self._recorded.add(found.day)

    def _days_due(self) -> list[date]:
        """Return the days that are over and not written down, from the record's first day on."""
        if self._recorded is None:
            self._recorded = {one.day for one in self._register.matters(DayFigures, most=100_000)}
        began = self._register.events(before_seq=2, most=1)
        if not began:
            return []
        first = began[0].at.astimezone(self._zone).date()
        yesterday = self.today() - timedelta(days=1)
        return [day for day in reversed(_days(first, yesterday)) if day.isoformat() not in self._recorded]

    def _known(self, first: date, last: date) -> dict[str, DayFigures]:
        """Return the days of a period that are written down."""
        since, before = self.asked(first), self.asked(last)
        found = self._register.matters(
            DayFigures, since=stamp(since.since), before=stamp(before.before), most=MOST_DAYS
        )
        return {one.day: one for one in found}

    def _of(self, day: date, known: dict[str, DayFigures]) -> DayFigures:
        name, now = day.isoformat(), self._clock.now()
        if name in known:
            return known[name]
        if day == self.today():
            return figures(self.asked(day), now, self._ledger.house)
        on_record = self._ledger.house.day_figures.get(name) or self._register.matter(DayFigures, name)
        if on_record:
            return on_record
        if name not in self._counted:
            if len(self._counted) >= MOST_IN_MEMORY:
                self._counted.clear()
            self._counted[name] = figures(self.asked(day), now, None)
        return self._counted[name]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
