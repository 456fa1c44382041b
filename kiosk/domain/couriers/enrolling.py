"""Who is let in as a courier: by the desk, or alone with the company's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain import events as e
from kiosk.domain.couriers import events as c
from kiosk.domain.couriers.courier import Company, Courier, Standing
from kiosk.domain.couriers.week import week_of, written
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

LONGEST_NAME = 40
MOST_COMPANIES = 60
MOST_NEW = 8
"""So many couriers of one company may wait for the desk's word: a code that got about lets no crowd in."""
MOST_FIRST_DROPS = 50


@dataclass(frozen=True)
class LetIn:
    """A courier whom the desk lets in."""

    courier: str
    company: str
    hours: str
    until: date | None
    language: str
    by: str


def decide_company(house: House, company: str, name: str, first_drops: int, by: str) -> list[c.CourierEvent]:
    """Return a company as it is from now on; nothing if it is so already.

    Raises:
        Refused: `staff.needed`; `company.name` without a name, with one that another has, or for one too many;
            `company.drops`.
    """
    _staff(house, by)
    named = name.strip()[:LONGEST_NAME]
    others = [one for one in house.companies.values() if one.id != company]
    taken = any(one.name.casefold() == named.casefold() for one in others)
    if not named or taken or len(others) >= MOST_COMPANIES:
        raise Refused("company.name")
    if not 0 <= first_drops <= MOST_FIRST_DROPS:
        raise Refused("company.drops", most=MOST_FIRST_DROPS)
    known = house.companies.get(company)
    if known and (known.name, known.first_drops) == (named, first_drops):
        return []
    return [c.CompanySet(company, named, first_drops, by)]


def decide_code(house: House, company: str, code_mac: str, by: str) -> list[c.CourierEvent]:
    """Return a company's new code, `code_mac` "" for none; nothing if it has none already.

    Raises:
        Refused: `staff.needed`, `company.unknown`.
    """
    _staff(house, by)
    known = need_company(house, company)
    return [c.CompanyCodeGiven(company, code_mac, by)] if known.code_mac != code_mac else []


def decide_let_in(house: House, command: LetIn) -> list[e.Event]:
    """Return a courier let in by the desk; nothing for one who is known already.

    Raises:
        Refused: `staff.needed`, `company.unknown`, `courier.hours_form`.
    """
    _staff(house, command.by)
    company = need_company(house, command.company)
    hours = written_hours(command.hours)
    if command.courier in house.people:
        return []
    person = _person(command.courier, company, command.language)
    return [person, c.CourierEnrolled(command.courier, company.id, hours, command.until, command.by)]


def decide_register(house: House, courier: str, company: str, language: str) -> list[e.Event]:
    """Return a courier who has registered with the company's code; nothing for one who is known already.

    Raises:
        Refused: `company.unknown`; `courier.too_many_new` when so many of that company wait for the desk already.
    """
    known = need_company(house, company)
    if courier in house.people:
        return []
    waiting = sum(one.company == company for one in newcomers(house))
    if not known.code_mac or waiting >= MOST_NEW:
        raise Refused("courier.too_many_new")
    return [_person(courier, known, language), c.CourierRegistered(courier, company)]


def decide_confirm(house: House, courier: str, by: str) -> list[c.CourierEvent]:
    """Return the desk's word for a courier who had registered alone; nothing if it was given already.

    Raises:
        Refused: `staff.needed`, `courier.unknown`, `courier.blocked`.
    """
    _staff(house, by)
    _need(house, courier)
    known = house.couriers.get(courier)
    if known is None or known.standing is Standing.KNOWN:
        return []
    if known.standing is Standing.BLOCKED:
        raise Refused("courier.blocked")
    return [c.CourierConfirmed(courier, by)]


def decide_renew(house: House, courier: str, hours: str, until: date | None, by: str) -> list[c.CourierEvent]:
    """Return a courier's hours and last day as they are from now on; who was blocked is let in again.

    Raises:
        Refused: `staff.needed`, `courier.unknown`, `courier.hours_form`.
    """
    _staff(house, by)
    person = _need(house, courier)
    written, known = written_hours(hours), house.couriers.get(courier)
    same = known and (known.hours, known.until, known.standing) == (written, until, Standing.KNOWN)
    return [] if same and person.active else [c.CourierRenewed(courier, written, until, by)]


def decide_block(house: House, courier: str, by: str, reason: str) -> list[c.CourierEvent]:
    """Return that a courier is let in no more; nothing for one who is not.

    Raises:
        Refused: `staff.needed`, `courier.unknown`, `reason.missing`.
    """
    _staff(house, by)
    _need(house, courier)
    if not reason:
        raise Refused("reason.missing")
    known = house.couriers.get(courier)
    if known and known.standing is Standing.BLOCKED:
        return []
    return [c.CourierBlocked(courier, by, reason)]


def decide_pin(house: House, courier: str, by: str) -> list[c.CourierEvent]:
    """Return that a courier has a new PIN.

    Raises:
        Refused: `staff.needed`, `courier.unknown`.
    """
    _staff(house, by)
    _need(house, courier)
    return [c.CourierPinGiven(courier, by)]


def newcomers(house: House) -> Sequence[Courier]:
    """Return who has registered alone and waits for the desk's word, the first one first."""
    found = [one for one in house.couriers.values() if one.standing is Standing.NEW]
    return sorted(found, key=lambda one: one.since)


def written_hours(hours: str) -> str:
    """Return hours of the week as the record has them, "" for any.

    Raises:
        Refused: `courier.hours_form`.
    """
    try:
        return written(week_of(hours)) if hours.strip() else ""
    except ValueError:
        raise Refused("courier.hours_form") from None


def need_company(house: House, company: str) -> Company:
    """Return a company.

    Raises:
        Refused: `company.unknown`.
    """
    known = house.companies.get(company)
    if known is None:
        raise Refused("company.unknown")
    return known


def _person(courier: str, company: Company, language: str) -> e.PersonEnrolled:
    return e.PersonEnrolled(courier, Role.COURIER.value, (), None, company.name, language, None, True)


def _need(house: House, courier: str) -> Person:
    person = house.people.get(courier)
    if person is None or person.role is not Role.COURIER:
        raise Refused("courier.unknown")
    return person


def _staff(house: House, by: str) -> None:
    person = house.people.get(by)
    if person is None or person.role not in STAFF or not person.active:
        raise Refused("staff.needed")
