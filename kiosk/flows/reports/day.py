"""One stretch of time as the parts of a report look at it: each asks the record by an index, and only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from kiosk.flows.reports.standards import Standards
from kiosk.ports.register import KeyBack, Moved, Register

M = TypeVar("M")
MOST = 5000
"""More of one kind a day than this, and the day was not one."""
LONGEST_OUT = timedelta(days=35)
"""A key that was out for longer counts as late on no day any more; it stands among those that are out."""


@dataclass(frozen=True)
class Day:
    """One of the site's days and what the record has of it."""

    register: Register
    day: date
    zone: ZoneInfo
    by: Standards = field(default_factory=Standards)
    """What the site measures it by."""

    @property
    def since(self) -> datetime:
        """Its first moment, in UTC."""
        return datetime.combine(self.day, time(), self.zone).astimezone(UTC)

    @property
    def before(self) -> datetime:
        """The first moment after it, in UTC; a day on which clocks are changed is as long as it is."""
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone).astimezone(UTC)

    @cached_property
    def moved(self) -> Sequence[Moved]:
        """Every movement that began on it."""
        return self.register.moved(stamp(self.since), stamp(self.before))

    @cached_property
    def keys_back(self) -> Sequence[KeyBack]:
        """Every key that came back on it."""
        return self.register.keys_back(stamp(self.since), stamp(self.before), stamp(self.since - LONGEST_OUT))

    @cached_property
    def happened(self) -> Mapping[str, int]:
        """How many events of each kind were recorded on it."""
        return self.register.happened(stamp(self.since), stamp(self.before))

    def made(self, kind: type[M]) -> Sequence[M]:
        """Return what was made on it of one kind of the desk's matters."""
        return self.register.matters(kind, since=stamp(self.since), before=stamp(self.before), most=MOST)

    def lately(self, kind: type[M], days: int) -> Sequence[M]:
        """Return what was made of a kind on it or in so many days before: what ends on a day began before it."""
        since = stamp(self.since - timedelta(days=days))
        return self.register.matters(kind, since=since, before=stamp(self.before), most=MOST)

    def has(self, moment: datetime | None) -> bool:
        """Return whether a moment lies in it."""
        return moment is not None and self.since <= moment < self.before

    def by_hour(self, moments: Iterable[datetime]) -> tuple[int, ...]:
        """Return how many of these moments lie in each of the 24 hours that the site's clocks show."""
        counts = [0] * 24
        for moment in moments:
            counts[moment.astimezone(self.zone).hour] += 1
        return tuple(counts)


def stamp(at: datetime) -> str:
    """Return a moment as the register is asked for it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
