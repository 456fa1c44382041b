"""The guided count of all keys: sensors answer first, people open only what is in doubt, two sign."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.stocktake import events as s
from kiosk.domain.stocktake.counting import count
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.reasons import said
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger

WHY = ("routine", "after emergency", "handover")
LOOKS = ("as_recorded", "empty", "item_inside", "other_key", "damaged")
"""What a person may say of a slot that was opened."""
SIGNERS = 2


class Stocktakes:
    """One stocktake at a time; it survives the night and a power cut, since all of it is in the record."""

    def __init__(self, ledger: Ledger, sight: Sight, furniture: Furniture, desk: Desk) -> None:
        self._ledger = ledger
        self._sight = sight
        self._furniture = furniture
        self._desk = desk

    @property
    def under_way(self) -> Stocktake | None:
        """The stocktake that goes on now."""
        return next(iter(self._ledger.house.stocktakes.values()), None)

    def begin(self, by: Person, why: str) -> Stocktake:
        """Return a new stocktake with every slot counted by its sensors, or the one that goes on already.

        Raises:
            Refused: `staff.needed`, `reason.missing` for a reason that is none of `WHY`.
        """
        if by.role not in STAFF:
            raise Refused("staff.needed")
        if why not in WHY:
            raise Refused("reason.missing")

        def decide(house: House) -> list[e.Event]:
            if house.stocktakes:
                return []
            name = os.urandom(8).hex()
            return [s.StocktakeBegun(name, by.id, why), *self._counted(house, name)]

        self._ledger.execute(decide)
        return self._need()

    def count_again(self) -> Stocktake:
        """Return the stocktake with every slot that is still in doubt read once more.

        Raises:
            Refused: `stocktake.none`.
        """
        going_on = self._need()
        waiting = set(going_on.to_look_at)
        self._ledger.execute(
            lambda house: [c for c in self._counted(house, going_on.id) if c.place in waiting]
        )
        return self._need()

    def open_slot(self, place: str, by: Person) -> None:
        """Open one slot that is in doubt.

        Raises:
            Refused: `stocktake.none`, `place.unknown` for one that needs no look, `door.busy`.
        """
        if place not in self._need().to_look_at:
            raise Refused("place.unknown")
        self._desk.open_door(place, by, "stocktake")

    def look(self, place: str, by: Person, finding: str, reason: str) -> Stocktake:
        """Return the stocktake after a person has said what is behind a door.

        Raises:
            Refused: `stocktake.none`, `place.unknown`, `finding.unknown`; `reason.missing` for a difference without
                an explanation; `door.open` while the slot is not seen shut.
        """
        going_on = self._need()
        if place not in going_on.counts:
            raise Refused("place.unknown")
        if finding not in LOOKS:
            raise Refused("finding.unknown")
        if finding != "as_recorded" and not reason.strip():
            raise Refused("reason.missing")
        if self._sight.reading(place).shut is False:
            raise Refused("door.open", place=place)
        sealed, why = said(by.id, reason, 200)
        looked = s.SlotLookedAt(going_on.id, place, by.id, finding, why)
        self._ledger.execute(lambda house: [looked], sealed=sealed)
        return self._need()

    def sign(self, by: Person, strokes: Strokes) -> Stocktake | None:
        """Return the stocktake with one more signature, or None: it was the last, and the stocktake is over.

        Raises:
            Refused: `stocktake.none`, `stocktake.not_looked` while a slot is in doubt, `staff.needed`,
                `signature.missing`.
        """
        going_on = self._need()
        if by.role not in STAFF:
            raise Refused("staff.needed")
        if going_on.to_look_at:
            raise Refused("stocktake.not_looked", count=len(going_on.to_look_at))
        signature, digest = signature_of(by.id, f"stocktake:{going_on.id}:{by.id}", strokes)

        def decide(house: House) -> list[e.Event]:
            known = house.stocktakes.get(going_on.id)
            if known is None or by.id in known.signed:
                return []
            signed: list[e.Event] = [s.StocktakeSigned(known.id, by.id, signature.reference, digest)]
            if len(known.signed) + 1 >= SIGNERS:
                signed.append(s.StocktakeEnded(known.id, tuple(known.differences)))
            return signed

        self._ledger.execute(decide, sealed=[signature])
        return self.under_way

    def give_up(self, by: Person, reason: str) -> None:
        """End a stocktake that can't be finished; what was found stands in the log.

        Raises:
            Refused: `stocktake.none`, `reason.missing`.
        """
        going_on = self._need()
        if not reason.strip():
            raise Refused("reason.missing")
        sealed, why = said(by.id, reason, 200)
        given_up = s.StocktakeGivenUp(going_on.id, by.id, why)
        self._ledger.execute(
            lambda house: [given_up] if going_on.id in house.stocktakes else [], sealed=sealed
        )

    def _need(self) -> Stocktake:
        if (going_on := self.under_way) is None:
            raise Refused("stocktake.none")
        return going_on

    def _counted(self, house: House, name: str) -> Sequence[s.SlotCounted]:
        counts = count(house, self._furniture, self._sight.readings())
        return [s.SlotCounted(name, c.place, c.finding.value, c.expected, c.found) for c in counts]
