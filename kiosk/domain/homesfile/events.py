"""Facts about the homes' files: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class HomesFileEvent(Event):
    """Something about a home's file; the base of all events here."""


@stored_as("home.looked/1")
@dataclass(frozen=True)
class HomeLooked(HomesFileEvent):
    """Somebody of the staff opened a home's file, and said why."""

    look: str
    unit: str
    by: str
    why: str


@stored_as("home.contacts.shown/1")
@dataclass(frozen=True)
class HomeContactsShown(HomesFileEvent):
    """On the same look the names, telephone numbers and addresses were shown whole."""

    look: str
    by: str


@stored_as("home.noted/1")
@dataclass(frozen=True)
class HomeNoted(HomesFileEvent):
    """The desk noted something about a resident. `words`: the vault's reference, under the resident's key."""

    note: str
    unit: str
    person: str
    by: str
    words: str


@stored_as("home.note.struck/1")
@dataclass(frozen=True)
class HomeNoteStruck(HomesFileEvent):
    """A note is not kept any more; its words were erased with this."""

    note: str
    by: str
