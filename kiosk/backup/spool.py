"""How something ended that was done beside the kiosk: left in the site's folder until the kiosk has recorded it.

Whoever does it writes a whole file under its own name, and the kiosk takes it away after its event is on disk: a power
cut between the two tells it twice, and the event is recorded once.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path("care") / "ended"
MOST_BYTES = 65_536


def leave(folder: Path, said: dict[str, Any]) -> Path:
    """Return where an ending now lies, durably. `folder`: the site's storage, whose owner is to read it."""
    place = folder / FOLDER
    owner = folder.stat()
    for one in (place.parent, place):
        one.mkdir(mode=0o700, exist_ok=True)
        _give(one, owner)
    path = place / f"{secrets.token_hex(8)}.json"
    fresh = place / f".{path.name}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    _give(fresh, owner)
    fresh.rename(path)
    return path


def found(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield what was left, the oldest first; what can't be read is thrown away."""
    place = folder / FOLDER
    if not place.is_dir():
        return
    for path in sorted(place.glob("[!.]*.json"), key=lambda one: one.stat().st_mtime_ns):
        try:
            said = json.loads(path.read_bytes()[:MOST_BYTES])
        except (OSError, ValueError):
            said = None
        if isinstance(said, dict):
            yield path, said
        else:
            path.unlink(missing_ok=True)


def _give(path: Path, owner: os.stat_result) -> None:
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)
