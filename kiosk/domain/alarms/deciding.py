"""What people may do about an alarm: be on it, silence it, say what was found; explain the override."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.alarm import (
    DONE,
    FOUND,
    OVERRIDE_WHY,
    SERIOUS,
    Alarm,
    Patience,
    answers_for,
)
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.places import Place
from kiosk.domain.refusal import Refused

LONGEST_NUMBER = 24
EXPLAINABLE = ("forced", "override")


@dataclass(frozen=True)
class Acknowledge:
    """What somebody says of an alarm; `note` is the vault's reference to their words, or ""."""

    alarm: str
    found: str
    done: str
    note: str = ""


@dataclass(frozen=True)
class Explain:
    """Why the mechanical override was used: the number of the broken seal, and that of the new one."""

    alarm: str
    reason: str
    broken: str
    fresh: str
    signature: str
    digest: str


def need_open(house: House, alarm: str) -> Alarm:
    """Return an alarm that still wants something.

    Raises:
        Refused: `alarm.unknown`; `alarm.over` where somebody has said already what was found.
    """
    known = house.alarms.get(alarm)
    if known is None:
        raise Refused("alarm.unknown")
    if not known.open:
        raise Refused("alarm.over")
    return known


def decide_take(house: House, alarm: str, by: Person) -> list[e.Event]:
    """Return that somebody is on it, also in place of a colleague; nothing where they are on it already.

    Raises:
        Refused: `staff.needed`; as `need_open`.
    """
    known = need_open(house, alarm)
    _staff(by)
    return [] if known.taken_by == by.id else [a.AlarmTaken(alarm, by.id)]


def decide_silence(house: House, alarm: str, by: Person) -> list[e.Event]:
    """Return that its sound is off; nothing where it is.

    Raises:
        Refused: `staff.needed`; as `need_open`.
    """
    known = need_open(house, alarm)
    _staff(by)
    return [] if known.silenced_by else [a.AlarmSilenced(alarm, by.id)]


def decide_acknowledge(house: House, command: Acknowledge, by: Person) -> list[e.Event]:
    """Return what was found and done.

    Raises:
        Refused: `alarm.not_yours` for one of the staff who neither answers for it nor is on it; `finding.unknown`;
            `alarm.note_needed` for a serious finding without words; `alarm.explain` for an override that was no
            break-in: it wants its explanation; `alarm.key_gone` for a key that nobody knows of, and that was found
            to be anything but missing; `staff.needed`; as `need_open`.
    """
    known = need_open(house, command.alarm)
    _staff(by)
    if not answers_for(known, by):
        raise Refused("alarm.not_yours")
    if command.found not in FOUND or command.done not in DONE:
        raise Refused("finding.unknown")
    if command.found in SERIOUS and not command.note:
        raise Refused("alarm.note_needed")
    if known.kind == "override" and command.found != "break_in":
        raise Refused("alarm.explain")
    if still_gone(house, known) and command.found not in SERIOUS:
        raise Refused("alarm.key_gone")
    return [a.AlarmAcknowledged(known.id, by.id, command.found, command.done, command.note)]


def settled_with(house: House, place: str, by: str, finding: str) -> list[e.Event]:
    """Return the acknowledgements that lie in settling a place: whoever has looked there has said what was found.

    A key that is gone is no less gone by that: its alarm waits for whoever answers for it.
    """
    found = "in_order" if finding == "as_recorded" else "mistake"
    return [
        a.AlarmAcknowledged(one.id, by, found, "put_right")
        for one in house.alarms.values()
        if one.open
        and one.kind != "override"
        and one.explained is None
        and place in one.places
        and (finding == "item_inside" or not still_gone(house, one))
    ]


def still_gone(house: House, alarm: Alarm) -> bool:
    """Return whether an alarm is about a key that left its slot, and nobody knows where it is."""
    nobody, missed = CustodianKind.NOBODY_KNOWS, [house.keys[key] for key in alarm.keys if key in house.keys]
    return alarm.kind == "key_gone" and any(key.custodian.kind is nobody for key in missed)


def decide_explain(house: House, command: Explain, by: Person) -> list[e.Event]:
    """Return the explanation of doors that opened alone, with its first name; the second one ends it.

    Raises:
        Refused: `alarm.not_door` for another kind of alarm; `reason.missing`; `seal.number_needed`;
            `seal.other_number` where the broken seal is not the one on record, but for a supervisor, who puts on
            record what was found; `alarm.not_yours`, `staff.needed`; as
            `need_open`.
    """
    known = need_open(house, command.alarm)
    _staff(by)
    if not answers_for(known, by):
        raise Refused("alarm.not_yours")
    if known.kind not in EXPLAINABLE:
        raise Refused("alarm.not_door")
    if command.reason not in OVERRIDE_WHY:
        raise Refused("reason.missing")
    if not command.broken or not command.fresh or command.fresh == command.broken:
        raise Refused("seal.number_needed")
    seal = house.seals.get(known.cabinet or Place.cabinet_of(known.place))
    other = seal is not None and seal.number not in ("", command.broken)
    if seal and other and by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("seal.other_number", number=seal.number)
    if known.explained:
        raise Refused("alarm.explained")
    return [
        a.OverrideExplained(
            known.id,
            by.id,
            command.reason,
            command.broken,
            command.fresh,
            command.signature,
            command.digest,
        )
    ]


def decide_sign(house: House, alarm: str, by: Person, signature: str, digest: str) -> list[e.Event]:
    """Return the second name, and with it the end of the alarm: its doors are settled, the new seal is in force.

    Doors in doubt stay in doubt: what hangs behind them is for somebody to look at.

    Raises:
        Refused: `override.not_explained`; `override.alone` for the one who has signed already; `staff.needed`; as
            `need_open`.
    """
    known = need_open(house, alarm)
    _staff(by)
    if known.explained is None:
        raise Refused("override.not_explained")
    if any(one.person == by.id for one in known.explained.signed):
        raise Refused("override.alone")
    first = known.explained.signed[0].person
    settled = [
        e.DoorSettled(place, first, "override")
        for place in known.places
        if house.door(place).forced_at and not house.door(place).doubt
    ]
    return [
        a.OverrideSigned(alarm, by.id, signature, digest),
        *settled,
        a.SealSet(known.cabinet or Place.cabinet_of(known.place), known.explained.fresh, first),
        a.AlarmAcknowledged(alarm, first, "in_order", "put_right"),
    ]


def decide_seal(
    house: House, cabinet: str, number: str, by: Person, cabinets: Sequence[str]
) -> list[e.Event]:
    """Return the number of the seal that is on a cabinet's override; nothing where it is on record.

    Raises:
        Refused: `supervisor.needed`, `place.unknown`, `seal.number_needed`; `seal.override_open` while that cabinet's
            override waits for its explanation, which names both numbers.
    """
    if not by.active or by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if cabinet not in cabinets:
        raise Refused("place.unknown")
    if not number:
        raise Refused("seal.number_needed")
    if any(one.open and one.kind == "override" and one.cabinet == cabinet for one in house.alarms.values()):
        raise Refused("seal.override_open")
    known = house.seals.get(cabinet)
    return [] if known and known.number == number else [a.SealSet(cabinet, number, by.id)]


def late(house: House, now: datetime, patience: Patience) -> list[e.Event]:
    """Return the steps that are due and not yet taken, with the notices that go out by them."""
    found: list[e.Event] = []
    for alarm in house.alarms.values():
        step = patience.step_at(alarm, now) if alarm.open else 0
        if step > alarm.step:
            found.append(a.AlarmEscalated(alarm.id, step))
            found += [
                e.NoticeQueued(f"al{step}-{alarm.id}-{person.id}", person.id, "alarm", alarm.id)
                for person in told(house, alarm, step)
            ]
    return found


def told(house: House, alarm: Alarm, step: int) -> list[Person]:
    """Return whom a step reaches: the owner, then the managers; the supervisors where there is nobody such."""
    active = [one for one in house.people.values() if one.active]
    wanted = Role.MANAGER.value if step == 2 else alarm.owner
    found = [one for one in active if one.role in STAFF and wanted in (one.role.value, f"person:{one.id}")]
    return found or [one for one in active if one.role is Role.SUPERVISOR]


def number_of(typed: str) -> str:
    """Return a seal's number as it was typed, without what is no part of it; raises `number.form`."""
    return paper_number("".join(typed.split()), LONGEST_NUMBER)


def _staff(by: Person) -> None:
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
