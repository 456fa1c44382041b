"""Record against things: every day each entrusted item is ticked, and what is missing is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.deposits import waiting as deposits
from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.deposits.events import DepositUntold
from kiosk.domain.entrusted import events as n
from kiosk.domain.entrusted.item import COUNT_EVERY_H, DESK_SHELF, ItemCount
from kiosk.domain.entrusted.placing import is_staff, lying, missing
from kiosk.domain.house import House
from kiosk.domain.outgoing import Notice
from kiosk.domain.parcels.storing import SHELF, is_shelf
from kiosk.domain.pending import Pending
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.tally import ToCount
from kiosk.domain.transfers import waiting as transfers
from kiosk.domain.transfers.events import TransferUntold
from kiosk.domain.transfers.transfer import Transfer

MISSING = "item_missing"
"""What the supervisors are told, and the kind of the alarm."""
Matter = Deposit | Transfer


def matter_of(house: House, item: str) -> Matter | None:
    """Return the deposit or transfer that an item is; None for every other parcel."""
    parcel = house.parcels.get(item)
    if parcel is None or not parcel.outgoing:
        return None
    return house.deposits.get(parcel.outgoing) or house.transfers.get(parcel.outgoing)


def to_tick(house: House) -> list[Matter]:
    """Return what should lie here, by its place."""
    found: list[Matter] = [*deposits.here(house), *transfers.here(house)]
    return sorted(found, key=lambda one: (house.parcels[one.item].custodian.id, one.made))


def last_count(house: House) -> ItemCount | None:
    """Return the newest count, if there was one."""
    return max(house.item_counts.values(), key=lambda one: one.at, default=None)


def decide_count(
    house: House, count: str, ticked: Collection[str], gone: Collection[str], by: str
) -> list[e.Event]:
    """Return the count, and for each item that is not there that it is missing, with word to the supervisors.

    Raises:
        Refused: `staff.needed`; `item.count_open` while something is neither ticked nor missing.
    """
    if count in house.item_counts:
        return []
    if not is_staff(house, by):
        raise Refused("staff.needed")
    due = to_tick(house)
    left = [one for one in due if one.id not in ticked and one.id not in gone]
    if left:
        raise Refused("item.count_open", count=len(left))
    lost = [one for one in due if one.id in gone]
    here = tuple(one.id for one in due if one.id not in gone)
    counted = n.ItemsCounted(count, here, tuple(one.id for one in lost), by)
    return [counted, *(event for one in lost for event in went_missing(house, one, by))]


def went_missing(house: House, one: Matter, by: str) -> list[e.Event]:
    """Return that an item is not where the record has it; every supervisor hears of it at once."""
    place = house.parcels[one.item].custodian.id
    since = f"{house.parcels[one.item].since:%y%m%d%H%M%S}"
    told: list[e.Event] = [
        e.NoticeQueued(f"im-{one.id[:12]}-{since}-{person}", person, MISSING, one.id)
        for person in deposits.supervisors(house)
    ]
    return [n.ItemMissing(one.item, one.id, place, by), *told]


def decide_missing(house: House, matter: str, by: str) -> list[e.Event]:
    """Return that one item is not where it should be, seen outside a count.

    Raises:
        Refused: `staff.needed`; `item.not_here` for what is not on record as lying here.
    """
    if not is_staff(house, by):
        raise Refused("staff.needed")
    one = house.deposits.get(matter) or house.transfers.get(matter)
    if one is None or one.over or lying(house, one.item) is None or house.moving(one.item):
        raise Refused("item.not_here")
    return went_missing(house, one, by)


def decide_found(house: House, matter: str, shelf: str, by: str) -> list[e.Event]:
    """Return that a missing item was found and lies on a shelf; nothing for one that is not missing.

    Raises:
        Refused: `staff.needed`; `item.not_here` for no such thing.
    """
    if not is_staff(house, by):
        raise Refused("staff.needed")
    one = house.deposits.get(matter) or house.transfers.get(matter)
    if one is None or one.over:
        raise Refused("item.not_here")
    if missing(house, one.item) is None:
        return []
    place = shelf if is_shelf(shelf) and shelf != SHELF else DESK_SHELF
    return [n.ItemFound(one.item, one.id, place, by)]


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield that the shelves are to be counted: once a day, as long as something lies there."""
    due = to_tick(house)
    last = last_count(house)
    since = last.at if last else min((one.made for one in due), default=now)
    if due and now - since >= timedelta(hours=COUNT_EVERY_H):
        yield Pending("item.count", since + timedelta(hours=COUNT_EVERY_H), urgent=False, about="count")


def on_shelves(house: House) -> Iterator[ToCount]:
    """Yield what a shift counts by hand: items that lie on shelves."""
    here = [one for one in to_tick(house) if is_shelf(house.parcels[one.item].custodian.id)]
    yield ToCount("items", len(here))


def untold(house: House, notice: Notice) -> list[e.Event]:
    """Return that somebody is to telephone, where no way of the site has reached who was to be told."""
    if notice.item in house.transfers:
        return [TransferUntold(notice.item)]
    if notice.item in house.deposits and notice.template == deposits.DUE:
        return [DepositUntold(notice.item)]
    return []
