"""The one drawing of cabinet and lockers, made from the site's millimetres and used on every screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.places import Place, PlaceKind

MARGIN_MM = 50
LEAF_MM = 90
"""How far an open door's leaf is drawn to stand out, in millimetres of the drawing."""


@dataclass(frozen=True)
class DrawnDoor:
    """One door in the drawing: millimetres from the drawing's upper left corner, and its mark ("open", "free" ...)."""

    place: str
    number: int
    kind: str
    mark: str
    x: int
    y: int
    width: int
    height: int

    @property
    def letter_mm(self) -> int:
        """The height of its number."""
        return min(self.height * 6 // 10, self.width * 4 // 10, 150)

    @property
    def leaf(self) -> str:
        """The points of the leaf of a door that stands open, hinged at the left."""
        out, drop = min(LEAF_MM, self.width // 3), self.height // 8
        return (
            f"{self.x},{self.y} {self.x - out},{self.y + drop} "
            f"{self.x - out},{self.y + self.height + drop} {self.x},{self.y + self.height}"
        )


@dataclass(frozen=True)
class Drawing:
    """Doors to draw, with the size of the paper in millimetres and the height of the floor line."""

    doors: tuple[DrawnDoor, ...]
    width: int
    height: int
    floor: int
    bodies: tuple[tuple[int, int, int, int], ...] = ()
    """The furniture's outlines: x, y, width, height."""


def draw(places: Iterable[Place], marks: Mapping[str, str]) -> Drawing:
    """Return the drawing of `places` as they stand on the floor; `marks` names what is special, by place.

    Marks: "open", "target", "free", "taken", "doubt", "down"; a door without one is plain.
    """
    shown = list(places)
    if not shown:
        return Drawing((), 1, 1, 1)
    left = min(place.left_mm for place in shown) - MARGIN_MM - LEAF_MM
    right = max(place.left_mm + place.width_mm for place in shown) + MARGIN_MM
    top = max(place.bottom_mm + place.height_mm for place in shown) + MARGIN_MM
    doors = [_door(place, marks.get(place.id, "plain"), left, top) for place in shown]
    doors.sort(key=lambda door: door.mark == "open")  # an open leaf lies over its neighbours
    bodies = tuple(
        _body([place for place in shown if (place.kind, place.cabinet) == piece], left, top)
        for piece in _pieces(shown)
    )
    return Drawing(tuple(doors), right - left, top + MARGIN_MM, top, bodies)


def _pieces(places: list[Place]) -> list[tuple[PlaceKind, str]]:
    """Return each cabinet and locker; two that stand side by side are two."""
    return list(dict.fromkeys((place.kind, place.cabinet) for place in places))


def _door(place: Place, mark: str, left: int, top: int) -> DrawnDoor:
    return DrawnDoor(
        place=place.id,
        number=place.number,
        kind=place.kind.value,
        mark=mark,
        x=place.left_mm - left,
        y=top - place.bottom_mm - place.height_mm,
        width=place.width_mm,
        height=place.height_mm,
    )


def _body(places: list[Place], left: int, top: int) -> tuple[int, int, int, int]:
    x = min(place.left_mm for place in places) - left - 24
    y = top - max(place.bottom_mm + place.height_mm for place in places) - 24
    right = max(place.left_mm + place.width_mm for place in places) - left + 24
    bottom = top - min(place.bottom_mm for place in places) + 24
    return x, y, right - x, bottom - y
