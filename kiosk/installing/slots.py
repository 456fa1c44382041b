"""The two places of the program, /opt/loge/a and /opt/loge/b: one is in use, the other is the one before or the next.

`/opt/loge/current` is a link to the one in use, exchanged by one rename: after a power cut it names one that is whole.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.installing.record import settle

FOLDER = "/opt/loge"
NAMES = ("a", "b")
CURRENT = "current"
STAMP = "loge-ready"
"""Written into a slot last of all: one without it was cut off while it was built."""


def current(folder: Path) -> str | None:
    """Return the name of the slot in use, None if there is none; `folder`: where the slots are."""
    link = folder / CURRENT
    name = str(link.readlink()) if link.is_symlink() else ""
    return name if name in NAMES and (folder / name).is_dir() else None


def other(folder: Path) -> str:
    """Return the name of the slot that may be built anew."""
    return "b" if current(folder) == "a" else "a"


def stamp(folder: Path, name: str | None) -> str:
    """Return what the slot was built from, "" if it is not whole."""
    try:
        return (folder / name / STAMP).read_text(encoding="utf-8").strip() if name else ""
    except OSError:
        return ""


def switch(folder: Path, name: str) -> None:
    """Put a slot into use; whoever is running goes on with what it has opened."""
    if name not in NAMES:
        raise ValueError(name)
    beside = folder / f"{CURRENT}.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(name)
    beside.replace(folder / CURRENT)
    settle(folder)
