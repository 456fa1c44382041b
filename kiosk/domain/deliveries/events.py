"""Facts about announced deliveries: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class DeliveryEvent(Event):
    """Something about a parcel that is yet to come; the base of all events here."""


@stored_as("delivery.announced/1")
@dataclass(frozen=True)
class DeliveryAnnounced(DeliveryEvent):
    """A parcel will come for this home, or what is known of it has changed."""

    barcode: str
    unit: str
    recipient: str
    size: str
    heavy: bool
    carrier: str
    source: str


@stored_as("delivery.announced/2")
@dataclass(frozen=True)
class DeliveryAnnouncedAs(DeliveryAnnounced):
    """The same, and what kind of parcel it is: "fresh", "registered" or "valuable"."""

    category: str


@stored_as("delivery.withdrawn/1")
@dataclass(frozen=True)
class DeliveryWithdrawn(DeliveryEvent):
    """A parcel is awaited no more: it was called off, or has not come for too long."""

    barcode: str
    reason: str
