"""What waits because of keys: gone, late, out alone, found, booked; their contractors, emergencies, printed maps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain.bookings.booking import BookingStage
from kiosk.domain.contractors.errands import is_out
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.keeping.keeping import recalled
from kiosk.domain.keymap import issuing as keymaps
from kiosk.domain.keys.pairs import apart
from kiosk.domain.upkeep.knowing import is_lost
from kiosk.domain.upkeep.waiting import waiting
from kiosk.flows.shifts.task import Task

PAIR_WITHIN_S = 120
"""So long two keys that belong together may be apart: one is taken, or brought back, after the other."""
UNUSED_DEPOSIT_H = 12
"""A deposit for a key that never left is asked about after so long."""


def key_tasks(house: House, now: datetime, keymap_after: int) -> Iterator[Task]:
    """Yield what a key wants somebody for. `keymap_after`: after how many changes a printed map is to be renewed."""
    yield from _keys(house, now)
    yield from _pairs(house, now)
    yield from _bookings(house)
    yield from _upkeep(house, now)
    yield from _emergencies(house)
    yield from _deposits(house, now)
    yield from _reports(house)
    yield from _move_ins(house, now)
    yield from _strays(house)
    yield from _brought(house)
    yield from _keymaps(house, keymap_after)


def _keys(house: House, now: datetime) -> Iterator[Task]:
    """A key's trouble is told once: a doubt about the place where it shows says the same."""
    for key in house.keys.values():
        since = key.since or now
        if key.custodian.kind is CustodianKind.NOBODY_KNOWS and not house.door(key.place).doubt:
            if not is_lost(house, key.id):  # of which the lock change is the task
                yield Task("key_gone", since, item=key.id, place=key.place)
        elif recalled(house, key, now):
            yield Task("key_recalled", since, item=key.id)
        elif key.due and key.due <= now and key.custodian.kind is CustodianKind.PERSON:
            yield Task("key_overdue", key.due, urgent=key.overdue_step > 1, item=key.id)
        elif _elsewhere(key) and not house.door(key.custodian.id).doubt:
            yield Task("key_elsewhere", since, urgent=False, item=key.id, place=key.custodian.id)


def _elsewhere(key: Key) -> bool:
    return key.custodian.kind is CustodianKind.PLACE and key.custodian.id != key.place


def _pairs(house: House, now: datetime) -> Iterator[Task]:
    """A key that goes only with another one is out without it: the other door did not open, or it came back alone."""
    for key, other in apart(house):
        since = max(key.since or now, other.since or now)
        if not house.moving(other.id) and now - since > timedelta(seconds=PAIR_WITHIN_S):
            yield Task("key_alone", since, urgent=False, item=key.id, place=other.place)


def _bookings(house: House) -> Iterator[Task]:
    for booking in house.bookings.values():
        if booking.stage is BookingStage.DISPLACED and not booking.seen:
            since = booking.ended or booking.made
            yield Task("booking_displaced", since, urgent=False, item=booking.key, booking=booking.id)


def _upkeep(house: House, now: datetime) -> Iterator[Task]:
    for one in waiting(house, now):
        yield Task(one.code, one.since, urgent=one.urgent, item=one.key, movement=one.about)


def _strays(house: House) -> Iterator[Task]:
    """A key that found no free slot: somebody stands there with it, or the desk has it in hand."""
    for stray in house.strays.values():
        code = "key_at_desk" if stray.taken_by else "key_no_slot"
        yield Task(code, stray.since, urgent=not stray.taken_by, item=stray.key)


def _brought(house: House) -> Iterator[Task]:
    """Keys that somebody brought and nothing can open for, and those at the desk that nobody knows."""
    for one in house.found_keys.values():
        code = "key_unknown" if one.taken_by else "key_brought"
        yield Task(code, one.since, urgent=not one.taken_by, item=one.key, movement=one.id)


def _keymaps(house: House, after_changes: int) -> Iterator[Task]:
    known = keymaps.newest(house)
    if known and keymaps.not_on_paper(house):  # nobody is to destroy the only map there is
        yield Task("keymap_unprinted", known.issued, keymap=str(known.number))
        return
    if known and keymaps.renewal_due(house, after_changes):
        yield Task("keymap_due", known.issued, urgent=False, keymap=str(known.number))
    for one in house.keymaps.values():
        if one.superseded and known:
            yield Task("keymap_destroy", known.issued, keymap=str(one.number))


def _emergencies(house: House) -> Iterator[Task]:
    for emergency in house.emergencies.values():
        code = "stocktake_due" if emergency.ended else "emergency"
        yield Task(code, emergency.ended or emergency.begun, item=emergency.id)


def _reports(house: House) -> Iterator[Task]:
    for movement in house.movements.values():
        if movement.report_due:
            yield Task("report_due", movement.begun, item=movement.item, movement=movement.id)


def _deposits(house: House, now: datetime) -> Iterator[Task]:
    """A contractor's key is back, and the money that was left for it is not."""
    for stay in house.stays.values():
        for errand in stay.errands.values():
            deposit, key = errand.deposit, house.keys.get(errand.key)
            if deposit is None or not errand.holds_money or is_out(house, stay, errand):
                continue
            if errand.movement or now - deposit.at > timedelta(hours=UNUSED_DEPOSIT_H):
                since = key.since if key and key.since else deposit.at
                yield Task("contractor_deposit", since, urgent=False, item=errand.key, movement=stay.id)


def _move_ins(house: House, now: datetime) -> Iterator[Task]:
    """What an owner was promised, and a list that waits for its signatures."""
    for one in house.move_ins.values():
        if one.under_way:
            yield Task("movein_open", one.begun, urgent=False, movement=one.id)
        elif one.owed_by and one.ended:
            yield Task("movein_owed", one.ended, urgent=one.owed_by <= now.date(), movement=one.id)
