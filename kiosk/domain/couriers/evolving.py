"""How each recorded event about couriers changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.couriers import events as c
from kiosk.domain.couriers.courier import Company, Courier, Standing
from kiosk.domain.house import House, newest


def with_courier(house: House, event: c.CourierEvent, at: datetime) -> House:
    """Return the house after `event`."""
    match event:
        case c.CompanySet():
            before = house.companies.get(event.company)
            mac = before.code_mac if before else ""
            return _with_company(house, Company(event.company, event.name, event.first_drops, at, mac))
        case c.CompanyCodeGiven() if event.company in house.companies:
            known = house.companies[event.company]
            return _with_company(house, replace(known, code_mac=event.code_mac, since=at))
        case c.CourierEnrolled():
            let_in = Courier(
                event.courier, Standing.KNOWN, at, event.company, event.hours, event.until, by=event.by,
                pin_by_desk=True,
            )  # fmt: skip
            return _put(house, let_in)
        case c.CourierRegistered():
            return _put(house, Courier(event.courier, Standing.NEW, at, event.company, pin_by_desk=True))
        case c.CourierConfirmed():
            return _put(house, replace(_of(house, event.courier, at), standing=Standing.KNOWN, by=event.by))
        case c.CourierRenewed():
            renewed = replace(
                _of(house, event.courier, at), standing=Standing.KNOWN, hours=event.hours, until=event.until,
                by=event.by, reason="",
            )  # fmt: skip
            return _active(_put(house, renewed), event.courier, active=True)
        case c.CourierBlocked():
            blocked = replace(
                _of(house, event.courier, at), standing=Standing.BLOCKED, by=event.by, reason=event.reason
            )
            return _active(_put(house, replace(blocked, since=at)), event.courier, active=False)
        case c.CourierPinGiven():
            return _put(house, replace(_of(house, event.courier, at), pin_by_desk=True))
    return house


def with_drop_counted(house: House, courier: str) -> House:
    """Return the house after one more parcel of a courier whom the desk does not know yet."""
    known = house.couriers.get(courier)
    if known is None or known.standing is not Standing.NEW:
        return house
    return _put(house, replace(known, drops=known.drops + 1))


def _of(house: House, courier: str, at: datetime) -> Courier:
    """Return what is on record of a courier; of one whom only a file of people has named, a new record."""
    return house.couriers.get(courier) or Courier(courier, Standing.KNOWN, at)


def _put(house: House, courier: Courier) -> House:
    return house.having(couriers=newest(house.couriers, courier.id, courier))


def _with_company(house: House, company: Company) -> House:
    return house.having(companies=newest(house.companies, company.id, company))


def _active(house: House, courier: str, *, active: bool) -> House:
    known = house.people.get(courier)
    if known is None or known.active is active:
        return house
    return house.having(people=newest(house.people, courier, replace(known, active=active)))
