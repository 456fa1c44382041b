"""Whether the log is to be signed now, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.checkpoints.checkpoint import EVERY, LAST
from kiosk.domain.checkpoints.events import CheckpointSigned, DeviceKeyBegun
from kiosk.domain.house import House


def decide_key(house: House, public: str) -> Sequence[DeviceKeyBegun]:
    """Return that another device's key begins, nothing where it is the known one."""
    last = house.checkpoints.get(LAST)
    if last and last.public == public:
        return []
    return [DeviceKeyBegun(public, last.public if last else "")]


def due(house: House, seq: int, now: datetime, zone: str) -> str:
    """Return why a checkpoint is due: "start", "shift", "day", "count", or "" when none is.

    `seq`: of the newest event. A checkpoint alone makes no other one due.
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
    if now.astimezone(here).date() != last.signed.astimezone(here).date():
        return "day"
    return "count" if seq - last.seq >= EVERY else ""


def decide_signed(house: House, signed: CheckpointSigned) -> Sequence[CheckpointSigned]:
    """Return a checkpoint for the record, nothing where a newer one is there."""
    last = house.checkpoints.get(LAST)
    return [signed] if last and signed.seq > last.seq else []
