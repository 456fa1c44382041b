"""Facts about the appliance's own care: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class CareEvent(Event):
    """Something about backups, updates and the board itself; the base of all events here."""


@stored_as("care.backup.made/1")
@dataclass(frozen=True)
class BackupMade(CareEvent):
    """A backup was written, opened again and verified. `seq`, `head`: of the newest event in it."""

    file: str
    seq: int
    head: str
    events: int
    size_bytes: int


@stored_as("care.backup.failed/1")
@dataclass(frozen=True)
class BackupFailed(CareEvent):
    """No backup could be made. `code`: why; the same reason is said once a day at most."""

    code: str


@stored_as("log.continued/1")
@dataclass(frozen=True)
class LogContinued(CareEvent):
    """The log goes on upon another board, from a backup. The event before it is the newest that the backup had.

    `seq`, `head`: of that event; `public`: the new device's key; `before`: the old one's, "" if none is known;
    `made`: when the backup was, UTC.
    """

    seq: int
    head: str
    public: str
    before: str
    made: str


@stored_as("log.continued.seen/1")
@dataclass(frozen=True)
class ContinuationSeen(CareEvent):
    """A supervisor says that the house was looked through after a restoration, place by place."""

    continued: str
    by: str


@stored_as("care.update.ended/1")
@dataclass(frozen=True)
class UpdateEnded(CareEvent):
    """An update is over. `outcome`: "done", "rolled_back", "held" or "not_begun"; `code`: why, "" for done."""

    update: str
    to: str
    before: str
    outcome: str
    code: str


@stored_as("care.update.seen/1")
@dataclass(frozen=True)
class UpdateSeen(CareEvent):
    """A supervisor has read how an update ended."""

    update: str
    by: str
