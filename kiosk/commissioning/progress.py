"""How far the walk has come, in a file: a power cut costs the door that was being tried, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kiosk.commissioning.trials import Trial

FILE = "commissioning.json"


@dataclass(frozen=True)
class Progress:
    """Everything that was learned and said. `settings`: SHA-256 of the settings that were walked.

    `place`: the door whose turn it is; `may_be_open`: its latch has been fired, and it was not seen shut since.
    `badge`, `camera`: "ok", "none" (nothing happened) or "" (not tried); camera also "blurred".
    `proof`: how the printer proves, as the settings write it; `slip`: the text of the printed test slip's code;
    `readable`: "yes", "no" or "".
    """

    settings: str
    installer: str = ""
    stop: str = "lines"
    trials: tuple[Trial, ...] = ()
    skipped: tuple[str, ...] = ()
    felt: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    may_be_open: bool = False
    badge: str = ""
    proof: str = ""
    slip: str = ""
    outcome: str = ""
    readable: str = ""
    camera: str = ""


_SHAPE = TypeAdapter(Progress)


def load_progress(folder: Path, settings: str) -> Progress | None:
    """Return the progress of a walk of the same settings, if one was begun; a damaged file counts as none."""
    try:
        kept = _SHAPE.validate_json((folder / FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return kept if kept.settings == settings else None


def save_progress(folder: Path, progress: Progress) -> None:
    """Keep the progress, whole, over a power cut."""
    write_durably(folder / FILE, _SHAPE.dump_json(progress, indent=1))


def forget_progress(folder: Path) -> None:
    """Forget a walk that is done."""
    (folder / FILE).unlink(missing_ok=True)


def write_durably(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Replace a file by one with `content`: at any instant one of the two is there, whole."""
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
