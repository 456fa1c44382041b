"""Under a list stand two names: the owner's first, then an attendant's; with the second it is over."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keeping.keeping import Signed
from kiosk.domain.movein import events as m
from kiosk.domain.movein.movein import GIVEN_UP, PARTS, Line, MoveIn, digest_of
from kiosk.domain.movein.standing import has_left, is_moving, writable
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused

SLIP = "move-in list"
"""What the paper is called; its "movement" is the list's id."""


def next_part(known: MoveIn) -> str:
    """Return who signs next, one of `PARTS`; "" when both have."""
    return next((part for part in PARTS if part not in known.signed), "")


def unready(house: House, known: MoveIn) -> str:
    """Return why a list can't be signed yet, "" when it can: a refusal's code."""
    if not known.lines:
        return "movein.empty"
    waiting = [line for line in known.lines.values() if not _clear(house, line)]
    return "movein.key_waits" if waiting else ""


def decide_owner_signs(house: House, move_in: str, signed: Signed) -> list[e.Event]:
    """Return the owner's name under the list as it is; nothing when it stands there already.

    Raises:
        Refused: `movein.unknown`, `movein.empty`, `movein.key_waits` while a key has neither left nor a day by which
            it follows.
    """
    known = house.move_ins.get(move_in)
    if known is not None and known.under_way and "owner" in known.signed:
        return []
    known = writable(house, move_in)
    if why := unready(house, known):
        raise Refused(why)
    return [m.MoveInSigned(move_in, "owner", known.owner, signed.signature, signed.digest, digest_of(known))]


def decide_attendant_signs(
    house: House, move_in: str, by: Person, signature: str, digest: str
) -> list[e.Event]:
    """Return the attendant's name, the end of the list, and its slip; nothing for a list that has ended.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `movein.owner_first`.
    """
    known = house.move_ins.get(move_in)
    if known is None:
        raise Refused("movein.unknown")
    if not known.under_way:
        return []
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    if "owner" not in known.signed:
        raise Refused("movein.owner_first")
    owner = house.people.get(known.owner)
    promised = tuple(line.id for line in known.lines.values() if line.promised)
    handed = tuple(name for name in known.lines if name not in promised)
    return [
        m.MoveInSigned(move_in, "attendant", by.id, signature, digest, digest_of(known)),
        m.MoveInEnded(move_in, handed, promised),
        e.PaperQueued(f"h-{move_in[:16]}", SLIP, move_in, owner.language if owner else "zh_Hans"),
    ]


def decide_reopen(house: House, move_in: str, by: Person) -> list[e.Event]:
    """Return that the list is written on again; nothing when nobody has signed it.

    Raises:
        Refused: `staff.needed`, `movein.unknown`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = house.move_ins.get(move_in)
    if known is None or not known.under_way:
        raise Refused("movein.unknown")
    return [m.MoveInReopened(move_in, by.id)] if known.signed else []


def decide_give_up(house: House, move_in: str, by: Person, why: str) -> list[e.Event]:
    """Return that a list stays unfinished; nothing for one that is over.

    Raises:
        Refused: `staff.needed`, `movein.unknown`, `reason.missing`, `movein.key_left` while keys have left under it:
            what the owner holds has to be signed for.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = house.move_ins.get(move_in)
    if known is None:
        raise Refused("movein.unknown")
    if not known.under_way:
        return []
    if why not in GIVEN_UP:
        raise Refused("reason.missing")
    if any(has_left(house, line) or is_moving(house, line) for line in known.lines.values()):
        raise Refused("movein.key_left")
    return [m.MoveInGivenUp(move_in, by.id, why)]


def _clear(house: House, line: Line) -> bool:
    """Whether nothing about a line is open: it is here, has left its slot for the owner, or follows by a day."""
    if not line.key:
        return True
    return not is_moving(house, line) and (has_left(house, line) or line.promised is not None)
