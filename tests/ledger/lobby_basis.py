"""What every part of the random lobby stands on: one world, one kiosk or none, and honest people."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels.sharing import SOME_LEFT, staying, taken_along
from kiosk.domain.refusal import Refused
from kiosk.ports.devices import Unavailable
from tests.ledger.small_kiosk import (
    HOME,
    TAGS,
    SmallKiosk,
    boot,
    furnish,
)
from tests.ledger.small_world import FURNITURE, SEEING, SIZES, UNSWITCHED, Mains, SmallWorld, TurnableClock

BLIND = tuple(place for place in SIZES if place not in SEEING)
UNDONE_NOTES = ("not_put_in", "too_small", "not_taken", "not_mine", "empty")


PLACES = st.sampled_from(sorted(FURNITURE.places))
PICK = st.integers(0, 7)
ENDS = st.sampled_from(
    ["says so", "says nothing", "again, and it jams", "again, and the line is down", "walks off in the dark"]
)
"""What somebody does whose errand is (nearly) done."""


class Basis(RuleBasedStateMachine):
    """One lobby and who is in it."""

    @initialize()
    def open_for_the_first_time(self) -> None:
        """Furnish the house and switch the kiosk on."""
        self.clock, self.mains = TurnableClock(), Mains()
        self.world = SmallWorld(self.clock, self.mains)
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "ledger.db"
        furnish(self.path, self.world)
        for key, tag in TAGS.items():
            self.world.doors[HOME[key]].inside.append(tag)
        self.parcels: list[str] = []
        self.stolen: set[str] = set()
        self.attended: dict[str, bool] = {}
        self.left: set[str] = set()
        """Movements whose people went away when the power failed: nobody answers for them."""
        self.kiosk: SmallKiosk | None = boot(self.path, self.world)
        self.house = self.kiosk.ledger.house
        self._look()

    def _act(self, doing: Callable[[SmallKiosk], object]) -> str:
        """Return "" if it was done, the refusal's code, or "dark" when the power went out in the middle."""
        if self.kiosk is None:
            return "dark"
        try:
            doing(self.kiosk)
        except Refused as refused:
            return refused.code
        except Unavailable:
            raise AssertionError("a journey let a device's trouble through") from None
        except BaseException as end:
            if type(end).__name__ != "PowerCut":
                raise
            self._lights_out()
            return "dark"
        return ""

    def _lights_out(self) -> None:
        assert self.kiosk
        self.house = self.kiosk.ledger.house
        self.kiosk.ledger.close()
        self.kiosk = None
        self.mains.left = None

    def _look(self) -> None:
        self._act(lambda kiosk: kiosk.look())
        if self.kiosk:
            self.house = self.kiosk.ledger.house

    def live(self) -> list[Movement]:
        known = self.house.movements.values()
        return [movement for movement in known if not movement.ended and movement.place in FURNITURE.places]

    def _thing(self, movement: Movement) -> str:
        """The key's tag, or the parcel's barcode."""
        parcel = self.house.parcels.get(movement.item)
        return parcel.barcode if parcel else TAGS[movement.item]

    def _things(self, movement: Movement) -> list[str]:
        """Everything that moves by it: a home's parcels behind one door go out together."""
        own = self._thing(movement)
        if movement.item not in self.house.parcels:
            return [own]
        return [own, *(one.barcode for one in taken_along(self.house, movement))]

    def _deed_done(self, movement: Movement) -> bool:
        inside = self.world.doors[movement.place].inside
        if not movement.kind.takes_out:
            return self._thing(movement) in inside
        return not any(thing in inside for thing in self._things(movement))

    def _is_partly_out(self, movement: Movement) -> bool:
        """Whether some of what was to come out has, and some has not."""
        there = [thing in self.world.doors[movement.place].inside for thing in self._things(movement)]
        return movement.kind.takes_out and any(there) and not all(there)

    def _say(self, movement: Movement, statement: str) -> str:
        return self._act(lambda kiosk: kiosk.doors.say(movement.id, statement))

    def _true_words(self, movement: Movement) -> list[str]:
        done, door = self._deed_done(movement), self.world.doors[movement.place]
        takes = movement.kind.takes_out
        words: list[str] = []
        if self._is_partly_out(movement) and movement.stage in (Stage.OPENED, Stage.UNCLEAR):
            return [SOME_LEFT]
        if movement.stage is Stage.UNCLEAR:
            words += [{(True, True): "i_took_it", (True, False): "not_taken",
                       (False, True): "it_is_in", (False, False): "not_put_in"}[takes, done]]  # fmt: skip
        if movement.stage is Stage.INTENDED and movement.place in UNSWITCHED and movement.note == "pulsed":
            if done or movement.unwatched:
                words += ["i_took_it" if takes else "it_is_in"] if done else []
            elif door.is_open:
                words += ["not_taken" if takes else "not_put_in"]
            else:
                words += ["did_not_open"]
        if movement.stage is Stage.OPENED:
            if not done:
                words += ["not_taken"] if takes else ["not_put_in"]
            if not done and movement.kind is Kind.COLLECT:
                words += ["not_mine"]
            if movement.kind is Kind.COLLECT and not door.inside and self._thing(movement) in self.stolen:
                words += ["empty"]
            if not door.is_open and (done or movement.note in UNDONE_NOTES):
                words += ["shut"]
        return words

    def _give_up(self, movement: Movement) -> None:
        if movement.note == "ask" and not self._deed_done(movement):
            return  # then they say what is so
        self._act(lambda kiosk: kiosk.doors.stop(movement.id))
        self._look()

    def _deed_and_shut(self, movement: Movement, *, shut: bool) -> None:
        door, thing = self.world.doors[movement.place], self._thing(movement)
        if not door.is_open:
            return
        if not self._deed_done(movement) and movement.note not in UNDONE_NOTES:
            others = {one.barcode for one in staying(self.house, movement)}
            if movement.kind.takes_out:
                gone = self._things(movement)
                door.inside = [one for one in door.inside if one not in gone]
            elif set(door.inside) <= others and self.world.where(thing) is None:
                door.inside.append(thing)
        if self.kiosk and not shut:
            self._look()
        door.is_open = not shut
        self._look()


def somebody_is_there(lobby: Basis) -> bool:
    return lobby.kiosk is not None and bool(lobby.live())


def a_door_is_open(lobby: Basis) -> bool:
    return any(door.is_open for door in lobby.world.doors.values())
