"""Facts about parcels and time: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, MovementEvent, stored_as


@dataclass(frozen=True)
class WaitingEvent(Event):
    """Something about how long a parcel waits; the base of all events here that are no movement."""


@stored_as("parcel.category.set/1")
@dataclass(frozen=True)
class CategorySet(WaitingEvent):
    """What kind of parcel it is: "ordinary", "fresh", "registered" or "valuable". `by`: "" for its announcement."""

    parcel: str
    category: str
    by: str


@stored_as("parcel.reminded/1")
@dataclass(frozen=True)
class ParcelReminded(WaitingEvent):
    """Its recipient is reminded; `number` counts the reminders from 1."""

    parcel: str
    number: int


@stored_as("parcel.expired/1")
@dataclass(frozen=True)
class ParcelExpired(WaitingEvent):
    """Its time is over: it may go back to its sender. Until it does, it can still be collected."""

    parcel: str


@stored_as("parcel.kept/1")
@dataclass(frozen=True)
class ParcelKept(WaitingEvent):
    """It is kept until a day; `by` asked for that."""

    parcel: str
    until: datetime
    by: str


@stored_as("resident.away/1")
@dataclass(frozen=True)
class ResidentAway(WaitingEvent):
    """A resident is away: parcels wait."""

    person: str
    since: datetime
    until: datetime
    by: str


@stored_as("resident.back/1")
@dataclass(frozen=True)
class ResidentBack(WaitingEvent):
    """The time of parcels goes on. `by`: "" when the day had come."""

    person: str
    by: str


@stored_as("parcel.fee.agreed/1")
@dataclass(frozen=True)
class FeeAgreed(WaitingEvent):
    """Whoever is about to collect a parcel has seen its fee and agreed that its recipient owes it."""

    parcel: str
    cents: int


@stored_as("parcel.fee.owed/1")
@dataclass(frozen=True)
class FeeOwed(WaitingEvent):
    """A parcel was collected, and its fee is owed."""

    parcel: str
    person: str
    cents: int


@stored_as("parcel.fee.settled/1")
@dataclass(frozen=True)
class FeeSettled(WaitingEvent):
    """A fee was paid over the desk, before the parcel was collected or after; or waived by the supervisor."""

    parcel: str
    person: str
    cents: int
    voucher: str
    by: str
    waived: bool


@stored_as("parcel.return.intended/1")
@dataclass(frozen=True)
class ParcelReturnIntended(MovementEvent):
    """One of the staff is about to take a parcel out for its way back to the sender.

    `courier`: who takes it with them, "" where nobody known does; `signature`: the vault's reference to theirs.
    """

    parcel: str
    by: str
    unit: str
    place: str
    reason: str
    carrier: str
    courier: str
    signature: str
    signature_digest: str


@stored_as("parcel.collect.signed/1")
@dataclass(frozen=True)
class CollectSigned(MovementEvent):
    """Whoever is about to collect has signed. `signature`: the vault's reference to the pen strokes."""

    signature: str
    signature_digest: str


@stored_as("parcel.returned/1")
@dataclass(frozen=True)
class ParcelReturned(WaitingEvent):
    """It has left the house on its way back to the sender."""

    movement: str
    parcel: str
    reason: str
    carrier: str
