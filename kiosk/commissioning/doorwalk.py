"""The doors, one after the other: fire, ask which one opened, see it shut, go on. One coil, one open door at a time.

Nothing is fired twice by itself, and nothing at all after a restart: each pulse but the next one after a right door
needs a touch. Each change makes a new `step`; a form that was made for another step does nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from kiosk.commissioning.learning import Learned, learn, next_wire
from kiosk.commissioning.ports import Doors
from kiosk.commissioning.standing import BUSY, Stage, Standing
from kiosk.commissioning.thought import Thought
from kiosk.commissioning.trials import Levels, Moved, Trial, door_of, is_back, moved_inputs
from kiosk.ports.devices import Unavailable
from kiosk.settings import Wire

NEXT_AFTER_S = 1.5
"""Between a door that was seen shut and the pulse of the next: time for a hand to leave, and to hold."""
MOVES_WITHIN_S = 1.5
"""A switch that moves later than this after the pulse was not moved by it alone."""


class DoorWalk:
    """The walk over `places`; `record` is called, durably, before each pulse; `changed` after every change."""

    def __init__(
        self,
        thought: Thought,
        places: Sequence[str],
        doors: Doors,
        *,
        monotonic_s: Callable[[], float],
        record: Callable[[str, Wire], None],
        changed: Callable[[], None],
    ) -> None:
        self._thought = thought
        self.places = tuple(places)
        self._doors = doors
        self._monotonic_s = monotonic_s
        self._record = record
        self._changed = changed
        self._lock = threading.RLock()
        self.trials: list[Trial] = []
        self.skipped: set[str] = set()
        self.felt: dict[str, str] = {}
        """Door that stood open -> the place inside which something was felt; "" for nothing, although there was."""
        self._before: Levels = {}
        self._inside_before: Mapping[str, Hashable] = {}
        self.learned: Learned = learn(thought, ())
        self.standing = self._ready_at(self.places[0]) if places else Standing(0, Stage.DONE, "", None)

    # ---- what the person does ------------------------------------------------------------------------

    def open(self, step: int) -> None:
        """Fire the latch of the door whose turn it is."""
        with self._lock:
            if self._is(step, Stage.READY, Stage.NEXT):
                self._fire()

    def say(self, step: int, place: str | None) -> None:
        """Take in which door opened; None: none did."""
        with self._lock:
            if self._is(step, Stage.ASKING) and (place is None or place in self._thought.doors):
                self._heard(place)

    def is_shut(self, step: int) -> None:
        """Take the person's word that the open door is shut: no switch tells of it."""
        with self._lock:
            if self._is(step, Stage.OPEN) and self.standing.unsensed:
                self._finish()

    def feels_nothing(self, step: int) -> None:
        """Take in that a key or a hand is inside and was not felt."""
        with self._lock:
            if self._is(step, Stage.OPEN) and self.standing.said and not self.standing.felt:
                self.felt[self.standing.said] = ""
                self._set(felt="")

    def hold(self, step: int) -> None:
        """Do not fire the next door by itself."""
        with self._lock:
            if self._is(step, Stage.NEXT):
                self._set(stage=Stage.READY)

    def skip(self, step: int) -> None:
        """Leave this door out."""
        with self._lock:
            if self._is(step, Stage.READY, Stage.NEXT):
                self.skipped.add(self.standing.place)
                self._go_on(by_itself=False)

    def back(self, step: int) -> None:
        """Go to the door before."""
        with self._lock:
            if self._is(step, Stage.READY, Stage.NEXT, Stage.DONE):
                at = self.places.index(self.standing.place) if self.standing.place else 0
                self.again(self.places[max(0, at - 1)])

    def again(self, place: str) -> None:
        """Walk one door again; it waits for a touch."""
        with self._lock:
            if place in self.places and self.standing.stage not in BUSY:
                self.skipped.discard(place)
                self.standing = self._ready_at(place)
                self._changed()

    # ---- what time and switches do -------------------------------------------------------------------

    def tick(self) -> None:
        """Look at the switches; see the open door shut, fire the next door when it is due."""
        with self._lock:
            now = self.standing
            if now.stage is Stage.NEXT and self._monotonic_s() >= now.due_s:
                self._fire()
            elif now.stage is Stage.ASKING:
                self._notice_movement()
            elif now.stage is Stage.OPEN:
                self._watch_open_door()

    # ---- progress kept over a restart ----------------------------------------------------------------

    def restore(
        self,
        trials: Sequence[Trial],
        skipped: Sequence[str],
        felt: Mapping[str, str],
        place: str,
        open_: bool,
    ) -> None:
        """Go on where a kiosk that was killed had come to. `open_`: a door may stand open since then."""
        with self._lock:
            self.trials, self.skipped, self.felt = list(trials), set(skipped), dict(felt)
            self.learned = learn(self._thought, self.trials)
            if place in self.places:
                self.standing = replace(self._ready_at(place), interrupted=open_)
            elif self.places and not self._left():
                self._set(stage=Stage.DONE, place="")

    @property
    def walked(self) -> int:
        """How many doors are done with."""
        return len(self.places) - len(self._left())

    # ---- inside --------------------------------------------------------------------------------------

    def _is(self, step: int, *stages: Stage) -> bool:
        return step == self.standing.step and self.standing.stage in stages

    def _set(self, **changes: object) -> None:
        self.standing = replace(self.standing, **{"step": self.standing.step + 1, **changes})  # type: ignore[arg-type]
        self._changed()

    def _ready_at(self, place: str) -> Standing:
        step = self.standing.step + 1 if hasattr(self, "standing") else 1
        return Standing(step, Stage.READY, place, next_wire(self._thought, self.trials, place))

    def _left(self) -> list[str]:
        """Doors whose turn is still to come."""
        stayed = {trial.place for trial in self.trials if trial.opened is None}
        return [p for p in self.places if p not in self.learned.proven | self.skipped | stayed]

    def _fire(self) -> None:
        place, wire = self.standing.place, self.standing.wire
        if wire is None:
            return
        self._before, self._inside_before = self._doors.levels(), self._doors.inside()
        if wire[:2] not in self._before:
            self._set(
                stage=Stage.READY, trouble="silent", interrupted=False
            )  # what it opens could not be told
            return
        fresh = Standing(self.standing.step + 1, Stage.FIRING, place, wire, fired_s=self._monotonic_s())
        self.standing = fresh
        self._changed()
        try:
            self._record(place, wire)  # on disk before anything moves
            self._doors.fire(wire)
        except Unavailable as trouble:
            # a command that had begun may have fired all the same: the person looks
            self._set(stage=Stage.ASKING if trouble.begun else Stage.READY, trouble=trouble.kind)
        else:
            self._set(stage=Stage.ASKING)

    def _movement(self, said: str | None = None) -> Moved | None:
        """Return the input that moved with the door; of several, the one that is expected to."""
        found = moved_inputs(self._before, self._doors.levels())
        by_door = {door_of(self.learned.wiring, moved): moved for moved in found}
        for expected in (said, self.standing.place):
            if expected in by_door:
                return by_door[expected]
        return found[0] if found else None

    def _notice_movement(self) -> None:
        moved = self._movement(self.standing.said) or self._shut_already(self.standing.place)
        if moved != self.standing.moved and not self.standing.conflict:
            self.standing = replace(self.standing, moved=moved, sensed=self._door_of(moved))
            self._changed()

    def _shut_already(self, said: str | None) -> Moved | None:
        """Return what moved with the door that is being tried, where it was pushed shut before anybody said so."""
        now = self.standing
        return now.moved if now.sensed == now.place and said in (None, now.place) else None

    def _door_of(self, moved: Moved | None) -> str | None:
        return door_of(self.learned.wiring, moved) if moved else None

    def _heard(self, said: str | None) -> None:
        insisted = bool(self.standing.conflict) and self.standing.said == said
        moved = self._movement(said) or self._shut_already(said)
        sensed = self._door_of(moved)
        if not insisted and moved is not None and said is None:
            self._set(conflict="none", said=None, sensed=sensed, moved=moved)
        elif not insisted and sensed is not None and sensed != said:
            self._set(conflict="other", said=said, sensed=sensed, moved=moved)
        elif said is None:
            self._add(Trial(self.standing.place, self._wire(), None, None, insisted))
            self._set(
                stage=Stage.READY, conflict="", said=None, moved=None, sensed=None, trouble="stayed_shut"
            )
        else:
            self._set(stage=Stage.OPEN, conflict="", said=said, sensed=sensed, moved=moved)

    def _watch_open_door(self) -> None:
        now = self.standing
        if now.moved is None:
            self._notice_late_movement()
            return
        self._feel()
        if is_back(now.moved, self._doors.levels()):
            self._finish()

    def _notice_late_movement(self) -> None:
        moved = self._movement(self.standing.said)
        in_time = self._monotonic_s() - self.standing.fired_s <= MOVES_WITHIN_S
        if moved is None:
            self._feel()
            if not in_time and not self.standing.unsensed:
                self._set(unsensed=True)
            return
        sensed = self._door_of(moved)
        if in_time and sensed in (None, self.standing.said):
            self._set(moved=moved, sensed=sensed)
        else:
            self._set(
                stage=Stage.ASKING,
                conflict="late" if not in_time else "other",
                moved=moved,
                sensed=sensed,
                unsensed=False,
            )

    def _feel(self) -> None:
        """Notice where something was put in or taken out since the door was fired."""
        said = self._thought.doors.get(self.standing.said or "")
        if self.standing.felt or said is None or not said.senses_inside:
            return
        now = self._doors.inside()
        changed = [
            place
            for place, was in self._inside_before.items()
            if was is not None and now.get(place) is not None and now[place] != was
        ]
        if changed:
            felt = said.place if said.place in changed else changed[0]
            self.felt[said.place] = felt
            self._set(felt=felt)

    def _wire(self) -> Wire:
        assert self.standing.wire is not None
        return self.standing.wire

    def _add(self, trial: Trial) -> None:
        self.trials = [t for t in self.trials if (t.place, t.wire) != (trial.place, trial.wire)] + [trial]
        self.learned = learn(self._thought, self.trials)

    def _finish(self) -> None:
        now = self.standing
        self._add(Trial(now.place, self._wire(), now.said, now.moved, bool(now.conflict)))
        self._go_on(by_itself=now.said == now.place and now.moved is not None)

    def _go_on(self, *, by_itself: bool) -> None:
        """Come to the next door: this one again while another wire is left for it, else the first that is left."""
        here, left = self.standing.place, self._left()
        after = [place for place in left if self.places.index(place) > self.places.index(here)]
        if not left:
            self._set(stage=Stage.DONE)
            return
        place = here if here in left else (after or left)[0]
        fresh = self._ready_at(place)
        if fresh.wire is None:
            self.skipped.add(place)
            self.standing = replace(self.standing, place=place)
            self._go_on(by_itself=False)
            return
        due_s = self._monotonic_s() + NEXT_AFTER_S
        self.standing = replace(fresh, stage=Stage.NEXT, due_s=due_s) if by_itself else fresh
        self._changed()
