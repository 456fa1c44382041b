"""Where a door is shown: in the whole, and close up where the whole is too small."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.places import Place, PlaceKind
from tests.ui.sites import demo_site
from ui.drawing import FOUND_AT_ONCE, MANY, close_up, draw


def places() -> list[Place]:
    """Return the demo site's doors."""
    return list(demo_site().furniture.places.values())


def the(name: str) -> Place:
    """Return one of them."""
    return next(place for place in places() if place.id == name)


def test_a_wide_door_is_found_in_the_whole() -> None:
    assert close_up(places(), the("L13"), "open") is None


def test_a_small_slot_is_shown_among_those_of_its_cabinet() -> None:
    near = close_up(places(), the("K09"), "open")
    assert near is not None
    assert {door.place for door in near.doors} == {f"K{number:02d}" for number in range(1, 17)}
    assert [door.place for door in near.doors if door.mark == "open"] == ["K09"]
    door = next(door for door in near.doors if door.place == "K09")
    assert door.width * FOUND_AT_ONCE > near.width, "and there it is large enough"


def test_of_very_many_slots_only_the_neighbours_are_shown() -> None:
    slot = the("K01")
    wall = [
        replace(
            slot, id=f"K{row}-{column}", left_mm=60 * column, bottom_mm=60 * row, width_mm=60, height_mm=60
        )
        for row in range(20)
        for column in range(25)
    ]
    assert len(wall) > MANY
    chosen = next(place for place in wall if place.id == "K10-12")
    near = close_up(wall, chosen, "target")
    assert near is not None and 9 <= len(near.doors) <= 60
    assert chosen.id in {door.place for door in near.doors}
    assert near.floor == near.height, "it hangs in the air: no floor is drawn through the middle of a cabinet"


def test_a_cabinet_alone_needs_no_second_drawing() -> None:
    cabinet = [place for place in places() if place.kind is PlaceKind.SLOT]
    assert close_up(cabinet, the("K09"), "open") is None
    assert len(draw(cabinet, {}).doors) == len(cabinet)
