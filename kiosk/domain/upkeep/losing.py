"""A key is lost: who signs for it, which lock that concerns, and how the lock becomes safe again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, KeyKind
from kiosk.domain.keeping import events as k
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import LOST_HOW, Loss
from kiosk.domain.upkeep.knowing import (
    condition_of,
    cylinder_of,
    has_turned_up,
    keys_fitting,
    loss_of,
    opens_nothing,
)
from kiosk.domain.upkeep.upkeep import Written, known_key, need_staff, need_supervisor


@dataclass(frozen=True)
class LoseKey:
    """A key is declared lost. `act` is the form's id; `owner` "": the first supervisor; `signed_by` has signed."""

    act: str
    key: str
    by: str
    owner: str
    how: str
    signed_by: str
    signature: Written
    note: Written


def decide_loss(house: House, command: LoseKey) -> list[e.Event]:
    """Return the loss, with the word to the home and to the owner of the lock change; nothing for a known one.

    Raises:
        Refused: `key.unknown`, `key.lost` for one that is lost already, `key.is_here` for one that hangs in a slot,
            `key.moving`; `signature.missing`, `loss.how_needed`.
    """
    if command.act in house.losses:
        return []
    key = known_key(house, command.key)
    withdrawn = condition_of(house, key.id).withdrawn
    if loss_of(house, key.id) or (withdrawn and withdrawn.reason == "lost"):
        raise Refused("key.lost", place=key.place)
    if house.moving(key.id):
        raise Refused("key.moving", place=key.place)
    if key.custodian.kind is CustodianKind.PLACE:
        raise Refused("key.is_here", place=key.custodian.id)
    if command.how not in LOST_HOW:
        raise Refused("loss.how_needed")
    if not command.signature.reference:
        raise Refused("signature.missing")
    lost = u.KeyLost(
        key=key.id,
        loss=command.act,
        cylinder=cylinder_of(house, key),
        lost_by=key.custodian.id if key.custodian.kind is CustodianKind.PERSON else "",
        by=command.by,
        owner=command.owner if _may_own(house, command.owner) else _first_owner(house, command.by),
        how=command.how,
        signed_by=command.signed_by,
        signature=command.signature.reference,
        signature_digest=command.signature.digest,
        note=command.note.reference,
        note_digest=command.note.digest,
    )
    told = e.NoticeQueued(f"l-{lost.loss[:16]}-{lost.owner}", lost.owner, "lock_change_due", key.id)
    return [lost, told, *_told_home(house, key, f"l-{lost.loss[:16]}", "key_lost")]


def decide_recovered(house: House, loss: str, by: Person, written: Written) -> list[e.Event]:
    """Return that a lock is held for safe, its key having turned up; nothing for a loss that is over.

    Raises:
        Refused: `supervisor.needed`, `loss.why_needed` without a word why; `loss.not_found` while it is gone.
    """
    need_supervisor(by)
    known = house.losses.get(loss)
    if known is None:
        return []
    if not has_turned_up(house, known):
        raise Refused("loss.not_found")
    if not written.reference:
        raise Refused("loss.why_needed")
    return [u.LossRecovered(known.key, known.id, by.id, written.reference, written.digest)]


def decide_owner(house: House, loss: str, owner: str, by: Person) -> list[e.Event]:
    """Return that somebody else sees to a lock change, and the word to them; nothing for one that is over.

    Raises:
        Refused: `staff.needed`, `loss.owner_needed` for anybody who does not work here.
    """
    need_staff(by)
    known = house.losses.get(loss)
    if known is None or known.owner == owner:
        return []
    if not _may_own(house, owner):
        raise Refused("loss.owner_needed")
    told = e.NoticeQueued(f"l-{loss[:16]}-{owner}", owner, "lock_change_due", known.key)
    return [u.LockChangeGiven(known.key, loss, owner, by.id), told]


def decide_lock_changed(
    house: House, loss: str, by: Person, done_on: date, today: date, work_order: str, written: Written
) -> list[e.Event]:
    """Return that the lock was changed; every other copy of it is out of service until it is cut anew.

    Another loss of the same lock is over with it. Nothing for one that is over.

    Raises:
        Refused: `staff.needed`; `loss.done_on_needed` for a day to come, or before the loss by more than it can be;
            `loss.who_needed` without a word on who did it; `loss.own` by the one who has lost the key.
    """
    need_staff(by)
    known = house.losses.get(loss)
    if known is None:
        return []
    if by.id == known.lost_by:
        raise Refused("loss.own")
    if not known.since.date().toordinal() - 1 <= done_on.toordinal() <= today.toordinal():
        raise Refused("loss.done_on_needed")
    if not written.reference:
        raise Refused("loss.who_needed")
    same = [one for one in house.losses.values() if one.cylinder == known.cylinder]
    changed: list[e.Event] = [_changed(one, by, done_on, work_order, written) for one in same]
    for key in keys_fitting(house, known.cylinder):
        lost = loss_of(house, key.id) is not None
        withdrawn = condition_of(house, key.id).withdrawn
        if not withdrawn or withdrawn.reason != "lost":
            gone = lost and key.custodian.kind is not CustodianKind.PLACE
            changed.append(u.KeyWithdrawn(key.id, by.id, "lost" if gone else "lock_changed", "", ""))
    lost_key = house.keys.get(known.key)
    told = _told_home(house, lost_key, f"c-{loss[:16]}", "lock_changed") if lost_key else []
    return [*changed, *told]


def _changed(loss: Loss, by: Person, done_on: date, work_order: str, written: Written) -> e.Event:
    return u.LockChanged(
        loss.key, loss.id, loss.cylinder, by.id, done_on, work_order, written.reference, written.digest
    )


def decide_strike_off(house: House, key: str, by: Person) -> list[e.Event]:
    """Return that a lost key leaves the register; its tag stays known. Nothing for one that has left.

    Raises:
        Refused: `supervisor.needed`; `key.not_lost` for one that is not, `loss.lock_first` while its lock is not safe.
    """
    need_supervisor(by)
    found = house.keys.get(key)
    if found is None:
        return []
    if loss_of(house, key):
        raise Refused("loss.lock_first")
    withdrawn = condition_of(house, key).withdrawn
    gone = found.custodian.kind is CustodianKind.NOBODY_KNOWS
    if not gone or withdrawn is None or withdrawn.reason != "lost":
        raise Refused("key.not_lost")
    retired: list[e.Event] = [u.KeyTagRetired(key, found.tag, by.id)] if found.tag else []
    return [*retired, k.KeyStruckOff(key, by.id, "lost")]


def to_recut(house: House) -> list[Key]:
    """Return the keys that open nothing any more and wait to be cut anew."""
    names = [one.key for one in house.conditions.values() if one.withdrawn and opens_nothing(house, one.key)]
    return [house.keys[name] for name in names if loss_of(house, name) is None]


def _told_home(house: House, key: Key, name: str, template: str) -> list[e.Event]:
    """Return the word to everybody of a key's home: that it concerns them, and nothing more."""
    if key.kind is not KeyKind.UNIT or not key.unit:
        return []
    home = [
        one
        for one in house.people.values()
        if one.unit == key.unit and one.role is Role.RESIDENT and one.active
    ]
    return [e.NoticeQueued(f"{name}-{one.id}", one.id, template, key.id) for one in home]


def _may_own(house: House, person: str) -> bool:
    known = house.people.get(person)
    return known is not None and known.active and known.role in STAFF


def _first_owner(house: House, by: str) -> str:
    """A site without a supervisor on record leaves it to whoever declares the loss."""
    for role in (Role.SUPERVISOR, Role.MANAGER):
        found = sorted(one.id for one in house.people.values() if one.role is role and one.active)
        if found:
            return found[0]
    return by
