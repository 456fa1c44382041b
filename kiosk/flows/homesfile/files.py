"""The homes' files (一户一档): opened for a reason on record, noted in; who looked is told to those who live there."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.homesfile import deciding as d
from kiosk.domain.homesfile.look import HomeNote, Look
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Directory
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST_NOTE = 500
PREFIX = "words:home:"


class HomesFiles:
    """Nobody looks without a word on record: the event is durable before anything is shown."""

    def __init__(self, ledger: Ledger, register: Register, directory: Directory, clock: Clock) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._clock = clock

    def units(self, words: str, most: int = 12) -> Sequence[str]:
        """Return the homes that words may mean: by number, or by a name of somebody who lives there."""
        if not words.strip():
            return ()
        found = self._directory.matching(self._ledger.house, words)
        homes = {one.unit for one in found if one.role is Role.RESIDENT and one.active and one.unit}
        return sorted(homes)[:most]

    def look(self, name: str, unit: str, by: Person, why: str) -> Look:
        """Return the look that is on record from now on. `name` is made when the page is: a double tap is one look.

        Raises:
            Refused: as `decide_look`.
        """
        self._ledger.execute(lambda house: d.decide_look(house, name, unit, by, why))
        return d.the_look(self._ledger.house, name, unit, by, self._clock.now())

    def open(self, name: str, unit: str, by: Person) -> Look:
        """Return the look under which a page of a file may be shown. Raises as `the_look`."""
        return d.the_look(self._ledger.house, name, unit, by, self._clock.now())

    def show_contacts(self, name: str, unit: str, by: Person) -> Look:
        """Return the look, with contacts shown from now on, which is on record. Raises as `the_look`."""
        now = self._clock.now()
        self._ledger.execute(lambda house: d.decide_contacts(house, name, unit, by, now))
        return d.the_look(self._ledger.house, name, unit, by, now)

    def people(self, unit: str) -> Sequence[Person]:
        """Return who lives in a home."""
        return d.household(self._ledger.house, unit)

    def note(self, name: str, person: str, by: Person, words: str) -> None:
        """Keep a note in the file of a resident's home, sealed under the resident's key.

        Raises:
            Refused: `home.note_missing` for no words; as `decide_note`.
        """
        typed = words.strip()[:LONGEST_NOTE]
        if not typed:
            raise Refused("home.note_missing")
        sealed = Sealed(PREFIX + name, person, typed.encode())
        self._ledger.execute(
            lambda house: d.decide_note(house, name, person, by, sealed.reference), sealed=(sealed,)
        )

    def strike(self, name: str, by: Person) -> None:
        """Take a note out of a file; its words are gone. Raises as `decide_strike`."""
        known = self._ledger.house.home_notes.get(name)
        erased = (known.words,) if known and known.words else ()
        self._ledger.execute(lambda house: d.decide_strike(house, name, by), erased=erased)

    def notes(self, unit: str) -> Sequence[tuple[HomeNote, str]]:
        """Return the notes of a home's file with their words, the newest first."""
        found = []
        for one in d.notes_of(self._ledger.house, unit):
            content = self._ledger.opened(one.words)
            if content:
                found.append((one, content.decode(errors="replace")))
        return found

    def looks(
        self, *, unit: str = "", by: str = "", before: str = "", before_id: str = "", most: int = 50
    ) -> Sequence[Look]:
        """Return who looked, into one home's file or into all, the newest first; limits as the register has them."""
        people = (by,) if by else ()
        return self._register.matters(
            Look, unit=unit, people=people, before=before, before_id=before_id, most=most
        )
