"""What goes on record of devices that come and go: a loss once it has lasted; a blip under load is nobody's alarm."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain import events as e

LASTS_S = 2.0
"""A device that is back sooner was never lost: the desk has seen it flicker, and nobody is called."""
MOST = 1000
"""What the disk does not take for so long is dropped, the oldest first."""


@dataclass(frozen=True)
class _Told:
    event: e.DeviceLost | e.DeviceReturned
    from_s: float
    """From when on it is to be recorded, in seconds of the monotonic clock."""


class Comings:
    """Filled by the devices' own threads, which never wait for the disk; emptied by another."""

    def __init__(
        self,
        record: Callable[[e.Event], object],
        *,
        lasts_s: float = LASTS_S,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._record = record
        self._lasts_s = lasts_s
        self._monotonic_s = monotonic_s
        self._lock = threading.Lock()
        self._waiting: list[_Told] = []

    def __len__(self) -> int:
        """How many comings and goings wait to be recorded."""
        return len(self._waiting)

    def lost(self, device: str, detail: str) -> None:
        """A device does not answer."""
        with self._lock:
            self._put(_Told(e.DeviceLost(device, detail), self._monotonic_s() + self._lasts_s))

    def back(self, device: str) -> None:
        """It does again; what of its loss is not on record yet never will be."""
        with self._lock:
            lost = [one for one in self._waiting if one.event.device == device]
            if lost and isinstance(lost[-1].event, e.DeviceLost):
                self._waiting.remove(lost[-1])
            else:
                self._put(_Told(e.DeviceReturned(device), self._monotonic_s()))

    def record_due(self) -> None:
        """Record what has lasted, in its order; what the disk does not take now is tried again."""
        while (told := self._next()) is not None:
            try:
                self._record(told.event)
            except BaseException:
                with self._lock:
                    self._waiting.insert(0, told)
                raise

    def _next(self) -> _Told | None:
        """Take out what is to be recorded now: from here on, its device's return is one to be recorded as well."""
        now_s = self._monotonic_s()
        with self._lock:
            due = next((one for one in self._waiting if one.from_s <= now_s), None)
            if due is not None:
                self._waiting.remove(due)
            return due

    def _put(self, told: _Told) -> None:
        self._waiting = [*self._waiting, told][-MOST:]
