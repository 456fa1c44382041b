"""One errand, cut at each step that the disk was asked for."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.ledger import schema
from kiosk.ledger.progress import Told, nobody
from kiosk.settings import Settings
from tests.powercuts.images import MODES, changes
from tests.powercuts.playing import Recorded, lay_out, played, recovered


@dataclass
class Sweep:
    """What came of all the cuts of one errand. `found`: how often, by mode and by what was found."""

    steps: int
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Where something did not hold: before which step, in which mode, and what."""


def swept(
    settings: Settings,
    root: Path,
    name: str,
    *,
    every: int = 1,
    first: int = 0,
    modes: Sequence[str] = MODES,
    normal: bool = False,
) -> Sweep:
    """Return what came of cutting an errand before every n-th step; `root` holds the site's folder "site"."""
    recorded = recording(settings, root, name, normal=normal)
    cuts = changes(recorded.asked)
    result = Sweep(len(cuts) - 1)
    for cut in cuts[first::every]:
        for mode in modes:
            lay_out(recorded, cut, mode, root / "again")
            try:
                result.found[mode, recovered(settings, recorded, cut, root / "again")] += 1
            except Exception as broken:
                result.broken.append((cut, mode, repr(broken)))
    return result


def recording(settings: Settings, root: Path, name: str, *, normal: bool = False) -> Recorded:
    """Return an errand as it goes uncut, on a copy of the site's folder."""
    for one in ("played", "before"):
        shutil.rmtree(root / one, ignore_errors=True)
    shutil.copytree(root / "site", root / "played")
    if not normal:
        return played(settings, root / "played", name, root / "before")
    with careless():
        return played(settings, root / "played", name, root / "before")


@contextmanager
def careless() -> Iterator[None]:
    """Open records with `synchronous = NORMAL` meanwhile: a commit is not flushed, only a checkpoint is."""
    connect = schema.connect

    def hasty(path: Path, told: Told = nobody) -> sqlite3.Connection:
        connection = connect(path, told)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    schema.connect = hasty
    try:
        yield
    finally:
        schema.connect = connect
