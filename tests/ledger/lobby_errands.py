"""Whole errands at once, so that the rare things meet a house in use."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from kiosk.domain.movements import Movement
from tests.ledger.lobby_basis import (
    ENDS,
    PICK,
    somebody_is_there,
)
from tests.ledger.lobby_hands import HandsThere
from tests.ledger.small_kiosk import (
    TAGS,
)


class Errands(HandsThere):
    """Each rule is an errand from its beginning to a good or bad end."""

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(size=st.sampled_from(["S", "M"]), end=ENDS)
    def a_parcel_is_brought(self, size: str, end: str) -> None:
        before = set(self.house.movements)
        self.a_courier_drops(size, "r1")
        self._go_through(before, end)

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(pick=PICK, end=ENDS)
    def a_parcel_is_fetched(self, pick: int, end: str) -> None:
        before = set(self.house.movements)
        self.a_resident_collects(pick, by_code=False)
        self._go_through(before, end)

    @precondition(lambda self: self.kiosk is not None and self.world.line_up)
    @rule(key=st.sampled_from(sorted(TAGS)), end=ENDS)
    def a_key_is_carried(self, key: str, end: str) -> None:
        before = set(self.house.movements)
        self.a_bearer_returns_a_key(key)
        self.an_attendant_takes_a_key(key, "a2")
        self._go_through(before, end)

    def _go_through(self, before: set[str], end: str) -> None:
        for movement in [m for m in self.live() if m.id not in before]:
            if end == "walks off in the dark":
                self._goes_dark(movement)
            self._deed_and_shut(movement, shut=True)
            self.clock.elapsed_s += 1.0
            self._look()
            if end == "says so":
                for words in self._true_words(self.house.movements[movement.id]):
                    self._say(movement, words)
            elif end == "again, and it jams":
                self._again_in_vain(movement, 0.1)
            elif end == "again, and the line is down":
                self.the_line_goes_or_comes_back(False)
                self._again_in_vain(movement, 0.1)
                self.the_line_goes_or_comes_back(True)
            self._look()

    def _goes_dark(self, movement: Movement) -> None:
        """The power fails before an open door; whoever stood there pushes it shut and is gone."""
        self._look()
        if self.kiosk:
            self._lights_out()
        self.world.doors[movement.place].is_open = False
        self.left.add(movement.id)
        self.the_power_comes_back(0.0)

    def _again_in_vain(self, movement: Movement, wait_s: float) -> None:
        if self.world.line_up:
            self.world.doors[movement.place].jammed = True
        self._act(lambda kiosk: kiosk.doors.again(movement.id))
        self.clock.elapsed_s += wait_s
        self._look()
        if (now := self.house.movements.get(movement.id)) and not now.ended:
            self._give_up(now)
        self.clock.elapsed_s += 1.0
        self._look()

    @precondition(somebody_is_there)
    @rule(pick=PICK, deed=st.booleans())
    def they_act_in_the_dark(self, pick: int, deed: bool) -> None:
        movement = self.live()[pick % len(self.live())]
        self._lights_out()
        if deed:
            self._deed_and_shut(movement, shut=True)
        self.world.doors[movement.place].is_open = False
        self.the_power_comes_back(0.0)

    @precondition(somebody_is_there)
    @rule(pick=PICK, wait_s=st.sampled_from([0.1, 5.0]))
    def the_door_jams_when_they_try_again(self, pick: int, wait_s: float) -> None:
        self._again_in_vain(self.live()[pick % len(self.live())], wait_s)

    @precondition(somebody_is_there)
    @rule(size=st.sampled_from(["S", "M"]))
    def the_line_dies_as_a_door_opens(self, size: str) -> None:
        before = set(self.house.movements)
        self.world.line_dies_at_next_pulse = True
        self.a_courier_drops(size, "r2")
        for movement in [m for m in self.live() if m.id not in before]:
            self._deed_and_shut(movement, shut=True)
            self._act(lambda kiosk, name=movement.id: kiosk.doors.again(name))  # type: ignore[misc]
            self._give_up(movement)
        self.the_line_goes_or_comes_back(True)
