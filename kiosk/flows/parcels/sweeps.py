"""A courier takes along what is expired: one door after the other, each once the one before it is done with."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.domain import events as e
from kiosk.domain.house import Recorded
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.parcels.due_back import SWEEP, decide_sweep, due_back
from kiosk.domain.parcels.sharing import one_a_door
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

RING_S = 2.0
"""So long the screen says which door comes next, and that can be stopped."""


@dataclass(frozen=True)
class Sweep:
    """The doors that were opened so far in one visit, in order, and how many there are in all."""

    visit: str
    movements: tuple[str, ...]
    of: int
    stopped: bool = False
    next_at_s: float | None = None


@dataclass(frozen=True)
class Standing:
    """Where a sweep stands, seen from its last movement. `next_place`: whose door comes next, "" for none."""

    number: int
    of: int
    next_place: str
    opens_in_s: float | None
    then: str = ""


class Sweeps:
    """Kept in memory alone: after a power cut the rest is simply still due."""

    def __init__(self, ledger: Ledger, doors: Doors, visits: Visits, hub: Hub, clock: Clock) -> None:
        self._ledger = ledger
        self._doors = doors
        self._visits = visits
        self._hub = hub
        self._clock = clock
        self._lock = threading.RLock()
        self._now: Sweep | None = None

    def due(self) -> Sequence[Parcel]:
        """Return what the courier at the screen may take along, one parcel for each door, the oldest first.

        Raises:
            Refused: no courier's visit.
        """
        courier = self._visits.need(Role.COURIER).person.id
        return one_a_door(due_back(self._ledger.house, courier))

    def start(self, movement: str) -> Movement:
        """Return the movement of the first door; the others' open after it, one by one.

        Raises:
            Refused: no courier's visit; `sweep.none` when nothing is due; `door.busy`.
        """
        if known := self._ledger.find(movement):
            return known
        with self._lock:
            visit, due = self._visits.need(Role.COURIER), self._free()
            if not due:
                raise Refused("sweep.none")
            begun = self._open(movement, due[0], visit.person.id)
            self._now = Sweep(visit.id, (begun.id,), len(due))
            return begun

    def next_now(self, movement: str) -> Movement:
        """Return the movement of the next door, opened at once; where there is none, the same movement.

        Raises:
            Refused: `movement.unknown`.
        """
        known = self._doors.need(movement)
        with self._lock:
            if self._now and known.ended and self._now.movements[-1] == movement:
                return self._open_next() or known
        return known

    def stop(self, movement: str) -> None:
        """No door opens any more by itself; what was not taken is still due."""
        with self._lock:
            if self._now and movement in self._now.movements:
                self._now = replace(self._now, stopped=True, next_at_s=None)
        self._hub.changed(f"movement:{movement}")

    def standing(self, movement: str) -> Standing | None:
        """Return where the sweep stands that a movement belongs to, or None for a movement of none."""
        with self._lock:
            now = self._now
            if now is None or movement not in now.movements:
                return None
            at, coming = now.movements.index(movement), self._coming(now)
            return Standing(
                number=at + 1,
                of=max(now.of, len(now.movements)),
                next_place=coming.custodian.id if coming and not now.stopped else "",
                opens_in_s=None
                if now.next_at_s is None
                else max(0.0, now.next_at_s - self._clock.monotonic_s()),
                then=now.movements[at + 1] if movement != now.movements[-1] else "",
            )

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Once a door is done with, the next one is due. One that did not open, or is unclear, waits for a touch."""
        for entry in recorded:
            if not isinstance(entry.event, e.Confirmed):
                continue
            with self._lock:
                now = self._now
                if now and not now.stopped and now.movements[-1] == entry.event.movement:
                    self._now = replace(now, next_at_s=self._clock.monotonic_s() + RING_S)

    def tick(self) -> None:
        """Open what is due, while its courier is there."""
        with self._lock:
            now, visit = self._now, self._visits.current
            if now is None or now.next_at_s is None or self._clock.monotonic_s() < now.next_at_s:
                return
            if visit is None or visit.id != now.visit:
                self._now = None
                return
            self._open_next()

    def _open_next(self) -> Movement | None:
        now = self._now
        if now is None:
            return None
        now = self._now = replace(now, next_at_s=None, stopped=False)
        coming, visit = self._coming(now), self._visits.current
        if coming is None or visit is None or visit.id != now.visit:
            self._hub.changed(f"movement:{now.movements[-1]}")
            return None
        try:
            begun = self._open(secrets.token_hex(16), coming, visit.person.id)
        except Refused:
            return None  # somebody collects it just now
        self._now = replace(now, movements=(*now.movements, begun.id))
        self._visits.touch()
        self._hub.show("movement", id=begun.id)
        return begun

    def _coming(self, now: Sweep) -> Parcel | None:
        """Return the next parcel that is due; one whose door was tried in this sweep is left to the desk."""
        last = self._ledger.find(now.movements[-1])
        courier = last.bearer if last else ""
        known = (self._ledger.find(one) for one in now.movements)
        tried = {one.place for one in known if one}
        return next((one for one in self._free(courier) if one.custodian.id not in tried), None)

    def _free(self, courier: str = "") -> list[Parcel]:
        house = self._ledger.house
        whose = courier or self._visits.need(Role.COURIER).person.id
        due = one_a_door(due_back(house, whose))
        return [
            one
            for one in due
            if not house.under_way(one.custodian.id) and not house.door(one.custodian.id).doubt
        ]

    def _open(self, movement: str, parcel: Parcel, courier: str) -> Movement:
        return self._doors.open_for(movement, lambda house: decide_sweep(house, movement, parcel.id, courier))


def is_sweep(movement: Movement) -> bool:
    """Return whether a movement takes an expired parcel along."""
    return movement.how == SWEEP and movement.stage is not Stage.DOUBTED
