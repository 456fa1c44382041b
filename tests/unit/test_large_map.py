"""The map of 500 slots: near what was picked, the numbers can be read at the desk's smallest screen."""

from __future__ import annotations

import pytest

from kiosk.domain.places import Furniture
from kiosk.estate.site import site_text
from kiosk.settings import furniture_of, load
from ui.desk.large import is_large, view

STAND_PX = (400, 160)
"""What the drawing has on the map at 800 x 480."""
READABLE_PX = 11


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Furniture:
    file = tmp_path_factory.mktemp("estate") / "site.toml"
    file.write_text(site_text(), encoding="utf-8")
    return furniture_of(load(file))


def letters_px(furniture: Furniture, picked: str) -> float:
    """Return how high the slots' numbers are drawn on the smallest screen."""
    drawing = view(furniture, picked, {})
    scale = min(STAND_PX[0] / drawing.width, STAND_PX[1] / drawing.height)
    return scale * min(door.letter_mm for door in drawing.doors if door.kind == "slot")


def test_the_whole_is_drawn_while_nothing_is_picked(estate: Furniture) -> None:
    assert is_large(estate)
    assert len(view(estate, "", {}).doors) == len(estate.places) == 524
    assert letters_px(estate, "") < READABLE_PX  # why there is another drawing


@pytest.mark.parametrize("picked", ["K01", "K20", "K250", "K500"])
def test_near_a_picked_slot_the_numbers_can_be_read(estate: Furniture, picked: str) -> None:
    shown = {door.place for door in view(estate, picked, {}).doors}
    assert picked in shown and len(shown) <= 35
    assert letters_px(estate, picked) >= READABLE_PX


def test_a_picked_compartment_shows_the_whole_locker(estate: Furniture) -> None:
    assert {door.place for door in view(estate, "L08", {}).doors} == {f"L{n:02}" for n in range(1, 25)}
