"""Notes for whoever comes next: they go from shift to shift until somebody has done what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.domain.pending import Pending

if TYPE_CHECKING:
    from kiosk.domain.house import House

NOTE_KINDS = ("urgent", "ordinary", "long_running")
DONE_RECENT = 12
"""How many notes that are done stay at hand; the rest is in the register."""


@dataclass(frozen=True)
class ShiftNote:
    """What somebody leaves to the next shift. `words`: the vault's reference to it; `carried`: through how many
    handovers it has gone."""

    id: str
    kind: str
    made: datetime
    by: str
    words: str
    done_by: str = ""
    done: datetime | None = None
    carried: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody has yet to see to it."""
        return self.done is None


def open_notes(house: House) -> list[ShiftNote]:
    """Return the notes that nobody has done, the urgent ones first, each kind the oldest first."""
    found = [one for one in house.shift_notes.values() if one.open]
    return sorted(found, key=lambda one: (NOTE_KINDS.index(one.kind), one.made, one.id))


def waiting(house: House, now: datetime) -> Iterator[Pending]:
    """Yield the notes as what waits at the desk: only the urgent ones are urgent, however old the others get."""
    for one in open_notes(house):
        yield Pending(f"shift_note.{one.kind}", one.made, urgent=one.kind == "urgent", about=one.id)


def few_done(notes: Mapping[str, ShiftNote]) -> dict[str, ShiftNote]:
    """Return the notes that stay at hand: all open ones, and the newest that are done."""
    over = [name for name, one in notes.items() if not one.open]
    gone = set(over[:-DONE_RECENT])
    return {name: one for name, one in notes.items() if name not in gone}
