"""A list of a move-in in words: its lines as they stand, what it still wants, the names under it."""

from __future__ import annotations

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.domain.movein.signing import next_part
from kiosk.flows.keys.movein_slip import day_in
from ui.desk.movein import pages as p
from ui.desk.sessions import PATH
from ui.desk.words import Words, drawn
from ui.reach import fresh_id, journeys
from ui.rendering import chosen_language

HERE = f"{PATH}/movein"


def lines_of(move_in: MoveIn) -> tuple[p.ListLine, ...]:
    """Return the lines of a list as they stand."""
    return tuple(_line(move_in, line) for line in move_in.lines.values())


def _line(move_in: MoveIn, line: Line) -> p.ListLine:
    label, number = journeys().move_ins.words(line)
    standing = journeys().move_ins.standing_of(line)
    if not move_in.under_way:
        standing = "handed" if line.id in move_in.handed else "promised"
    key = journeys().ledger.house.keys.get(line.key)
    hangs = key is not None and key.custodian.kind is CustodianKind.PLACE
    place = journeys().furniture.places.get(key.custodian.id) if key and hangs else None
    return p.ListLine(
        id=line.id,
        what=line.what,
        label=label,
        number=number,
        count=line.count,
        condition=line.condition,
        tried=line.tried,
        standing=standing,
        day=day_in(chosen_language(), line.promised) if line.promised else "",
        promised=line.promised.isoformat() if line.promised else "",
        key=line.key,
        slot=place.number if place else 0,
        movement=line.movement if standing == "moving" else fresh_id(),
    )


def cabinet(words: Words, name: str) -> tuple[p.CabinetKey, ...]:
    """Return the home's keys that stand on no line yet, and whether each can be handed over now."""
    return tuple(_cabinet_key(words, key) for key in journeys().move_ins.cabinet_keys(name))


def _cabinet_key(words: Words, key: Key) -> p.CabinetKey:
    hangs = key.custodian.kind is CustodianKind.PLACE
    where = words.place(key.custodian.id if hangs else key.place)
    return p.CabinetKey(key.id, words.key(key), where, fresh_id(), hangs)


def open_list(words: Words, move_in: MoveIn) -> p.OpenList:
    """Return a list as a line of the overview."""
    return p.OpenList(
        path=f"{HERE}/{move_in.id}",
        unit=move_in.unit,
        owner=journeys().directory.name(move_in.owner),
        begun=move_in.begun,
        state=state(words, move_in),
        tone="care" if move_in.owed else "",
    )


def state(words: Words, move_in: MoveIn) -> str:
    """Return what a list still wants, in words."""
    if move_in.given_up:
        return f"{words.say('movein.given_up')}: {words.say(f'movein.why.{move_in.given_up}')}"
    if move_in.under_way:
        return words.say(f"movein.wants_{next_part(move_in)}")
    if move_in.owed_by:
        return words.say("movein.owes", count=len(move_in.owed), day=day_in(words.language, move_in.owed_by))
    return words.say("movein.over")


def signatures(words: Words, move_in: MoveIn) -> tuple[tuple[str, str, tuple[str, ...], str], ...]:
    """Return the names under a list: part, name, strokes and their box."""
    return tuple(
        (part, journeys().directory.name(name.person), *drawn(words, name.reference))
        for part, name in move_in.signed.items()
    )


def lives_here(move_in: MoveIn) -> bool:
    """Return whether the owner has that home still."""
    owner = journeys().ledger.house.people.get(move_in.owner)
    return owner is not None and owner.active and owner.unit == move_in.unit
