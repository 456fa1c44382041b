"""What somebody says is wrong with a parcel they have, and how the desk ended it, as events on record."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class ComplaintEvent(Event):
    """Something about one complaint; the base of all events here."""

    complaint: str


@stored_as("complaint.made/1")
@dataclass(frozen=True)
class ComplaintMade(ComplaintEvent):
    """Whoever collects a parcel says that something is wrong with it. Custody does not change by it."""

    kind: str
    movement: str
    parcel: str
    place: str
    person: str


@stored_as("complaint.ended/1")
@dataclass(frozen=True)
class ComplaintEnded(ComplaintEvent):
    """The desk has seen to it. `reason`: a code, or the vault's reference to what was typed."""

    parcel: str
    by: str
    outcome: str
    reason: str
