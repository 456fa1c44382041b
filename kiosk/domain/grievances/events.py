"""Facts about complaints and praise: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class GrievanceEvent(Event):
    """Something about a grievance; the base of all events here."""

    grievance: str


@stored_as("grievance.made/1")
@dataclass(frozen=True)
class GrievanceMade(GrievanceEvent):
    """Somebody complains, or praises. `words`: the vault's reference to what was said, with its digest."""

    number: str
    kind: str
    about: str
    way: str
    person: str
    unit: str
    against: str
    urgent: bool
    owner: str
    due: datetime
    words: str
    words_digest: str
    by: str


@stored_as("grievance.owned/1")
@dataclass(frozen=True)
class GrievanceOwned(GrievanceEvent):
    """Somebody answers for it from now on."""

    owner: str
    by: str


@stored_as("grievance.noted/1")
@dataclass(frozen=True)
class GrievanceNoted(GrievanceEvent):
    """Something was done about it."""

    words: str
    words_digest: str
    by: str


@stored_as("grievance.handled/1")
@dataclass(frozen=True)
class GrievanceHandled(GrievanceEvent):
    """It is answered. `words`: the vault's reference to the answer."""

    outcome: str
    words: str
    words_digest: str
    by: str


@stored_as("grievance.told/1")
@dataclass(frozen=True)
class GrievanceToldBack(GrievanceEvent):
    """Whoever complained knows of the answer; "" for how: nobody can be told."""

    how: str
    by: str


@stored_as("grievance.reopened/1")
@dataclass(frozen=True)
class GrievanceReopened(GrievanceEvent):
    """Whoever complained is not content with the answer."""

    due: datetime
    words: str
    words_digest: str
    by: str


@stored_as("grievance.seen/1")
@dataclass(frozen=True)
class GrievanceSeen(GrievanceEvent):
    """Somebody who does not answer for it has looked at what was said."""

    by: str


@stored_as("grievance.late/1")
@dataclass(frozen=True)
class GrievanceLate(GrievanceEvent):
    """It is late, and that was told one step further: its owner, the supervisors, the property manager."""

    step: int
