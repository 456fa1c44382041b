"""Where a device is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drivers.loop import Health

OnHealth = Callable[[Health], None]
"""Told whenever a device's health changes, on the device's own thread."""


def at(root: Path, path: str | Path) -> str:
    """Return a device's path: a relative one is taken from the site's root; "unix:" and addresses are kept."""
    text = str(path)
    if text.startswith("unix:"):
        return f"unix:{root / text.removeprefix('unix:')}"
    if "://" in text or text.startswith("gpiochip"):
        return text
    return str(root / text)
