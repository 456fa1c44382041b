"""How long parcels wait at a site, what happens then, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from kiosk.domain.waiting.wait import FeeRule, WaitingRules
from kiosk.settings.base import Table

Hours = Annotated[int, Field(ge=1, le=8760)]
Cents = Annotated[int, Field(ge=0, le=1_000_000)]
Category = Literal["ordinary", "fresh", "registered", "valuable"]


class StorageFeeSettings(Table):
    """A fee for what waits long; `cents_a_day = 0`: none. `most_cents = 0`: without an upper limit."""

    cents_a_day: Cents = 0
    free_hours: Annotated[int, Field(ge=0, le=8760)] = 48
    most_cents: Cents = 2000
    settle: Literal["owed", "desk"] = "owed"
    """"owed": whoever collects agrees, and it is paid later; "desk": it is paid before the door opens."""


class ParcelSettings(Table):
    """What time does to parcels. Hours count from when the parcel is in."""

    expiry_hours: Hours = 72
    expiry_hours_by_category: Mapping[Category, Hours] = {"fresh": 24}
    """Goes before `expiry_hours`."""
    remind_after_hours: Hours = 24
    remind_every_hours: Hours = 24
    reminders: Annotated[int, Field(ge=0, le=10)] = 2
    hold_days: Annotated[int, Field(ge=0, le=60)] = 7
    """So many days after it came a resident may have a parcel kept."""
    away_days: Annotated[int, Field(ge=1, le=180)] = 30
    """For so many days at most a resident may say to be away."""
    away: Literal["wait", "storeroom"] = "wait"
    """What comes meanwhile waits behind a door, or goes to the storeroom."""
    share_doors: bool = True
    """Several parcels of one home may lie behind one door; `false`: each has a door of its own."""
    marked_at_drop: tuple[Literal["fresh", "registered", "valuable"], ...] = ()
    """What a courier is asked at each drop: whether the parcel is one of these. What was announced counts besides."""
    gather_s: Annotated[int, Field(ge=0, le=60)] = 0
    """So long a notice of a parcel waits for others to the same resident, to be told as one; 0: each at once."""
    signature_for: tuple[Category, ...] = ()
    """Whoever collects one of these signs before the door opens. Short for rules in `[[policy]]`, as is `card_for`."""
    card_for: tuple[Category, ...] = ()
    """These open to the resident's own card alone; without it the desk gives them out."""
    fee: StorageFeeSettings = StorageFeeSettings()

    @property
    def rules(self) -> WaitingRules:
        """The same for the rules."""
        fee = self.fee
        return WaitingRules(
            expiry_hours=self.expiry_hours,
            expiry_hours_by_category=tuple(self.expiry_hours_by_category.items()),
            remind_after_hours=self.remind_after_hours,
            remind_every_hours=self.remind_every_hours,
            reminders=self.reminders,
            hold_days=self.hold_days,
            away_days=self.away_days,
            away_to_storeroom=self.away == "storeroom",
            fee=FeeRule(fee.cents_a_day, fee.free_hours, fee.most_cents, fee.settle == "owed"),
        )


def parcel_problems(parcels: ParcelSettings, shelves: int) -> Iterator[str]:
    """Yield what does not go together in `[parcels]`; `shelves`: how many the storeroom has."""
    if parcels.away == "storeroom" and not shelves:
        yield 'parcels.away = "storeroom", and [storeroom] has no shelves; add some, or write away = "wait"'
    last = parcels.remind_after_hours + (parcels.reminders - 1) * parcels.remind_every_hours
    if parcels.reminders and last >= parcels.expiry_hours:
        yield (
            f"parcels: reminder {parcels.reminders} would go out after {last} h, and a parcel expires after "
            f"{parcels.expiry_hours} h; remind earlier, less often, or fewer times"
        )
    fee = parcels.fee
    if fee.most_cents and fee.most_cents < fee.cents_a_day:
        yield (
            f"parcels.fee: most_cents = {fee.most_cents} is less than one day ({fee.cents_a_day}); "
            "0 means no upper limit"
        )
