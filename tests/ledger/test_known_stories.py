"""Stories that once ended in a contradiction, told step by step in the same random lobby."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.ledger import test_state_machine as machine


@pytest.fixture
def lobby() -> Iterator[machine.Lobby]:
    opened = machine.Lobby()
    opened.open_for_the_first_time()
    yield opened
    opened.teardown()


def _theft(lobby: machine.Lobby) -> None:
    lobby.a_parcel_is_brought("M", "says so")
    lobby.a_thief_forces_a_door("L02")
    lobby.hands_take_something_out(0)
    lobby.hands_push_a_door_shut(0)


def _a_clock_that_went_back(lobby: machine.Lobby) -> None:
    lobby.an_attendant_takes_a_key("k1", "a1")
    lobby.hands_push_a_door_shut(0)
    lobby.the_power_fails()
    lobby.the_power_comes_back(-3600.0)
    lobby.time_passes(46.0)
    assert not lobby.live(), "nothing would ever lapse"


STORIES: dict[str, Callable[[machine.Lobby], None]] = {
    "a courier walks off in the dark": lambda lobby: lobby.a_parcel_is_brought("M", "walks off in the dark"),
    "the door jams at the second try": lambda lobby: lobby.a_parcel_is_brought("M", "again, and it jams"),
    "the line is down at the second try": lambda lobby: lobby.a_parcel_is_brought(
        "M", "again, and the line is down"
    ),
    "the line dies as the door opens": lambda lobby: lobby.the_line_dies_as_a_door_opens("M"),
    "a blind door is forced": _theft,
    "the clock went back at boot": _a_clock_that_went_back,
}


@pytest.mark.parametrize("story", STORIES)
def test_record_and_world_agree_or_the_place_is_in_doubt(lobby: machine.Lobby, story: str) -> None:
    STORIES[story](lobby)
    lobby.time_passes(46.0)
    lobby.the_world_agrees_or_the_place_is_in_doubt()
    lobby.a_free_compartment_is_empty()
    lobby.each_item_has_one_custodian()
