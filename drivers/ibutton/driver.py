"""Key tags in their slots: iButtons on one 1-Wire bus per slot, read from the Linux kernel's files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from drivers.ibutton.codec import LIST_FILE, tags_in
from drivers.trouble import LinkLost

_PAGE_BYTES = 4096


class OneWireSlots:
    """The slots' buses below `folder` (`/sys/bus/w1/devices`): place -> name of its bus."""

    unclear_readings: int
    """How many bus readings listed something else than tags, since the start."""

    def __init__(self, folder: Path, buses: Mapping[str, str], *, name: str) -> None:
        """Take the buses as they are; the first `read` tells whether they are there.

        Raises:
            ValueError: two places share a bus, which cannot tell them apart.
        """
        if len(set(buses.values())) != len(buses):
            raise ValueError(f"{name}: each place needs a bus of its own")
        self._folder = folder
        self._lists = {place: str(folder / bus / LIST_FILE) for place, bus in buses.items()}
        self._name = name
        self.unclear_readings = 0

    def read(self) -> Mapping[str, tuple[str, ...] | None]:
        """Return for each place the ROM ids on its bus, () when it is empty, None when it cannot be told.

        An id is as the kernel writes it, "01-" and twelve hex digits, and as old as the kernel's last search.

        Raises:
            LinkLost: the folder is gone, and with it every bus.
        """
        if not self._folder.is_dir():
            raise LinkLost(self._name, f"{self._folder} is gone")
        readings = {place: self._tags_in(file) for place, file in self._lists.items()}
        if all(tags is None for tags in readings.values()) and not self._folder.is_dir():
            raise LinkLost(self._name, f"{self._folder} went while it was read")
        return readings

    def close(self) -> None:
        """Nothing is held open."""

    def _tags_in(self, file: str) -> tuple[str, ...] | None:
        try:
            text = _text(file)
        except OSError:
            return None  # the bus is missing; another one may be there
        tags = tags_in(text)
        self.unclear_readings += tags is None
        return tags


def _text(file: str) -> str:
    """Return what a kernel's file says: a page at most, given whole by one read.

    Hundreds of them are read four times a second: three calls of the system each, and nothing besides.
    """
    opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(opened, _PAGE_BYTES).decode("ascii", "replace")
    finally:
        os.close(opened)
