"""The furniture: slots and compartments as they stand in the lobby, and what is known of each door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property


class PlaceKind(Enum):
    """A slot holds one key, a compartment one parcel."""

    SLOT = "slot"
    COMPARTMENT = "compartment"


SIZES = ("S", "M", "L", "XL")
"""Compartment sizes, smallest first."""


@dataclass(frozen=True)
class Place:
    """One slot or compartment: what never changes while the site stands. Lengths in millimetres from the floor."""

    id: str
    kind: PlaceKind
    number: int
    size: str | None
    left_mm: int
    bottom_mm: int
    width_mm: int
    height_mm: int
    senses_presence: bool
    senses_tags: bool
    device: str
    """The line that its latch hangs on."""
    senses_door: bool = True
    """Whether a switch tells open from shut; without one only people can."""
    returns_any: bool = False
    """Whether any key of this cabinet may hang here; else each has its own slot."""
    shares: tuple[str, ...] = ()
    """The other slots behind the same door."""

    @property
    def is_blind(self) -> bool:
        """Whether nothing here senses what is inside."""
        return not self.senses_presence and not self.senses_tags

    @property
    def door_at(self) -> str:
        """The place that stands for its door, among those behind it."""
        return min((self.id, *self.shares))

    @property
    def stands_for_door(self) -> bool:
        """Whether it stands for its door."""
        return self.door_at == self.id

    @property
    def cabinet(self) -> str:
        """The piece of furniture that it belongs to, by its prefix."""
        return self.cabinet_of(self.id)

    @staticmethod
    def cabinet_of(place: str) -> str:
        """Return the prefix of the piece of furniture that a place belongs to."""
        return place.rstrip("0123456789")

    @property
    def middle(self) -> tuple[int, int]:
        """Its middle: millimetres from the left, and from the floor."""
        return self.left_mm + self.width_mm // 2, self.bottom_mm + self.height_mm // 2


@dataclass(frozen=True)
class Furniture:
    """Every place of the site by id, in the order of the settings."""

    places: Mapping[str, Place]

    def of(self, kind: PlaceKind) -> list[Place]:
        """Return the places of one kind, in order."""
        return [place for place in self.places.values() if place.kind is kind]

    def label_of(self, place: Place) -> str:
        """Return what people call a place: its number, with its cabinet's letter where there are several: "5", "G5"."""
        return f"{place.cabinet}{place.number}" if place.kind in self._in_pieces else str(place.number)

    @cached_property
    def _in_pieces(self) -> tuple[PlaceKind, ...]:
        pieces = {(place.kind, place.cabinet) for place in self.places.values()}
        return tuple(kind for kind in PlaceKind if sum(one is kind for one, _ in pieces) > 1)


@dataclass(frozen=True)
class Reading:
    """One look at a place. None means unknown, never "shut" and never "empty".

    `tags` are the key tags sensed inside; `latch_idle` says that no pulse is running or just over.
    `answers`: the board of its latch does. `switched`: the door has a switch at all.
    """

    place: str
    shut: bool | None
    present: bool | None = None
    tags: tuple[str, ...] | None = None
    latch_idle: bool = True
    answers: bool = False
    switched: bool = True

    @property
    def usable(self) -> bool:
        """Whether the place can be used now: its switch tells, or it has none and its board answers."""
        return self.shut is not None or (self.answers and not self.switched)

    @property
    def unseen(self) -> bool:
        """Whether its latch can be fired while nothing tells of the door."""
        return self.shut is None and self.answers

    @property
    def proves_shut(self) -> bool:
        """Whether the door is surely shut and its latch at rest."""
        return self.shut is True and self.latch_idle


@dataclass(frozen=True)
class Door:
    """What the record knows of one place's door: commanded, seen open and seen shut are separate facts."""

    place: str
    seen_open: bool = False
    """Last seen open (True) or shut (False)."""
    since: datetime | None = None
    """When it was last seen to change."""
    commanded_by: str | None = None
    """The movement (or "desk:<person>") whose command has not yet been seen to open it."""
    commanded_at: datetime | None = None
    doubt: str | None = None
    """Why nothing may be put here until an attendant settles it."""
    doubt_since: datetime | None = None
    ajar_told: bool = False
    forced_at: datetime | None = None
    """When it was first forced since an attendant last settled it."""
    pulses: int = 0
