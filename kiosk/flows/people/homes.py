"""What a resident sees of the own home: parcels that wait, where its keys are, and each of their outings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.items import Key, Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.parcels.wishes import decide_reach
from kiosk.domain.people import Role
from kiosk.flows.identity.visits import ID_CARD, QR_CARD, Visits
from kiosk.flows.parcels.pickups import Pickups
from kiosk.ports.record import Ledger
from kiosk.ports.register import KeyOuting, Register

MOST = 50


@dataclass(frozen=True)
class Outing:
    """One time that a key was out. `back`: None while it is; `due`: when it is to be back."""

    key: Key
    bearer: str
    reason: str
    work_order: str
    left: datetime
    back: datetime | None
    due: datetime | None


class Homes:
    """For the resident at the lobby screen alone; nobody sees another's."""

    def __init__(self, ledger: Ledger, register: Register, pickups: Pickups, visits: Visits) -> None:
        self._ledger = ledger
        self._register = register
        self._pickups = pickups
        self._visits = visits

    def parcels(self) -> list[Parcel]:
        """Return the parcels that wait for whoever stands at the screen, the oldest first.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        found = [
            one
            for one in self._ledger.house.parcels.values()
            if one.recipient == person and one.stage is ParcelStage.WAITING
        ]
        return sorted(found, key=lambda one: one.since)

    def in_reach(self) -> bool:
        """Return whether the resident at the screen has asked for doors within reach; False if no resident is there."""
        visit = self._visits.current
        known = self._ledger.house.people.get(visit.person.id) if visit else None
        return known is not None and known.role is Role.RESIDENT and known.in_reach

    def ask_reach(self, person: str, by: str, *, wanted: bool) -> None:
        """Have a resident's parcels go behind doors within reach from now on, or behind any.

        Raises:
            Refused: `resident.unknown`, `staff.needed`.
        """
        self._ledger.execute(lambda house: decide_reach(house, person, by, wanted=wanted))

    def collect_all(self) -> list[Movement]:
        """Return the movement of the first door of what waits for the person here; the others open after it.

        One that is under way goes on. A door that is busy with somebody else is left alone.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `parcel.none`, `parcel.at_desk`, `door.busy`.
        """
        shown = self._visits.need(Role.RESIDENT).how
        begun = self._pickups.start_best(self.parcels(), shown if shown in (QR_CARD, ID_CARD) else "badge")
        self._visits.touch()
        return [begun]

    def collecting(self) -> list[Movement]:
        """Return the collections of the person here that are not over yet.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        known = self._ledger.house.movements.values()
        return [one for one in known if one.kind is Kind.COLLECT and one.bearer == person and not one.ended]

    def outings(
        self, unit: str, *, first: int = 0, most: int = MOST, since: datetime | None = None
    ) -> list[Outing]:
        """Return some of the times that somebody had a key of a home, newest first, from the `first` on.

        `since`: when whoever reads it moved in; what was before is an earlier household's.
        """
        keys = self._register.keys_of_home(unit)
        read = self._register.outings(keys, first=first, most=most, since=since)
        return [one for one in map(self._outing, read) if one is not None]

    def outing_count(self, unit: str, *, since: datetime | None = None) -> int:
        """Return how many times somebody had a key of a home, from a moment on or ever."""
        return self._register.outing_count(self._register.keys_of_home(unit), since=since)

    def _outing(self, one: KeyOuting) -> Outing | None:
        key = self._ledger.key(one.key)
        if key is None:
            return None
        left = self._ledger.find(one.movement) if one.movement else None
        due = left.due if left else None
        why = (left.reason, left.work_order) if left else ("", "")
        return Outing(key, one.bearer, *why, one.taken, one.back, due)
