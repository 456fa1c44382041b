"""What was lent and brought back, in numbers: today, on a day, between two moments years ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.loans.loan import Loan
from kiosk.domain.loans.statistics import LoanFigures, figures
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

LOOKED_BACK = timedelta(days=62)
"""Nothing is lent for longer."""
MOST_COUNTED, MOST_TODAY = 2_000, 200


@dataclass(frozen=True)
class LoanBook:
    """The numbers of the register, in the site's days."""

    ledger: Ledger
    register: Register
    clock: Clock
    zone: ZoneInfo

    def today(self) -> LoanFigures:
        """Return what was lent and brought back on this day of the site's, from what is at hand."""
        since = datetime.combine(self.clock.now().astimezone(self.zone).date(), time(), self.zone)
        first = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        found = {one.id: one for one in self.register.matters(Loan, since=first, most=MOST_TODAY)}
        return figures(
            {**found, **self.ledger.house.loans}.values(), since, self.clock.now() + timedelta(seconds=1)
        )

    def day(self, day: date) -> LoanFigures:
        """Return what was lent and brought back on a day of the site's."""
        since = datetime.combine(day, time(), self.zone)
        return self.between(since, since + timedelta(days=1))

    def between(self, since: datetime, before: datetime) -> LoanFigures:
        """Return what was lent and brought back between two moments, also years ago."""
        first = (since - LOOKED_BACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        last = before.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        found = {
            one.id: one for one in self.register.matters(Loan, since=first, before=last, most=MOST_COUNTED)
        }
        return figures({**found, **self.ledger.house.loans}.values(), since, before)
