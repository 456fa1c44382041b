"""What is open in the house, in numbers: for a monitoring program, and for an update that waits for a quiet lobby."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.care.evolving import is_settled
from kiosk.domain.care.standing import LAST, Backup
from kiosk.domain.checkpoints.checkpoint import LAST as NEWEST_SIGNED
from kiosk.domain.house import House
from kiosk.flows.shifts.tasks import tasks
from kiosk.ports.devices import DeviceState


@dataclass(frozen=True)
class OpenMatters:
    """Numbers of things, never which. Times are None where it never happened.

    `under_way`: movements that are not over and doors that stand open; `backup_code`: why none can be made, "" while
    all is well; `restored`: boards on which nobody has counted yet; `updates`: such as failed and nobody has read of.
    """

    under_way: int = 0
    doubts: int = 0
    alarms: int = 0
    tasks: int = 0
    urgent: int = 0
    backup_at: datetime | None = None
    backup_code: str = ""
    signed_at: datetime | None = None
    restored: int = 0
    updates: int = 0


def open_matters(house: House, devices: Sequence[DeviceState], now: datetime) -> OpenMatters:
    """Return what is open now."""
    doors = house.doors.values()
    waiting = tasks(house, devices, now)
    backup = house.backups.get(LAST, Backup())
    signed = house.checkpoints.get(NEWEST_SIGNED)
    return OpenMatters(
        under_way=sum(not one.ended for one in house.movements.values())
        + sum(one.seen_open for one in doors),
        doubts=sum(bool(one.doubt) for one in doors),
        alarms=sum(one.open for one in house.alarms.values()),
        tasks=len(waiting),
        urgent=sum(one.urgent for one in waiting),
        backup_at=backup.made,
        backup_code=backup.code,
        signed_at=signed.signed if signed else None,
        restored=len(house.continuations),
        updates=sum(not is_settled(one) for one in house.updates.values()),
    )
