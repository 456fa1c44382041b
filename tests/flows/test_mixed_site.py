"""One site with boards of three families: every journey, at every family's door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_keys import taken
from tests.lobby import Play, Site


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", sample="mixed")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.mark.parametrize(("size", "line"), [("S", "cu16"), ("M", "wkly"), ("L", "relays")])
def test_a_parcel_comes_and_goes_at_each_familys_door(play: Play, size: str, line: str) -> None:
    parcel = waiting_parcel(play, "SF1", "0802", size)
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    assert play.journeys.furniture.places[movement.place].device == line
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done" if line == "cu16" else "ask")
    if line != "cu16":
        play.journeys.doors.say(movement.id, "i_took_it")
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    assert len(play.bench.firings()) == 2


def test_a_key_leaves_beside_them(play: Play) -> None:
    assert taken(play) == "01-000001a1b2c3"
