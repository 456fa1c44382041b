"""Keeps the appliance's care: backs it up when it is time, and records how that and updates ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import time
from typing import Protocol

from kiosk.domain.care.deciding import (
    backup_due,
    decide_failed,
    decide_made,
    decide_seen_continuation,
    decide_seen_update,
    decide_update,
)
from kiosk.domain.care.events import BackupFailed, BackupMade, CareEvent, UpdateEnded
from kiosk.domain.care.standing import LAST, Backup
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.telling.hub import Hub
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

FIRST_AFTER_S = 120.0
"""The lobby comes up first; a backup that was missed while the power was off comes after it."""
AGAIN_AFTER_S = 3600.0
"""A stick that is put back is found within the hour; "now" at the desk does not wait for that."""
LOOK_EVERY_S = 20.0


class Backups(Protocol):
    """What makes backups, and knows of what was done beside the kiosk."""

    @property
    def where(self) -> str:
        """The folder that they go to, "" where none are made."""

    def make(self, *, dated: bool) -> BackupMade | BackupFailed | None:
        """Return how a backup ended, None if it was stopped. `dated`: the clock is to be believed."""

    def stop(self) -> None:
        """End the one that is being made, if any."""

    def ended(self) -> Iterator[tuple[str, CareEvent]]:
        """Yield what was done beside the kiosk and not recorded yet, each with a name."""

    def recorded(self, name: str) -> None:
        """One of these is on record."""


class Care:
    """One thread for what takes its time; nothing of it is in the way of the lobby."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        hub: Hub,
        backups: Backups,
        *,
        at: time,
        zone: str,
        countable: bool,
        trusted: Callable[[], bool],
        first_after_s: float = FIRST_AFTER_S,
    ) -> None:
        """`at`: from which hour of the site's day on a backup is due; `countable`: whether keys can be counted here."""
        self._ledger = ledger
        self._clock = clock
        self._hub = hub
        self._backups = backups
        self._at, self._zone = at, zone
        self.countable = countable
        self._trusted = trusted
        self._asked = threading.Event()
        self._making = threading.Event()
        self._next_s = clock.monotonic_s() + first_after_s
        self._worker = Worker("care", self._work, again_s=LOOK_EVERY_S)
        self.start = self._worker.start

    @property
    def where(self) -> str:
        """The folder that backups go to, "" where none are made."""
        return self._backups.where

    @property
    def making(self) -> bool:
        """Whether a backup is asked for, or being made."""
        return self._asked.is_set() or self._making.is_set()

    @property
    def backup(self) -> Backup:
        """How backups stand."""
        return self._ledger.house.backups.get(LAST, Backup())

    def stop(self) -> None:
        """End the thread; a backup that is being made is given up."""
        self._worker.end()
        self._backups.stop()
        self._worker.stop()

    def ask(self, by: Person) -> None:
        """Have a backup made now.

        Raises:
            Refused: `supervisor.needed`; `care.no_backups` where the site makes none.
        """
        _need_supervisor(by)
        if not self.where:
            raise Refused("care.no_backups")
        self._asked.set()
        self._hub.changed("care")
        self._worker.wake()

    def seen(self, update: str, by: Person) -> None:
        """A supervisor has read how an update ended.

        Raises:
            Refused: `supervisor.needed`; `care.unknown`.
        """
        _need_supervisor(by)
        self._ledger.execute(lambda house: decide_seen_update(house, update, by.id))

    def looked_through(self, continued: str, by: Person) -> None:
        """A supervisor says that the house was looked through after its record was restored.

        Raises:
            Refused: `supervisor.needed`; `care.unknown`; `care.count_first` where keys can be counted.
        """
        _need_supervisor(by)
        self._ledger.execute(lambda house: decide_seen_continuation(house, continued, by.id, self.countable))

    def _work(self) -> None:
        for name, event in self._backups.ended():
            self._record(event)
            self._backups.recorded(name)
        if self.where and (self._asked.is_set() or self._is_time()):
            self._back_up()

    def _is_time(self) -> bool:
        if self._clock.monotonic_s() < self._next_s:
            return False
        return backup_due(self._ledger.house, self._clock.now(), self._at, self._zone)

    def _back_up(self) -> None:
        self._making.set()
        self._asked.clear()
        self._hub.changed("care")
        try:
            how = self._backups.make(dated=self._trusted())
            self._next_s = self._clock.monotonic_s() + AGAIN_AFTER_S
            if how is not None:
                self._record(how)
        finally:
            self._making.clear()
            self._hub.changed("care")

    def _record(self, event: CareEvent) -> None:
        match event:
            case BackupFailed():
                now = self._clock.now()
                self._ledger.execute(lambda house: decide_failed(house, event.code, now))
            case UpdateEnded():
                self._ledger.execute(lambda house: decide_update(house, event))
            case BackupMade():
                self._ledger.execute(lambda house: decide_made(house, event))


def _need_supervisor(by: Person) -> None:
    if by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
