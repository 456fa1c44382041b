"""Whoever brings a key back may leave it: what opens for them, and what the desk takes over instead.

Nobody who brings a key has to have it on record, or to say who they are. So nothing opens that holds anything: one
empty slot behind a door of its own. Where there is none, the desk takes the key.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.bringing import events as b
from kiosk.domain.bringing.found import OUTCOMES
from kiosk.domain.contractors.outings import brought
from kiosk.domain.hanging import events as h
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, CustodianKind, Key, with_person
from kiosk.domain.keys.issuing import ReturnKey
from kiosk.domain.movements import LOBBY
from kiosk.domain.opening import opening
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Place, Reading
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.knowing import loss_of

MOST_WAITING = 8
"""So many calls for the desk stand at once; one more says nothing new."""


@dataclass(frozen=True)
class BringKey:
    """Somebody brings a key; `by` is "" where nobody said who. `call`: the id of the call for the desk, if it comes
    to that."""

    movement: str
    key: str
    by: str
    call: str

    @property
    def how(self) -> str:
        """How they came to bring it."""
        return "badge" if self.by else LOBBY


def decide_bring(house: House, command: BringKey, slot: Place | None, reading: Reading) -> list[e.Event]:
    """Return the return and the slot's command, or the call for the desk; nothing for a movement known already.

    `slot`: where the key is to hang, None where every one is taken. `reading`: the last look at it.

    Raises:
        Refused: `key.moving`, `door.busy` while somebody stands there.
    """
    if command.movement in house.movements:
        return []
    key = house.keys.get(command.key)
    if key and house.moving(key.id):
        raise Refused("key.moving", place=key.place)
    if slot and house.under_way(slot.id):
        raise Refused("door.busy", place=slot.id)
    why_not = why_at_desk(house, key, slot, reading, known=bool(command.by))
    if key is None or slot is None or why_not:
        return call(house, command.call, command.key if key else "", command.by, why_not)
    had = key.custodian.id if key.custodian.kind is CustodianKind.PERSON else ""
    return [
        *brought(house, ReturnKey(command.movement, had, key.id), command.how, command.by),
        b.KeyBrought(
            command.movement, key.id, had or command.by, slot.id, key.unit or "", had, command.by, command.how
        ),
        opening(house, slot.id, command.movement, command.by),
    ]


def why_at_desk(house: House, key: Key | None, slot: Place | None, reading: Reading, *, known: bool) -> str:
    """Return "" if a slot may open for this key, else why the desk has to take it. `known`: its bearer said who.

    Its bearer's word is no proof. Where nobody senses that the slot is empty, or a door opens others' slots as well,
    only the desk can tell.
    """
    if key is None:
        return "unknown"
    if slot is None:
        return "no_slot"
    if key.custodian.kind is CustodianKind.PLACE:
        return "inside"
    if house.keys_at(slot.id) or reading.tags or reading.present:
        return "taken"
    if slot.shares:
        return "shared_door"
    sensed = slot.senses_tags and reading.tags is not None and reading.usable and bool(key.tag)
    return "" if known or sensed else "unsensed"


def call(house: House, found: str, key: str, by: str, why: str) -> list[e.Event]:
    """Return the call for the desk; nothing where the same key was called for already, or too many stand."""
    same = any(one.key == key and key and not one.taken_by for one in house.found_keys.values())
    waiting = [one for one in house.found_keys.values() if not one.taken_by]
    if same or found in house.found_keys or len(waiting) >= MOST_WAITING:
        return []
    return [b.KeyBroughtToDesk(found, key, by, why)]


def decide_take_in(house: House, found: str, key: str, by: Person, story: str, digest: str) -> list[e.Event]:
    """Return that the desk has a key in hand that somebody brought; nothing where it has been told already.

    A known key is on the name of `by` from now on, who hangs it with the own badge, and whoever had it is free of it
    and told. One that the record has inside is a copy, or its slot lies: nothing of it is settled by words, so that
    it is kept as a key that nobody knows.

    Raises:
        Refused: `staff.needed`, `story.missing`; `key.moving` while somebody stands there with it; `key.unknown`.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    if not story:
        raise Refused("story.missing")
    waiting = house.found_keys.get(found)
    if waiting and waiting.taken_by:
        return []
    known = house.keys.get(key)
    if key and known is None:
        raise Refused("key.unknown")
    if known and house.moving(known.id):
        raise Refused("key.moving", place=known.place)
    if known is None or known.custodian.kind is CustodianKind.PLACE:
        return [b.KeyTakenIn(found, "", "", by.id, story, digest)]
    if known.custodian == with_person(by.id):  # theirs already: only the call is over
        return [b.KeyTakenIn(found, known.id, "", by.id, story, digest)] if waiting else []
    had = known.custodian.id if known.custodian.kind is CustodianKind.PERSON else ""
    return [
        b.KeyTakenIn(found, known.id, had, by.id, story, digest),
        h.KeyTakenOver(known.id, had, by.id),
        *_no_more_missed(house, known, "", by.id),
        *told_who_had(house, found, known, had),
    ]


def decide_close(house: House, found: str, by: Person, outcome: str, note: str, digest: str) -> list[e.Event]:
    """Return what became of a key that nobody knew, or of a call; nothing for one that is over.

    Raises:
        Refused: `staff.needed`, `finding.unknown`; `story.missing` for a key that leaves our hands without a word.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    known = house.found_keys.get(found)
    if known is None:
        return []
    if outcome not in OUTCOMES or (outcome == "nobody_there") is bool(known.taken_by):
        raise Refused("finding.unknown")
    if known.taken_by and not note:
        raise Refused("story.missing")
    return [b.FoundKeyClosed(found, by.id, outcome, note, digest)]


def after_bringing(house: House, event: e.KeyReturnConfirmed) -> list[e.Event]:
    """Return what a return explains: a slot that missed its key, a lost key, and the word to whoever had it.

    `house`: before the event. Only the tag's being sensed explains anything.
    """
    movement = house.movements.get(event.movement)
    key = house.keys.get(movement.item) if movement else None
    if movement is None or key is None:
        return []
    had = key.custodian.id if movement.brought and key.custodian.kind is CustodianKind.PERSON else ""
    told = told_who_had(house, movement.id, key, had if had != movement.brought_by else "")
    if not event.evidence.startswith("tag"):
        return told
    return [*told, *_no_more_missed(house, key, movement.place, ""), *turned_up(house, key, movement.place)]


def after_failing(house: House, event: e.KeyReturnAbandoned) -> list[e.Event]:
    """Return one failure more of somebody who did not say who they are, and hung nothing: they may not go on so."""
    movement = house.movements.get(event.movement)
    nothing = movement is not None and movement.brought == LOBBY and event.reason != "other_key"
    return [e.GuessRefused(BUCKET)] if nothing else []


BUCKET = "return:lobby"
"""Where slots are counted that opened for somebody unknown and stayed empty."""


def told_who_had(house: House, about: str, key: Key, had: str) -> list[e.Event]:
    """Return the word to who had a key that it was brought back without them; a contractor is told at the desk."""
    person = house.people.get(had)
    if person is None or person.role not in STAFF:
        return []
    return [e.NoticeQueued(f"kb-{about[:16]}-{person.id}", person.id, "key_brought_back", key.id)]


def turned_up(house: House, key: Key, place: str) -> list[e.Event]:
    """Return that a lost key is found, where it is one."""
    loss = loss_of(house, key.id)
    return [u.LostKeyFound(key.id, loss.id, place)] if loss else []


def _no_more_missed(house: House, key: Key, place: str, by: str) -> list[e.Event]:
    """The slots that missed it are in no doubt any more, unless a door was forced: others may be missing there."""
    missed = (key.place, place) if key.custodian == UNKNOWN else (place,)
    found = [house.door(one) for one in dict.fromkeys(missed) if one]
    return [
        e.DoorSettled(door.place, by, "key_found")
        for door in found
        if door.doubt == "key_gone" and not door.forced_at
    ]
