"""What people may wish about a parcel's time: keep it until a day, wait while I am away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting import events as w
from kiosk.domain.waiting.time import is_away
from kiosk.domain.waiting.wait import CATEGORIES, WaitingRules, end_of_day


def days_to_keep(house: House, rules: WaitingRules, parcel: str, now: datetime) -> list[date]:
    """Return the days until whose end a parcel may be kept, the nearest first; `now` in the site's time zone."""
    known = house.parcels.get(parcel)
    if known is None or known.stage is not ParcelStage.WAITING or known.outgoing:
        return []
    latest = known.since.astimezone(now.tzinfo) + timedelta(days=rules.hold_days)
    today = now.date()
    return [today + timedelta(days=n) for n in range(1, max(0, (latest.date() - today).days) + 1)]


def decide_keep(
    house: House, rules: WaitingRules, parcel: str, until: date, by: str, now: datetime
) -> list[e.Event]:
    """Return that a parcel is kept until the end of a day; nothing if it is so already.

    Raises:
        Refused: `slip.used` for one that does not wait any more; `keep.not_yours`; `keep.too_long` beyond the days
            that the site allows.
    """
    known = house.parcels.get(parcel)
    if known is None or known.stage is not ParcelStage.WAITING or known.outgoing:
        raise Refused("slip.used")
    if by != known.recipient and not _is_staff(house, by):
        raise Refused("keep.not_yours")
    if until not in days_to_keep(house, rules, parcel, now):
        raise Refused("keep.too_long", days=rules.hold_days)
    end = end_of_day(until, now)
    if known.wait.kept_until == end:
        return []
    return [w.ParcelKept(parcel, end, by)]


def decide_away(
    house: House, rules: WaitingRules, person: str, since: date, until: date, by: str, now: datetime
) -> list[e.Event]:
    """Return that a resident is away from one day to the end of another; the newest word counts.

    Raises:
        Refused: `resident.unknown`; `keep.not_yours`; `away.days` for days in the past, in the wrong order, or more
            than the site allows.
    """
    known = house.people.get(person)
    if known is None or known.role is not Role.RESIDENT or not known.active:
        raise Refused("resident.unknown")
    if by != person and not _is_staff(house, by):
        raise Refused("keep.not_yours")
    longest = timedelta(days=rules.away_days)
    if since < now.date() or until < since or until - since >= longest or since - now.date() > longest:
        raise Refused("away.days", days=rules.away_days)
    begins = max(now, datetime(since.year, since.month, since.day, tzinfo=now.tzinfo))
    ends = end_of_day(until, now)
    absence = house.absences.get(person)
    if absence and absence.until == ends and (absence.since == begins or is_away(house, person, now)):
        return []
    return [w.ResidentAway(person, begins, ends, by)]


def decide_back(house: House, person: str, by: str) -> list[e.Event]:
    """Return that a resident is back; nothing for one who was not away.

    Raises:
        Refused: `keep.not_yours`.
    """
    if by != person and not _is_staff(house, by):
        raise Refused("keep.not_yours")
    return [w.ResidentBack(person, by)] if person in house.absences else []


def decide_category(house: House, parcel: str, category: str, by: str) -> list[e.Event]:
    """Return that one of the staff says what kind of parcel it is.

    Raises:
        Refused: `staff.needed`, `slip.used`, `category.unknown`.
    """
    known = house.parcels.get(parcel)
    if not _is_staff(house, by):
        raise Refused("staff.needed")
    if known is None or not known.live:
        raise Refused("slip.used")
    if category not in CATEGORIES:
        raise Refused("category.unknown")
    return [] if known.wait.category == category else [w.CategorySet(parcel, category, by)]


def may_come(house: House, rules: WaitingRules, person: str, now: datetime) -> None:
    """Return if a parcel for a resident may go behind a door now.

    Raises:
        Refused: `recipient.away` where the site sends what comes meanwhile to the storeroom.
    """
    if rules.away_to_storeroom and is_away(house, person, now):
        raise Refused("recipient.away")


def _is_staff(house: House, person: str) -> bool:
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active
