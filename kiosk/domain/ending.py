"""How a movement ends by what people say, or by nobody saying anything."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.movements import LOBBY, Kind, Movement, Stage
from kiosk.domain.observing import ABANDONED, CONFIRMED, DOUBTED, judge
from kiosk.domain.parcels.amiss import STRANGE, WONT_SHUT, fits, left_strange, wont_shut
from kiosk.domain.parcels.sharing import SOME_LEFT, sensed_of, taken_along
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused

DONE = frozenset({"it_is_in", "i_took_it"})
UNDONE = frozenset({"not_put_in", "not_taken"})
COMPLAINTS = frozenset({"empty", "not_mine", "too_small", "not_put_in", "not_taken", SOME_LEFT, STRANGE})
PUT = frozenset({"it_is_in", "not_put_in", "too_small"})
TAKEN = frozenset({"i_took_it", "not_taken", "not_mine", "empty", SOME_LEFT, STRANGE, WONT_SHUT})
STATEMENTS = DONE | UNDONE | COMPLAINTS | {"shut", "did_not_open", WONT_SHUT}
"""Everything that a person at a door can say."""


def find(house: House, movement: str) -> Movement:
    """Return a movement that is under way.

    Raises:
        Refused: `movement.unknown` (also where there is no door), or `movement.ended` when there is nothing left to say
            about it.
    """
    found = house.movements.get(movement)
    if found is None or is_shelf(found.place):
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
    if statement in (PUT if movement.kind.takes_out else TAKEN):
        raise Refused("statement.unfit")
    if statement == SOME_LEFT and not taken_along(house, movement):
        raise Refused("statement.unfit")
    reading = sensed_of(house, movement, reading)
    if statement in (STRANGE, WONT_SHUT):
        fits(movement)
    if statement == WONT_SHUT:
        return wont_shut(movement, by, reading)
    if statement == "did_not_open":
        return _did_not_open(movement, by, reading)
    if movement.stage is not Stage.UNCLEAR and (not reading.switched or _is_unseen(movement, reading)):
        return _word_alone(house, movement, statement, by, reading)
    if movement.stage is Stage.OPENED and statement in COMPLAINTS:
        return [e.MovementStated(name, statement, by)]
    if statement == "shut":
        if movement.stage is not Stage.OPENED:
            return []
        if movement.note in UNDONE | COMPLAINTS:
            return _shut_undone(movement)
        statement = "i_took_it" if movement.kind.takes_out else "it_is_in"
    if statement == "too_small":
        statement = "not_put_in"  # the door is shut already
    if movement.stage is Stage.INTENDED and statement in UNDONE:
        return stop(house, name, reading, pulse_over=True)
    if statement in UNDONE:
        return [_undone(movement, statement, reading)]
    if statement in DONE:
        return _done(house, movement, by, reading)
    if statement == SOME_LEFT and movement.stage is Stage.UNCLEAR:
        return [DOUBTED[movement.kind](movement.id, SOME_LEFT)]  # which one it is, an attendant sees
    raise Refused("statement.unfit")


def _is_unseen(movement: Movement, reading: Reading) -> bool:
    """Whether its door has a switch that tells nothing at the moment, though its board takes commands."""
    return movement.stage is Stage.INTENDED and reading.unseen


def _did_not_open(movement: Movement, by: str, reading: Reading) -> list[e.Event]:
    """The person says that the door stayed shut; where a switch tells, that counts instead."""
    if movement.stage is not Stage.INTENDED or reading.shut is not None:
        raise Refused("statement.unfit")
    return [e.MovementStated(movement.id, "did_not_open", by)]


def _word_alone(house: House, movement: Movement, statement: str, by: str, reading: Reading) -> list[e.Event]:
    """Nothing tells of this door: its person's word stands for its having been open, and sensors may object.

    docs/adr/0009-doors-without-a-switch.md
    """
    said = replace(movement, stage=Stage.OPENED, note=statement if statement in COMPLAINTS else "")
    proven = judge(house, said, reading)
    if isinstance(proven[0], e.Unclear) and proven[0].note == "ask":
        proven = [_by_word(movement, f"word:{by}"), *proven[1:]]
    ended = isinstance(proven[0], e.Confirmed | e.Abandoned)
    if ended and reading.switched and not house.door(movement.place).doubt:
        proven = [*proven, e.DoorDoubted(movement.place, "switch")]
    return proven


def _senses(house: House, movement: Movement, reading: Reading) -> bool | None:
    """Return whether a sensor sees the item inside; None where none can tell."""
    key = house.keys.get(movement.item)
    if key is not None and key.tag and reading.tags is not None:
        return key.tag in reading.tags
    return reading.present


def _done(house: House, movement: Movement, by: str, reading: Reading) -> list[e.Event]:
    """The person says that it is done: a sensor may agree, keep silent or contradict."""
    inside = _senses(house, movement, reading)
    expected = not movement.kind.takes_out
    switch_lies = movement.stage is not Stage.UNCLEAR
    if inside is not None and inside is not expected:
        return [DOUBTED[movement.kind](movement.id, "word_against_sensor")]
    seen = "sensor" if inside is not None else f"word:{by}"
    proven: list[e.Event] = [_by_word(movement, seen, sensed=reading.tags is not None)]
    if switch_lies:
        proven.append(e.DoorDoubted(movement.place, "switch"))
    return proven


def _by_word(movement: Movement, evidence: str, *, sensed: bool = False) -> e.Event:
    """Return what a person's word makes of it. The word of somebody unknown frees nobody of a key: its tag does."""
    if movement.brought == LOBBY and not sensed:
        return DOUBTED[movement.kind](movement.id, "unseen")
    return CONFIRMED[movement.kind](movement.id, evidence)


def _shut_undone(movement: Movement) -> list[e.Event]:
    """The person said before that nothing was moved, and now that the door is shut, which no switch confirms."""
    if movement.note == STRANGE:
        return left_strange(movement, Reading(movement.place, None))
    if movement.note == SOME_LEFT:
        return [DOUBTED[movement.kind](movement.id, SOME_LEFT)]
    ended: list[e.Event] = [
        ABANDONED[movement.kind](movement.id, movement.note),
        e.DoorDoubted(movement.place, "switch"),
    ]
    if movement.note in ("empty", "not_mine"):
        ended.append(e.ParcelDisputed(movement.item, movement.id, movement.note))
    return ended


def _undone(movement: Movement, statement: str, reading: Reading) -> e.Event:
    if movement.stage is Stage.OPENED and not reading.proves_shut:
        return e.MovementStated(movement.id, statement, movement.acting)
    if movement.note in ("wrong_key", "two_tags", "unreadable", "not_mine_gone", SOME_LEFT):
        return DOUBTED[movement.kind](movement.id, movement.note, movement.evidence)
    if movement.note == "still_inside" and movement.kind is Kind.DROP:
        return e.ParcelDropDoubted(movement.id, "word_against_sensor")
    return ABANDONED[movement.kind](movement.id, statement)


def stop(house: House, name: str, reading: Reading, *, pulse_over: bool) -> list[e.Event]:
    """Return how a movement ends that its person gives up. `pulse_over`: the door had its time to open.

    Raises:
        Refused: it is over (`movement.ended`), its door is open and must be shut first (`door.open`), or it is just
            being opened (`statement.unfit`).
    """
    movement = find(house, name)
    if movement.stage is Stage.OPENED or reading.shut is False:
        raise Refused("door.open", place=movement.place)
    if movement.stage is Stage.UNCLEAR:
        return [settle_unclear(movement)]
    if not pulse_over and movement.note not in ("unreachable", "did_not_open"):
        raise Refused("statement.unfit")  # it may open at any moment: nobody can give up on that
    doubt = _why_doubtful(movement, reading)
    ended = _shut_as_before(house, movement, reading) if movement.was_open else None
    ended = ended or ABANDONED[movement.kind](name, "not_opened")
    if not doubt or house.door(movement.place).doubt or isinstance(ended, e.Doubted):
        return [ended]
    return [ended, e.DoorDoubted(movement.place, doubt)]


def _why_doubtful(movement: Movement, reading: Reading) -> str:
    """Return why nobody can be sure that the door did not move, or ""."""
    if movement.note == "unreachable" and movement.pulses == 1:
        return ""  # its only command never got through
    if movement.note == "did_not_open" and not movement.was_open:
        return "did_not_open"
    if reading.shut is None or movement.unwatched or not movement.note:
        return "unseen"  # also when the power or the line failed just then: it may have fired
    return "did_not_open"


def _shut_as_before(house: House, movement: Movement, reading: Reading) -> e.Event:
    """Return the end of a movement whose door was open once and did not open again: what lies there decides."""
    if not reading.proves_shut:
        return DOUBTED[movement.kind](movement.id, "unseen")
    return _by_what_lies_there(house, movement, reading)


def _by_what_lies_there(house: House, movement: Movement, reading: Reading) -> e.Event:
    """Return what the sensors alone make of a movement; a doubt where there are none."""
    proven = judge(house, replace(movement, stage=Stage.OPENED, note=""), reading)
    if not isinstance(proven[0], e.Unclear):
        return proven[0]
    if proven[0].note == "ask":
        return DOUBTED[movement.kind](movement.id, "unseen")
    return settle_unclear(replace(movement, note=proven[0].note, evidence=proven[0].found))


def settle_unclear(movement: Movement) -> e.Event:
    """Return how an unclear movement ends when nobody says anything more."""
    if movement.note == "ask":
        if movement.kind is Kind.COLLECT and not movement.unwatched:
            return e.ParcelCollectConfirmed(movement.id, "door")  # docs/adr/0006-silence-at-a-blind-door.md
        return DOUBTED[movement.kind](movement.id, "unseen")
    if movement.note in ("empty", "still_inside") and movement.kind is not Kind.DROP:
        return ABANDONED[movement.kind](movement.id, movement.note)
    if movement.note == "empty":
        return e.ParcelDropAbandoned(movement.id, "empty")
    return DOUBTED[movement.kind](movement.id, movement.note, movement.evidence)


def lapse(house: House, movement: Movement, reading: Reading) -> list[e.Event]:
    """Return how a movement ends whose person has walked away. An open door does not lapse: it becomes an alarm."""
    if reading.shut is False:
        return []
    if movement.stage is Stage.UNCLEAR:
        return [settle_unclear(movement)]
    if movement.note == "did_not_open":
        return stop(house, movement.id, reading, pulse_over=True)
    if not reading.switched and movement.note != "unreachable":
        return [_by_what_lies_there(house, movement, reading)]
    if movement.stage is Stage.OPENED:
        return [DOUBTED[movement.kind](movement.id, "unseen")] if reading.shut is None else []
    if movement.note != "unreachable" and reading.shut is None:
        return [DOUBTED[movement.kind](movement.id, "unseen")]
    return stop(house, movement.id, reading, pulse_over=True)
