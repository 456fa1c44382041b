"""How a key is: what whoever brings it back says, and what the desk does about it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import upkeep as upkeep
from kiosk.domain.upkeep.knowing import condition_of
from kiosk.domain.upkeep.upkeep import NOTHING, ReplaceKey, Written
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.identity.signing import Strokes, is_written, report_of
from kiosk.flows.identity.visits import Visits
from kiosk.ports.record import Ledger, Sealed

LONGEST = 600


def sealed_note(person: str, about: str, words: str, strokes: Strokes = ()) -> tuple[list[Sealed], Written]:
    """Return what was typed or drawn, ready for the vault, and what is recorded of it; nothing for nothing."""
    typed, drawn = words.strip()[:LONGEST], strokes if is_written(strokes) else ()
    if not typed and not drawn:
        return [], NOTHING
    sealed, digest = report_of(person, about, typed, drawn)
    return [sealed], Written(sealed.reference, digest)


class Upkeep:
    """Faults, keys out of service, keys replaced."""

    def __init__(self, ledger: Ledger, visits: Visits, desk: Desk, furniture: Furniture) -> None:
        self._ledger = ledger
        self._visits = visits
        self._desk = desk
        self._furniture = furniture

    def brought(self, movement: str) -> str:
        """Return the key that whoever stands at the screen has just brought back by that movement.

        Raises:
            Refused: `visit.ended`, `fault.not_yours`, `key.unknown`.
        """
        person = self._visits.need().person.id
        return upkeep.of_return(self._ledger.house, self._ledger.find(movement), person).id

    def say(self, movement: str, fault: str, what: str) -> None:
        """Record what is wrong with the key that was just brought back. `fault` is made when the page is rendered.

        Raises:
            Refused: as `brought`; `fault.what_needed`.
        """
        person, key = self._visits.need().person.id, self.brought(movement)
        self._ledger.execute(
            lambda house: upkeep.decide_fault(house, key, fault, what, person, "", movement, NOTHING)
        )
        self._visits.touch()

    def add_note(self, movement: str, fault: str, strokes: Strokes) -> None:
        """Add what was written by hand to a fault that was just reported.

        Raises:
            Refused: as `brought`; `fault.note_needed`.
        """
        person, key = self._visits.need().person.id, self.brought(movement)
        sealed, written = sealed_note(person, f"fault:{fault}:{os.urandom(4).hex()}", "", strokes)
        self._ledger.execute(
            lambda house: upkeep.decide_note(house, key, fault, person, written), sealed=sealed
        )
        self._visits.touch()

    def say_fine(self, movement: str) -> None:
        """Record that nothing is wrong with the key that was just brought back, where its rule asks.

        Raises:
            Refused: as `brought`.
        """
        person, key = self._visits.need().person.id, self.brought(movement)
        self._ledger.execute(lambda house: upkeep.decide_fine(house, key, person, ""))
        self._visits.touch()

    def asks(self, key: str, movement: str) -> bool:
        """Return whether a key's rule wants a word on how it came back by that movement."""
        wanted = condition_of(self._ledger.house, key).note_wanted
        return wanted is not None and wanted.movement == movement

    def report(
        self, by: Person, key: str, fault: str, what: str, said_by: str, words: str, strokes: Strokes
    ) -> None:
        """Record at the desk what somebody says is wrong with a key.

        Raises:
            Refused: `staff.needed`, `person.unknown` for nobody's name; as `upkeep.decide_fault`.
        """
        upkeep.need_staff(by)
        if said_by not in self._ledger.house.people:
            raise Refused("person.unknown")
        sealed, written = sealed_note(said_by, f"fault:{fault}", words, strokes)
        self._ledger.execute(
            lambda house: upkeep.decide_fault(house, key, fault, what, said_by, by.id, "", written),
            sealed=sealed,
        )

    def found_fine(self, by: Person, key: str) -> None:
        """Record at the desk that nothing is wrong with a key that came back without a word.

        Raises:
            Refused: `staff.needed`.
        """
        upkeep.need_staff(by)
        self._ledger.execute(lambda house: upkeep.decide_fine(house, key, by.id, by.id))

    def mend(self, by: Person, key: str, fault: str, how: str, work_order: str) -> None:
        """Record that a fault is over.

        Raises:
            Refused: as `upkeep.decide_mended`.
        """
        order = paper_number(work_order)
        self._ledger.execute(lambda house: upkeep.decide_mended(house, key, fault, by, how, order))

    def withdraw(self, by: Person, act: str, key: str, reason: str, words: str) -> None:
        """Take a key out of service. `act` is the form's id.

        Raises:
            Refused: as `upkeep.decide_withdrawal`.
        """
        sealed, written = sealed_note(by.id, f"withdrawn:{act}", words)
        self._ledger.execute(
            lambda house: upkeep.decide_withdrawal(house, key, by, reason, written), sealed=sealed
        )

    def put_back(self, by: Person, key: str) -> None:
        """Put a key into service again.

        Raises:
            Refused: as `upkeep.decide_put_back`.
        """
        self._ledger.execute(lambda house: upkeep.decide_put_back(house, key, by))

    def replace(
        self, by: Person, act: str, key: str, reason: str, cut: str, label: Label | None, *, new_tag: bool
    ) -> None:
        """Replace a key, its tag or its label. Where its slot senses tags, it opens for the new one, and senses it.

        Raises:
            Refused: as `upkeep.decide_replacement`; `door.busy` while somebody stands at the slot.
        """
        known = upkeep.known_key(self._ledger.house, key)
        place = self._furniture.places.get(known.place)
        senses = place is not None and place.senses_tags
        command = ReplaceKey(act, key, reason, cut.strip()[:40], label, new_tag)

        def decide(house: House) -> Sequence[e.Event]:
            decided = upkeep.decide_replacement(house, command, by, senses_tags=senses)
            if decided and senses and new_tag and house.under_way(known.place):
                raise Refused("door.busy", place=known.place)
            return decided

        begun = self._ledger.execute(decide)
        if begun and senses and new_tag:
            self._desk.open_door(known.place, by, "replace")

    def open_for_replacement(self, by: Person, key: str) -> None:
        """Open the slot of a key once more whose new tag is still waited for.

        Raises:
            Refused: `supervisor.needed`, `key.unknown`, `key.not_replaced` where none waits, `door.busy`.
        """
        upkeep.need_supervisor(by)
        known = upkeep.known_key(self._ledger.house, key)
        if condition_of(self._ledger.house, key).replacing is None:
            raise Refused("key.not_replaced")
        self._desk.open_door(known.place, by, "replace")

    def keep_as_is(self, by: Person, key: str) -> None:
        """End a replacement that does not come about.

        Raises:
            Refused: `supervisor.needed`.
        """
        self._ledger.execute(lambda house: upkeep.decide_keeping_as_is(house, key, by))
