"""Simulated 1-Wire buses: the files that the Linux kernel would show, changed by putting and taking keys."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from drivers.ibutton.codec import LIST_FILE, is_tag, text_of


class OneWireSim:
    """One bus per place below `folder`, plugged in from the start; tags stay put while the cable is out."""

    def __init__(self, folder: Path, buses: Mapping[str, str]) -> None:
        self._folder = folder
        self._buses = dict(buses)
        self._tags: dict[str, list[str]] = {place: [] for place in buses}
        self._lost: set[str] = set()
        self._dirty: set[str] = set()
        self._lock = threading.Lock()
        self.plugged = False
        self.plug()

    @property
    def places(self) -> frozenset[str]:
        """The places that have a bus here."""
        return frozenset(self._buses)

    def put(self, place: str, rom_id: str) -> None:
        """Put a key's tag on the bus of `place`; two at once are possible, as with a bundle."""
        if not is_tag(rom_id):
            raise ValueError(f"{rom_id!r} is no iButton: 01- and twelve lower-case hex digits")
        with self._lock:
            if rom_id not in self._tags[place]:
                self._tags[place].append(rom_id)
            self._show(place)

    def hang(self, place: str, rom_ids: Sequence[str]) -> None:
        """Have just these tags on the bus of `place`, from one moment to the next."""
        with self._lock:
            self._tags[place] = list(rom_ids)
            self._show(place)

    def take(self, place: str, rom_id: str | None = None) -> None:
        """Take one tag away from the bus of `place`, or all of them; one that is not there is no error."""
        with self._lock:
            self._tags[place] = [kept for kept in self._tags[place] if rom_id not in (None, kept)]
            self._show(place)

    def dirty_contact(self, place: str, *, dirty: bool = True) -> None:
        """Fault: reset pulses without a readable device, which the kernel lists as family 00."""
        with self._lock:
            (self._dirty.add if dirty else self._dirty.discard)(place)
            self._show(place)

    def lose_bus(self, place: str, *, lost: bool = True) -> None:
        """Fault: the bus of `place` is gone, the others stay."""
        with self._lock:
            (self._lost.add if lost else self._lost.discard)(place)
            self._show(place)

    def plug(self) -> None:
        """Put the cable of all buses in."""
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            self.plugged = True
            for place in self._buses:
                self._show(place)

    def unplug(self) -> None:
        """Pull the cable of all buses: the folder vanishes at once."""
        with self._lock:
            self.plugged = False
            if self._folder.exists():
                gone = self._folder.with_name(self._folder.name + ".gone")
                shutil.rmtree(gone, ignore_errors=True)
                self._folder.rename(gone)
                shutil.rmtree(gone)

    close = unplug

    def _show(self, place: str) -> None:
        """Write the file of one bus so that a reader sees the old text or the new, never a part."""
        if not self.plugged:
            return
        bus = self._folder / self._buses[place]
        if place in self._lost:
            shutil.rmtree(bus, ignore_errors=True)
            return
        bus.mkdir(exist_ok=True)
        listed = ["00-400000000000"] if place in self._dirty else self._tags[place]
        fresh = bus / f".{LIST_FILE}.new"
        fresh.write_text(text_of(listed), encoding="ascii")
        fresh.replace(bus / LIST_FILE)
