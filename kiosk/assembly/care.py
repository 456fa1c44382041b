"""Wires the appliance's care: backups are made by a process of their own, which takes what is left of the processor."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

from kiosk.assembly.ground import Ground
from kiosk.backup import spool
from kiosk.backup.job import as_plain, job_of
from kiosk.domain.care.events import BackupFailed, BackupMade, CareEvent, UpdateEnded
from kiosk.domain.places import PlaceKind
from kiosk.flows.care import Care
from kiosk.settings import Settings

log = logging.getLogger(__name__)

WITHIN_S = 4 * 3600.0
"""A backup that takes longer hangs on a dead share."""


class BackupChild:
    """Makes backups in a process apart: neither their work nor a medium that hangs is the lobby's business."""

    def __init__(self, settings: Settings, root: Path, site_file: Path | None) -> None:
        """Nothing is begun. `site_file`: where the settings stand, None if nowhere."""
        self._settings, self._root, self._site_file = settings, root, site_file
        self._folder = root / settings.storage.folder
        self._lock = threading.Lock()
        self._stopped = False
        self._child: subprocess.Popen[str] | None = None

    @property
    def where(self) -> str:
        """The folder that they go to, "" where none are made."""
        folder = self._settings.backup.folder
        return str(self._root / folder) if folder else ""

    def make(self, *, dated: bool) -> BackupMade | BackupFailed | None:
        """Return how a backup ended, None if it was stopped."""
        job = job_of(self._settings, self._root, self._site_file, dated=dated)
        if job is None:
            return None
        with self._lock:
            if self._stopped:
                return None
            child = self._child = subprocess.Popen(
                [sys.executable, "-m", "kiosk.backup"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        try:
            said, trouble = child.communicate(json.dumps(as_plain(job)), timeout=WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return BackupFailed("gone")
        if self._stopped:
            return None
        return _ending(said, trouble)

    def stop(self) -> None:
        """End the one that is being made, if any; what it has written by then is no backup."""
        with self._lock:
            self._stopped = True
            if self._child:
                self._child.kill()

    def ended(self) -> Iterator[tuple[str, CareEvent]]:
        """Yield what was done beside the kiosk and not recorded yet, each with its file."""
        for path, said in spool.found(self._folder):
            event = _event(said)
            if event is None:
                log.warning("%s says nothing that can be recorded", path)
                path.unlink(missing_ok=True)
            else:
                yield str(path), event

    def recorded(self, name: str) -> None:
        """One of these is on record."""
        Path(name).unlink(missing_ok=True)


def for_care(on: Ground, site_file: Path | None, root: Path) -> Care:
    """Return what keeps the site's backups and knows of its updates."""
    hour, minute = map(int, on.settings.backup.at.split(":"))
    return Care(
        on.ledger,
        on.clock,
        on.hub,
        BackupChild(on.settings, root, site_file),
        at=time(hour, minute),
        zone=on.zone,
        countable=bool(on.furniture.of(PlaceKind.SLOT)),
        trusted=on.trusted,
    )


def _ending(said: str, trouble: str) -> BackupMade | BackupFailed:
    try:
        event = _event({"kind": "backup", **json.loads(said)})
    except ValueError:
        event = None
    if isinstance(event, BackupMade | BackupFailed):
        if isinstance(event, BackupFailed):
            log.warning("no backup: %s", json.loads(said)["failed"].get("detail", event.code))
        return event
    log.error("the backup's process failed: %s", trouble.strip().splitlines()[-1:] or "no word")
    return BackupFailed("failed")


def _event(said: dict[str, Any]) -> CareEvent | None:
    """Return what is recorded of an ending, None for one that makes no sense."""
    try:
        if said["kind"] == "backup" and "made" in said:
            made = said["made"]
            return BackupMade(
                str(made["file"]),
                int(made["seq"]),
                str(made["head"]),
                int(made["events"]),
                int(made["size_bytes"]),
            )
        if said["kind"] == "backup":
            return BackupFailed(str(said["failed"]["code"]))
        if said["kind"] == "update":
            names = ("update", "to", "before", "outcome", "code")
            return UpdateEnded(*(str(said[name])[:80] for name in names))
    except (KeyError, TypeError, ValueError):
        return None
    return None
