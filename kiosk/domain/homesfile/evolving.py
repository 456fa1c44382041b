"""How looks into homes' files, and notes in them, change the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from kiosk.domain.homesfile import events as h
from kiosk.domain.homesfile.look import LOOKS_AT_HAND, HomeNote, Look
from kiosk.domain.house import House, newest


def with_homes_file(house: House, event: h.HomesFileEvent, at: datetime) -> House:
    """Return the house after one event about a home's file."""
    match event:
        case h.HomeLooked():
            return with_look(house, Look(event.look, event.unit, event.by, event.why, at))
        case h.HomeContactsShown() if known := house.looks.get(event.look):
            return with_look(house, replace(known, contacts=True))
        case h.HomeNoted():
            note = HomeNote(event.note, event.unit, event.person, event.by, at, event.words)
            return house.having(home_notes=newest(house.home_notes, event.note, note))
        case h.HomeNoteStruck() if written := house.home_notes.get(event.note):
            struck = newest(
                house.home_notes, event.note, replace(written, struck=at, struck_by=event.by, words="")
            )
            gone = [name for name, one in struck.items() if one.struck is not None][:-1]
            return house.having(home_notes={n: one for n, one in struck.items() if n not in gone})
    return house


def with_look(house: House, look: Look) -> House:
    """Return the house with one look more; the oldest is in the register alone."""
    looks = newest(house.looks, look.id, look)
    return house.having(looks=dict(islice(looks.items(), max(0, len(looks) - LOOKS_AT_HAND), None)))
