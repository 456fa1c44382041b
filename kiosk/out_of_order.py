"""What stands on the screen while there is no kiosk yet: the record can't be opened, or years of it are read again.

Either way whoever comes reads that all is safe, and whom to call. Systemd is told that we live, else it would end us
for being late, again and again, and the screen would show nothing.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from kiosk.assembly.storage import RecordGone
from kiosk.ledger.progress import CutShort, Told
from kiosk.ledger.schema import LedgerFromTheFuture
from kiosk.notify import tell_systemd
from kiosk.serve import PortTaken, Server
from kiosk.settings import Settings
from kiosk.site_keys import LooseSecrets
from kiosk.version import VERSION
from ui.out_of_order import Gone, Rereading, health_meanwhile_app, out_of_order_app

log = logging.getLogger(__name__)

AGAIN_S = 5.0
UNSEEN_S = 2.0
"""A start that takes no longer than this shows no page of its own."""
TOLD_S = 1.0
COMMIT_S = 120
"""So long the disk may take over one stretch of what is read again before systemd ends us."""
K = TypeVar("K")


def opened(
    make: Callable[[Told], K], settings: Settings, ended: threading.Event, again_s: float = AGAIN_S
) -> K | None:
    """Return what `make` makes, however long it takes and the disk lets it wait; None if the process is to end before.

    Raises:
        Whatever `make` raises that is no fault of the record, its keys or its disk, at once.
    """
    meanwhile, why = Meanwhile(settings, ended), ""
    try:
        while True:
            try:
                return make(meanwhile.told)
            except CutShort:
                return None
            except (OSError, sqlite3.Error, LooseSecrets, LedgerFromTheFuture) as trouble:
                if not ended.is_set() and str(trouble) != why:
                    log.error("the record can't be opened: %s", trouble)
                why, cause = str(trouble), trouble
            if not ended.is_set():
                meanwhile.closed_by(cause)
            if ended.wait(again_s):
                return None
    finally:
        meanwhile.end()


class Meanwhile:
    """The page and the health page of a kiosk that is not there yet, and what systemd hears of it."""

    def __init__(self, settings: Settings, ended: threading.Event) -> None:
        self._settings = settings
        self._ended = ended
        self._servers: list[Server] | None = None
        self._seen: Rereading | None = None
        self._gone: Gone | None = None
        self._since_s = self._told_s = 0.0
        self._from: int | None = None
        self._tenths = 0

    def told(self, done: int, total: int) -> None:
        """Hear from the ledger how far it is; (0, 0): it makes its tables ready.

        Raises:
            CutShort: the process is to end.
        """
        if self._ended.is_set():
            raise CutShort
        now_s = time.monotonic()
        if self._from is None or (total and not (self._seen and self._seen.total)):
            self._since_s, self._from = now_s, done
            self._seen = Rereading(done, total)
        if now_s - self._told_s < TOLD_S:
            return
        self._told_s = now_s
        self._seen = Rereading(done, total, self._left_s(done, total, now_s))
        status = self._status()
        if self._servers is None and now_s - self._since_s < UNSEEN_S:
            tell_systemd(f"EXTEND_TIMEOUT_USEC={COMMIT_S * 1_000_000}\nSTATUS={status}")
            return
        self._show(f"STATUS={status}\nWATCHDOG_USEC={COMMIT_S * 1_000_000}\nWATCHDOG=1")
        if total and 10 * done // total > self._tenths:
            self._tenths = 10 * done // total
            log.info(status)

    def closed_by(self, trouble: Exception) -> None:
        """Say that the record can't be opened, and why."""
        self._seen, self._from = None, None
        self._gone = None
        if isinstance(trouble, RecordGone):
            self._gone = Gone(trouble.folder, restoring=trouble.restoring)
        self._show(f"STATUS=the record can't be opened: {trouble}\nWATCHDOG=1")

    def end(self) -> None:
        """Leave the ports to whoever comes now, and systemd's patience as the unit has it."""
        for server in self._servers or ():
            server.stop()
        if self._servers is not None and (usual := os.environ.get("WATCHDOG_USEC")):
            tell_systemd(f"WATCHDOG_USEC={usual}\nWATCHDOG=1")
        self._servers = None

    def _left_s(self, done: int, total: int, now_s: float) -> float | None:
        since = done - (self._from or 0)
        if since <= 0 or now_s - self._since_s < UNSEEN_S:
            return None
        return round((now_s - self._since_s) * (total - done) / since, 1)

    def _status(self) -> str:
        seen = self._seen
        if seen is None or not seen.total:
            return "the record is made ready for this release"
        left = "" if seen.left_s is None else f", about {max(1, round(seen.left_s / 60))} min left"
        return f"the record is read again: {seen.done} of {seen.total} events, {seen.percent} %{left}"

    def _show(self, word: str) -> None:
        if self._servers is None:
            site, screen, health = self._settings.site, self._settings.screen, self._settings.health
            self._servers = []
            page = out_of_order_app(site.desk_phone, lambda: self._seen, lambda: self._gone)
            self._serve(page, screen.host, screen.port)
            if health.serve:
                self._serve(health_meanwhile_app(VERSION, lambda: self._seen), health.host, health.port)
            word = f"READY=1\n{word}"
        tell_systemd(word)

    def _serve(self, app: Flask, host: str, port: int) -> None:
        try:
            server = Server(app, host, port, threads=4)
        except PortTaken as trouble:
            log.warning("no page says so: %s", trouble)
            return
        server.start()
        if self._servers is not None:
            self._servers.append(server)
