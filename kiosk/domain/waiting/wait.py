"""What time has done to one parcel, and what its resident has wished about time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

ORDINARY = "ordinary"
CATEGORIES = (ORDINARY, "fresh", "registered", "valuable")
"""What kind of parcel it is to the house: how long it may wait, and what is asked of whoever collects it."""


@dataclass(frozen=True)
class Wait:
    """A parcel's time here. Nothing of it says whose the parcel is."""

    category: str = ORDINARY
    reminded: int = 0
    """How many reminders have gone out."""
    expired: datetime | None = None
    """When its time was over; its slip stays good until it is taken out."""
    kept_until: datetime | None = None
    """Its resident has asked to keep it until then."""
    paused_s: int = 0
    """Seconds that do not count, since its resident was away."""
    fee_paid_cents: int = 0
    fee_paid_at: datetime | None = None
    fee_agreed_cents: int = 0
    """What whoever collects it has agreed to owe."""

    def anew(self) -> Wait:
        """Return it for a parcel whose time begins again: it was found, and had not been waiting."""
        return Wait(self.category, fee_paid_cents=self.fee_paid_cents)


@dataclass(frozen=True)
class Absence:
    """A resident is away: from `since` until `until` parcels wait without their time going on."""

    person: str
    since: datetime
    until: datetime
    by: str
    """Who noted it: the resident, or one of the staff."""

    def seconds_of(self, first: datetime, last: datetime) -> float:
        """Return how many seconds between two moments it covers."""
        return max(0.0, (min(last, self.until) - max(first, self.since)).total_seconds())


@dataclass(frozen=True)
class StorageFee:
    """What somebody owes, or has paid, for one parcel's time here. Money in integer cents."""

    parcel: str
    person: str
    cents: int
    since: datetime
    settled: datetime | None = None
    voucher: str = ""
    by: str = ""
    waived: bool = False

    def paid(self, at: datetime, voucher: str, by: str, *, waived: bool) -> StorageFee:
        """Return it once it is settled."""
        return replace(self, settled=at, voucher=voucher, by=by, waived=waived)


@dataclass(frozen=True)
class FeeRule:
    """What waiting costs: nothing for `free_hours`, then so much for each day begun, at most `most_cents`."""

    cents_a_day: int = 0
    """0: nothing is asked."""
    free_hours: int = 48
    most_cents: int = 2000
    owed: bool = True
    """Whether it may be owed; else it is settled before the door opens."""


@dataclass(frozen=True)
class WaitingRules:
    """How long parcels wait at this site, and what happens then."""

    expiry_hours: int = 72
    expiry_hours_by_category: tuple[tuple[str, int], ...] = (
        ("fresh", 24),
        ("registered", 72),
        ("valuable", 72),
    )
    remind_after_hours: int = 24
    remind_every_hours: int = 24
    reminders: int = 2
    hold_days: int = 7
    """So many days after it came a parcel may be kept at most."""
    away_days: int = 30
    """For no longer may somebody be away."""
    away_to_storeroom: bool = False
    """Whether new parcels of somebody who is away go to the storeroom, not behind a door."""
    fee: FeeRule = FeeRule()

    def expiry(self, category: str) -> timedelta:
        """Return how long a parcel of a category waits."""
        return timedelta(hours=dict(self.expiry_hours_by_category).get(category, self.expiry_hours))


def end_of_day(day: date, now: datetime) -> datetime:
    """Return the last moment of a day, in the time zone of `now`."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return midnight.replace(hour=23, minute=59, second=59)
