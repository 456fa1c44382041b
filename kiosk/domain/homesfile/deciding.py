"""Looking into a home's file, and keeping a note in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kiosk.domain.events import Event
from kiosk.domain.homesfile import events as h
from kiosk.domain.homesfile.look import REASONS, HomeNote, Look
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

MOST_NOTES = 12
"""So many notes a home may have at once: what is more belongs into the duty log."""


def household(house: House, unit: str) -> list[Person]:
    """Return the active residents of a home."""
    return [
        one
        for one in house.people.values()
        if one.role is Role.RESIDENT and one.active and one.unit and one.unit == unit
    ]


def decide_look(house: House, look: str, unit: str, by: Person, why: str) -> Sequence[Event]:
    """Return what records a look, before anything is shown; nothing for a double tap.

    Raises:
        Refused: `staff.needed`, `home.unknown`, `look.why`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if look in house.looks:
        return []
    if not household(house, unit):
        raise Refused("home.unknown")
    if why not in REASONS:
        raise Refused("look.why")
    return [h.HomeLooked(look, unit, by.id, why)]


def the_look(house: House, look: str, unit: str, by: Person, now: datetime) -> Look:
    """Return the look under which a file is open.

    Raises:
        Refused: `look.over` for one whose minute is over, another person's, or another home's.
    """
    known = house.looks.get(look)
    if known is None or not known.covers(by.id, unit, now):
        raise Refused("look.over")
    return known


def decide_contacts(house: House, look: str, unit: str, by: Person, now: datetime) -> Sequence[Event]:
    """Return what records that contacts are shown on a look. Raises as `the_look`."""
    return [] if the_look(house, look, unit, by, now).contacts else [h.HomeContactsShown(look, by.id)]


def decide_note(house: House, note: str, person: str, by: Person, words: str) -> Sequence[Event]:
    """Return what records a note about a resident; `words`: the vault's reference. Nothing for a double tap.

    Raises:
        Refused: `staff.needed`, `home.unknown` for nobody who lives here, `home.notes_full`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if note in house.home_notes:
        return []
    known = house.people.get(person)
    if known is None or known not in household(house, known.unit or ""):
        raise Refused("home.unknown")
    unit = known.unit or ""
    if len(notes_of(house, unit)) >= MOST_NOTES:
        raise Refused("home.notes_full", most=MOST_NOTES)
    return [h.HomeNoted(note, unit, person, by.id, words)]


def decide_strike(house: House, note: str, by: Person) -> Sequence[Event]:
    """Return what takes a note out of a file; nothing for one that is out already.

    Raises:
        Refused: `note.not_yours` for another's note, but for a supervisor.
    """
    known = house.home_notes.get(note)
    if known is None or known.struck is not None:
        return []
    if by.id != known.by and by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("note.not_yours")
    return [h.HomeNoteStruck(note, by.id)]


def notes_of(house: House, unit: str) -> list[HomeNote]:
    """Return the notes about those who live in a home, the newest first; who has moved out is nobody's business."""
    own = {one.id for one in household(house, unit)}
    kept = [one for one in house.home_notes.values() if one.person in own and one.struck is None]
    return sorted(kept, key=lambda one: (one.made, one.id), reverse=True)
