"""What every journey does at a door: fire once, look, listen to the person, never act alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain import ending
from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import House, Recorded
from kiosk.domain.moments import moment_of
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Latches, Sight, Unavailable
from kiosk.ports.record import Decide, Ledger, Sealed

log = logging.getLogger(__name__)

DOUBLE_TAP_S = 2.0
"""Two touches within so long are one wish: a button of the desk that opens a place has no movement to tell by."""


@dataclass(frozen=True)
class MovementView:
    """A movement as the person at the door sees it."""

    movement: Movement
    moment: str
    """One of `kiosk.domain.moments.MOMENTS`."""
    waits_s: float
    """While opening: how much longer the door is given."""
    receipt: str | None
    """What is known of the receipt's printing (a `PaperStage` value); None: none was asked for."""
    slip: str | None
    """What is known of the claim slip's printing."""
    found: str | None = None
    """The key that was sensed instead, or the slot where it was sensed; of a key that is back: where it hangs."""


class Doors:
    """The part of a movement that all journeys share."""

    def __init__(
        self,
        ledger: Ledger,
        latches: Latches,
        sight: Sight,
        clock: Clock,
        *,
        opens_within_s: float,
        shut_prompt_s: float,
    ) -> None:
        self._ledger = ledger
        self._latches = latches
        self._sight = sight
        self._clock = clock
        self._opens_within_s = opens_within_s
        self._shut_prompt_s = shut_prompt_s

    def open_for(self, movement: str, decide: Decide, *, sealed: Sequence[Sealed] = ()) -> Movement:
        """Return the movement that `decide` intends, its latch fired once; a known movement is left as it is.

        Raises:
            Refused: the rules say no; nothing was recorded and nothing fired.
        """
        if earlier := self._ledger.find(movement):
            return earlier  # a double tap or a reload, not a second movement
        recorded = self._ledger.execute(decide, sealed=sealed)  # on disk before anything moves
        self.fire(recorded)
        return self.need(movement)

    def fire(self, recorded: Sequence[Recorded]) -> None:
        """Fire the latch of each command just recorded. Trouble is recorded: the intent stays."""
        for command in [entry.event for entry in recorded if isinstance(entry.event, e.DoorCommanded)]:
            outcome: e.Event = e.DoorPulsed(command.place, command.movement)
            try:
                self._latches.unlock(command.place)
            except Unavailable as trouble:
                if trouble.begun:
                    continue  # it may have fired: only the sensor can tell
                outcome = e.DoorUnreached(command.place, command.movement, trouble.detail)
            try:
                self._ledger.execute(lambda _house, outcome=outcome: [outcome])  # type: ignore[misc]
            except Unavailable as trouble:  # the intent stands; what the door does is seen all the same
                log.warning("the pulse at %s could not be recorded: %s", command.place, trouble)

    def just_asked(self, house: House, place: str) -> bool:
        """Return whether the desk has asked for a place so short a time ago that this is the same touch once more."""
        door = house.door(place)
        if door.commanded_at is None or not (door.commanded_by or "").startswith("desk:"):
            return False
        return self._clock.now() - door.commanded_at < timedelta(seconds=DOUBLE_TAP_S)

    def again(self, movement: str, by: str = "") -> Movement:
        """Return the movement with its latch fired once more, because the person asks for it.

        Raises:
            Refused: it is over, or its door is open already (then nothing is fired).
        """

        def decide(house: House) -> list[e.Event]:
            found = ending.find(house, movement)
            if found.stage is Stage.OPENED:
                return []
            soon = found.commanded + timedelta(seconds=min(2.0, self._opens_within_s))
            waits = found.stage is Stage.INTENDED and found.note not in ("unreachable", "did_not_open")
            if waits and self._clock.now() < soon:
                return []  # a second tap on the same button
            return [e.DoorCommanded(found.place, found.id, by or found.acting, "again")]

        self.fire(self._ledger.execute(decide))
        return self.need(movement)

    def stop(self, movement: str) -> Movement:
        """Return the movement, given up by its person.

        Raises:
            Refused: it is over, or its door is open and must be shut first.
        """
        return self._change(
            movement,
            lambda house: ending.stop(
                house, movement, self._look(house, movement), pulse_over=self._had_time(house, movement)
            ),
        )

    def say(self, movement: str, statement: str) -> Movement:
        """Return the movement after its person has said what is so (one of `ending.STATEMENTS`).

        Raises:
            Refused: it is over, or the statement does not fit.
        """

        def decide(house: House) -> list[e.Event]:
            found = ending.find(house, movement)
            return ending.say(house, movement, statement, found.acting, self._look(house, movement))

        return self._change(movement, decide)

    def need(self, movement: str) -> Movement:
        """Return a movement.

        Raises:
            Refused: `movement.unknown`.
        """
        found = self._ledger.find(movement)
        if found is None:
            raise Refused("movement.unknown")
        return found

    def moment(self, movement: str) -> MovementView:
        """Return what the person before the door needs to be told now.

        Raises:
            Refused: `movement.unknown`.
        """
        found = self.need(movement)
        house, now = self._ledger.house, self._clock.now()
        moment = moment_of(
            house,
            found,
            self._sight.reading(found.place),
            now,
            opens_within_s=self._opens_within_s,
            shut_prompt_s=self._shut_prompt_s,
        )
        papers = {
            paper.what: paper.stage.value for paper in house.papers.values() if paper.movement == movement
        }
        waited_s = (now - found.commanded).total_seconds()
        waits_s = max(0.0, self._opens_within_s - waited_s) if moment == "opening" else 0.0
        sensed = self._sensed_instead(house, found, moment)
        return MovementView(found, moment, waits_s, papers.get("receipt"), papers.get("claim slip"), sensed)

    def print_receipt(self, movement: str) -> None:
        """Queue the receipt of a movement that was confirmed; once."""

        def decide(house: House) -> list[e.Event]:
            found = self.need(movement)
            paper = f"r-{movement[:16]}"
            if found.stage is not Stage.CONFIRMED or paper in house.papers:
                return []
            bearer = house.people.get(found.bearer)
            return [e.PaperQueued(paper, "receipt", movement, bearer.language if bearer else "zh_Hans")]

        self._ledger.execute(decide)

    def _sensed_instead(self, house: House, movement: Movement, moment: str) -> str | None:
        if moment == "done" and movement.kind is Kind.RETURN:
            key = house.keys.get(movement.item)
            if key is None or movement.stage is Stage.CONFIRMED:
                return movement.hung_at
            return key.custodian.id
        if moment == "wrong_slot":
            return house.keys[movement.item].custodian.id
        if moment == "wrong_key":
            return next((key.id for key in house.keys.values() if key.tag == movement.evidence), None)
        return None

    def _change(self, movement: str, decide: Callable[[House], Sequence[e.Event]]) -> Movement:
        self._ledger.execute(lambda house: with_aftermath(house, decide(house)))
        return self.need(movement)

    def _look(self, house: House, movement: str) -> Reading:
        return self._sight.reading(ending.find(house, movement).place)

    def _had_time(self, house: House, movement: str) -> bool:
        commanded = ending.find(house, movement).commanded
        return self._clock.now() - commanded >= timedelta(seconds=self._opens_within_s)
