"""Everything bolted to the wall, as the journeys see it: latches to fire, readings to look at, states to tell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from drivers.ailments import Boards
from drivers.doors import BoardStatus, LockLine
from drivers.loop import Condition, DeviceLoop
from drivers.trouble import DeviceTrouble, LinkLost
from kiosk.assembly.restless import Restlessness
from kiosk.domain.places import Reading
from kiosk.ports.devices import Unavailable
from kiosk.settings import Fitted, Settings, Wire, fittings_of

MUTE_AFTER = 3
"""So many questions in a row that a board leaves unanswered, and its doors are unknown."""
PULSE_OVER_S = 0.6
"""After a command, a switch that still shows shut proves nothing for so long."""


class Eyes:
    """The last look at every place; a change must show twice in a row before it counts.

    A place may hang on three wires: the board of its latch (where its presence sensor is too), that of its switch,
    and whatever senses its tag. Each may fail without the others.
    """

    def __init__(self, settings: Settings, on_change: Callable[[str], None]) -> None:
        fittings = fittings_of(settings)
        self._wires: dict[str, Wire] = {f.place.id: f.latch for f in fittings}
        self._switch_of: dict[str, Wire] = {f.place.id: f.switch for f in fittings if f.switch}
        self._switches: dict[Wire, list[str]] = {}
        for place, wire in self._switch_of.items():  # a door before several slots has one switch for all
            self._switches.setdefault(wire, []).append(place)
        self._behind = {f.place.id: (f.place.id, *f.place.shares) for f in fittings}
        self._sensed: dict[Wire, str] = {f.latch: f.place.id for f in fittings if f.place.senses_presence}
        self._senses_tags = {f.place.id for f in fittings if f.place.senses_tags}
        self._answering: set[tuple[str, int]] = set()
        self._calm: dict[tuple[str, int], BoardStatus] = {}
        """Boards of which nothing waits for a second look or for rest, with what they showed last."""
        self._never_calm = _told_by_two(fittings)
        """Boards whose places are heard of by another board too: what that one shows may make them restless."""
        self._on_change = on_change
        self.on_board: Callable[[str, int, BoardStatus], None] = lambda _line, _board, _status: None
        """Is told of all inputs first: other things than doors may hang on a board."""
        self._lock = threading.Lock()
        self._readings = {
            place: Reading(place, None, switched=place in self._switch_of) for place in self._wires
        }
        self._looked_at: set[tuple[str, str]] = set()
        self._candidates: dict[tuple[str, str], bool | None] = {}
        self._restless = {place: Restlessness() for place in self._wires}
        self._tag_candidates: dict[str, tuple[str, ...] | None] = {}
        self._restless_tags = {place: Restlessness() for place in self._senses_tags}
        self._fired_s: dict[str, float] = {}
        self._moved_s: dict[str, float] = {}
        self._tags_read_s: dict[str, float] = {}

    def reading(self, place: str) -> Reading:
        """Return the last look at a place; unknown while its line is down."""
        with self._lock:
            known = self._readings.get(place)
            if known is None:
                return Reading(place, None)
            answers = self._wires[place][:2] in self._answering
            return replace(known, latch_idle=self._at_rest(place), answers=answers)

    def readings(self) -> Mapping[str, Reading]:
        """Return the last look at every place."""
        return {place: self.reading(place) for place in self._wires}

    def fired(self, place: str) -> None:
        """Remember that a latch is being fired now."""
        with self._lock:
            self._fired_s |= dict.fromkeys(self._behind[place], time.monotonic())

    def saw_board(self, line: str, board: int, status: BoardStatus) -> None:
        """Take in one board's inputs."""
        self.on_board(line, board, status)
        with self._lock:  # at once: slots behind one door are never seen to differ
            if (line, board) in self._answering and self._calm.get((line, board)) == status:
                return  # hundreds of times a second, nothing has happened
            changed = self._take_in_board(line, board, status)
        self._tell(changed)
        if (line, board) not in self._answering:
            with self._lock:
                self._answering.add((line, board))
            self._tell([place for place, wire in self._wires.items() if wire[:2] == (line, board)])

    def saw_tags(self, tags: Mapping[str, tuple[str, ...] | None]) -> None:
        """Take in the tags that are sensed in these slots; nothing is said of the others."""
        changed = []
        with self._lock:
            for place, read in tags.items():
                found = None if self._restless_tags[place].is_moving({"tags": read}) else read
                self._tags_read_s[place] = time.monotonic()
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
        """The line is down, or one of its boards mute: nothing is known of what hangs on it."""

        def hangs_there(wire: Wire | None) -> bool:
            return wire is not None and wire[0] == line and board in (None, wire[1])

        with self._lock:
            silent = {known for known in self._answering if hangs_there((*known, 1))}
            self._answering -= silent
            changed = []
            for place, wire in self._wires.items():
                before = after = self._readings[place]
                if hangs_there(self._switch_of.get(place)):
                    after = replace(after, shut=None)
                    self._forget_look(place, "shut")
                if hangs_there(wire):
                    after = replace(after, present=None)
                    self._forget_look(place, "present")
                self._readings[place] = after
                if after != before or wire[:2] in silent:
                    changed.append(place)
        self._tell(changed)

    def lost_tags(self, places: Collection[str]) -> None:
        """What senses the tags there is gone: nothing is known of what hangs in these slots."""
        with self._lock:
            for place in places:
                self._readings[place] = replace(self._readings[place], tags=None)
                self._tag_candidates.pop(place, None)
        self._tell(sorted(places))

    def _take_in_board(self, line: str, board: int, status: BoardStatus) -> list[str]:
        """Take in one board's inputs; return the places of which something has changed."""
        changed, calm = [], (line, board) not in self._never_calm
        for index, shut in enumerate(status.shut):
            wire = (line, board, index + 1)
            seen: dict[str, dict[str, bool | None]] = {
                place: {"shut": shut} for place in self._switches.get(wire, ())
            }
            if (sensor := self._sensed.get(wire)) is not None:
                present = status.present[index] if status.present else None
                seen.setdefault(sensor, {})["present"] = present
            changed += [place for place, now in seen.items() if self._take_in(place, now)]
            calm = calm and not any(self._waits(place, sense) for place, now in seen.items() for sense in now)
        self._calm.pop((line, board), None)
        if calm:
            self._calm[line, board] = status
        return changed

    def _waits(self, place: str, sense: str) -> bool:
        """Whether the same look once more, or after a while, would say something else of a place."""
        return self._restless[place].resting or (place, sense) in self._candidates

    def _take_in(self, place: str, seen: dict[str, bool | None]) -> bool:
        """Take in what one board shows of a place now: its door ("shut"), its inside ("present"), or both.

        Return whether that changes anything.
        """
        if self._restless[place].is_moving(seen):
            seen = dict.fromkeys(seen)  # it says now this, now that: that is "unknown"
        before = self._readings[place]
        proven = {sense: now for sense, now in seen.items() if self._counts(before, sense, now)}
        if proven.get("shut", before.shut) != before.shut:
            self._moved_s[place] = time.monotonic()
        self._readings[place] = replace(before, **proven)  # type: ignore[arg-type]
        return self._readings[place] != before

    def _counts(self, before: Reading, sense: str, now: bool | None) -> bool:
        """Whether one look counts: once may be a bounce or a spark, but for the first look."""
        this = (before.place, sense)
        first = this not in self._looked_at
        self._looked_at.add(this)
        if first or getattr(before, sense) == now or self._candidates.get(this, ...) == now:
            self._candidates.pop(this, None)
            return True
        self._candidates[this] = now
        return False

    def _forget_look(self, place: str, sense: str) -> None:
        self._candidates.pop((place, sense), None)
        self._looked_at.discard((place, sense))

    def _at_rest(self, place: str) -> bool:
        """No pulse is running, and the tags were read after the door last moved."""
        if time.monotonic() - self._fired_s.get(place, -PULSE_OVER_S) < PULSE_OVER_S:
            return False
        if place in self._senses_tags and self._readings[place].tags is not None:
            read_since = self._tags_read_s.get(place, 0.0) > self._moved_s.get(place, 0.0)
            return read_since and place not in self._tag_candidates
        return True

    def _tell(self, places: Sequence[str]) -> None:
        for place in places:
            self._on_change(place)


class Locks:
    """All latches of the site, each on its own line's thread."""

    def __init__(self, settings: Settings, lines: Mapping[str, DeviceLoop[Any]], eyes: Eyes) -> None:
        self._wires = {fitted.place.id: fitted.latch for fitted in fittings_of(settings)}
        self._common = {fitted.place.id for fitted in fittings_of(settings) if fitted.place.shares}
        self._kinds = {line.name: "gpio" if line.family == "gpio" else "locks" for line in settings.lines}
        self._lines = lines
        self._eyes = eyes

    def reachable(self, place: str) -> bool:
        """Return whether its line is up and its board answers."""
        wire = self._wires.get(place)
        if wire is None or self._lines[wire[0]].health.condition is Condition.DOWN:
            return False
        return self._eyes.reading(place).answers

    def unlock(self, place: str) -> None:
        """Fire the latch of a place once.

        Raises:
            Unavailable: its line is down, or did not take the command.
        """
        name, board, channel = self._wires[place]
        if place in self._common and self._eyes.reading(place).shut is False:
            return  # the door before it stands open for another slot: nothing fires
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


def _told_by_two(fittings: Iterable[Fitted]) -> set[tuple[str, int]]:
    """Return the boards of places whose sensor and switch hang on different ones."""
    return {
        wire[:2]
        for one in fittings
        if one.place.senses_presence and one.switch and one.switch[:2] != one.latch[:2]
        for wire in (one.latch, one.switch)
    }


def line_rounds(settings: Settings, name: str, eyes: Eyes) -> Callable[[LockLine], str]:
    """Return the round that a line's loop makes: every board asked once; a mute board degrades the line."""
    boards = [board.address for line in settings.lines if line.name == name for board in line.boards]
    misses = dict.fromkeys(boards, 0)

    def make_round(line: LockLine) -> str:
        found = Boards(line)
        for board in boards:
            try:
                eyes.saw_board(name, board, line.status(board))
                misses[board] = 0
                found.answered()
            except LinkLost:
                raise
            except DeviceTrouble as trouble:
                found.missed(board, trouble)
                misses[board] += 1
                if misses[board] == MUTE_AFTER:
                    eyes.lost(name, board)
        if found.troubles and len(found.troubles) == len(boards):
            raise found.troubles[boards[0]]
        return found.ailment()

    return make_round
