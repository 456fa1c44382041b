"""What somebody once left in doubt explains nothing that happens there after the desk has looked, or by a crowbar."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.items import UNKNOWN, at_place, with_person
from kiosk.domain.keeping.keeping import Signed
from kiosk.domain.keeping.leaving import decide_take_back
from kiosk.domain.keys.events import ConsentGiven, GrantGiven, KeyRuleSet
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.movements import Stage
from kiosk.domain.places import Reading
from tests.ledger.key_cabinet import SLOT_OF, KeyKiosk, KeyWorld, boot, furnish
from tests.ledger.small_kiosk import IDLE_S, SIGNATURE
from tests.ledger.small_world import Mains, TurnableClock


class DarkWorld(KeyWorld):
    """Where a line that is torn off shows nothing of its slots."""

    def reading(self, place: str) -> Reading:
        """Return what the sensors of a slot show now."""
        return super().reading(place) if self.line_up else Reading(place, None)


class Lobby:
    """A cabinet, a kiosk before it, and a line that may be torn off."""

    def __init__(self, path: Path) -> None:
        self.clock = TurnableClock()
        self.world = DarkWorld(self.clock, Mains())
        furnish(path, self.clock)
        self.kiosk: KeyKiosk = boot(path, self.world)
        for what in ("kind:common", "kind:unit"):
            self.kiosk.ledger.append(GrantGiven(what, "group:desk", what, None, None, None, "file"))
        self.passes(1)

    def passes(self, seconds: float) -> None:
        """Let time pass, the watcher looking before and after."""
        self.kiosk.look()
        self.clock.elapsed_s += seconds
        self.kiosk.look()

    def asks(self, key: str) -> str:
        """Return the movement of an attendant's asking for a key, its slot fired."""
        self.kiosk.visits.by_badge("a-desk")
        pin, movement = "pin-a-desk", os.urandom(16).hex()
        return self.kiosk.keys.issue(movement, key, "repair", "", pin, SIGNATURE).id

    def fetches_home(self, key: str) -> str:
        """Return the movement of a resident's taking the own key home, its slot fired."""
        movement, signed = os.urandom(16).hex(), Signed("id_card", "a-desk", "signature:x", "digest")
        return self.kiosk.doors.open_for(
            movement, lambda house: decide_take_back(house, movement, key, "r-one", signed)
        ).id

    def in_the_dark(self, begin: Callable[[str], str], key: str) -> None:
        """Have the line torn off as the latch fires: nobody takes the key, and nobody could see that."""
        self.world.line_dies_at_next_pulse = True
        movement = begin(key)
        self.world.doors[SLOT_OF[key]].is_open = False
        self.passes(IDLE_S + 1)
        assert self.kiosk.doors.need(movement).stage is Stage.DOUBTED
        self.world.line_up = True
        self.passes(1)

    def settles(self, key: str, finding: str) -> None:
        """Have somebody of the desk look behind a slot, and say what is there."""
        self.kiosk.desk.settle(SLOT_OF[key], self.kiosk.house.people["s-desk"], finding, "looked")
        self.passes(1)

    def thief(self, key: str) -> None:
        """Have somebody open a slot with a crowbar, and take what hangs there."""
        door = self.world.doors[SLOT_OF[key]]
        door.is_open = True
        self.passes(20)
        door.inside.clear()
        door.is_open = False
        self.passes(1)


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    opened = Lobby(tmp_path / "ledger.db")
    yield opened
    opened.kiosk.close()


def test_a_theft_after_the_desk_has_settled_it_is_nobodys_outing(lobby: Lobby) -> None:
    lobby.in_the_dark(lobby.asks, "c1")
    lobby.settles("c1", "as_recorded")
    lobby.thief("c1")
    house = lobby.kiosk.house
    assert (house.keys["c1"].custodian, house.door("K03").doubt) == (UNKNOWN, "key_gone")
    lobby.settles("c1", "empty")
    assert lobby.kiosk.house.keys["c1"].custodian == UNKNOWN


def test_a_theft_while_it_is_in_doubt_is_nobodys_outing(lobby: Lobby) -> None:
    lobby.in_the_dark(lobby.asks, "c1")
    lobby.thief("c1")
    assert lobby.kiosk.house.keys["c1"].custodian == UNKNOWN
    lobby.settles("c1", "empty")
    assert lobby.kiosk.house.keys["c1"].custodian == UNKNOWN


def test_a_stolen_home_key_stays_on_the_register(lobby: Lobby) -> None:
    lobby.in_the_dark(lobby.fetches_home, "u1")
    lobby.settles("u1", "item_inside")
    assert lobby.kiosk.house.keys["u1"].custodian == at_place("K01")
    lobby.thief("u1")
    assert lobby.kiosk.house.keys["u1"].custodian == UNKNOWN, "its home never got it"
    lobby.settles("u1", "empty")
    assert lobby.kiosk.house.keys["u1"].custodian == UNKNOWN


@pytest.mark.parametrize("by_desk", [False, True])
def test_a_home_is_told_of_an_outing_whose_beginning_nobody_saw(lobby: Lobby, by_desk: bool) -> None:
    begins, ends = lobby.clock.now(), lobby.clock.now() + timedelta(days=9)
    given = ConsentGiven("c", "1-1-0101", "r-one", ("repair",), begins, ends, "paper", (), True)
    lobby.kiosk.ledger.append(given)
    lobby.world.line_dies_at_next_pulse = True
    lobby.asks("u1")
    door = lobby.world.doors["K01"]
    door.inside.clear()
    door.is_open = False
    lobby.passes(IDLE_S + 1)
    assert not lobby.kiosk.house.notices
    if by_desk:
        lobby.settles("u1", "empty")
    lobby.world.line_up = True
    lobby.passes(1)
    lobby.passes(1)
    told = [(one.person, one.template) for one in lobby.kiosk.house.notices.values()]
    assert told == [("r-one", "key_left")]


@pytest.mark.parametrize("by_desk", [False, True])
def test_whoever_took_it_in_the_dark_has_it_and_it_is_due(lobby: Lobby, by_desk: bool) -> None:
    lobby.kiosk.ledger.append(KeyRuleSet("key:c1", KeyRule(due_min=30), "test"))
    lobby.world.line_dies_at_next_pulse = True
    movement = lobby.asks("c1")
    door = lobby.world.doors["K03"]
    door.inside.clear()
    door.is_open = False
    lobby.passes(IDLE_S + 1)
    if by_desk:
        lobby.settles("c1", "empty")
    lobby.world.line_up = True
    lobby.passes(1)
    key = lobby.kiosk.house.keys["c1"]
    assert key.custodian == with_person("a-desk")
    assert key.due is not None and key.due == lobby.kiosk.doors.need(movement).due, "nobody would be reminded"
