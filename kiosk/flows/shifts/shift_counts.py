"""What is counted by hand before a shift ends, and what is left in writing to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.countables import to_count
from kiosk.domain.shifts.counting import decide_counted
from kiosk.domain.shifts.notes import ShiftNote, open_notes
from kiosk.domain.shifts.noting import decide_done, decide_note
from kiosk.domain.shifts.tally import Tally, ToCount
from kiosk.ports.record import Ledger, Sealed

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Line:
    """One line of the count, and how it came out last, if it ever was counted."""

    what: ToCount
    last: Tally | None


class Counting:
    """Everything that no sensor tells of: pieces on shelves, in drawers, money in the till."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def lines(self) -> list[Line]:
        """Return what is to be counted now."""
        house = self._ledger.house
        return [Line(one, house.tallies.get(one.id)) for one in to_count(house)]

    def count(self, count: str, by: Person, shown: Mapping[str, int], found: Mapping[str, int]) -> None:
        """Keep what somebody has counted: by line what the page said, and what was found. `count`: the form's id.

        Raises:
            Refused: as `counting.decide_counted`.
        """
        self._ledger.execute(lambda house: decide_counted(house, count, by, to_count(house), shown, found))


class ShiftNotes:
    """The desk's message book: what one shift tells the next stays there until somebody has done it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def open(self) -> list[ShiftNote]:
        """Return the notes that nobody has done, the urgent ones first."""
        return open_notes(self._ledger.house)

    def done(self) -> list[ShiftNote]:
        """Return the last few notes that are done, the last done first."""
        found = [one for one in self._ledger.house.shift_notes.values() if not one.open]
        return sorted(found, key=lambda one: one.done or one.made, reverse=True)

    def words(self, note: ShiftNote) -> str:
        """Return what was written, "" once it is not kept any more."""
        return (self._ledger.opened(note.words) or b"").decode(errors="replace")

    def leave(self, act: str, kind: str, by: Person, words: str) -> None:
        """Leave a note to the next shift; its words are sealed under the writer's key. `act`: the form's id.

        Raises:
            Refused: as `noting.decide_note`.
        """
        typed, name = words.strip()[:LONGEST_NOTE].encode(), f"n-{act[:16]}"
        if name in self._ledger.house.shift_notes:
            return
        reference = f"words:{name}" if typed else ""
        sealed = [Sealed(reference, by.id, typed)] if typed else []
        digest = sha256(typed).hexdigest()
        self._ledger.execute(
            lambda house: decide_note(house, name, kind, by, reference, digest), sealed=sealed
        )

    def tick(self, note: str, by: Person) -> None:
        """Mark a note as done. Raises as `noting.decide_done`."""
        if self._ledger.house.shift_notes.get(note) is None:
            raise Refused("note.unknown")
        self._ledger.execute(lambda house: decide_done(house, note, by))
