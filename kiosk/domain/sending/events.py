"""Facts about parcels that residents send: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, MovementEvent, stored_as


@dataclass(frozen=True)
class SendingEvent(Event):
    """Something about a parcel that a resident sends; the base of all events here that are no movement."""

    sending: str


@stored_as("sending.registered/1")
@dataclass(frozen=True)
class SendingRegistered(SendingEvent):
    """A resident wants to send a parcel. `details`: the vault's reference to where it goes, with its digest.

    Without `details` its resident could not write, and tells the desk: `SendingAddressed` follows.
    """

    person: str
    unit: str
    carrier: str
    details: str
    details_digest: str
    fee: str
    by: str


@stored_as("sending.addressed/1")
@dataclass(frozen=True)
class SendingAddressed(SendingEvent):
    """The desk has written down where it goes, for somebody who could not write it. `details` as at the beginning."""

    details: str
    details_digest: str
    by: str


@stored_as("sending.left/1")
@dataclass(frozen=True)
class SendingLeft(SendingEvent):
    """Its carrier's courier has it, under the signature of a sweep."""

    movement: str
    courier: str
    sweep: str


@stored_as("sending.called_off/1")
@dataclass(frozen=True)
class SendingCalledOff(SendingEvent):
    """It is not sent after all; the resident has it."""

    by: str


@stored_as("sending.waybill/1")
@dataclass(frozen=True)
class WaybillNoted(SendingEvent):
    """The carrier's number for it."""

    waybill: str
    by: str


@stored_as("sending.fee.settled/1")
@dataclass(frozen=True)
class SendingFeeSettled(SendingEvent):
    """Its fee was paid over the desk."""

    cents: int
    voucher: str
    by: str
    currency: str = "CNY"


@stored_as("sending.swept/1")
@dataclass(frozen=True)
class SweepSigned(SendingEvent):
    """A courier has signed for all that waits for one carrier. `sending`: the sweep's own id."""

    courier: str
    carrier: str
    sendings: tuple[str, ...]
    signature: str
    signature_digest: str
    by: str


@stored_as("sending.drop.intended/1")
@dataclass(frozen=True)
class SendingDropIntended(MovementEvent):
    """A resident is about to put a parcel in that is to be sent, or hands it to the desk."""

    sending: str
    parcel: str
    person: str
    unit: str
    place: str
    size: str
    by: str = ""
    """Who of the staff took it in at the desk."""


@stored_as("sending.take.intended/1")
@dataclass(frozen=True)
class SendingTakeIntended(MovementEvent):
    """A courier takes a parcel along (`sweep`), or its resident takes it out again (`sweep` is then "")."""

    sending: str
    parcel: str
    bearer: str
    unit: str
    place: str
    sweep: str
    signature: str = ""
