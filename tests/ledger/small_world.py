"""A lobby in memory: doors that obey hands and coils, sensors that may lie, a mains that may fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kiosk.domain.places import Furniture, Place, PlaceKind, Reading
from kiosk.ports.devices import Unavailable

PULSE_OVER_S = 0.6
SIZES = {"L01": "S", "L02": "M", "L03": "M", "L04": "S"}
SEEING = frozenset({"L01"})
"""Compartments with a presence sensor."""
UNSWITCHED = frozenset({"L04", "K02"})
"""Places whose doors have no switch: the slot senses its tag all the same."""
SLOTS = ("K01", "K02", "K03")
UNTAGGED = "K03"
"""The slot without a tag bus: it senses presence alone."""


def _place(name: str, number: int) -> Place:
    kind = PlaceKind.SLOT if name in SLOTS else PlaceKind.COMPARTMENT
    return Place(
        id=name, kind=kind, number=number, size=SIZES.get(name), left_mm=0, bottom_mm=100 * number, width_mm=400,
        height_mm=100, senses_presence=name in SEEING or name == UNTAGGED,
        senses_tags=name in SLOTS and name != UNTAGGED, device="line",
        senses_door=name not in UNSWITCHED,
    )  # fmt: skip


FURNITURE = Furniture({name: _place(name, number) for number, name in enumerate((*SLOTS, *SIZES), start=1)})


class PowerCut(BaseException):
    """The kiosk is dead from this line on."""


class TurnableClock:
    """A clock that only the test moves; its wall time may be wrong."""

    def __init__(self) -> None:
        self.elapsed_s = 0.0
        self.wrong_by_s = 0.0

    def now(self) -> datetime:
        """Return what the wall clock shows."""
        return datetime(2026, 5, 3, 8, tzinfo=UTC) + timedelta(seconds=self.elapsed_s + self.wrong_by_s)

    def monotonic_s(self) -> float:
        """Return the seconds that have really passed."""
        return self.elapsed_s


class Mains:
    """The power: goes out at the n-th of the points that are told to it."""

    def __init__(self) -> None:
        self.left: int | None = None

    def point(self) -> None:
        """Pass one point of no return.

        Raises:
            PowerCut: it was the one.
        """
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.left = None
            raise PowerCut


@dataclass
class Door:
    """One door and what lies behind it: keys by tag, parcels by number."""

    is_open: bool = False
    jammed: bool = False
    released: bool = False
    """The latch has let go and the door is stuck: it springs open when freed."""
    inside: list[str] = field(default_factory=list)
    fired_s: float = -10.0
    firings: int = 0
    switch_lie: bool | None = None
    presence_lie: bool | None = None


class SmallWorld:
    """Everything physical. It also is the kiosk's `Latches` and `Sight`, by shape."""

    def __init__(self, clock: TurnableClock, mains: Mains) -> None:
        self.clock = clock
        self.mains = mains
        self.doors = {name: Door() for name in FURNITURE.places}
        self.line_up = True
        self.line_dies_at_next_pulse = False
        self.tags_up = True
        self.tainted: set[str] = set()
        """Places whose sensors have lied: what is recorded there may be wrong."""
        self.commanded: Callable[[str], int] = lambda place: 0
        """How many commands for a place are on disk; told anew after each start."""

    # what the kiosk fires and sees
    def unlock(self, place: str) -> None:
        """Fire the coil; the durable command must be there already."""
        if not self.line_up:
            raise Unavailable("line", "locks", "no line")
        self.mains.point()
        door = self.doors[place]
        door.firings += 1
        assert door.firings <= self.commanded(place), f"{place} fired without a command on disk"
        door.fired_s = self.clock.monotonic_s()
        door.released = door.jammed and not door.is_open
        door.is_open = door.is_open or not door.jammed
        if self.line_dies_at_next_pulse:
            self.line_dies_at_next_pulse, self.line_up = False, False
            raise Unavailable("line", "locks", "torn off", begun=True)
        self.mains.point()

    def reachable(self, place: str) -> bool:
        """Return whether the line is up."""
        return self.line_up

    def reading(self, place: str) -> Reading:
        """Return what the sensors show now."""
        door, known = self.doors[place], FURNITURE.places[place]
        shut: bool | None = not door.is_open if door.switch_lie is None else door.switch_lie
        present: bool | None = bool(door.inside) if door.presence_lie is None else door.presence_lie
        idle = self.clock.monotonic_s() - door.fired_s >= PULSE_OVER_S
        tags = tuple(door.inside) if known.senses_tags and self.tags_up else None
        if not self.line_up:
            return Reading(place, None, None, tags, idle, switched=known.senses_door)
        shut = shut if known.senses_door else None
        sensed = present if known.senses_presence else None
        return Reading(place, shut, sensed, tags, idle, answers=True, switched=known.senses_door)

    def readings(self) -> Mapping[str, Reading]:
        """Return what all sensors show now."""
        return {place: self.reading(place) for place in self.doors}

    def where(self, thing: str) -> str | None:
        """Return the place in which a key or parcel really is."""
        return next((place for place, door in self.doors.items() if thing in door.inside), None)

    def take_out(self, thing: str) -> None:
        """Take a thing from wherever it is."""
        for door in self.doors.values():
            if thing in door.inside:
                door.inside.remove(thing)
