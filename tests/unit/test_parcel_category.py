"""What a courier says of a parcel, and what was announced of it: the one that asks for more counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.deliveries.announcing import Announcement, announce
from kiosk.domain.parcels.category import category_of
from kiosk.domain.parcels.parcels import DropParcel, decide_drop
from kiosk.domain.parcels.storing import StoreParcel, decide_store
from kiosk.domain.refusal import Refused
from tests.unit.houses import NOON, PEOPLE, at, furniture, person, place, shut

HOUSE = at(PEOPLE, person("c", "courier"))
LISTED = at(
    HOUSE, *announce(HOUSE, [Announcement("SF1", "1-1-0802", category="valuable")], "csv:a", NOON).events
)
DOORS = furniture(place("L01", "S"), place("L02", "S"))
SHUT = {"L01": shut("L01"), "L02": shut("L02")}
DROP = DropParcel("m", "c", "r", "SF1", "S", "slip", "mac")


@pytest.mark.parametrize(
    ("barcode", "said", "category"),
    [
        ("SF9", "", "ordinary"),
        ("SF9", "registered", "registered"),
        ("SF9", "gold", "ordinary"),
        ("SF1", "", "valuable"),
        ("SF1", "registered", "valuable"),
    ],
)
def test_the_one_that_asks_for_more_counts(barcode: str, said: str, category: str) -> None:
    assert category_of(LISTED, barcode, said) == category
    dropped = at(LISTED, *decide_drop(LISTED, DOORS, SHUT, replace(DROP, barcode=barcode, category=said)))
    assert dropped.parcels["p-m"].wait.category == category
    store = StoreParcel("m", "c", "r", barcode, "XL", "slip", "mac", said)
    stored = at(LISTED, *decide_store(LISTED, ["A1"], store))
    assert stored.parcels["p-m"].wait.category == category


def test_what_is_signed_for_has_a_door_of_its_own() -> None:
    with pytest.raises(Refused, match=r"share\.not_now"):
        decide_drop(LISTED, DOORS, SHUT, replace(DROP, beside="L01"))
