"""Facts of an emergency release: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class EmergencyEvent(Event):
    """Something of one release; the base of all events here."""

    emergency: str


@stored_as("emergency.begun/1")
@dataclass(frozen=True)
class EmergencyBegun(EmergencyEvent):
    """Two people open these doors one after the other."""

    by: str
    second: str
    reason: str
    places: tuple[str, ...]


@stored_as("emergency.door.asked/1")
@dataclass(frozen=True)
class EmergencyDoorAsked(EmergencyEvent):
    """One door's turn has come; its command follows in the same transaction."""

    place: str


@stored_as("emergency.ended/1")
@dataclass(frozen=True)
class EmergencyEnded(EmergencyEvent):
    """All doors were asked, or somebody stopped it. A stocktake is due."""

    by: str
    left: tuple[str, ...]
    """The doors whose turn never came."""
