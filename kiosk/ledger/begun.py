"""A mark beside the site's keys that a record was begun here: where it is gone and the keys are not, it is missed."""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "keys/record-begun"
_SAYS = b"""A record was begun in this folder (ledger.db). While this file is here, no empty one is made in its place.
To begin anew on purpose, move the whole folder away: docs/storage.md, "When the record is gone".
"""


def is_marked(folder: Path) -> bool:
    """Return whether a record was begun in a site's folder."""
    return (folder / NAME).exists()


def mark(folder: Path) -> bool:
    """Return whether the mark is on disk; one that can't be made is made by the next start."""
    path = folder / NAME
    if path.exists():
        return True
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, _SAYS)
            os.fsync(file)
        finally:
            os.close(file)
        _settle(path.parent)
    except OSError as trouble:
        log.warning("that there is a record could not be marked: %s", trouble)
        return False
    return True


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
