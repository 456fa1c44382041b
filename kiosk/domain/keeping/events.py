"""Facts about keys that residents leave with the estate: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Abandoned, Confirmed, Doubted, Event, MovementEvent, Unclear, stored_as


@dataclass(frozen=True)
class KeepingEvent(Event):
    """Something about a resident's own keys; the base of all events here that are no movement."""


@stored_as("consent.signed/1")
@dataclass(frozen=True)
class ConsentSigned(KeepingEvent):
    """A resident signed at the desk that a consent was given, renewed or withdrawn (`act`).

    `document` is what the attendant (`by`) saw; `signature` the vault's reference to the pen strokes.
    """

    consent: str
    person: str
    act: str
    document: str
    by: str
    signature: str
    signature_digest: str


@stored_as("consent.countersigned/1")
@dataclass(frozen=True)
class ConsentCountersigned(KeepingEvent):
    """The estate's name stands under an agreement as well: a member of its staff has signed it."""

    consent: str
    by: str
    signature: str
    signature_digest: str


@stored_as("home.file.seen/1")
@dataclass(frozen=True)
class HomeFileSeen(KeepingEvent):
    """Somebody of the staff has looked at what a home has agreed to and signed. `what`: "consents" or "signature"."""

    unit: str
    by: str
    what: str


@stored_as("key.telling.chosen/1")
@dataclass(frozen=True)
class KeyTellingChosen(KeepingEvent):
    """A resident wishes to be told, or not to be told, when a key of the own home leaves and comes back."""

    person: str
    told: bool


@stored_as("key.struck_off/1")
@dataclass(frozen=True)
class KeyStruckOff(KeepingEvent):
    """A key is none of ours any more: it never came, or went home while nobody could see it."""

    key: str
    by: str
    reason: str


@stored_as("key.leave.intended/1")
@dataclass(frozen=True)
class KeyLeaveIntended(MovementEvent):
    """A resident is about to hang a key here, having signed before `by`, who saw `document`."""

    key: str
    bearer: str
    place: str
    unit: str
    count: int
    document: str
    by: str
    signature: str
    signature_digest: str
    consent: str


@stored_as("key.leave.confirmed/1")
@dataclass(frozen=True)
class KeyLeaveConfirmed(Confirmed):
    """The key hangs in its slot; from now on the estate answers for it."""


@stored_as("key.leave.abandoned/1")
@dataclass(frozen=True)
class KeyLeaveAbandoned(Abandoned):
    """The key stayed with the resident."""


@stored_as("key.leave.doubted/1")
@dataclass(frozen=True)
class KeyLeaveDoubted(Doubted):
    """Nobody can tell whether the key hangs there."""


@stored_as("key.leave.unclear/1")
@dataclass(frozen=True)
class KeyLeaveUnclear(Unclear):
    """The slot is shut; does the key hang in it?"""


@stored_as("key.take_back.intended/1")
@dataclass(frozen=True)
class KeyTakeBackIntended(MovementEvent):
    """A resident is about to take the own key home, having signed before `by`, who compared the signatures."""

    key: str
    bearer: str
    place: str
    unit: str
    document: str
    by: str
    signature: str
    signature_digest: str


@stored_as("key.take_back.confirmed/1")
@dataclass(frozen=True)
class KeyTakeBackConfirmed(Confirmed):
    """The resident has the key, and the register is closed; its life stays on record."""


@stored_as("key.take_back.abandoned/1")
@dataclass(frozen=True)
class KeyTakeBackAbandoned(Abandoned):
    """The key is still in its slot."""


@stored_as("key.take_back.doubted/1")
@dataclass(frozen=True)
class KeyTakeBackDoubted(Doubted):
    """Nobody can tell whether the resident has the key."""


@stored_as("key.take_back.unclear/1")
@dataclass(frozen=True)
class KeyTakeBackUnclear(Unclear):
    """The slot is shut; was the key taken?"""
