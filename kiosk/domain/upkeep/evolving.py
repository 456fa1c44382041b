"""How each recorded event about the upkeep of keys changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, Key
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import (
    Condition,
    Copies,
    Copy,
    Counted,
    Fault,
    Loss,
    NoteWanted,
    Replacing,
    RetiredTag,
    Withdrawal,
)
from kiosk.domain.upkeep.knowing import condition_of, copies_of, loss_of

V = TypeVar("V")


def with_upkeep(house: House, event: u.UpkeepEvent, at: datetime) -> House:
    """Return the house after `event`. What is over leaves the running state."""
    if isinstance(event, u.KeyReplaced):
        return _replaced(house, event, at)
    if isinstance(event, u.KeyTagRetired):
        return _retired(house, event.key, event.tag, at)
    if isinstance(event, u.RetiredTagSeen):
        return _seen(house, event, at)
    if isinstance(
        event, u.KeyLost | u.LossRecovered | u.LockChanged | u.LockChangeGiven
    ):  # `LostKeyFound` changes nothing: the key's custodian says where it is
        return _with_loss(house, event, at)
    if isinstance(event, u.CopyRecorded | u.CopyEnded | u.CopiesCounted):
        return _with_copies(house, event, at)
    return _put_condition(house, _condition_after(condition_of(house, event.key), event, at))


def _condition_after(known: Condition, event: u.UpkeepEvent, at: datetime) -> Condition:
    match event:
        case u.KeyFaultReported():
            return _with_fault(known, event, at)
        case u.KeyFaultNoted():
            faults = tuple(
                replace(one, note=event.note) if one.id == event.fault else one for one in known.faults
            )
            return replace(known, faults=faults)
        case u.KeyFaultMended():
            return replace(known, faults=tuple(one for one in known.faults if one.id != event.fault))
        case u.KeyNoteWanted():
            return replace(known, note_wanted=NoteWanted(event.movement, event.bearer, at))
        case u.KeyFoundFine():
            return replace(known, note_wanted=None)
        case u.KeyWithdrawn():
            return replace(known, withdrawn=Withdrawal(event.by, event.reason, at, event.note))
        case u.KeyPutBack():
            return replace(known, withdrawn=None)
        case u.KeyReplacementBegun():
            waits = Replacing(event.act, event.by, event.reason, event.cut, at, event.label)
            return replace(known, replacing=waits)
        case u.KeyReplacementGivenUp():
            return replace(known, replacing=None)
        case u.KeyFits():
            return replace(known, cylinder=event.cylinder)
    return known


def _with_fault(known: Condition, event: u.KeyFaultReported, at: datetime) -> Condition:
    """The same fault said twice is one; the log keeps who else has said it."""
    known = replace(known, note_wanted=None)
    if known.fault(event.what):
        return known
    fault = Fault(event.fault, event.what, event.said_by, at, event.note)
    return replace(known, faults=(*known.faults, fault))


def _replaced(house: House, event: u.KeyReplaced, at: datetime) -> House:
    key = house.keys.get(event.key)
    if key is None:
        return house
    if event.old_tag and event.old_tag != event.tag:
        house = _retired(house, key.id, event.old_tag, at)
    if event.tag in house.retired_tags:
        house = house.having(retired_tags=_without(house.retired_tags, event.tag))
    house = _put_key(house, replace(key, tag=event.tag, label=event.label or key.label))
    known = condition_of(house, key.id)
    fresh = Condition(
        key.id,
        cut=event.cut or known.cut,
        cylinder=known.cylinder,
        relabelled=known.relabelled or event.label is not None,
    )
    if loss := loss_of(house, key.id):
        house = house.having(losses=_with(house.losses, loss.id, replace(loss, replaced=True)))
    return _put_condition(house, fresh)


def _retired(house: House, key: str, tag: str, at: datetime) -> House:
    return house.having(retired_tags=_with(house.retired_tags, tag, RetiredTag(tag, key, at)))


def _seen(house: House, event: u.RetiredTagSeen, at: datetime) -> House:
    known = house.retired_tags.get(event.tag)
    if known is None:
        return house
    seen = replace(known, seen_at=event.place, seen=at)
    return house.having(retired_tags=_with(house.retired_tags, event.tag, seen))


def _with_loss(
    house: House, event: u.KeyLost | u.LossRecovered | u.LockChanged | u.LockChangeGiven, at: datetime
) -> House:
    if isinstance(event, u.KeyLost):
        return _lost(house, event, at)
    known = house.losses.get(event.loss)
    if known is None:
        return house
    if isinstance(event, u.LockChangeGiven):
        return house.having(losses=_with(house.losses, known.id, replace(known, owner=event.owner)))
    house = house.having(losses=_without(house.losses, known.id))
    if isinstance(event, u.LockChanged) and (copies := house.copies.get(event.cylinder)):
        return _put_copies(house, replace(copies, outside=(), counted=None))  # none of them fits any more
    return house


def _lost(house: House, event: u.KeyLost, at: datetime) -> House:
    loss = Loss(
        id=event.loss,
        key=event.key,
        cylinder=event.cylinder,
        lost_by=event.lost_by,
        declared_by=event.by,
        since=at,
        owner=event.owner,
        how=event.how,
        note=event.note,
        signature=event.signature,
    )
    house = house.having(losses=_with(house.losses, loss.id, loss))
    key = house.keys.get(event.key)
    if key is None:
        return house
    return _put_key(house, replace(key, custodian=UNKNOWN, since=at, due=None, overdue_step=0))


def _with_copies(house: House, event: u.CopyRecorded | u.CopyEnded | u.CopiesCounted, at: datetime) -> House:
    known = copies_of(house, event.cylinder)
    others = tuple(one for one in known.outside if one.id != getattr(event, "copy", ""))
    match event:
        case u.CopyRecorded():
            copy = Copy(event.copy, event.holder, at, event.by, event.order, event.cut, event.note)
            return _put_copies(house, replace(known, outside=(*others, copy)))
        case u.CopyEnded():
            return _put_copies(house, replace(known, outside=others))
        case u.CopiesCounted():
            return _put_copies(house, replace(known, counted=Counted(event.found, event.known, event.by, at)))


def _put_copies(house: House, copies: Copies) -> House:
    if copies == Copies(copies.cylinder):
        return house.having(copies=_without(house.copies, copies.cylinder))
    return house.having(copies=_with(house.copies, copies.cylinder, copies))


def _put_condition(house: House, condition: Condition) -> House:
    if condition.is_plain or condition.key not in house.keys:
        return house.having(conditions=_without(house.conditions, condition.key))
    return house.having(conditions=_with(house.conditions, condition.key, condition))


def _put_key(house: House, key: Key) -> House:
    return house.having(keys=_with(house.keys, key.id, key))


def _with(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    """Return `entities` with one of them set, as the newest: so the ledger finds what has changed."""
    return {**_without(entities, name), name: entity}


def _without(entities: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: one for other, one in entities.items() if other != name}
