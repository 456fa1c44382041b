"""What is written for the next shift, and that it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.house import House, newest
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.notes import NOTE_KINDS, ShiftNote, few_done


def decide_note(house: House, note: str, kind: str, by: Person, words: str, digest: str) -> list[e.Event]:
    """Return a note to the next shift; nothing for one that is known. `words`: the vault's reference, "" for none.

    Raises:
        Refused: `staff.needed`, `note.kind`, `note.empty`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if note in house.shift_notes:
        return []
    if kind not in NOTE_KINDS:
        raise Refused("note.kind")
    if not words:
        raise Refused("note.empty")
    return [s.ShiftNoteLeft(note, kind, by.id, words, digest)]


def decide_done(house: House, note: str, by: Person) -> list[e.Event]:
    """Return that a note is done; nothing for one that somebody has done already.

    Raises:
        Refused: `staff.needed`, `note.unknown`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = house.shift_notes.get(note)
    if known is None:
        raise Refused("note.unknown")
    return [s.ShiftNoteDone(note, by.id)] if known.open else []


def with_note(house: House, event: s.ShiftNoteLeft | s.ShiftNoteDone, at: datetime) -> House:
    """Return the house after a note was written, or done."""
    if isinstance(event, s.ShiftNoteLeft):
        one = ShiftNote(event.note, event.kind, at, event.by, event.words)
        return house.having(shift_notes=newest(house.shift_notes, one.id, one))
    known = house.shift_notes.get(event.note)
    if known is None or not known.open:
        return house
    done = replace(known, done_by=event.by, done=at)
    return house.having(shift_notes=few_done(newest(house.shift_notes, done.id, done)))


def carried_notes(house: House, names: Collection[str]) -> House:
    """Return the house in which these notes have gone through one more handover."""
    notes = dict(house.shift_notes)
    for name in names:
        if known := notes.pop(name, None):
            notes[name] = replace(known, carried=known.carried + 1)
    return house.having(shift_notes=notes) if names else house
