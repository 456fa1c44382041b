"""A resident leaves a key and takes it back: what is asked, what a look proves, what becomes of a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.doubting import emptied_by
from kiosk.domain.hanging.hanging import room_left
from kiosk.domain.house import House
from kiosk.domain.items import Key, KeyKind, Label, at_place
from kiosk.domain.keeping import events as k
from kiosk.domain.keeping.keeping import GiveConsent, Signed, decide_consent, identified, resident
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.opening import opening
from kiosk.domain.places import Furniture, Place, PlaceKind, Reading
from kiosk.domain.refusal import Refused

MOST_IN_A_BUNDLE = 30


@dataclass(frozen=True)
class LeaveKey:
    """A resident leaves a key, described by `label` in the resident's own words, under a consent."""

    movement: str
    label: str
    count: int
    place: str
    consent: GiveConsent


def free_slots(house: House, furniture: Furniture, readings: Mapping[str, Reading]) -> list[Place]:
    """Return the slots where a new key can hang, in their order: nobody's, usable, shut and empty as far as is seen."""
    hung = {key.custodian.id for key in house.keys.values()}
    taken = {key.place for key in house.keys.values()} | hung
    free: list[Place] = []
    slots = furniture.of(PlaceKind.SLOT)
    for place in slots:
        reading = readings.get(place.id, Reading(place.id, None))
        idle = not house.door(place.id).doubt and house.under_way(place.id) is None
        empty = not reading.tags and not reading.present and reading.shut is not False
        if place.returns_any:  # the slot of a key that is out is anybody's, as long as it will find another
            nobodys = place.id not in hung and room_left(house, slots, place.cabinet) > 0
        else:
            nobodys = place.id not in taken
        if nobodys and idle and empty and reading.usable:
            free.append(place)
    return free


def decide_leave(
    house: House, command: LeaveKey, signed: Signed, free: Sequence[str], reasons: Sequence[str], at: datetime
) -> list[e.Event]:
    """Return the consent, the key as described, the intent and the slot's command; nothing for a known movement.

    Raises:
        Refused: `key.label_needed`, `slot.taken` for a slot that is not among the `free` ones; as `decide_consent`.
    """
    if command.movement in house.movements:
        return []
    person = resident(house, command.consent.person)
    label = command.label.strip()[:40]
    if not label or not 1 <= command.count <= MOST_IN_A_BUNDLE:
        raise Refused("key.label_needed")
    if command.place not in free:
        raise Refused("slot.taken", place=command.place)
    agreed = decide_consent(house, command.consent, signed, reasons, at)
    label = f"{label} ×{command.count}" if command.count > 1 else label
    intent = k.KeyLeaveIntended(
        movement=command.movement,
        key=f"u-{command.movement[:16]}",
        bearer=person.id,
        place=command.place,
        unit=person.unit or "",
        count=command.count,
        document=signed.document,
        by=signed.by,
        signature=signed.signature,
        signature_digest=signed.digest,
        consent=command.consent.consent,
    )
    groups = command.consent.groups or _groups_of_unit_keys(house, signed.by)
    described = _described(intent, Label(label, label, label), groups)
    return [*agreed, described, intent, opening(house, command.place, command.movement, person.id)]


def _described(intent: k.KeyLeaveIntended, label: Label, groups: tuple[str, ...]) -> e.Event:
    """Return the key as it comes on record: without a tag until one is sensed."""
    return e.KeyRegistered(intent.key, KeyKind.UNIT.value, label, "", intent.place, groups, intent.unit)


def decide_take_back(house: House, movement: str, key: str, person: str, signed: Signed) -> list[e.Event]:
    """Return the intent and the slot's command; nothing for a known movement.

    Raises:
        Refused: `resident.unknown`, `identity.needed`, `key.not_yours` for another home's, `key.out`, `key.moving`,
            `door.doubt`, `door.busy` where it can't be handed out now.
    """
    if movement in house.movements:
        return []
    who, known = resident(house, person), house.keys.get(key)
    identified(signed.document)
    if known is None or known.unit != who.unit:
        raise Refused("key.not_yours")
    if house.moving(key):
        raise Refused("key.moving", place=known.place)
    if known.custodian != at_place(known.place):
        raise Refused("key.out", place=known.place)
    if house.door(known.place).doubt:
        raise Refused("door.doubt", place=known.place)
    if house.under_way(known.place):
        raise Refused("door.busy", place=known.place)
    intent = k.KeyTakeBackIntended(
        movement,
        key,
        who.id,
        known.place,
        known.unit or "",
        signed.document,
        signed.by,
        signed.signature,
        signed.digest,
    )
    return [intent, opening(house, known.place, movement, who.id)]


def judge_leave(house: House, movement: Movement, key: Key, reading: Reading) -> list[e.Event]:
    """Return what a look at the shut slot proves of a key that was to hang there; with it the tag that is sensed."""
    name = movement.id
    kept = k.KeyLeaveAbandoned(name, "not_put_in") if movement.note == "not_put_in" else None
    if reading.tags is None:
        if kept and not reading.present:
            return [kept]
        note = {None: "ask", False: "empty", True: ""}[reading.present]
        return [k.KeyLeaveUnclear(name, note) if note else k.KeyLeaveConfirmed(name, "presence")]
    others = [tag for tag in reading.tags if _is_known(house, tag)]
    if len(reading.tags) > 1:
        return [k.KeyLeaveUnclear(name, "two_tags", " ".join(others))]
    if others:
        return [k.KeyLeaveUnclear(name, "wrong_key", others[0])]
    if tag := new_tag(house, reading):
        return [k.KeyLeaveConfirmed(name, "tag"), bound(key, tag)]
    if reading.tags or reading.present:
        return [k.KeyLeaveUnclear(name, "unreadable")]
    return [kept or k.KeyLeaveUnclear(name, "empty")]


def new_tag(house: House, reading: Reading) -> str:
    """Return the one tag that is sensed and no key's yet; "" where there is none, or it can't be told which."""
    fresh = [tag for tag in reading.tags or () if not _is_known(house, tag)]
    return fresh[0] if len(fresh) == 1 else ""


def bound(key: Key, tag: str) -> e.Event:
    """Return the event by which a tag is a key's from now on."""
    return e.KeyRegistered(key.id, key.kind.value, key.label, tag, key.place, key.groups, key.unit)


def struck_off(house: House, place: str, by: str) -> list[e.Event]:
    """Return what an empty slot means after a doubted leave or take-back: the key is with its home, not with us."""
    left = emptied_by(house, place)
    own = left is not None and left.kind in (Kind.LEAVE, Kind.TAKE_BACK) and left.item in house.keys
    return [k.KeyStruckOff(left.item, by, "found empty")] if left and own else []


def _is_known(house: House, tag: str) -> bool:
    return tag in house.retired_tags or any(key.tag == tag for key in house.keys.values())


def _groups_of_unit_keys(house: House, by: str) -> tuple[str, ...]:
    """Whose attendants may ask for a new key: those who may for other homes' keys, else the desk that took it in."""
    known = {group for key in house.keys.values() if key.kind is KeyKind.UNIT for group in key.groups}
    attendant = house.people.get(by)
    return tuple(sorted(known or set(attendant.groups if attendant else ())))
