"""Clocking on and off at the desk: what blocks, what is explained, who signs, who takes over."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts.deciding import Pen, Why
from kiosk.domain.shifts.differences import differences
from kiosk.domain.shifts.shift import Stage
from kiosk.domain.shifts.tally import NO_COUNT
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.shifts.shift_questions import ShiftQuestions
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Devices, Sight
from kiosk.ports.record import Ledger, Sealed
from kiosk.settings.tables import Shifts as ShiftSettings

SLIP = "handover slip"
"""What the paper about a handover is called; its "movement" is the shift's id."""
LONGEST_WORDS = 500
SETTLE_EVERY_S = 4.0


def words_of(person: str, act: str, words: str) -> tuple[list[Sealed], str]:
    """Return what somebody typed, ready for the vault, and its reference; nothing and "" for no words."""
    typed = words.strip()[:LONGEST_WORDS]
    if not typed:
        return [], ""
    return [Sealed(f"words:{act}", person, typed.encode())], f"words:{act}"


class ShiftDesk(ShiftQuestions):
    """What people of the desk do at either end of their shift."""

    def __init__(
        self,
        ledger: Ledger,
        sight: Sight,
        furniture: Furniture,
        visits: Visits,
        devices: Devices,
        clock: Clock,
        trusted: Callable[[], bool],
        settings: ShiftSettings,
        time_zone: str,
    ) -> None:
        super().__init__(ledger, sight, furniture, visits, devices, clock, trusted, settings, time_zone)
        self._worker = Worker("settling", self.settle, again_s=SETTLE_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def begin(self, person: Person, act: str) -> None:
        """Clock somebody on; `act` is the form's id.

        Raises:
            Refused: as `deciding.decide_on`.
        """
        self._ledger.execute(lambda house: d.decide_on(house, f"s-{act[:16]}", person))

    def explain(self, by: Person, name: str, answers: str, reason: str, words: str, act: str) -> None:
        """Record why something is not as it should be.

        Raises:
            Refused: as `deciding.decide_explained`.
        """
        sealed, note = words_of(by.id, act, words)
        self._ledger.execute(
            lambda house: d.decide_explained(
                house, differences(self._scene(house)), name, by, answers, Why(reason, note)
            ),
            sealed=sealed,
        )

    def let_go(self, shift: str, key: str, by: str, pin: str, reason: str, words: str, act: str) -> None:
        """Record a supervisor's leave for a key to stay with whoever goes; the PIN proves that they are there.

        Raises:
            Refused: as `deciding.decide_key_left`; `pin.wrong`, `pin.paused`.
        """
        supervisor, known = self._somebody(by), self._ledger.house.shifts.get(shift)
        self._visits.confirm_pin(supervisor, pin, before=known.person if known else "")
        sealed, note = words_of(by, act, words)
        self._ledger.execute(
            lambda house: d.decide_key_left(house, shift, key, supervisor, Why(reason, note)), sealed=sealed
        )

    def sign_off(self, shift: str, person: Person, seen: str, strokes: Strokes) -> None:
        """Record that somebody goes off duty and has signed for what they leave.

        Raises:
            Refused: `signature.missing`; as `deciding.decide_off`.
        """
        sealed, pen = self._pen(person.id, f"shift:{shift}:out", strokes)

        def decide(house: House) -> list[e.Event]:
            scene = self._scene(house)
            known = house.shifts.get(shift)
            count = self._count(house, known) if known else NO_COUNT
            return d.decide_off(
                house, shift, person, differences(scene), self._numbers(scene), seen, pen, count
            )

        self._ledger.execute(decide, sealed=[sealed])

    def take(self, shift: str, taker: str, act: str, strokes: Strokes, pin: str | None = None) -> None:
        """Record that the next person has signed for what a shift left. `pin`: where it is not their own session.

        Raises:
            Refused: `signature.missing`; `pin.wrong`, `pin.paused`; as `deciding.decide_taken`.
        """
        person = self._somebody(taker)
        sealed, pen = self._pen(taker, f"shift:{shift}:in:{taker}", strokes)
        if pin is not None:
            known = self._ledger.house.shifts.get(shift)
            self._visits.confirm_pin(person, pin, before=known.person if known else "")
        self._ledger.execute(
            lambda house: d.decide_taken(house, shift, person, f"s-{act[:16]}", pen), sealed=[sealed]
        )

    def close(self, shift: str, by: Person, reason: str, words: str, act: str) -> None:
        """Close a handover that nobody takes, or end the shift of somebody who left without clocking off.

        Raises:
            Refused: as `deciding.decide_closed`, `deciding.decide_absent`.
        """
        sealed, note = words_of(by.id, act, words)

        def decide(house: House) -> list[e.Event]:
            known, why = house.shifts.get(shift), Why(reason, note)
            if known and known.stage is Stage.ON:
                scene = self._scene(house)
                numbers, count = self._numbers(scene), self._count(house, known)
                return d.decide_absent(house, shift, by, differences(scene), numbers, why, count)
            return d.decide_closed(house, shift, by, why)

        self._ledger.execute(decide, sealed=sealed)

    def print_slip(self, shift: str, act: str, language: str) -> None:
        """Print a handover that is at hand.

        Raises:
            Refused: `shift.none`.
        """
        paper = f"h-{act[:16]}"

        def decide(house: House) -> list[e.Event]:
            known = house.shifts.get(shift)
            if known is None or known.stage is Stage.ON:
                raise Refused("shift.none")
            return [] if paper in house.papers else [e.PaperQueued(paper, SLIP, shift, language)]

        self._ledger.execute(decide)

    def settle(self) -> None:
        """Record that what was explained is as it should be again."""
        house = self._ledger.house
        if not house.explained or not d.settled(house, differences(self._scene(house))):
            return  # looked at without holding anybody up
        self._ledger.execute(lambda now: d.settled(now, differences(self._scene(now))))

    def _somebody(self, name: str) -> Person:
        person = self._ledger.house.people.get(name)
        if person is None:
            raise Refused("staff.needed")
        return person

    def _pen(self, person: str, about: str, strokes: Strokes) -> tuple[Sealed, Pen]:
        sealed, digest = signature_of(person, about, strokes)
        return sealed, Pen(sealed.reference, digest)
