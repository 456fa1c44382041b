"""How a movement begins at its door."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House


def opening(house: House, place: str, movement: str, by: str) -> e.Event:
    """Return the command to open the door, or, where it stands open already, that it does: then nothing fires."""
    if house.door(place).seen_open:
        return e.DoorOpened(place, movement)
    return e.DoorCommanded(place, movement, by)
