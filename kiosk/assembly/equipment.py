"""Everything bolted to the wall, as the journeys see it: latches to fire, readings to look at, states to tell."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from drivers.doors import BoardStatus, LockLine
from drivers.loop import Condition, DeviceLoop, Health
from drivers.trouble import DeviceTrouble, LinkLost
from kiosk.domain.places import Reading
from kiosk.ports import Clock, DeviceState, Unavailable
from kiosk.settings import Settings, Wire, fittings_of

MUTE_AFTER = 3
"""So many questions in a row that a board leaves unanswered, and its doors are unknown."""
PULSE_OVER_S = 0.6
"""After a command, a switch that still shows shut proves nothing for so long."""


RESTLESS_CHANGES = 10
RESTLESS_WITHIN_S = 10.0
REST_S = 5.0
"""A switch that changes ten times in ten seconds is believed again after five seconds of rest."""


class Restlessness:
    """Tells a broken contact from a busy door."""

    def __init__(self) -> None:
        self._last: tuple[bool | None, bool | None] | None = None
        self._changes: deque[float] = deque(maxlen=RESTLESS_CHANGES)
        self._until_s = 0.0

    def is_moving(self, shut: bool | None, present: bool | None) -> bool:
        """Take in one look; return whether nothing can be believed at the moment."""
        now_s = time.monotonic()
        if self._last is not None and self._last != (shut, present):
            self._changes.append(now_s)
            if len(self._changes) == RESTLESS_CHANGES and now_s - self._changes[0] < RESTLESS_WITHIN_S:
                self._until_s = now_s + REST_S
        self._last = (shut, present)
        if now_s < self._until_s and self._changes:
            self._until_s = max(self._until_s, self._changes[-1] + REST_S)
        return now_s < self._until_s


class Eyes:
    """The last look at every place; a change must show twice in a row before it counts."""

    def __init__(self, settings: Settings, on_change: Callable[[str], None]) -> None:
        fittings = fittings_of(settings)
        self._wires: dict[str, Wire] = {f.place.id: f.latch for f in fittings}
        self._switches: dict[Wire, str] = {f.switch: f.place.id for f in fittings if f.switch}
        self._sensed: dict[Wire, str] = {f.latch: f.place.id for f in fittings if f.place.senses_presence}
        self._senses_tags = {f.place.id for f in fittings if f.place.senses_tags}
        self._on_change = on_change
        self._lock = threading.Lock()
        self._readings = {place: Reading(place, None) for place in self._wires}
        self._candidates: dict[str, tuple[bool | None, bool | None]] = {}
        self._restless = {place: Restlessness() for place in self._wires}
        self._tag_candidates: dict[str, tuple[str, ...] | None] = {}
        self._fired_s: dict[str, float] = {}
        self._moved_s: dict[str, float] = {}
        self._tags_read_s = 0.0

    def reading(self, place: str) -> Reading:
        """Return the last look at a place; unknown while its line is down."""
        with self._lock:
            known = self._readings.get(place) or Reading(place, None)
            return replace(known, latch_idle=self._at_rest(place))

    def readings(self) -> Mapping[str, Reading]:
        """Return the last look at every place."""
        return {place: self.reading(place) for place in self._wires}

    def fired(self, place: str) -> None:
        """Remember that a latch is being fired now."""
        with self._lock:
            self._fired_s[place] = time.monotonic()

    def saw_board(self, line: str, board: int, status: BoardStatus) -> None:
        """Take in one board's inputs."""
        for index, shut in enumerate(status.shut):
            wire = (line, board, index + 1)
            by_switch, by_sensor = self._switches.get(wire), self._sensed.get(wire)
            present = status.present[index] if by_sensor and status.present else None
            if by_switch is not None:
                sensed = present if by_sensor == by_switch else self._readings[by_switch].present
                self._take_in(by_switch, shut, sensed)
            if by_sensor is not None and by_sensor != by_switch:
                self._take_in(by_sensor, self._readings[by_sensor].shut, present)

    def saw_tags(self, tags: Mapping[str, tuple[str, ...] | None]) -> None:
        """Take in the tags on every slot's bus."""
        changed = []
        with self._lock:
            self._tags_read_s = time.monotonic()
            for place, found in tags.items():
                before = self._readings[place]
                if before.tags == found:
                    self._tag_candidates.pop(place, None)
                elif before.tags is None or self._tag_candidates.get(place) == found:
                    self._tag_candidates.pop(place, None)
                    self._readings[place] = replace(before, tags=found)
                    changed.append(place)
                else:
                    self._tag_candidates[place] = found  # once may be a bad contact
        self._tell(changed)

    def lost(self, line: str, board: int | None = None) -> None:
        """The line is down, or one of its boards mute: nothing is known of its doors."""
        with self._lock:
            blind = [
                place
                for place, wire in self._wires.items()
                if wire[0] == line and board in (None, wire[1]) and self._readings[place].shut is not None
            ]
            for place in blind:
                self._readings[place] = replace(self._readings[place], shut=None, present=None)
                self._candidates.pop(place, None)
        self._tell(blind)

    def lost_tags(self) -> None:
        """The tag buses are gone: nothing is known of what hangs in the slots."""
        with self._lock:
            for place in self._senses_tags:
                self._readings[place] = replace(self._readings[place], tags=None)
        self._tell(sorted(self._senses_tags))

    def _take_in(self, place: str, shut: bool | None, present: bool | None) -> None:
        with self._lock:
            before = self._readings[place]
            if self._restless[place].is_moving(shut, present):
                shut, present = None, None  # it says now this, now that: that is "unknown"
            if (before.shut, before.present) == (shut, present):
                self._candidates.pop(place, None)
                return
            if before.shut is not None and self._candidates.get(place) != (shut, present):
                self._candidates[place] = (shut, present)  # once may be a bounce or a spark
                return
            self._candidates.pop(place, None)
            if before.shut != shut:
                self._moved_s[place] = time.monotonic()
            self._readings[place] = replace(before, shut=shut, present=present)
        self._tell([place])

    def _at_rest(self, place: str) -> bool:
        """No pulse is running, and the tags were read after the door last moved."""
        if time.monotonic() - self._fired_s.get(place, -PULSE_OVER_S) < PULSE_OVER_S:
            return False
        if place in self._senses_tags and self._readings[place].tags is not None:
            read_since = self._tags_read_s > self._moved_s.get(place, 0.0)
            return read_since and place not in self._tag_candidates
        return True

    def _tell(self, places: Sequence[str]) -> None:
        for place in places:
            self._on_change(place)


class States:
    """Every device's state, and who is told when one is lost or back."""

    def __init__(self, clock: Clock, on_change: Callable[[str, bool | None, str], None]) -> None:
        """`on_change` gets the device, whether it was just lost or is back (None: neither), and why."""
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._states: dict[str, DeviceState] = {}
        self._told_lost: dict[str, bool] = {}

    def add(self, name: str, kind: str) -> None:
        """Know of a device, not heard of yet."""
        self._states[name] = DeviceState(name, kind, "down", self._clock.now(), "", 0)

    def heard(self, health: Health) -> None:
        """Take in what a device's loop says of it."""
        with self._lock:
            before = self._states[health.device]
            condition = health.condition.value
            since = before.since if before.condition == condition else self._clock.now()
            self._states[health.device] = replace(
                before, condition=condition, since=since, detail=health.detail, lost_count=health.lost_count
            )
            lost = health.condition is Condition.DOWN
            changed = self._told_lost.get(health.device, False) != lost
            self._told_lost[health.device] = lost
        if changed or before.condition != condition:
            self._on_change(health.device, lost if changed else None, health.detail)

    def states(self) -> Sequence[DeviceState]:
        """Return every device's state, in the order of the settings."""
        return list(self._states.values())

    def is_up(self, kind: str) -> bool:
        """Return whether one device of that kind works; a printer without paper does not."""
        enough = ("up",) if kind == "printer" else ("up", "degraded")
        return any(state.kind == kind and state.condition in enough for state in self.states())


class Locks:
    """All latches of the site, each on its own line's thread."""

    def __init__(self, settings: Settings, lines: Mapping[str, DeviceLoop[Any]], eyes: Eyes) -> None:
        self._wires = {fitted.place.id: fitted.latch for fitted in fittings_of(settings)}
        self._kinds = {line.name: "gpio" if line.family == "gpio" else "locks" for line in settings.lines}
        self._lines = lines
        self._eyes = eyes

    def reachable(self, place: str) -> bool:
        """Return whether its line is up and its board answers."""
        wire = self._wires.get(place)
        if wire is None or self._lines[wire[0]].health.condition is Condition.DOWN:
            return False
        return self._eyes.reading(place).shut is not None

    def unlock(self, place: str) -> None:
        """Fire the latch of a place once.

        Raises:
            Unavailable: its line is down, or did not take the command.
        """
        name, board, channel = self._wires[place]
        began = threading.Event()

        def fire(line: LockLine) -> None:
            began.set()
            self._eyes.fired(place)
            line.unlock(board, channel)

        try:
            self._lines[name].call(fire, within_s=2.0)
        except DeviceTrouble as trouble:
            # once begun, nobody knows: a cable may go after the coil has fired and before the board has said so
            raise Unavailable(name, self._kinds[name], str(trouble), begun=began.is_set()) from trouble


def line_rounds(settings: Settings, name: str, eyes: Eyes) -> Callable[[LockLine], str]:
    """Return the round that a line's loop makes: every board asked once; a mute board degrades the line."""
    boards = [board.address for line in settings.lines if line.name == name for board in line.boards]
    misses = dict.fromkeys(boards, 0)

    def make_round(line: LockLine) -> str:
        mute = []
        for board in boards:
            try:
                eyes.saw_board(name, board, line.status(board))
                misses[board] = 0
            except LinkLost:
                raise
            except DeviceTrouble as trouble:
                mute.append(trouble)
                misses[board] += 1
                if misses[board] == MUTE_AFTER:
                    eyes.lost(name, board)
        if mute and len(mute) == len(boards):
            raise mute[0]
        return "; ".join(trouble.detail for trouble in mute)

    return make_round
