"""How the four movements begin, go on and end."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as


@dataclass(frozen=True)
class MovementEvent(Event):
    """Something about one movement."""

    movement: str


@dataclass(frozen=True)
class Confirmed(MovementEvent):
    """Custody changed; `evidence` is the sensor, or the person whose word it rests on."""

    evidence: str


@dataclass(frozen=True)
class Abandoned(MovementEvent):
    """Custody did not change."""

    reason: str


@dataclass(frozen=True)
class Doubted(MovementEvent):
    """What was sensed and said does not add up; the place is blocked until it is settled."""

    reason: str
    found: str = ""


@dataclass(frozen=True)
class Unclear(MovementEvent):
    """The door is shut and what was sensed does not fit; the person can still put it right."""

    note: str
    found: str = ""


@stored_as("movement.unwatched/1")
@dataclass(frozen=True)
class MovementUnwatched(MovementEvent):
    """Nobody can see its door any more: what happens there meanwhile is known only by what lies there afterwards."""


@stored_as("movement.stated/1")
@dataclass(frozen=True)
class MovementStated(MovementEvent):
    """The person at the door says what is so."""

    statement: str
    by: str


@stored_as("parcel.drop.intended/1")
@dataclass(frozen=True)
class ParcelDropIntended(MovementEvent):
    """A courier is about to put a parcel in; its slip and code are good once it is confirmed."""

    parcel: str
    courier: str
    recipient: str
    unit: str
    barcode: str
    size: str
    place: str
    slip: str
    code_mac: str


@stored_as("parcel.drop.confirmed/1")
@dataclass(frozen=True)
class ParcelDropConfirmed(Confirmed):
    """The parcel is in the compartment."""


@stored_as("parcel.drop.abandoned/1")
@dataclass(frozen=True)
class ParcelDropAbandoned(Abandoned):
    """The parcel stayed with the courier."""


@stored_as("parcel.drop.doubted/1")
@dataclass(frozen=True)
class ParcelDropDoubted(Doubted):
    """Nobody can tell whether the parcel is in."""


@stored_as("parcel.drop.unclear/1")
@dataclass(frozen=True)
class ParcelDropUnclear(Unclear):
    """The door is shut; is the parcel in?"""


@stored_as("parcel.collect.intended/1")
@dataclass(frozen=True)
class ParcelCollectIntended(MovementEvent):
    """Somebody with the right to it is about to take a parcel out."""

    parcel: str
    recipient: str
    unit: str
    place: str
    how: str


@stored_as("parcel.collect.confirmed/1")
@dataclass(frozen=True)
class ParcelCollectConfirmed(Confirmed):
    """The parcel is with the recipient; its slip and code are used."""


@stored_as("parcel.collect.abandoned/1")
@dataclass(frozen=True)
class ParcelCollectAbandoned(Abandoned):
    """The parcel is still in the compartment, and its slip still good."""


@stored_as("parcel.collect.doubted/1")
@dataclass(frozen=True)
class ParcelCollectDoubted(Doubted):
    """Nobody can tell whether the parcel was taken."""


@stored_as("parcel.collect.unclear/1")
@dataclass(frozen=True)
class ParcelCollectUnclear(Unclear):
    """The door is shut; was the parcel taken?"""


@stored_as("key.issue.intended/1")
@dataclass(frozen=True)
class KeyIssueIntended(MovementEvent):
    """An attendant is about to take a key."""

    key: str
    bearer: str
    place: str
    reason: str
    work_order: str
    signature: str
    signature_digest: str
    unit: str


@stored_as("key.issue.confirmed/1")
@dataclass(frozen=True)
class KeyIssueConfirmed(Confirmed):
    """The key is with the bearer."""


@stored_as("key.issue.abandoned/1")
@dataclass(frozen=True)
class KeyIssueAbandoned(Abandoned):
    """The key is still in its slot."""


@stored_as("key.issue.doubted/1")
@dataclass(frozen=True)
class KeyIssueDoubted(Doubted):
    """Nobody can tell who has the key."""


@stored_as("key.issue.unclear/1")
@dataclass(frozen=True)
class KeyIssueUnclear(Unclear):
    """The slot is shut; was the key taken?"""


@stored_as("key.return.intended/1")
@dataclass(frozen=True)
class KeyReturnIntended(MovementEvent):
    """Somebody is about to put a key back."""

    key: str
    bearer: str
    place: str
    unit: str


@stored_as("key.return.confirmed/1")
@dataclass(frozen=True)
class KeyReturnConfirmed(Confirmed):
    """The key is in its slot."""


@stored_as("key.return.abandoned/1")
@dataclass(frozen=True)
class KeyReturnAbandoned(Abandoned):
    """The key stayed with the bearer."""


@stored_as("key.return.doubted/1")
@dataclass(frozen=True)
class KeyReturnDoubted(Doubted):
    """Nobody can tell whether the key is back."""


@stored_as("key.return.unclear/1")
@dataclass(frozen=True)
class KeyReturnUnclear(Unclear):
    """The slot is shut; what is in it is not what was expected."""
