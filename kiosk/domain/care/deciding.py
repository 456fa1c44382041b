"""When a backup is due, what is recorded of one that failed, and what waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.care.events import BackupFailed, BackupMade, ContinuationSeen, UpdateEnded, UpdateSeen
from kiosk.domain.care.evolving import is_settled
from kiosk.domain.care.standing import LAST, Backup
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.refusal import Refused

TOLD_AGAIN = timedelta(hours=24)
"""The same failure is recorded so often at most: a stick that is out for a year adds 365 events."""
MATTERS_AFTER = timedelta(hours=24)
"""A stick may be out for a day: it is on its way to the safe."""


def backup_due(house: House, now: datetime, at: time, zone: str) -> bool:
    """Return whether the day's backup should have been made by now. `at`: the site's own hour."""
    here = now.astimezone(ZoneInfo(zone))
    latest = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if latest > here:
        latest -= timedelta(days=1)
    last = house.backups.get(LAST, Backup())
    return last.made is None or last.made < latest


def decide_made(house: House, made: BackupMade) -> Sequence[BackupMade]:
    """Return what is recorded of a backup; nothing the second time."""
    return [] if house.backups.get(LAST, Backup()).file == made.file else [made]


def decide_failed(house: House, code: str, now: datetime) -> Sequence[BackupFailed]:
    """Return what is recorded of a backup that could not be made: nothing where that was said already."""
    last = house.backups.get(LAST, Backup())
    said = last.code == code and last.told is not None and now - last.told < TOLD_AGAIN
    return [] if said else [BackupFailed(code)]


def decide_update(house: House, ended: UpdateEnded) -> Sequence[UpdateEnded]:
    """Return what is recorded of an update; nothing the second time."""
    return [] if ended.update in house.updates else [ended]


def decide_seen_update(house: House, update: str, by: str) -> Sequence[UpdateSeen]:
    """Return that a supervisor has read how an update ended; nothing where somebody has.

    Raises:
        Refused: `care.unknown`.
    """
    known = house.updates.get(update)
    if known is None:
        raise Refused("care.unknown")
    return [] if is_settled(known) else [UpdateSeen(update, by)]


def decide_seen_continuation(
    house: House, continued: str, by: str, counted: bool
) -> Sequence[ContinuationSeen]:
    """Return that the house was looked through. `counted`: a stocktake can say so, and nothing else may.

    Raises:
        Refused: `care.unknown`; `care.count_first` where keys can be counted.
    """
    if continued not in house.continuations:
        raise Refused("care.unknown")
    if counted:
        raise Refused("care.count_first")
    return [ContinuationSeen(continued, by)]


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what somebody has to see to: no backup for a day, a board that was changed, an update that failed."""
    last = house.backups.get(LAST, Backup())
    if last.failing and now - (last.made or last.failing) >= MATTERS_AFTER:
        yield Pending("care.backup_late", last.failing, urgent=False, about=LAST)
    for one in house.continuations.values():
        yield Pending("care.continued", one.at, urgent=True, about=one.id)
    for update in house.updates.values():
        if not is_settled(update):
            yield Pending(f"care.update_{update.outcome}", update.at, urgent=False, about=update.id)
