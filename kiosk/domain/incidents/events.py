"""Facts of incident reports: what each event is called on disk, and what it carries. Every word stands in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.incidents.incident import Incident


@dataclass(frozen=True)
class IncidentEvent(Event):
    """Something about one report; the base of all events here."""

    incident: str


@dataclass(frozen=True)
class Told:
    """One part as it was written. `words`: the vault's reference; `digest`: their SHA-256 in hex."""

    part: str
    words: str
    digest: str


@stored_as("incident.begun/1")
@dataclass(frozen=True)
class IncidentBegun(IncidentEvent):
    """Somebody has begun a report. `source`, `about`: from an alarm, an emergency, a movement; "" from nothing."""

    year: int
    number: int
    kind: str
    happened: datetime
    by: str
    source: str
    about: str


@stored_as("incident.written/1")
@dataclass(frozen=True)
class IncidentWritten(IncidentEvent):
    """Somebody has written in a draft: these parts, the others stand as before."""

    by: str
    kind: str
    happened: datetime
    told: tuple[Told, ...]


@stored_as("incident.photo.kept/1")
@dataclass(frozen=True)
class IncidentPhotoKept(IncidentEvent):
    """A picture was sealed under the report's own key. `digest`: its SHA-256 in hex; `size` in bytes."""

    photo: str
    source: str
    digest: str
    size: int
    by: str


@stored_as("incident.photos.removed/1")
@dataclass(frozen=True)
class IncidentPhotosRemoved(IncidentEvent):
    """Pictures left the vault: of a draft by somebody; with `incident` and `by` "" because their time was over."""

    photos: tuple[str, ...]
    by: str


@stored_as("incident.seen/1")
@dataclass(frozen=True)
class IncidentSeen(IncidentEvent):
    """Somebody looked at who was concerned ("people"), or at a picture (its id)."""

    what: str
    by: str


@stored_as("incident.signed/1")
@dataclass(frozen=True)
class IncidentSigned(IncidentEvent):
    """Somebody has signed the report: nothing in it changes from here on. `seen`: the digest of what was signed."""

    by: str
    seen: str
    signature: str
    signature_digest: str


@stored_as("incident.sent/1")
@dataclass(frozen=True)
class IncidentSent(IncidentEvent):
    """The report is with the company."""

    by: str
    how: str


@stored_as("incident.added/1")
@dataclass(frozen=True)
class IncidentAdded(IncidentEvent):
    """Something was added to a finished report, however long ago. `was`: the report as it stood."""

    was: Incident
    addition: str
    by: str
    words: str
    digest: str


@stored_as("incident.withdrawn/1")
@dataclass(frozen=True)
class IncidentWithdrawn(IncidentEvent):
    """A draft was begun by mistake. `why`: the vault's reference."""

    by: str
    why: str


@stored_as("incident.reminded/1")
@dataclass(frozen=True)
class IncidentReminded(IncidentEvent):
    """It is due, or overdue, and somebody is told: its writer (1), the supervisors (2), the manager (3)."""

    step: int
