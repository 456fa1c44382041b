"""How a movement ends by what people say, or by nobody saying anything."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.observing import ABANDONED, CONFIRMED, DOUBTED
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused

DONE = frozenset({"it_is_in", "i_took_it"})
UNDONE = frozenset({"not_put_in", "not_taken"})
COMPLAINTS = frozenset({"empty", "not_mine", "too_small", "not_put_in"})
STATEMENTS = DONE | UNDONE | COMPLAINTS | {"shut"}
"""Everything that a person at a door can say."""


def find(house: House, movement: str) -> Movement:
    """Return a movement that is under way.

    Raises:
        Refused: `movement.unknown`, or `movement.ended` when there is nothing left to say about it.
    """
    found = house.movements.get(movement)
    if found is None:
        raise Refused("movement.unknown")
    if found.ended:
        raise Refused("movement.ended")
    return found


def say(house: House, name: str, statement: str, by: str, reading: Reading) -> list[e.Event]:
    """Return what follows from a person's word about a movement, given the last look at the place.

    Raises:
        Refused: the movement is over, the statement is none, or it does not fit what is going on.
    """
    movement = find(house, name)
    if statement not in STATEMENTS:
        raise Refused("statement.unknown")
    if movement.stage is Stage.OPENED and statement in COMPLAINTS:
        return [e.MovementStated(name, statement, by)]
    if statement == "shut":
        if movement.stage is not Stage.OPENED:
            return []
        statement = "i_took_it" if movement.kind.takes_out else "it_is_in"
    if movement.stage is Stage.INTENDED and statement in UNDONE:
        return stop(house, name, reading, pulse_over=True)
    if statement in UNDONE:
        return [_undone(movement, statement, reading)]
    if statement in DONE:
        return _done(house, movement, by, reading)
    raise Refused("statement.unfit")


def _senses(house: House, movement: Movement, reading: Reading) -> bool | None:
    """Return whether a sensor sees the item inside; None where none can tell."""
    key = house.keys.get(movement.item)
    if key is not None and reading.tags is not None:
        return key.tag in reading.tags
    return reading.present


def _done(house: House, movement: Movement, by: str, reading: Reading) -> list[e.Event]:
    """The person says that it is done: a sensor may agree, keep silent or contradict."""
    inside = _senses(house, movement, reading)
    expected = not movement.kind.takes_out
    switch_lies = movement.stage is not Stage.UNCLEAR
    if inside is not None and inside is not expected:
        return [DOUBTED[movement.kind](movement.id, "word_against_sensor")]
    proven: list[e.Event] = [
        CONFIRMED[movement.kind](movement.id, f"word:{by}" if inside is None else "sensor")
    ]
    if switch_lies:
        proven.append(e.DoorDoubted(movement.place, "switch"))
    return proven


def _undone(movement: Movement, statement: str, reading: Reading) -> e.Event:
    if movement.stage is Stage.OPENED and not reading.proves_shut:
        return e.MovementStated(movement.id, statement, movement.bearer)
    if movement.note in ("wrong_key", "unreadable", "not_mine_gone"):
        return DOUBTED[movement.kind](movement.id, movement.note, movement.evidence)
    if movement.note == "still_inside" and movement.kind is Kind.DROP:
        return e.ParcelDropDoubted(movement.id, "word_against_sensor")
    return ABANDONED[movement.kind](movement.id, statement)


def stop(house: House, name: str, reading: Reading, *, pulse_over: bool) -> list[e.Event]:
    """Return how a movement ends that its person gives up. `pulse_over`: the door had its time to open.

    Raises:
        Refused: it is over (`movement.ended`), or its door is open and must be shut first (`door.open`).
    """
    movement = find(house, name)
    if movement.stage is Stage.OPENED:
        raise Refused("door.open", place=movement.place)
    if movement.stage is Stage.UNCLEAR:
        return [settle_unclear(movement)]
    ended: list[e.Event] = [ABANDONED[movement.kind](name, "not_opened")]
    if movement.note == "unreachable" or reading.shut is None:
        if movement.note != "unreachable" and not house.door(movement.place).doubt:
            ended.append(e.DoorDoubted(movement.place, "unseen"))
        return ended
    if pulse_over and movement.note == "pulsed" and not house.door(movement.place).doubt:
        ended.append(e.DoorDoubted(movement.place, "did_not_open"))
    return ended


def settle_unclear(movement: Movement) -> e.Event:
    """Return how an unclear movement ends when nobody says anything more."""
    if movement.note == "ask":
        if movement.kind in (Kind.DROP, Kind.COLLECT):
            return CONFIRMED[movement.kind](movement.id, "door")
        return DOUBTED[movement.kind](movement.id, "unseen")
    if movement.note in ("empty", "still_inside") and movement.kind is not Kind.DROP:
        return ABANDONED[movement.kind](movement.id, movement.note)
    if movement.note == "empty":
        return e.ParcelDropAbandoned(movement.id, "empty")
    return DOUBTED[movement.kind](movement.id, movement.note, movement.evidence)


def lapse(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """Return how a movement ends whose person has walked away. An open door does not lapse: it becomes an alarm."""
    if movement.stage is Stage.UNCLEAR:
        return [settle_unclear(movement)]
    if movement.stage is Stage.OPENED:
        return [DOUBTED[movement.kind](movement.id, "unseen")] if reading.shut is None else []
    if movement.note != "unreachable" and reading.shut is None:
        return [DOUBTED[movement.kind](movement.id, "unseen")]
    return stop(house, movement.id, reading, pulse_over=True)
