"""Which movement left the doubt that stands about a place. What comes after the desk has looked is not its doing."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.items import Custodian, with_person
from kiosk.domain.movements import Kind, Movement, Stage


def doubted_at(house: House, place: str) -> Movement | None:
    """Return the movement whose end left the doubt about `place` that nobody has settled yet, if one did."""
    door = house.door(place)
    if not door.doubt:
        return None
    for movement in reversed(list(house.movements.values())):
        if movement.place == place:
            own = movement.stage is Stage.DOUBTED and movement.changed == door.doubt_since
            return movement if own else None
    return None


def emptied_by(house: House, place: str) -> Movement | None:
    """Return the doubted movement that explains why a slot is empty, if one does.

    Not once its door was forced: what is missing then may be anybody's doing, and is said to be missing.
    """
    return None if house.door(place).forced_at else doubted_at(house, place)


def left_after_all(house: House, key: str, custodian: Custodian) -> Movement | None:
    """Return the issue whose end nobody saw, if it is by that one that `custodian` has a key."""
    newest = next((one for one in reversed(list(house.movements.values())) if one.item == key), None)
    if newest is None or newest.kind is not Kind.ISSUE or newest.stage is not Stage.DOUBTED:
        return None
    return newest if custodian == with_person(newest.bearer) else None
