"""Facts about couriers and their companies: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class CourierEvent(Event):
    """Something about couriers; the base of all events here."""


@stored_as("courier.company.set/1")
@dataclass(frozen=True)
class CompanySet(CourierEvent):
    """A company's couriers may be let in. `first_drops`: how many parcels before the desk knows the courier."""

    company: str
    name: str
    first_drops: int
    by: str


@stored_as("courier.company.code/1")
@dataclass(frozen=True)
class CompanyCodeGiven(CourierEvent):
    """A company's couriers may register themselves by a code, `code_mac` its keyed digest; "": no more."""

    company: str
    code_mac: str
    by: str


@stored_as("courier.enrolled/1")
@dataclass(frozen=True)
class CourierEnrolled(CourierEvent):
    """The desk has let a courier in: at these `hours` ("" for any), to the end of the day `until`."""

    courier: str
    company: str
    hours: str
    until: date | None
    by: str


@stored_as("courier.registered/1")
@dataclass(frozen=True)
class CourierRegistered(CourierEvent):
    """A courier has registered with the company's code; nobody at the desk has seen them yet."""

    courier: str
    company: str


@stored_as("courier.confirmed/1")
@dataclass(frozen=True)
class CourierConfirmed(CourierEvent):
    """The desk knows a courier who had registered alone."""

    courier: str
    by: str


@stored_as("courier.renewed/1")
@dataclass(frozen=True)
class CourierRenewed(CourierEvent):
    """A courier's hours and last day are these from now on; who was blocked is let in again."""

    courier: str
    hours: str
    until: date | None
    by: str


@stored_as("courier.blocked/1")
@dataclass(frozen=True)
class CourierBlocked(CourierEvent):
    """A courier is not let in any more. `reason`: a code, or the vault's reference to what was typed."""

    courier: str
    by: str
    reason: str


@stored_as("courier.pin/1")
@dataclass(frozen=True)
class CourierPinGiven(CourierEvent):
    """A courier has a new PIN, made by chance; the old one is nothing any more."""

    courier: str
    by: str
