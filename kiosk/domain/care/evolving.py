"""What the house makes of events about its care."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.care import events as c
from kiosk.domain.care.standing import DONE, LAST, Backup, Continuation, Update
from kiosk.domain.house import House, newest

UPDATES_KEPT = 12


def with_care(house: House, event: c.CareEvent, at: datetime) -> House:
    """Return the house after an event about backups, updates or the board."""
    last = house.backups.get(LAST, Backup())
    match event:
        case c.BackupMade():
            made = Backup(at, event.file, event.seq, event.events, event.size_bytes)
            return house.having(backups={LAST: made})
        case c.BackupFailed():
            failing = replace(last, failing=last.failing or at, told=at, code=event.code)
            return house.having(backups={LAST: failing})
        case c.LogContinued():
            name = f"c{event.seq}"
            here = Continuation(name, at, event.seq, event.made, event.public, event.before)
            return house.having(continuations=newest(house.continuations, name, here))
        case c.ContinuationSeen():
            left = {name: one for name, one in house.continuations.items() if name != event.continued}
            return house.having(continuations=left)
        case c.UpdateEnded():
            ended = Update(event.update, at, event.to, event.before, event.outcome, event.code)
            kept = newest(house.updates, event.update, ended)
            over = list(kept)[: max(0, len(kept) - UPDATES_KEPT)]
            return house.having(updates={name: one for name, one in kept.items() if name not in over})
        case c.UpdateSeen() if known := house.updates.get(event.update):
            return house.having(updates=newest(house.updates, known.id, replace(known, seen=event.by)))
    return house


def continued_before(house: House, begun: datetime) -> House:
    """Return the house after a stocktake that began at `begun` has ended: what a board did before it is counted."""
    left = {name: one for name, one in house.continuations.items() if one.at > begun}
    return house if len(left) == len(house.continuations) else house.having(continuations=left)


def is_settled(update: Update) -> bool:
    """Return whether nobody has to read of an update any more."""
    return update.outcome == DONE or bool(update.seen)
