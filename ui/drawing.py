"""The one drawing of cabinet and lockers, made from the site's millimetres and used on every screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.domain.places import Place, PlaceKind

MARGIN_MM = 50
LEAF_MM = 90
"""How far an open door's leaf is drawn to stand out, in millimetres of the drawing."""
FOUND_AT_ONCE = 14
"""A door narrower than one such part of the drawing is too small to be found in it."""
MANY = 120
"""With more doors than this in one piece of furniture, only those near the one in question can be read."""
NEAR_WIDTHS, NEAR_HEIGHTS = 3.5, 2.5
"""So many doors to each side, and above and below, are drawn with it."""


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

    def numbered(self, door: DrawnDoor) -> bool:
        """Return whether a door's number can be read: of many, those of the narrow ones can't."""
        return len(self.doors) <= MANY or door.width * FOUND_AT_ONCE >= self.width


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


def close_up(places: Iterable[Place], chosen: Place, mark: str) -> Drawing | None:
    """Return what stands near a door that is too small in the whole drawing to be found at once; None if it is not."""
    every = list(places)
    widest = max(one.left_mm + one.width_mm for one in every) - min(one.left_mm for one in every)
    if chosen.width_mm * FOUND_AT_ONCE >= widest:
        return None
    near = near_to(every, chosen)
    return without_floor(draw(near, {chosen.id: mark})) if len(near) < len(every) else None


def near_to(places: Iterable[Place], chosen: Place) -> Sequence[Place]:
    """Return the doors of the same piece of furniture; of many, those near the chosen one."""
    same = [one for one in places if (one.kind, one.cabinet) == (chosen.kind, chosen.cabinet)]
    if len(same) <= MANY:
        return same
    across, up = NEAR_WIDTHS * chosen.width_mm, NEAR_HEIGHTS * chosen.height_mm
    return [
        one
        for one in same
        if abs(one.left_mm - chosen.left_mm) <= across and abs(one.bottom_mm - chosen.bottom_mm) <= up
    ]


def without_floor(drawing: Drawing) -> Drawing:
    """Return a drawing that ends below its lowest door."""
    lowest = max(door.y + door.height for door in drawing.doors) + MARGIN_MM
    return replace(drawing, height=lowest, floor=lowest)


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
