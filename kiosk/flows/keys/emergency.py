"""The emergency release: doors in sequence, one coil at a time, two people, and never again by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.emergency import events as m
from kiosk.domain.emergency.emergency import Emergency
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.flows.reasons import said
from kiosk.flows.worker import Worker
from kiosk.ports.devices import Sight, Unavailable
from kiosk.ports.record import Ledger

LOOK_EVERY_S = 0.1


class EmergencyRelease:
    """One thread that opens what two people asked for. After a power cut, or on a full disk, it waits for "go on"."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        furniture: Furniture,
        opens_within_s: float,
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._furniture = furniture
        self._opens_within_s = opens_within_s
        self._going: set[str] = set()
        self._pause = threading.Event()
        self._worker = Worker("emergency", self._go_on, again_s=5)
        self.start = self._worker.start

    def stop(self) -> None:
        """End the thread; what was not asked stays shut."""
        self._pause.set()
        self._worker.stop()

    @property
    def under_way(self) -> Emergency | None:
        """The release that is not over, if there is one."""
        return next((one for one in self._ledger.house.emergencies.values() if one.ended is None), None)

    @property
    def is_going(self) -> bool:
        """Whether doors are being opened now; False after a power cut or a full disk, until somebody says so."""
        return self.under_way is not None and self.under_way.id in self._going

    def begin(
        self, by: Person, second: str, second_pin: str, places: Sequence[str], reason: str, name: str = ""
    ) -> Emergency:
        """Return the release that two people have begun; the first latch fires in a moment.

        `name`: made with the page, so that one form begins one release, however often and late it is posted.

        Raises:
            Refused: `staff.needed` for anybody else; `emergency.alone` for one person twice; `reason.missing`;
                `place.unknown`; `emergency.under_way`; `pin.wrong`, `pin.paused` for the second person's PIN.
        """
        if earlier := self._ledger.house.emergencies.get(name):
            return earlier
        other = self._ledger.house.people.get(second)
        if by.role not in STAFF or other is None or other.role not in STAFF or not other.active:
            raise Refused("staff.needed")
        if other.id == by.id:
            raise Refused("emergency.alone")
        if not reason.strip():
            raise Refused("reason.missing")
        if not places or any(place not in self._furniture.places for place in places):
            raise Refused("place.unknown")
        self._visits.confirm_pin(other, second_pin, before=by.id)
        name = name or os.urandom(8).hex()
        sealed, why = said(by.id, reason, 200)

        def decide(house: House) -> list[e.Event]:
            if any(one.ended is None for one in house.emergencies.values()):
                raise Refused("emergency.under_way")
            doors = [self._furniture.places[place].door_at for place in places]
            wanted = tuple(dict.fromkeys(doors))
            return [m.EmergencyBegun(name, by.id, other.id, why, wanted)]

        self._ledger.execute(decide, sealed=sealed)
        return self._set_going(name)

    def go_on(self, by: Person) -> Emergency:
        """Return the release that a power cut has interrupted, going on because somebody of the staff says so.

        Raises:
            Refused: `emergency.none`, `staff.needed`.
        """
        known = self.under_way
        if known is None:
            raise Refused("emergency.none")
        if by.role not in STAFF:
            raise Refused("staff.needed")
        return self._set_going(known.id)

    def end(self, by: Person) -> None:
        """Stop it: the doors whose turn has not come stay shut.

        Raises:
            Refused: `emergency.none`.
        """
        known = self.under_way
        if known is None:
            raise Refused("emergency.none")
        self._going.discard(known.id)
        self._ledger.execute(lambda house: _ended(house, known.id, by.id))

    def _set_going(self, name: str) -> Emergency:
        self._going.add(name)
        self._worker.wake()
        return self._ledger.house.emergencies[name]

    def _go_on(self) -> None:
        try:
            self._open_in_turn()
        except Unavailable:  # the disk takes nothing: no door is to open by itself once there is room again
            self._going.clear()
            raise

    def _open_in_turn(self) -> None:
        while (known := self.under_way) and known.id in self._going and not self._worker.stopping:
            place = known.next
            if place is None:
                self._going.discard(known.id)
                self._ledger.execute(lambda house, name=known.id, by=known.by: _ended(house, name, by))  # type: ignore[misc]
                return
            self._doors.fire(
                self._ledger.execute(lambda house, name=known.id, place=place: _ask(house, name, place))  # type: ignore[misc]
            )
            self._wait_until_open(place)

    def _wait_until_open(self, place: str) -> None:
        """Wait until a door is seen open and its coil rests, or long enough: the next is asked in either case."""
        waited_s = 0.0
        while waited_s < self._opens_within_s and not self._pause.is_set():
            reading = self._sight.reading(place)
            if reading.shut is False and reading.latch_idle:
                return
            self._pause.wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S


def _ask(house: House, name: str, place: str) -> list[e.Event]:
    known = house.emergencies.get(name)
    if known is None or known.next != place:
        return []
    asked = m.EmergencyDoorAsked(name, place)
    if house.door(place).seen_open or house.under_way(place):
        return [asked]  # it is open already, or somebody stands there whose door it is
    return [asked, e.DoorCommanded(place, "", known.by, "emergency")]


def _ended(house: House, name: str, by: str) -> list[e.Event]:
    known = house.emergencies.get(name)
    if known is None or known.ended is not None:
        return []
    left = tuple(place for place in known.places if place not in known.asked)
    return [m.EmergencyEnded(name, by, left)]
