"""Facts about the inspection of empty homes: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class InspectionEvent(Event):
    """Something about a plan or an inspection; the base of all events here."""


@stored_as("inspection.plan.made/1")
@dataclass(frozen=True)
class PlanMade(InspectionEvent):
    """An owner has a home inspected; one plan a home.

    `signature`: the vault's reference to the pen strokes, or what stands under the consent that names it.
    `wishes`: the vault's reference to the owner's own points; `wishes_digest` its SHA-256 in hex.
    """

    plan: str
    unit: str
    given_by: str
    consent: str
    every_days: int
    weekday: int | None
    from_min: int
    until_min: int
    duration_min: int
    who: tuple[str, ...]
    points: tuple[str, ...]
    wishes: str
    wishes_digest: str
    tells: str
    first: date
    document: str
    by: str
    signature: str
    signature_digest: str


@stored_as("inspection.plan.paused/1")
@dataclass(frozen=True)
class PlanPaused(InspectionEvent):
    """Nobody is to come from `since` to `until`, both included; None: until somebody says so."""

    plan: str
    by: str
    since: date
    until: date | None


@stored_as("inspection.plan.resumed/1")
@dataclass(frozen=True)
class PlanResumed(InspectionEvent):
    """The plan goes on from `day`."""

    plan: str
    by: str
    day: date


@stored_as("inspection.plan.ended/1")
@dataclass(frozen=True)
class PlanEnded(InspectionEvent):
    """The plan is over at once."""

    plan: str
    by: str


@stored_as("inspection.due/1")
@dataclass(frozen=True)
class InspectionDue(InspectionEvent):
    """Its hours have begun; after `closes` it is late."""

    plan: str
    day: date
    closes: datetime


@stored_as("inspection.missed/1")
@dataclass(frozen=True)
class InspectionMissed(InspectionEvent):
    """Nobody went, and the next one has come."""

    plan: str
    day: date


@stored_as("inspection.begun/1")
@dataclass(frozen=True)
class InspectionBegun(InspectionEvent):
    """The key has left for it. `inspection` is the movement of that issue; `day` None: out of turn."""

    inspection: str
    plan: str
    key: str
    by: str
    day: date | None


@stored_as("inspection.looked/1")
@dataclass(frozen=True)
class PointsLookedAt(InspectionEvent):
    """What was found, by point."""

    inspection: str
    by: str
    answers: tuple[tuple[str, str], ...]


@stored_as("inspection.noted/1")
@dataclass(frozen=True)
class PointNoted(InspectionEvent):
    """A note was written or typed. `note`: the vault's reference to it."""

    inspection: str
    point: str
    by: str
    note: str
    digest: str


@stored_as("inspection.photo.kept/1")
@dataclass(frozen=True)
class PhotoKept(InspectionEvent):
    """A picture was sealed under the owner's key. `digest`: its SHA-256 in hex; `size` in bytes."""

    inspection: str
    point: str
    photo: str
    source: str
    digest: str
    size: int
    by: str


@stored_as("inspection.photo.seen/1")
@dataclass(frozen=True)
class PhotoSeen(InspectionEvent):
    """A member of the staff looked at a picture."""

    photo: str
    by: str


@stored_as("inspection.photo.removed/1")
@dataclass(frozen=True)
class PhotosRemoved(InspectionEvent):
    """Pictures were taken out of the vault: their time was over. What was recorded of them stays."""

    photos: tuple[str, ...]


@stored_as("inspection.reported/1")
@dataclass(frozen=True)
class InspectionReported(InspectionEvent):
    """All points are answered; the owner is told."""

    inspection: str
    by: str


@stored_as("inspection.not_made/1")
@dataclass(frozen=True)
class InspectionNotMade(InspectionEvent):
    """The key left, and nobody could go in: it is due again."""

    inspection: str
    by: str


@stored_as("inspection.order_given/1")
@dataclass(frozen=True)
class OrderGiven(InspectionEvent):
    """A work order is out for an urgent finding."""

    finding: str
    order: str
    by: str


@stored_as("inspection.settled/1")
@dataclass(frozen=True)
class FindingSettled(InspectionEvent):
    """An urgent finding was put right."""

    finding: str
    by: str
