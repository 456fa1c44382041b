"""Facts about items that change hands at the desk: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class TransferEvent(Event):
    """Something about an item that changes hands; the base of all events here."""

    transfer: str


@stored_as("transfer.taken_in/1")
@dataclass(frozen=True)
class TransferTakenIn(TransferEvent):
    """The desk has it, its giver has signed. `goods`: what a supervisor (`allowed_by`) let in, and `why`; "" mostly.

    `words`: the vault's reference to both telephone numbers and to free words, with their digest.
    """

    person: str
    visitor: str
    unit: str
    to_resident: bool
    what: str
    count: int
    size: str
    heavy: bool
    words: str
    words_digest: str
    goods: str
    allowed_by: str
    why: str
    signature: str
    signature_digest: str
    by: str


@stored_as("transfer.refused/1")
@dataclass(frozen=True)
class TransferRefused(TransferEvent):
    """An item was not taken in, for what it is."""

    person: str
    unit: str
    to_resident: bool
    what: str
    goods: str
    by: str


@stored_as("transfer.told/1")
@dataclass(frozen=True)
class TransferTold(TransferEvent):
    """The other side is told; `reminders`: how often it was reminded by now."""

    reminders: int


@stored_as("transfer.untold/1")
@dataclass(frozen=True)
class TransferUntold(TransferEvent):
    """No way of the site reaches who is to be told: somebody is to telephone."""


@stored_as("transfer.phoned/1")
@dataclass(frozen=True)
class TransferPhoned(TransferEvent):
    """They were told by telephone, or face to face."""

    by: str


@stored_as("transfer.handing/1")
@dataclass(frozen=True)
class TransferHanding(TransferEvent):
    """Its taker has shown a document (`record`) and signed; `back`: it is who gave it."""

    handing: str
    back: bool
    record: str
    signature: str
    signature_digest: str
    by: str


@stored_as("transfer.handed/1")
@dataclass(frozen=True)
class TransferHanded(TransferEvent):
    """It is with its taker, or with its giver again."""

    handing: str


@stored_as("transfer.settled/1")
@dataclass(frozen=True)
class TransferSettled(TransferEvent):
    """It is over without having been handed over. `reason`: a code, or the vault's reference to what was typed."""

    by: str
    reason: str
