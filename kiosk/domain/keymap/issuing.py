"""A key map is due, printed, sealed, destroyed: what is decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import KeyKind
from kiosk.domain.keymap import events as m
from kiosk.domain.keymap.keymap import FORMS, KeyMap, MapLine, digest_of, in_order, moved_since
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

PAPER = "key map"
"""What a paper is called that is a key map; its "movement" is the map's number."""
MAY_APPROVE = (Role.SUPERVISOR, Role.MANAGER)


@dataclass(frozen=True)
class IssueMap:
    """Somebody prints a map. `number` was read off the page, so that a double tap prints no second one."""

    number: int
    by: str
    second: str
    form: str
    language: str


def newest(house: House) -> KeyMap | None:
    """Return the map that was printed last, whatever became of it."""
    return max(house.keymaps.values(), key=lambda one: one.number, default=None)


def next_number(house: House) -> int:
    """Return the number that the next map gets."""
    known = newest(house)
    return known.number + 1 if known else 1


def lines_now(house: House, numbers: Mapping[str, str] | None = None) -> tuple[MapLine, ...]:
    """Return every key with its slot, in the order of the slots. `numbers`: what stands for a key on paper."""
    keys = sorted(house.keys.values(), key=lambda key: (in_order(key.place), key.id))
    return tuple(MapLine(key.place, key.id, (numbers or {}).get(key.id, "")) for key in keys)


def home_keys(house: House) -> list[str]:
    """Return the keys that open homes."""
    return [key.id for key in house.keys.values() if key.kind is KeyKind.UNIT or key.unit]


def changes(house: House) -> list[str]:
    """Return the keys whose slot differs from the newest map; nothing where there is none to be renewed."""
    known = newest(house)
    if known is None:
        return []
    return moved_since(known.lines, {key.id: key.place for key in house.keys.values()})


def resealed(house: House) -> list[str]:
    """Return the cabinets whose override bears another seal than the newest map says.

    Whoever used the override had the map: its envelope is open, or the number on it is no good any more.
    """
    known = newest(house)
    if known is None:
        return []
    return sorted(one.cabinet for one in house.seals.values() if one.since and one.since > known.issued)


def renewal_due(house: House, after_changes: int) -> bool:
    """Return whether the newest map is out of date by so many changes; 0: nobody wants to be told."""
    known = newest(house)
    if known is None or not after_changes:
        return False
    return known.destroyed or bool(resealed(house)) or len(changes(house)) >= after_changes


def not_on_paper(house: House) -> bool:
    """Return whether the newest map surely, or maybe, never came out of the printer: those before it are still good.

    Whoever seals it has it in hand.
    """
    known = newest(house)
    if known is None or known.form != "slip" or known.seal or known.destroyed:
        return False
    paper = house.papers.get(f"m-{known.number}")
    return paper is not None and paper.stage in (PaperStage.NOT_SENT, PaperStage.UNKNOWN)


def may_approve(house: House, person: str) -> None:
    """Return if somebody's word is enough for a map to be printed.

    Raises:
        Refused: `supervisor.needed`.
    """
    known = house.people.get(person)
    if known is None or not known.active or known.role not in MAY_APPROVE:
        raise Refused("supervisor.needed")


def decide_map(house: House, command: IssueMap, numbers: Mapping[str, str]) -> list[e.Event]:
    """Return the new map, and the slip to be printed; nothing for a number that was printed already.

    Raises:
        Refused: `staff.needed`, `supervisor.needed`, `keymap.form` for none of `FORMS`.
    """
    by = house.people.get(command.by)
    if by is None or not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    may_approve(house, command.second)
    if command.form not in FORMS:
        raise Refused("keymap.form")
    if command.number != next_number(house):
        return []
    lines = lines_now(house, numbers)
    issued = m.KeyMapIssued(
        number=command.number,
        by=by.id,
        second=command.second,
        form=command.form,
        digest=digest_of(lines),
        lines=tuple((line.place, line.key, line.stands_for) for line in lines),
    )
    paper = e.PaperQueued(f"m-{command.number}", PAPER, str(command.number), command.language)
    return [issued, paper] if command.form == "slip" else [issued]


def decide_sheet(house: House, number: int, by: Person) -> list[e.Event]:
    """Return that somebody has the map made as a page.

    Raises:
        Refused: `keymap.sealed` for one that lies in its envelope, or is not the newest, or no sheet.
    """
    known = house.keymaps.get(f"{number:04d}")
    if known is None or known.form != "sheet" or known.seal or known.superseded or known.destroyed:
        raise Refused("keymap.sealed")
    return [m.KeyMapSheetMade(number, by.id)]


def decide_seal(house: House, number: int, by: Person, seal: str) -> list[e.Event]:
    """Return the seal's number on record; nothing for the same one again.

    Raises:
        Refused: `keymap.seal_needed` for none; `keymap.unknown` for a map that is not the newest;
            `keymap.sealed_otherwise` for one that somebody else has just sealed with another.
    """
    known, written = house.keymaps.get(f"{number:04d}"), seal.strip()[:40]
    if not written:
        raise Refused("keymap.seal_needed")
    if known is None or known.superseded or known.destroyed:
        raise Refused("keymap.unknown")
    if known.seal and known.seal != written:
        raise Refused("keymap.sealed_otherwise", seal=known.seal)
    return [] if known.seal else [m.KeyMapSealed(number, written, by.id)]


def decide_destroyed(house: House, number: int, by: Person) -> list[e.Event]:
    """Return that a map's paper is no more; nothing for one that was destroyed already."""
    known = house.keymaps.get(f"{number:04d}")
    return [] if known is None or known.destroyed else [m.KeyMapDestroyed(number, by.id)]
