"""Facts about what the desk lends: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.items import Label


@dataclass(frozen=True)
class LendingEvent(Event):
    """Something about lending; the base of all events here."""


@dataclass(frozen=True)
class LoanItemEvent(LendingEvent):
    """Something about one copy."""

    item: str


@dataclass(frozen=True)
class LoanEvent(LendingEvent):
    """Something about one loan."""

    loan: str


@stored_as("loan.kind.set/1")
@dataclass(frozen=True)
class LoanKindSet(LendingEvent):
    """A kind of thing is lent from now on, or on other terms; with `offered` False no more."""

    kind: str
    label: Label
    deposit_cents: int
    longest_min: int
    by: str
    offered: bool = True


@stored_as("loan.item.added/1")
@dataclass(frozen=True)
class LoanItemAdded(LoanItemEvent):
    """One more copy stands on a shelf."""

    kind: str
    number: int
    shelf: str
    by: str


@stored_as("loan.item.pictured/1")
@dataclass(frozen=True)
class LoanItemPictured(LoanItemEvent):
    """A picture of a copy was sealed: `photo` is the vault's reference, `digest` its SHA-256 in hex.

    `loan`: the loan at whose end it was taken, "" for a picture of the stock.
    """

    photo: str
    digest: str
    by: str
    loan: str = ""


@stored_as("loan.item.withdrawn/1")
@dataclass(frozen=True)
class LoanItemWithdrawn(LoanItemEvent):
    """A copy is out of service; `reason` is a code, or the vault's reference to what was typed."""

    reason: str
    by: str


@stored_as("loan.item.put_back/1")
@dataclass(frozen=True)
class LoanItemPutBack(LoanItemEvent):
    """A copy may be lent again; it is as `condition` says."""

    condition: str
    by: str


@stored_as("loan.item.struck_off/1")
@dataclass(frozen=True)
class LoanItemStruckOff(LoanItemEvent):
    """A copy is gone for good."""

    reason: str
    by: str


@stored_as("loan.made/1")
@dataclass(frozen=True)
class LoanMade(LoanEvent):
    """Somebody takes a copy along; both have signed, or a colleague stood by. `note`: the vault's words on how it is.

    `leave`: the supervisor by whose leave, with `leave_reason` as of `reasons.said`.
    """

    lending: str
    item: str
    person: str
    unit: str
    due: datetime
    condition: str
    note: str
    deposit_cents: int
    signature: str
    signature_digest: str
    by: str
    by_signature: str
    by_signature_digest: str
    leave: str = ""
    leave_reason: str = ""
    currency: str = "CNY"


@stored_as("loan.returned/1")
@dataclass(frozen=True)
class LoanReturned(LoanEvent):
    """A copy is back on its shelf, looked at. `signature` "": whoever brought it has not signed, and need not.

    `brought_by` is "" for the borrower, a resident's id, or the vault's reference to a name. `settled`: nothing is
    wrong with it, and its deposit went back.
    """

    item: str
    condition: str
    note: str
    note_digest: str
    brought_by: str
    signature: str
    signature_digest: str
    by: str
    by_signature: str
    by_signature_digest: str
    settled: bool


@stored_as("loan.lost/1")
@dataclass(frozen=True)
class LoanLost(LoanEvent):
    """Whoever borrowed a copy says that it is gone."""

    item: str
    by: str


@stored_as("loan.found/1")
@dataclass(frozen=True)
class LoanFound(LoanEvent):
    """A copy that was settled as lost has been brought after all: it is in the stock again, under its own number."""

    item: str
    kind: str
    number: int
    shelf: str
    condition: str
    by: str


@stored_as("loan.settled/1")
@dataclass(frozen=True)
class LoanSettled(LoanEvent):
    """What was damaged or lost is settled: `how` is "charged" (`cents`), or "written_off" by a supervisor.

    "nothing": only its deposit was still here.
    """

    how: str
    cents: int
    by: str
    reason: str


@stored_as("loan.extended/1")
@dataclass(frozen=True)
class LoanExtended(LoanEvent):
    """It is due later."""

    due: datetime
    by: str


@stored_as("loan.reminded/1")
@dataclass(frozen=True)
class LoanReminded(LoanEvent):
    """Its time is over, and the borrower is told."""


@stored_as("loan.contacted/1")
@dataclass(frozen=True)
class LoanContacted(LoanEvent):
    """The desk has spoken to the borrower of a late copy, or tried: `how` is one of `CONTACTS`."""

    how: str
    by: str
