"""Facts about items left at the desk: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class DepositEvent(Event):
    """Something about an item left at the desk; the base of all events here."""

    deposit: str


@stored_as("deposit.described/1")
@dataclass(frozen=True)
class DepositDescribed(DepositEvent):
    """Somebody wants to leave an item. `words`: the vault's reference to free words, with their digest, "" for none."""

    person: str
    unit: str
    named_by: str
    what: str
    count: int
    condition: str
    size: str
    heavy: bool
    due: datetime | None
    cents: int
    words: str
    words_digest: str
    by: str


@stored_as("deposit.refused/1")
@dataclass(frozen=True)
class DepositRefused(DepositEvent):
    """An item was not taken in, for what is in it."""

    person: str
    unit: str
    what: str
    goods: str
    by: str


@stored_as("deposit.pictured/1")
@dataclass(frozen=True)
class DepositPictured(DepositEvent):
    """A picture of the item was taken. `photo`: the vault's reference, "" with why there is none in `missing`."""

    photo: str
    digest: str
    by: str
    missing: str


@stored_as("deposit.taken_in/1")
@dataclass(frozen=True)
class DepositTakenIn(DepositEvent):
    """Owner and desk have signed; the stub with number `slip` is good from now on."""

    slip: str
    signature: str
    signature_digest: str
    countersigned: str
    countersigned_digest: str
    photo: str
    by: str


@stored_as("deposit.called_off/1")
@dataclass(frozen=True)
class DepositCalledOff(DepositEvent):
    """It is not left after all; its owner has it."""

    by: str


@stored_as("deposit.stub.shown/1")
@dataclass(frozen=True)
class StubShown(DepositEvent):
    """The stub was held to a camera, and its owner waits for the desk."""

    slip: str


@stored_as("deposit.stub.replaced/1")
@dataclass(frozen=True)
class StubReplaced(DepositEvent):
    """A new stub is good, and no earlier one."""

    slip: str
    by: str


@stored_as("deposit.claim.waits/1")
@dataclass(frozen=True)
class ClaimWaits(DepositEvent):
    """A claim whose signature somebody is yet to judge. `how`: "slip", or "lost" for a claim without its stub."""

    claim: str
    count: int
    how: str
    document: str
    second: str
    shelf: str
    by: str


@stored_as("deposit.claim.signed/1")
@dataclass(frozen=True)
class ClaimSigned(DepositEvent):
    """So many pieces are being handed out. `fresh`: the stub for what stays on `shelf`, "" for nothing."""

    claim: str
    count: int
    how: str
    document: str
    second: str
    signature: str
    signature_digest: str
    fresh: str
    shelf: str
    by: str


@stored_as("deposit.given/1")
@dataclass(frozen=True)
class DepositGiven(DepositEvent):
    """The pieces of a claim are with their owner. Where none is left both parts of the slip are closed."""

    claim: str
    left: int


@stored_as("deposit.settled/1")
@dataclass(frozen=True)
class DepositSettled(DepositEvent):
    """It is over without a claim. `reason`: a code, or the vault's reference to what was typed."""

    by: str
    reason: str


@stored_as("deposit.reminded/1")
@dataclass(frozen=True)
class DepositReminded(DepositEvent):
    """Its day is over, and its owner is told."""


@stored_as("deposit.reported/1")
@dataclass(frozen=True)
class DepositReported(DepositEvent):
    """Nobody has claimed it for so long that the supervisors are told."""


@stored_as("deposit.untold/1")
@dataclass(frozen=True)
class DepositUntold(DepositEvent):
    """No way of the site reaches its owner: somebody is to telephone."""


@stored_as("deposit.phoned/1")
@dataclass(frozen=True)
class DepositPhoned(DepositEvent):
    """Its owner was told by telephone, or face to face."""

    by: str
