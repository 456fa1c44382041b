"""Time passes, and everything fails that can fail."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.parcels.sharing import SOME_LEFT
from tests.ledger.lobby_basis import (
    BLIND,
    PICK,
    PLACES,
    Basis,
)
from tests.ledger.small_kiosk import (
    boot,
)


class Trouble(Basis):
    """Clocks, jams, lines, sensors and the mains."""

    @rule(seconds=st.sampled_from([0.3, 1.0, 3.0, 5.0, 21.0, 46.0, 70.0]))
    def time_passes(self, seconds: float) -> None:
        self._speak_up()
        self.clock.elapsed_s += seconds
        self._look()

    def _speak_up(self) -> None:
        """Nobody walks away from the question whether it is in (or out) without a word when it is not so."""
        self._look()
        for movement in self.live():
            if movement.id in self.left and movement.unwatched:
                continue
            if movement.note == "ask" and movement.place in BLIND and not self._deed_done(movement):
                undone = "not_taken" if movement.kind.takes_out else "not_put_in"
                self._say(movement, SOME_LEFT if self._is_partly_out(movement) else undone)
        self._look()

    @rule(place=PLACES)
    def a_door_jams(self, place: str) -> None:
        self.world.doors[place].jammed = True

    @precondition(lambda self: any(door.jammed for door in self.world.doors.values()))
    @rule(pick=PICK)
    def a_door_is_freed(self, pick: int) -> None:
        jammed = [place for place, door in self.world.doors.items() if door.jammed]
        door = self.world.doors[jammed[pick % len(jammed)]]
        door.jammed = False
        if door.released and (self.kiosk or jammed[pick % len(jammed)] not in BLIND):
            door.is_open, door.released = True, False  # it springs open after all
        self._look()

    @rule(up=st.booleans())
    def the_line_goes_or_comes_back(self, up: bool) -> None:
        self.world.line_up = up
        self._look()

    @rule()
    def the_line_will_die_at_the_next_pulse(self) -> None:
        self.world.line_dies_at_next_pulse = True

    @rule(up=st.booleans())
    def the_tag_buses_go_or_come_back(self, up: bool) -> None:
        self.world.tags_up = up
        self._look()

    @rule(place=PLACES, lie=st.sampled_from([None, True, False]), of=st.sampled_from(["switch", "presence"]))
    @precondition(lambda self: self.stolen or len(self.parcels) > 2)
    def a_sensor_lies(self, place: str, lie: bool | None, of: str) -> None:
        if lie is not None:
            self.world.tainted.add(place)
        setattr(self.world.doors[place], f"{of}_lie", lie)
        self._look()

    @rule(points=st.integers(1, 6))
    def the_power_will_fail(self, points: int) -> None:
        if self.kiosk:
            self.mains.left = points

    @rule()
    def the_power_fails(self) -> None:
        if self.kiosk:
            self._lights_out()

    @precondition(lambda self: self.kiosk is None)
    @rule(wrong_by_s=st.sampled_from([0.0, 0.0, -3600.0, 600.0]))
    def the_power_comes_back(self, wrong_by_s: float) -> None:
        self.clock.elapsed_s += 2.0
        self.clock.wrong_by_s = max(self.clock.wrong_by_s, wrong_by_s) if wrong_by_s >= 0 else wrong_by_s
        self.kiosk = boot(self.path, self.world)
        self._look()
