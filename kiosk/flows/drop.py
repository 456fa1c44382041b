"""A courier leaves a parcel."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from kiosk import claim_slip
from kiosk.domain import allocation, parcels
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import Role
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.directory import Candidate, Directory
from kiosk.flows.doors import Doors
from kiosk.flows.visits import Visits
from kiosk.ports import Ledger, Sealed, Sight


class Drop:
    """Scan, recipient, size, door; next."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        directory: Directory,
        furniture: Furniture,
        digest: Callable[[str, str], str],
        code_digits: int,
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._directory = directory
        self._furniture = furniture
        self._digest = digest
        self._code_digits = code_digits

    def free_by_size(self) -> Mapping[str, int]:
        """Return how many compartments of each size are free now, smallest size first."""
        return allocation.free_by_size(self._ledger.house, self._furniture, self._sight.readings())

    def find_recipients(self, *, unit: str = "", name: str = "", last_four: str = "") -> list[Candidate]:
        """Return who may be meant, masked, at most 6."""
        return self._directory.find(self._ledger.house, unit=unit, name=name, last_four=last_four)

    def scanned(self, barcode: str) -> None:
        """Keep a parcel's barcode until its recipient is known. The last parcel's door is thereby done with.

        Raises:
            Refused: no courier is here, or the barcode is empty or unusable.
        """
        visit = self._visits.need(Role.COURIER)
        cleaned = barcode.strip()
        if not cleaned or len(cleaned) > 64 or not cleaned.isprintable():
            raise Refused("parcel.barcode_missing")
        if visit.drops:
            self.next_parcel(visit.drops[-1])
        self._visits.note(barcode=cleaned, recipient="")

    def start(self, movement: str, barcode: str, recipient: str, size: str) -> Movement:
        """Return the movement: a compartment chosen, the intent on disk, its latch fired.

        Raises:
            Refused: no courier's visit, no recipient, no room; nothing fired.
        """
        visit = self._visits.need(Role.COURIER)
        begun = self._open(movement, visit.person.id, barcode, recipient, size)
        if movement not in visit.drops:
            self._visits.note(barcode="", recipient="", drops=(*visit.drops, movement))
        return begun

    def too_small(self, movement: str, new_movement: str, size: str) -> Movement:
        """Return a new movement for the same parcel into a larger compartment; the first door is to be shut.

        Raises:
            Refused: it is over, or there is no room: then the first door goes on.
        """
        return self._elsewhere(movement, new_movement, size, "too_small")

    def other_door(self, movement: str, new_movement: str) -> Movement:
        """Return a new movement for the same parcel, since the first door did not open (it is taken out of use).

        Raises:
            Refused: it is over, or there is no room.
        """
        return self._elsewhere(movement, new_movement, "", "other_door")

    def next_parcel(self, movement: str) -> None:
        """The courier goes on: that is the word that the last parcel is in, where nothing else tells."""
        found = self._doors.need(movement)
        if found.stage is Stage.UNCLEAR and found.note == "ask":
            self._doors.say(movement, "it_is_in")

    def _elsewhere(self, movement: str, new_movement: str, size: str, why: str) -> Movement:
        if known := self._ledger.find(new_movement):
            return known
        first = self._doors.need(movement)
        parcel = self._ledger.house.parcels.get(first.item)
        if first.kind is not Kind.DROP or parcel is None or first.stage in (Stage.CONFIRMED, Stage.DOUBTED):
            raise Refused("movement.ended")
        visit = self._visits.need(Role.COURIER)
        if first.stage is Stage.INTENDED:
            self._doors.stop(movement)
        second = self._open(new_movement, first.bearer, parcel.barcode, parcel.recipient, size or parcel.size)
        if not self._doors.need(movement).ended:
            self._doors.say(movement, why if why == "too_small" else "not_put_in")
        self._visits.note(drops=(*visit.drops, new_movement))
        return second

    def _open(self, movement: str, courier: str, barcode: str, recipient: str, size: str) -> Movement:
        code = self._fresh_code()
        command = parcels.DropParcel(
            movement=movement,
            courier=courier,
            recipient=recipient,
            barcode=barcode,
            size=size,
            slip=claim_slip.new_number(),
            code_mac=self._digest("code", code),
        )

        def decide(house: House) -> list[e.Event]:
            return parcels.decide_drop(house, self._furniture, self._sight.readings(), command)

        secret = Sealed(f"code:{command.slip}", recipient, code.encode())
        return self._doors.open_for(movement, decide, sealed=[secret])

    def _fresh_code(self) -> str:
        """Return a code that no parcel alive has."""
        alive = {
            parcel.code_mac
            for parcel in self._ledger.house.parcels.values()
            if parcel.stage is not ParcelStage.COLLECTED
        }
        while True:
            code = str(secrets.randbelow(10**self._code_digits)).zfill(self._code_digits)
            if self._digest("code", code) not in alive:
                return code
