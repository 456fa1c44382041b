"""What is counted by hand when a shift ends; each part of the desk tells its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from kiosk.domain.entrusted.counting import matter_of, on_shelves
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.loans.stock import loan_items_on_shelves
from kiosk.domain.money.waiting import cash_to_count
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.shifts.shift import Shift
from kiosk.domain.shifts.tally import Tally, ToCount

Counts = Callable[[House], Iterator[ToCount]]
HOLDS = timedelta(hours=2)
"""For so long a count stands for what is signed."""


def parcels_on_shelves(house: House) -> Iterator[ToCount]:
    """Yield the parcels that no door tells of: on the storeroom's shelves, and those that wait for their courier."""
    lying = [
        one
        for one in house.parcels.values()
        if one.stage is ParcelStage.WAITING and is_shelf(one.custodian.id) and not matter_of(house, one.id)
    ]
    yield ToCount("parcels", len(lying))


def keys_at_desk(house: House) -> Iterator[ToCount]:
    """Yield the keys that found no slot, or that nobody knows, and that the desk has in hand."""
    stray = sum(one.taken_by != "" for one in house.strays.values())
    unknown = sum(one.taken_by != "" for one in house.found_keys.values())
    yield ToCount("keys_at_desk", stray + unknown)


COUNTS: tuple[Counts, ...] = (
    parcels_on_shelves,
    on_shelves,
    keys_at_desk,
    loan_items_on_shelves,
    cash_to_count,
)
"""Who tells what is to be counted: one name for each part of the desk."""


def to_count(house: House, parts: Sequence[Counts] | None = None) -> list[ToCount]:
    """Return the lines of a count, in the order of the parts: nothing is asked of which there is none on record.

    Money is asked for always, and what did not come out right at the last count until it does.
    """
    found: dict[str, ToCount] = {}
    for part in COUNTS if parts is None else parts:
        for one in part(house):
            found.setdefault(one.id, one)
    for tally in house.tallies.values():
        if tally.off and tally.id not in found:  # of a thing that is struck off: it is asked for once more
            found[tally.id] = ToCount(tally.code, 0, tally.money, tally.about)
    off = {tally.id for tally in house.tallies.values() if tally.off}
    return [one for one in found.values() if one.expected or one.money or one.id in off]


def counted_for(house: House, shift: Shift, now: datetime, *, trusted: bool = True) -> list[Tally]:
    """Return what was counted in a shift and still stands for what is signed at its end."""
    return [
        one
        for one in house.tallies.values()
        if one.at >= shift.begun and (not trusted or now - one.at <= HOLDS)
    ]


def uncounted(
    house: House,
    shift: Shift,
    now: datetime,
    *,
    trusted: bool = True,
    parts: Sequence[Counts] | None = None,
) -> list[ToCount]:
    """Return the lines that somebody has yet to count before this shift's person goes."""
    fresh = {one.id for one in counted_for(house, shift, now, trusted=trusted)}
    return [one for one in to_count(house, parts) if one.id not in fresh]
