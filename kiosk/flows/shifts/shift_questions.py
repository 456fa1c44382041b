"""What is asked about shifts: who is on duty, what waits to be taken over, what keeps somebody from going home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import Key, Label
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts.countables import counted_for, uncounted
from kiosk.domain.shifts.differences import Scene, counted, differences
from kiosk.domain.shifts.shift import Counted, Difference, Explained, Shift, Stage, on_duty
from kiosk.domain.shifts.tally import NO_COUNT, Count
from kiosk.flows.identity.visits import Visits
from kiosk.flows.shifts.tasks import Task, tasks
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Devices, Sight
from kiosk.ports.record import Ledger
from kiosk.settings.tables import ShiftHours
from kiosk.settings.tables import Shifts as ShiftSettings

LONG_RUNNING_H = 24
"""A task that has waited for longer, and is not urgent, is a long-running one."""


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


def grouped(found: Sequence[Task], now: datetime) -> tuple[list[Task], list[Task], list[Task]]:
    """Return tasks as urgent, ordinary and long-running ones, each the oldest first."""
    calm = [task for task in found if not task.urgent]
    old, new = ([task for task in calm if _goes_on(task, now) is long] for long in (True, False))
    return [task for task in found if task.urgent], new, old


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


class ShiftQuestions:
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
