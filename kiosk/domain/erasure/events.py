"""Facts about personal data as a whole: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class PersonalEvent(Event):
    """Something about what is kept of somebody; the base of all events here."""


@stored_as("person.erased/1")
@dataclass(frozen=True)
class PersonErased(PersonalEvent):
    """Two of the staff had somebody erased. The key to their data went in the same transaction (`person.forgotten`).

    `records`: how many things lay under it; `backups_until`: by that day no backup has them any more.
    """

    person: str
    erasure: str
    role: str
    by: str
    second: str
    why: str
    records: int
    backups_until: date


@stored_as("person.copy.given/1")
@dataclass(frozen=True)
class CopyGiven(PersonalEvent):
    """Somebody was given all that is kept of them. `how` they proved who they are."""

    copy: str
    person: str
    by: str
    how: str
    records: int
