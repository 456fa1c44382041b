"""A notice of arrival that was on its way while its parcel was taken back is followed by the word that it was."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage, at_place
from kiosk.domain.outgoing import Notice
from kiosk.domain.parcels.recalling import told_too_late
from tests.unit.houses import NOON


def house(stage: ParcelStage) -> House:
    """Return a house with one parcel."""
    return House(parcels={"p": Parcel("p", "r", "SF1", "S", stage, at_place("L01"), "slip", "mac", NOON)})


@pytest.mark.parametrize(
    ("stage", "notice", "follows"),
    [
        (ParcelStage.NOT_TAKEN_IN, Notice("n-slip", "r", "parcel_arrived", "p", NOON), True),
        (ParcelStage.WAITING, Notice("n-slip", "r", "parcel_arrived", "p", NOON), False),
        (ParcelStage.NOT_TAKEN_IN, Notice("x-slip", "r", "parcel_reminder", "p", NOON), False),
        (ParcelStage.NOT_TAKEN_IN, Notice("n-slip", "r", "parcel_arrived", "gone", NOON), False),
        (ParcelStage.NOT_TAKEN_IN, Notice("n-slip", "r", "parcel_arrived", "p", NOON, ("mail",)), False),
    ],
)
def test_what_follows(stage: ParcelStage, notice: Notice, follows: bool) -> None:
    found = told_too_late(house(stage), notice)
    assert found == ([e.NoticeQueued("w-slip", "r", "parcel_taken_back", "p")] if follows else [])
