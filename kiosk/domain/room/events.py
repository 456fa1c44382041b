"""Facts about the room on the record's disk: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@stored_as("storage.room.changed/1")
@dataclass(frozen=True)
class RoomChanged(Event):
    """From here on there is that much room: "ample", "low" (no pictures) or "spent" (nothing new is taken in)."""

    level: str
    free_mb: int
    free_inodes: int
