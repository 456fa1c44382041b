"""Whether the log is to be signed now, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.checkpoints.checkpoint import EVERY, LAST, NOTICE, Checkpoint, name_of
from kiosk.domain.checkpoints.events import CheckpointSigned, DeviceKeyBegun
from kiosk.domain.house import House
from kiosk.domain.people import Role


def decide_key(house: House, public: str) -> Sequence[DeviceKeyBegun]:
    """Return that another device's key begins, nothing where it is the known one."""
    last = house.checkpoints.get(LAST)
    if last and last.public == public:
        return []
    return [DeviceKeyBegun(public, last.public if last else "")]


def due(house: House, seq: int, now: datetime, zone: str, *, every: int = EVERY, trusted: bool = True) -> str:
    """Return why a checkpoint is due: "start", "shift", "day", "count", or "" when none is.

    `seq`: of the newest event; `every`: after so many at the latest; `trusted`: whether the clock may be believed:
    no day begins by another. A checkpoint alone makes no other one due.
    """
    last = house.checkpoints.get(LAST)
    if last is None or last.signed is None:
        return "start"
    if seq <= last.seq + 1:
        return ""  # nothing but the checkpoint itself has happened since
    ends = (at for shift in house.shifts.values() for at in (shift.ended, shift.taken) if at)
    if max(ends, default=last.signed) > last.signed:
        return "shift"
    here = ZoneInfo(zone)
    if trusted and now.astimezone(here).date() != last.signed.astimezone(here).date():
        return "day"
    return "count" if seq - last.seq >= every else ""


def newest_signed(house: House) -> Sequence[Checkpoint]:
    """Return the checkpoints that are at hand, the newest first."""
    return [one for name, one in reversed(list(house.checkpoints.items())) if name != LAST]


def decide_signed(house: House, signed: CheckpointSigned, *, tell: bool = False) -> Sequence[e.Event]:
    """Return a checkpoint for the record, nothing where a newer one is there.

    `tell`: the property managers are sent the day's; the supervisors, where there is none.
    """
    last = house.checkpoints.get(LAST)
    if last is None or signed.seq <= last.seq:
        return []
    told = told_of(house) if tell and signed.why == "day" else ()
    return [
        signed,
        *(e.NoticeQueued(f"head-{signed.seq}-{one}", one, NOTICE, name_of(signed.seq)) for one in told),
    ]


def told_of(house: House) -> Sequence[str]:
    """Return who is sent what was signed."""
    active = [one for one in house.people.values() if one.active]
    managers = [one.id for one in active if one.role is Role.MANAGER]
    return managers or [one.id for one in active if one.role is Role.SUPERVISOR]
