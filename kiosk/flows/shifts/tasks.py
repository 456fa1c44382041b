"""What waits for somebody at the desk: every task with what happened and since when, made anew from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from kiosk.domain.care.deciding import pending as care_pending
from kiosk.domain.deposits.waiting import pending as deposits_pending
from kiosk.domain.entrusted.counting import pending as items_pending
from kiosk.domain.followups.deciding import pending as follow_ups_pending
from kiosk.domain.grievances.lateness import pending as grievances_pending
from kiosk.domain.house import House
from kiosk.domain.incidents.reminding import waiting as incidents_pending
from kiosk.domain.inspections import waiting as inspections
from kiosk.domain.items import Parcel
from kiosk.domain.keeping.moving_out import keys_left_behind
from kiosk.domain.loans.waiting import loans_waiting
from kiosk.domain.money.waiting import money_pending
from kiosk.domain.passes.deciding import passes_waiting
from kiosk.domain.pending import Pending
from kiosk.domain.releases.deciding import releases_waiting
from kiosk.domain.services.waiting import services_pending
from kiosk.domain.shifts.notes import waiting as notes_pending
from kiosk.domain.shifts.shift import Stage as ShiftStage
from kiosk.domain.transfers.waiting import pending as transfers_pending
from kiosk.domain.workorders.waiting import pending as orders_pending
from kiosk.domain.workorders.waiting import unwritten
from kiosk.flows.doors.door_tasks import door_tasks
from kiosk.flows.keys.key_tasks import key_tasks
from kiosk.flows.parcels.parcel_tasks import parcel_tasks
from kiosk.flows.shifts.task import Task
from kiosk.ports.devices import DeviceState

__all__ = ["PARTS", "Task", "tasks"]

SHIFT_LASTS_H = 16
"""Whoever is on duty for longer has most likely left without clocking off."""


Part = Callable[[House, datetime], Iterator[Pending]]
PARTS: tuple[Part, ...] = (
    services_pending,
    money_pending,
    notes_pending,
    incidents_pending,
    deposits_pending,
    transfers_pending,
    items_pending,
    loans_waiting,
    passes_waiting,
    releases_waiting,
    orders_pending,
    unwritten,
    grievances_pending,
    follow_ups_pending,
    care_pending,
    keys_left_behind,
)
"""Who tells of what waits, beside what is told here."""


def tasks(
    house: House,
    devices: Sequence[DeviceState],
    now: datetime,
    *,
    keymap_after: int = 1,
    asked: Sequence[tuple[Parcel, datetime]] = (),
    clock_ahead: bool = False,
    proofs: Sequence[tuple[str, datetime]] = (),
) -> list[Task]:
    """Return everything that waits, urgent first, then oldest first.

    `clock_ahead`: the record's time lies ahead of the machine's clock, so that nothing expires.
    `keymap_after`: after how many changes a printed key map is due for renewal; 0: never. `asked`: parcels on shelves
    whose right was shown at the lobby just now, and when. `proofs`: parcels whose owner can show no more, and when.
    """
    found = [
        *door_tasks(house, devices, now),
        *key_tasks(house, now, keymap_after),
        *parcel_tasks(house, now),
        *(Task("storeroom_asked", at, item=one.id, place=one.custodian.id) for one, at in asked),
        *(Task("proof_asked", at, person="", item=name) for name, at in proofs),
        *_inspections(house, now),
        *_shifts(house, now),
        *_matters(house, now),
    ]
    if clock_ahead:
        found.append(Task("clock", now, device="clock"))
    return sorted(found, key=lambda task: (not task.urgent, task.since))


def _inspections(house: House, now: datetime) -> Iterator[Task]:
    for one in inspections.waiting(house, now):
        yield Task(one.code, one.since, urgent=one.urgent, inspection=one.about, person=one.person)


def _shifts(house: House, now: datetime) -> Iterator[Task]:
    for shift in house.shifts.values():
        if shift.stage is ShiftStage.LEFT:
            yield Task("handover_open", shift.ended or shift.begun, item=shift.id)
        elif shift.stage is ShiftStage.ON and now - shift.begun > timedelta(hours=SHIFT_LASTS_H):
            yield Task("shift_long", shift.begun, urgent=False, item=shift.id)


def _matters(house: House, now: datetime) -> Iterator[Task]:
    for part in PARTS:
        for one in part(house, now):
            yield Task(one.code, one.since, urgent=one.urgent, matter=one.about, person=one.person)
