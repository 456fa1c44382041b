"""Facts about where keys hang: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class HangingEvent(Event):
    """Something about one key's place; the base of all events here."""

    key: str


@stored_as("key.rehung/1")
@dataclass(frozen=True)
class KeyRehung(HangingEvent):
    """A key hangs in another slot than the last time, and lives there from now on."""

    place: str
    before: str


@stored_as("key.return.no_slot/1")
@dataclass(frozen=True)
class KeyReturnFoundNoSlot(HangingEvent):
    """Somebody brings a key back and no slot is free: the desk is asked to take it."""

    bearer: str


@stored_as("key.taken_over/1")
@dataclass(frozen=True)
class KeyTakenOver(HangingEvent):
    """The desk has taken a key from its bearer's hands, because no slot was free."""

    bearer: str
    by: str
