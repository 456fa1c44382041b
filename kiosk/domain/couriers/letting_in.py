"""Whether a courier is let in now, and may leave one more parcel."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.couriers.courier import Standing
from kiosk.domain.couriers.week import week_of
from kiosk.domain.house import House
from kiosk.domain.keys.timetable import Timetable
from kiosk.domain.refusal import Refused


def may_come(house: House, courier: str, local: datetime, *, trusted: bool = True) -> None:
    """Return if a courier is let in at `local`, in the site's own time zone.

    While the clock can't be believed (`trusted`) nobody is late or early.

    Raises:
        Refused: `courier.blocked`; `courier.over` after the last day; `courier.hours` outside the hours of that day.
    """
    known = house.couriers.get(courier)
    if known is None:
        return
    if known.standing is Standing.BLOCKED:
        raise Refused("courier.blocked")
    if not trusted:
        return
    if known.until is not None and local.date() > known.until:
        raise Refused("courier.over")
    if known.hours and not Timetable("", week_of(known.hours)).covers(local):
        raise Refused("courier.hours")


def may_leave(house: House, courier: str) -> None:
    """Return if a courier may leave one more parcel: whom the desk does not know yet leaves a few.

    Raises:
        Refused: `courier.blocked`; `courier.unconfirmed` with the `count` that was left before.
    """
    known = house.couriers.get(courier)
    if known is None or known.standing is Standing.KNOWN:
        return
    if known.standing is Standing.BLOCKED:
        raise Refused("courier.blocked")
    company = house.companies.get(known.company)
    if known.drops >= (company.first_drops if company else 0):
        raise Refused("courier.unconfirmed", count=known.drops)
