"""What a resident sees of the own home: parcels that wait, where its keys are, and each of their outings."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.items import Key, Parcel, ParcelStage
from kiosk.domain.keeping import keeping
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.parcels import parcels
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.doors import Doors
from kiosk.flows.visits import Visits
from kiosk.ports import Ledger, Register

MOST = 400
"""How many movements of one key are looked through for its outings."""


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

    def __init__(self, ledger: Ledger, register: Register, doors: Doors, visits: Visits) -> None:
        self._ledger = ledger
        self._register = register
        self._doors = doors
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

    def collect_all(self) -> list[Movement]:
        """Return the movements of all parcels that wait for the person here, their doors asked to open.

        One that is under way goes on. A door that is busy with somebody else is left alone.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        begun = [self._collect(parcel) for parcel in self.parcels()]
        self._visits.touch()
        return [one for one in begun if one is not None]

    def collecting(self) -> list[Movement]:
        """Return the collections of the person here that are not over yet.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        known = self._ledger.house.movements.values()
        return [one for one in known if one.kind is Kind.COLLECT and one.bearer == person and not one.ended]

    def outings(self, unit: str) -> Sequence[Outing]:
        """Return each time that a key of a home was out, newest first."""
        found = [outing for key in keeping.keys_of(self._ledger.house, unit) for outing in self._of(key)]
        return sorted(found, key=lambda one: one.left, reverse=True)

    def _collect(self, parcel: Parcel) -> Movement | None:
        if under_way := self._ledger.house.moving(parcel.id):
            first = under_way.stage is Stage.INTENDED
            return self._doors.again(under_way.id) if first else under_way
        name = secrets.token_hex(16)
        command = parcels.CollectParcel(name, parcel.id, "badge")
        try:
            return self._doors.open_for(name, lambda house: parcels.decide_collect(house, command))
        except Refused as refused:
            if refused.code not in ("door.busy", "movement.unknown"):
                raise
            return None

    def _of(self, key: Key) -> list[Outing]:
        found: list[Outing] = []
        back: datetime | None = None
        for one in self._register.movements(item=key.id, most=MOST):
            if one.stage is not Stage.CONFIRMED or one.kind is Kind.HAND_OVER:
                continue  # given from hand to hand, it is still the same outing
            if one.kind is Kind.ISSUE:
                home = back or _home_again(self._ledger.house, key, found)
                found.append(Outing(key, one.bearer, one.reason, one.work_order, one.changed, home, one.due))
            back = one.changed if one.kind is Kind.RETURN else None
        return found


def _home_again(house: House, key: Key, newer: Sequence[Outing]) -> datetime | None:
    """Return since when a key is back that no return brought: an attendant or a sensor found it in its slot."""
    if newer:
        return newer[-1].left
    return key.since if key.custodian.kind.value == "place" else None
