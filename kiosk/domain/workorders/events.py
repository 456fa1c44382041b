"""Facts about work orders: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class WorkOrderEvent(Event):
    """Something about a work order; the base of all events here."""

    order: str


@stored_as("workorder.issued/1")
@dataclass(frozen=True)
class OrderIssued(WorkOrderEvent):
    """Somebody is to put something right. `words`: the vault's reference to where and what, with its digest."""

    number: str
    request: str
    what: str
    unit: str
    person: str
    asked: datetime
    urgent: bool
    words: str
    words_digest: str
    worker: str
    currency: str
    by: str


@stored_as("workorder.assigned/1")
@dataclass(frozen=True)
class OrderAssigned(WorkOrderEvent):
    """Somebody is named who goes, or somebody else instead."""

    worker: str
    by: str


@stored_as("workorder.stepped/1")
@dataclass(frozen=True)
class OrderStepped(WorkOrderEvent):
    """One step: "taken", "on site", or "waiting" for parts `until` a day. `words`: the reference to a note."""

    step: str
    until: datetime | None
    words: str
    by: str


@stored_as("workorder.quoted/1")
@dataclass(frozen=True)
class OrderQuoted(WorkOrderEvent):
    """Its customer was told what it will cost at most."""

    cents: int
    currency: str
    by: str


@stored_as("workorder.agreed/1")
@dataclass(frozen=True)
class OrderAgreed(WorkOrderEvent):
    """Its customer has said yes to that price: by "signature", by "phone", or before a "witness"."""

    cents: int
    how: str
    signature: str
    signature_digest: str
    by: str


@stored_as("workorder.material/1")
@dataclass(frozen=True)
class OrderMaterialUsed(WorkOrderEvent):
    """One line of material; `cents` for one of it."""

    line: str
    words: str
    words_digest: str
    count: int
    cents: int
    by: str


@stored_as("workorder.material.struck/1")
@dataclass(frozen=True)
class OrderMaterialStruck(WorkOrderEvent):
    """A line of material was written wrongly, and does not count."""

    line: str
    by: str


@stored_as("workorder.done/1")
@dataclass(frozen=True)
class OrderDone(WorkOrderEvent):
    """It is done. `how`: "signature", "witness", "nobody_home" with a `photo`, "checked" by a colleague."""

    how: str
    signature: str
    signature_digest: str
    photo: str
    photo_digest: str
    labour_cents: int
    cents: int
    key_stays: str
    by: str


@stored_as("workorder.paid/1")
@dataclass(frozen=True)
class OrderPaid(WorkOrderEvent):
    """Its customer has paid: `entry` of the books; `way` "cash", "transfer", "qr", or "prepaid"."""

    entry: str
    way: str
    by: str


@stored_as("workorder.called_off/1")
@dataclass(frozen=True)
class OrderCalledOff(WorkOrderEvent):
    """It is not done after all."""

    reason: str
    key_stays: str
    by: str


@stored_as("workorder.late/1")
@dataclass(frozen=True)
class OrderLate(WorkOrderEvent):
    """It is late, and that was told one step further: 1 and 2 not on site, 3 to 5 not done."""

    step: int
