"""Clocking on and off at the desk: what blocks, what is explained, who signs, who takes over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Key, Label
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts.countables import counted_for, uncounted
from kiosk.domain.shifts.deciding import Pen, Why
from kiosk.domain.shifts.differences import Scene, counted, differences
from kiosk.domain.shifts.shift import Counted, Difference, Explained, Shift, Stage, on_duty
from kiosk.domain.shifts.tally import NO_COUNT, Count
from kiosk.flows.signing import Strokes, signature_of
from kiosk.flows.tasks import Task, tasks
from kiosk.flows.visits import Visits
from kiosk.flows.worker import Worker
from kiosk.ports import Clock, Devices, Ledger, Sealed, Sight
from kiosk.settings.tables import ShiftHours
from kiosk.settings.tables import Shifts as ShiftSettings

SLIP = "handover slip"
"""What the paper about a handover is called; its "movement" is the shift's id."""
LONGEST_WORDS = 500
LONG_RUNNING_H = 24
"""A task that has waited for longer, and is not urgent, is a long-running one."""
SETTLE_EVERY_S = 4.0


@dataclass(frozen=True)
class Handing:
    """Everything that somebody who goes off duty has before them."""

    shift: Shift
    keys: Sequence[Key]
    """Keys of theirs that nobody has let go yet."""
    found: Sequence[tuple[Difference, Explained | None]]
    counted: Counted
    seen: str
    """The digest of what is shown; it is posted with the signature."""
    count: Count = NO_COUNT
    """What was counted by hand, and what is yet to be."""

    @property
    def silent(self) -> int:
        """How many differences nobody has explained."""
        return sum(said is None for _, said in self.found)

    @property
    def ready(self) -> bool:
        """Whether nothing blocks the signature."""
        return not self.keys and not self.silent and not self.count.missing


def words_of(person: str, act: str, words: str) -> tuple[list[Sealed], str]:
    """Return what somebody typed, ready for the vault, and its reference; nothing and "" for no words."""
    typed = words.strip()[:LONGEST_WORDS]
    if not typed:
        return [], ""
    return [Sealed(f"words:{act}", person, typed.encode())], f"words:{act}"


def grouped(found: Sequence[Task], now: datetime) -> tuple[list[Task], list[Task], list[Task]]:
    """Return tasks as urgent, ordinary and long-running ones, each the oldest first."""
    calm = [task for task in found if not task.urgent]
    old = [task for task in calm if _goes_on(task, now)]
    return [task for task in found if task.urgent], [task for task in calm if task not in old], old


def _goes_on(task: Task, now: datetime) -> bool:
    """Whether a task is a long-running one: a note is what its writer called it, everything else goes by its age."""
    if task.code.startswith("shift_note."):
        return task.code == "shift_note.long_running"
    return (now - task.since).total_seconds() > LONG_RUNNING_H * 3600


def named_at(hours: Sequence[ShiftHours], at: datetime) -> Label | None:
    """Return the name of the shift of the day at an hour of the site's clock; None where none is named."""
    hour, named = at.strftime("%H:%M"), sorted(hours, key=lambda one: one.begins)
    begun = [one for one in named if one.begins <= hour] or named  # before the first: yesterday's last
    return begun[-1].name if begun else None


class ShiftDesk:
    """Any number of people may be on duty at once; each answers for what is there when they go."""

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
        self._ledger = ledger
        self._sight = sight
        self._furniture = furniture
        self._visits = visits
        self._devices = devices
        self._clock = clock
        self._trusted = trusted
        self._settings = settings
        self._zone = ZoneInfo(time_zone)
        self._worker = Worker("settling", self.settle, again_s=SETTLE_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    @property
    def on(self) -> bool:
        """Whether this site uses shifts."""
        return self._settings.on

    def headline(self, at: datetime) -> Label | None:
        """Return the name of the shift of the day that `at` falls into, if the site names any."""
        return named_at(self._settings.hours, at.astimezone(self._zone))

    def of(self, person: str) -> Shift | None:
        """Return the shift that somebody is in now."""
        return on_duty(list(self._ledger.house.shifts.values()), person)

    def present(self) -> list[Shift]:
        """Return who is on duty, the longest first."""
        shifts = [one for one in self._ledger.house.shifts.values() if one.stage is Stage.ON]
        return sorted(shifts, key=lambda one: one.begun)

    def waiting(self) -> list[Shift]:
        """Return the handovers that nobody has taken, the oldest first."""
        return sorted(
            (one for one in self._ledger.house.shifts.values() if one.stage is Stage.LEFT),
            key=lambda one: one.ended or one.begun,
        )

    def tasks(self) -> tuple[list[Task], list[Task], list[Task]]:
        """Return what waits at the desk: urgent, ordinary, long-running."""
        now = self._clock.now()
        return grouped(tasks(self._ledger.house, self._devices.states(), now), now)

    def handing(self, shift: str) -> Handing:
        """Return what the person of a shift has before them.

        Raises:
            Refused: `shift.none` unless they are on duty.
        """
        house = self._ledger.house
        known = house.shifts.get(shift)
        if known is None or known.stage is not Stage.ON:
            raise Refused("shift.none")
        scene = self._scene(house)
        found = differences(scene)
        said = [(one, house.explained.get(one.id)) for one in found]
        keys = d.keys_in_the_way(house, known)
        seen, count = d.seen_digest(house, known, found), self._count(house, known)
        return Handing(known, keys, said, self._numbers(scene), seen, count)

    def count_of(self, shift: Shift) -> Count:
        """Return what was counted by hand for the end of a shift, and what is yet to be."""
        return self._count(self._ledger.house, shift)

    def differences(self) -> list[tuple[Difference, Explained | None]]:
        """Return what is not as it should be now, and what was said of it."""
        return self.standing()[0]

    def standing(self) -> tuple[list[tuple[Difference, Explained | None]], Counted]:
        """Return what is not as it should be now with what was said of it, and the count in numbers."""
        house = self._ledger.house
        scene = self._scene(house)
        found = [(one, house.explained.get(one.id)) for one in differences(scene)]
        return found, self._numbers(scene)

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

    def _scene(self, house: House) -> Scene:
        return Scene(house, self._furniture, self._sight.readings(), self._clock.now(), self._trusted())

    def _count(self, house: House, shift: Shift) -> Count:
        now, trusted = self._clock.now(), self._trusted()
        made = counted_for(house, shift, now, trusted=trusted)
        return Count(tuple(made), tuple(uncounted(house, shift, now, trusted=trusted)))

    def _numbers(self, scene: Scene) -> Counted:
        waiting = tasks(scene.house, self._devices.states(), scene.now)
        urgent, ordinary, old = grouped(waiting, scene.now)
        return counted(scene, (len(urgent), len(ordinary), len(old)))

    def _somebody(self, name: str) -> Person:
        person = self._ledger.house.people.get(name)
        if person is None:
            raise Refused("staff.needed")
        return person

    def _pen(self, person: str, about: str, strokes: Strokes) -> tuple[Sealed, Pen]:
        sealed, digest = signature_of(person, about, strokes)
        return sealed, Pen(sealed.reference, digest)
