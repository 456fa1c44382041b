"""What was commanded of doors, and what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as


@stored_as("door.commanded/1")
@dataclass(frozen=True)
class DoorCommanded(Event):
    """A latch is about to be fired, by whom and for which movement (none: the desk's own)."""

    place: str
    movement: str
    by: str
    reason: str = ""


@stored_as("door.pulsed/1")
@dataclass(frozen=True)
class DoorPulsed(Event):
    """The board took the command; that proves nothing about the door."""

    place: str
    movement: str


@stored_as("door.unreached/1")
@dataclass(frozen=True)
class DoorUnreached(Event):
    """The command did not get through, or nobody can tell whether it did."""

    place: str
    movement: str
    detail: str


@stored_as("door.stayed_shut/1")
@dataclass(frozen=True)
class DoorStayedShut(Event):
    """The desk's command did not open it; should it open later, nobody has commanded that."""

    place: str


@stored_as("door.opened/1")
@dataclass(frozen=True)
class DoorOpened(Event):
    """The switch showed open after a command."""

    place: str
    movement: str


@stored_as("door.shut/1")
@dataclass(frozen=True)
class DoorShut(Event):
    """The switch showed shut again."""

    place: str
    movement: str


@stored_as("door.forced/1")
@dataclass(frozen=True)
class DoorForced(Event):
    """The switch showed open and nobody had commanded it."""

    place: str


@stored_as("door.ajar/1")
@dataclass(frozen=True)
class DoorAjar(Event):
    """The door has been open for too long."""

    place: str
    movement: str


@stored_as("door.doubted/1")
@dataclass(frozen=True)
class DoorDoubted(Event):
    """The place is blocked until an attendant settles it."""

    place: str
    reason: str


@stored_as("door.settled/1")
@dataclass(frozen=True)
class DoorSettled(Event):
    """An attendant looked and said what is so; the place is free to use again."""

    place: str
    by: str
    finding: str
