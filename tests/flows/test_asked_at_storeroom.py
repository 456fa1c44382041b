"""Some of what waits lies on a shelf: one right opens the doors, and the desk hears what is to be fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_storeroom import SHELVES, stored
from tests.lobby import Play, Site


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + SHELVES)
    played = Play(site)
    yield played
    played.close()
    site.close()


def asked(play: Play) -> list[str]:
    """Return the parcels that the desk is to fetch now."""
    j = play.journeys
    found = tasks(j.ledger.house, (), j.clock.now(), asked=j.storeroom.asked())
    return [task.item for task in found if task.code == "storeroom_asked"]


def test_the_right_to_what_is_behind_a_door_asks_for_what_is_on_the_shelf(play: Play) -> None:
    behind, shelved = waiting_parcel(play), stored(play, "SF2")
    other = stored(play, "SF3", "r-li")
    assert asked(play) == []
    movement = play.journeys.collect.by_slip(slip_text(play, behind))
    assert asked(play) == [shelved]  # while the door opens
    ahead = play.journeys.pickups.ahead_of(movement.id)
    assert ahead is not None and [why for _, why in ahead.left_out] == ["at_desk"]  # and the screen says so
    take(play, movement)
    lin = play.journeys.ledger.house.people["a-lin"]
    with pytest.raises(Refused, match=r"handing\.right"):
        play.journeys.storeroom.hand_out(os.urandom(16).hex(), other, lin)
    done = play.journeys.storeroom.hand_out(os.urandom(16).hex(), shelved, lin)
    assert done.how == "desk:slip" and asked(play) == []


def test_a_code_and_a_card_ask_as_well(play: Play) -> None:
    behind, shelved = waiting_parcel(play), stored(play, "SF2")
    play.journeys.collect.by_code(code(play, behind))
    right = play.journeys.storeroom.shown(shelved)
    assert right is not None and right.how == "code"
    play.power_cycle()
    assert asked(play) == []
    visit_of(play, "r-zhang")
    assert asked(play) == [shelved]


def test_a_card_with_nothing_behind_a_door_leads_home_and_asks_the_desk(play: Play) -> None:
    shelved = stored(play)
    screen = play.journeys.hub.subscribe()
    visit_of(play, "r-zhang")
    heard = [message for _ in range(40) if (message := screen.next(0.05))]
    assert [facts["to"] for name, facts in heard if name == "show"] == ["home"]
    assert asked(play) == [shelved]
