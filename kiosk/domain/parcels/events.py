"""Facts about parcels beyond drop and collect: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import (
    Abandoned,
    Confirmed,
    Doubted,
    Event,
    MovementEvent,
    ParcelCollectIntended,
    Unclear,
    stored_as,
)


@stored_as("parcel.recall.intended/1")
@dataclass(frozen=True)
class ParcelRecallIntended(MovementEvent):
    """A courier is about to take the own last parcel out again."""

    parcel: str
    courier: str
    unit: str
    place: str
    drop: str


@stored_as("parcel.sweep.intended/1")
@dataclass(frozen=True)
class ParcelSweepIntended(ParcelRecallIntended):
    """A courier is about to take along a parcel of the own company whose time is over."""


@stored_as("parcel.recall.confirmed/1")
@dataclass(frozen=True)
class ParcelRecallConfirmed(Confirmed):
    """The parcel is with its courier again; its slip and code are void."""


@stored_as("parcel.recall.abandoned/1")
@dataclass(frozen=True)
class ParcelRecallAbandoned(Abandoned):
    """The parcel is still in the compartment, and its slip still good."""


@stored_as("parcel.recall.doubted/1")
@dataclass(frozen=True)
class ParcelRecallDoubted(Doubted):
    """Nobody can tell whether the parcel was taken out."""


@stored_as("parcel.recall.unclear/1")
@dataclass(frozen=True)
class ParcelRecallUnclear(Unclear):
    """The door is shut; was the parcel taken out?"""


@stored_as("parcel.collect.delegated/1")
@dataclass(frozen=True)
class DelegateCollectIntended(ParcelCollectIntended):
    """Somebody whom the recipient has named is about to take a parcel out.

    `taker`: a neighbour by id; "" where a slip was shown, whose `delegation` then says who gave it out.
    """

    delegation: str
    taker: str


@stored_as("parcel.hand_out.intended/1")
@dataclass(frozen=True)
class ParcelHandOutIntended(ParcelCollectIntended):
    """An attendant gives a parcel out of the storeroom. `second`: who else was there, where no right was shown."""

    by: str
    second: str
    delegation: str = ""
    taker: str = ""


@stored_as("resident.reach/1")
@dataclass(frozen=True)
class ReachAsked(Event):
    """A resident's parcels are to go behind doors within reach, or any door. `by`: the resident, or the desk."""

    person: str
    wanted: bool
    by: str


@dataclass(frozen=True)
class DelegateEvent(Event):
    """Something about who may collect for whom; the base of all such events."""

    delegation: str


@stored_as("delegate.named/1")
@dataclass(frozen=True)
class DelegateNamed(DelegateEvent):
    """A resident lets somebody collect for them.

    `person`: a neighbour for good, or "" for whoever has the `slip`; then for these `parcels`, `until` a time.
    `called`: the vault's reference to the name that was written on it, or "".
    """

    principal: str
    person: str
    slip: str
    parcels: tuple[str, ...]
    until: datetime | None
    called: str


@stored_as("delegate.ended/1")
@dataclass(frozen=True)
class DelegateEnded(DelegateEvent):
    """It is good for nothing any more. `reason`: "revoked", "given_back", "used", "over"; `by`: "" for nobody."""

    reason: str
    by: str = ""
