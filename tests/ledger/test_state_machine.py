"""Random journeys, faults and power cuts: what the record says is so, or the place is in doubt.

People here are honest and may be careless; sensors may lie, lines and power may fail at any line of code. In a
compartment that senses nothing, a person who did not do what they came for says so when asked.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, Parcel, ParcelStage
from kiosk.domain.moments import MOMENTS
from kiosk.domain.movements import Kind
from kiosk.domain.parcels.allocation import free_compartments
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from tests.ledger.lobby_later import SHELVES, Later
from tests.ledger.small_kiosk import (
    boot,
    picture,
)
from tests.ledger.small_world import FURNITURE, SEEING, SIZES, UNSWITCHED, UNTAGGED


class Lobby(Later):
    """One lobby from its first day to a quiet evening: what always holds."""

    @invariant()
    def the_world_agrees_or_the_place_is_in_doubt(self) -> None:
        """Once a door is shut and looked at."""
        if self.kiosk is None or not self.world.line_up or not self.world.tags_up:
            return
        house = self.kiosk.ledger.house
        for place, door in self.world.doors.items():
            reading = self.world.reading(place)
            looked_at = reading.proves_shut or (place in UNSWITCHED and reading.latch_idle)
            if place in self.world.tainted or door.is_open or not looked_at:
                continue
            if house.door(place).doubt or house.under_way(place):
                continue
            recorded = sorted(_recorded(house, place))
            if place in SEEING or place == UNTAGGED:
                assert bool(recorded) == bool(door.inside), f"{place}: {recorded} but {door.inside}"
            else:
                assert recorded == sorted(door.inside), f"{place}: {recorded} but {door.inside}"

    @invariant()
    def a_free_compartment_is_empty(self) -> None:
        """A courier is never sent to a door with something behind it."""
        if self.kiosk is None:
            return
        for place in free_compartments(self.kiosk.ledger.house, FURNITURE, self.world.readings()):
            if place.id not in self.world.tainted:
                assert not self.world.doors[place.id].inside, f"{place.id} is called free"

    @invariant()
    def each_item_has_one_custodian(self) -> None:
        """A place that there is, a person who is known, or the admission that nobody knows."""
        house = self.house
        items: list[Key | Parcel] = [*house.keys.values(), *house.parcels.values()]
        for item in items:
            kind, name = item.custodian.kind, item.custodian.id
            known = {CustodianKind.PLACE: (*FURNITURE.places, *SHELVES), CustodianKind.PERSON: house.people}
            assert kind is CustodianKind.NOBODY_KNOWS or name in known[kind], item
        for place in SIZES:
            waiting = [
                p
                for p in house.parcels.values()
                if p.stage is ParcelStage.WAITING and p.custodian.id == place
            ]
            homes = {house.people[one.recipient].unit for one in waiting if not one.outgoing}
            assert len(homes) <= 1, f"two homes behind one door: {waiting}"
            assert len(waiting) == 1 or not any(one.outgoing for one in waiting), waiting
            assert len([m for m in self.live() if m.place == place]) <= 1

    @invariant()
    def what_is_sent_or_paid_for_goes_one_way(self) -> None:
        """Nobody collects what is sent from here, and waiting is paid for by whoever has collected."""
        house = self.house
        for movement in house.movements.values():
            parcel = house.parcels.get(movement.item)
            assert not (parcel and parcel.outgoing and movement.kind is Kind.COLLECT), movement
            assert not parcel or movement.how != SWEEP or parcel.wait.expired, f"swept in its time: {parcel}"
        for name, fee in house.storage_fees.items():
            parcel = house.parcels.get(name)
            assert fee.settled or parcel is None or parcel.stage is not ParcelStage.WAITING, (
                f"owed before it is gone: {parcel}"
            )

    @invariant()
    def everybody_is_told_something(self) -> None:
        """Every movement has a moment that the screens have words for."""
        if self.kiosk:
            for name, movement in self.kiosk.ledger.house.movements.items():
                if movement.place in FURNITURE.places:
                    assert self.kiosk.doors.moment(name).moment in MOMENTS

    def teardown(self) -> None:
        """In the evening everything is mended: whoever is gone has left nothing open, and replay tells the same."""
        if not hasattr(self, "world"):
            return
        try:
            self._evening()
        finally:
            if self.kiosk:
                self.kiosk.ledger.close()
            shutil.rmtree(self.folder)

    def _evening(self) -> None:
        self.mains.left = None
        self.world.line_up = self.world.tags_up = True
        self.world.line_dies_at_next_pulse = False
        for door in self.world.doors.values():
            door.switch_lie = door.presence_lie = None
            door.jammed = False
        if self.kiosk is None:
            self.kiosk = boot(self.path, self.world)
        self._speak_up()
        for door in self.world.doors.values():
            door.is_open = False
        for _ in range(4):
            self.clock.elapsed_s += 61.0
            self._speak_up()
        assert not self.live(), f"still under way: {self.live()}"
        self.the_world_agrees_or_the_place_is_in_doubt()
        for place in FURNITURE.places:
            self.an_attendant_settles(place)
        self.the_desk_sees_to_its_shelves()
        self.world.tainted.clear()
        self.the_world_agrees_or_the_place_is_in_doubt()
        self.a_free_compartment_is_empty()
        assert not [door for door in self.house.doors.values() if door.doubt]
        self._replay()

    def _replay(self) -> None:
        assert self.kiosk
        lived, rows = picture(self.kiosk.ledger.house), _rows(self.path)
        self.kiosk.ledger.close()
        self.kiosk = boot(self.path, self.world)
        started = picture(self.kiosk.ledger.house)
        assert started == lived
        for _ in range(2):
            self.kiosk.ledger.rebuild()
            assert picture(self.kiosk.ledger.house) == started
        assert _rows(self.path) == rows
        reader = connect_to_read(self.path)
        assert walk(reader).broken_at is None
        reader.close()


def _recorded(house: House, place: str) -> list[str]:
    keys = [key.tag for key in house.keys_at(place)]
    waiting = (p for p in house.parcels.values() if p.stage is ParcelStage.WAITING)
    return keys + [parcel.barcode for parcel in waiting if parcel.custodian.id == place]


def _rows(path: Path) -> list[tuple[str, str, int, str]]:
    reader = connect_to_read(path)
    found = [
        (name, *row)
        for name in ("people", "keys", "parcels", "doors", "movements", "guesses", "papers", "notices")
        for row in reader.execute(f"SELECT id, live, body FROM {name} ORDER BY turn")
    ]
    reader.close()
    return found


EXPLORE = int(os.environ.get("LOGE_EXPLORE", "0"))
"""So many random lobbies instead of the same ones each time."""

TestLobby = Lobby.TestCase
TestLobby.settings = settings(
    max_examples=EXPLORE or 120,
    stateful_step_count=50,
    deadline=None,
    derandomize=not EXPLORE,
    database=None,
    suppress_health_check=list(HealthCheck),
)
