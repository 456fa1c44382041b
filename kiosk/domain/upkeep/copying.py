"""Copies of a key: which keys fit one lock, who has copies that do not hang here, and how many there should be."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import COPY_ENDS, HOLDERS
from kiosk.domain.upkeep.knowing import copies_of, cylinder_of, known_copies
from kiosk.domain.upkeep.upkeep import Written, known_key, need_staff

MOST_COPIES = 99


def decide_fits(house: House, key: str, like: str, by: Person) -> list[e.Event]:
    """Return that a key fits the same lock as another (`like`), or, for "", one of its own; nothing if it does.

    Raises:
        Refused: `staff.needed`, `key.unknown`.
    """
    need_staff(by)
    own = known_key(house, key)
    cylinder = cylinder_of(house, known_key(house, like)) if like else f"own-{own.id}"
    return [] if cylinder_of(house, own) == cylinder else [u.KeyFits(key, cylinder, by.id)]


def decide_copy(
    house: House, key: str, copy: str, by: Person, holder: str, order: str, cut: str, written: Written
) -> list[e.Event]:
    """Return that a copy of a key is with somebody; nothing for one known already.

    Raises:
        Refused: `staff.needed`, `key.unknown`, `copy.holder_needed`.
    """
    need_staff(by)
    cylinder = cylinder_of(house, known_key(house, key))
    if holder not in HOLDERS:
        raise Refused("copy.holder_needed")
    outside = copies_of(house, cylinder).outside
    if any(one.id == copy for one in outside):
        return []
    if len(outside) >= MOST_COPIES:
        raise Refused("copy.count_needed")
    return [u.CopyRecorded(key, copy, cylinder, holder, by.id, order, cut, written.reference, written.digest)]


def decide_copy_ended(house: House, key: str, copy: str, by: Person, why: str) -> list[e.Event]:
    """Return that a copy is not outside any more; nothing for one that is not.

    Raises:
        Refused: `staff.needed`, `key.unknown`, `reason.missing`.
    """
    need_staff(by)
    cylinder = cylinder_of(house, known_key(house, key))
    if why not in COPY_ENDS:
        raise Refused("reason.missing")
    if all(one.id != copy for one in copies_of(house, cylinder).outside):
        return []
    return [u.CopyEnded(key, copy, cylinder, by.id, why)]


def decide_count(house: House, key: str, by: Person, found: int, written: Written) -> list[e.Event]:
    """Return how many copies of a key's lock somebody found, here and elsewhere.

    Raises:
        Refused: `staff.needed`, `key.unknown`, `copy.count_needed`; `copy.why_needed` for a difference without a word.
    """
    need_staff(by)
    cylinder = cylinder_of(house, known_key(house, key))
    if not 0 <= found <= MOST_COPIES:
        raise Refused("copy.count_needed")
    known = known_copies(house, cylinder)
    if found != known and not written.reference:
        raise Refused("copy.why_needed")
    return [u.CopiesCounted(key, cylinder, by.id, found, known, written.reference, written.digest)]
