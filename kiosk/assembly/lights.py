"""Indicator lights: the place that somebody is to use now is lit. Nothing else depends on them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from drivers.doors import Lights
from drivers.loop import Condition, DeviceLoop, Health
from drivers.trouble import DeviceTrouble, LinkLost
from kiosk.domain.house import House, Recorded
from kiosk.settings import Settings, Wire, fittings_of

log = logging.getLogger(__name__)

TURN_S = 0.2
"""So long lights have a line's thread to themselves; then whoever wants a door opened comes first."""
REST_S = 10.0
"""A board that did not obey about a light is left alone for so long: each wait for it is a wait for all doors."""


class PlaceLights:
    """Has the light of each place on while a movement is under way there, and off otherwise.

    What is to be lit follows from the record alone, so a restart finds it again; a line that comes back is told
    anew, since its boards have forgotten. A light that fails is tried again at the next occasion after a rest, and is
    no trouble of anything else.
    """

    def __init__(
        self, settings: Settings, lines: Mapping[str, DeviceLoop[Any]], house: Callable[[], House]
    ) -> None:
        self._wires: dict[str, dict[str, Wire]] = {}
        for fitted in fittings_of(settings):
            if fitted.light:
                self._wires.setdefault(fitted.light[0], {})[fitted.place.id] = fitted.light
        self._lines = lines
        self._house = house
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._shown: dict[str, dict[str, bool]] = {name: {} for name in self._wires}
        self._failing: set[str] = set()
        self._rested_s: dict[str, dict[int, float]] = {name: {} for name in self._wires}

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Have every line show what is so after these events; never waits."""
        if not recorded or not self._wires:
            return
        lit = self._lit()
        for name, wires in self._wires.items():
            if any(self._shown[name].get(place) is not (place in lit) for place in wires):
                self._ask(name)

    def line_changed(self, health: Health) -> None:
        """A line was lost (and forgets its lights) or is there again (and gets them again)."""
        name = health.device
        if name not in self._wires:
            return
        self._shown[name] = {}
        self._rested_s[name] = {}
        if health.condition is not Condition.DOWN:
            self._ask(name)

    def _lit(self) -> frozenset[str]:
        return frozenset(m.place for m in self._house().movements.values() if not m.ended)

    def _ask(self, name: str) -> None:
        """Have the line's own thread show its lights; one such wish waits at a time."""
        with self._lock:
            if name in self._asked or self._lines[name].health.condition is Condition.DOWN:
                return
            self._asked.add(name)
        told = self._lines[name].submit(lambda line: self._show(name, line))
        told.add_done_callback(lambda done: self._told(name, done))

    def _show(self, name: str, line: Lights) -> bool:
        """Switch what differs from the record at this moment; on the line's own thread.

        Return whether more is left than one turn allows.
        """
        lit, shown, rested_s = self._lit(), self._shown[name], self._rested_s[name]
        until_s = time.monotonic() + TURN_S
        for place, (_, board, output) in self._wires[name].items():
            on, now_s = place in lit, time.monotonic()
            if shown.get(place) is on or now_s < rested_s.get(board, 0.0):
                continue
            if now_s >= until_s:
                return True
            try:
                line.light(board, output, on)
            except LinkLost:
                raise
            except DeviceTrouble as trouble:
                self._failed(place, trouble)
                rested_s[board] = time.monotonic() + REST_S
            else:
                shown[place] = on
                self._failing.discard(place)
        return False

    def _failed(self, place: str, trouble: DeviceTrouble) -> None:
        if place not in self._failing:
            log.warning("the light of %s does not obey: %s", place, trouble)
        self._failing.add(place)

    def _told(self, name: str, done: Future[bool]) -> None:
        with self._lock:
            self._asked.discard(name)
        if not done.cancelled() and (cause := done.exception()) and not isinstance(cause, DeviceTrouble):
            log.error("bug in showing a light", exc_info=cause)
        elif not done.cancelled() and not cause and done.result():
            self._ask(name)
