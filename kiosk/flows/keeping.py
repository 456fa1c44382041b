"""A resident leaves a key with the estate, and takes it home: an attendant sees who it is, the resident signs."""

from __future__ import annotations

from kiosk.domain.keeping import events as k
from kiosk.domain.keeping import leaving
from kiosk.domain.keeping.leaving import LeaveKey
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture, Place
from kiosk.flows.consents import Consents
from kiosk.flows.doors import Doors
from kiosk.flows.signing import Strokes
from kiosk.ports import Clock, Ledger, Register, Sight


class Keeping:
    """Each is a movement like any other: intent on disk, slot opened, key sensed."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        doors: Doors,
        sight: Sight,
        furniture: Furniture,
        clock: Clock,
        consents: Consents,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._doors = doors
        self._sight = sight
        self._furniture = furniture
        self._clock = clock
        self._consents = consents

    def free_slots(self) -> list[Place]:
        """Return the slots where a new key can hang, the one that is proposed first."""
        return leaving.free_slots(self._ledger.house, self._furniture, self._sight.readings())

    def leave(self, by: Person, command: LeaveKey, document: str, strokes: Strokes) -> Movement:
        """Return the movement: identity seen, consent and signature on record, the slot's latch fired.

        Raises:
            Refused: `staff.needed`, `signature.missing`; as `leaving.decide_leave`.
        """
        if earlier := self._ledger.find(command.movement):
            return earlier
        person = command.consent.person
        sealed, signed = self._consents.signed(by, person, command.movement, document, strokes)
        free = [place.id for place in self.free_slots()]
        reasons, now = self._consents.reasons, self._clock.now()
        return self._doors.open_for(
            command.movement,
            lambda house: leaving.decide_leave(house, command, signed, free, reasons, now),
            sealed=[sealed],
        )

    def take_back(
        self, by: Person, movement: str, key: str, person: str, document: str, strokes: Strokes
    ) -> Movement:
        """Return the movement: signatures compared by `by`, signed again, the slot's latch fired.

        Raises:
            Refused: `staff.needed`, `signature.missing`; as `leaving.decide_take_back`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        sealed, signed = self._consents.signed(by, person, movement, document, strokes)
        return self._doors.open_for(
            movement,
            lambda house: leaving.decide_take_back(house, movement, key, person, signed),
            sealed=[sealed],
        )

    def looked(self, by: Person, unit: str, what: str) -> None:
        """Put on record that `by` looks at a home's file, before it is shown: its "consents", or a "signature"."""
        self._ledger.execute(lambda house: [k.HomeFileSeen(unit, by.id, what)])

    def first_signature(self, key: str, unit: str) -> str:
        """Return the vault's reference to what was signed when a key was left, else to the home's newest consent.

        "" where nothing was signed on the screen: the paper of that time is to be looked at.
        """
        for one in self._register.movements(item=key, kind=Kind.LEAVE.value, most=1):
            return one.signature
        own = [one.signed for one in self._ledger.house.consents.values() if one.unit == unit]
        return next((one for one in reversed(own) if one.startswith("signature:")), "")
