"""Two keys in one slot of the simulated cabinet: what hands can do, and what the contact there is told."""

from __future__ import annotations

import pytest

from drivers.sim.lobby import Impossible, Lobby
from drivers.sim.memory import remember


@pytest.fixture
def lobby() -> Lobby:
    """Two open slots, a key in the first."""
    made = Lobby([("K01", True), ("K02", False)], [])
    made.hang_key("K01", "A")
    made.door("K01").force()
    made.door("K02").force()
    return made


def test_the_contact_touches_both_until_one_is_taken(lobby: Lobby) -> None:
    told: list[tuple[str, tuple[str, ...]]] = []
    lobby.on_keys = lambda place, tags: told.append((place, tags))
    lobby.put_second_key("K01", "B")
    lobby.mute_tag("A", mute=True)
    lobby.mute_tag("A", mute=False)
    assert lobby.take_key("K01") == "A"  # the other one hangs there alone now
    assert lobby.door("K01").item_present()
    assert lobby.take_key("K01") == "B"
    assert not lobby.door("K01").item_present()
    assert told == [("K01", tags) for tags in (("A", "B"), ("B",), ("A", "B"), ("B",), ())]


def test_what_matter_does_not_allow(lobby: Lobby) -> None:
    with pytest.raises(Impossible, match="no key"):
        lobby.put_second_key("K02", "B")
    lobby.put_second_key("K01", "B")
    with pytest.raises(Impossible, match="two keys"):
        lobby.put_second_key("K01", "C")
    with pytest.raises(Impossible, match="is in K01"):
        lobby.put_key("K02", "B")
    assert remember(lobby)["doors"]["K01"]["second_key"] == "B"
    assert lobby.take_second_key("K01") == "B"
    with pytest.raises(Impossible, match="no second key"):
        lobby.take_second_key("K01")
    lobby.door("K01").push_shut()
    with pytest.raises(Impossible, match="shut"):
        lobby.put_second_key("K01", "B")
