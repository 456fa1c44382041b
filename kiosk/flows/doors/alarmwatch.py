"""What happens to alarms as time passes: seals seen open, parts that fall silent, whom it reaches, the sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from math import inf

from kiosk.domain import events as e
from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.alarm import Alarm, Duties, Patience
from kiosk.domain.alarms.deciding import late
from kiosk.domain.alarms.evolving import seal_of
from kiosk.domain.house import House, Recorded
from kiosk.flows.seldom import Seldom
from kiosk.flows.telling.hub import Hub
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Devices, DeviceState
from kiosk.ports.record import Ledger

LOOK_EVERY_S = 1.0
PART_GONE_AFTER_S = 5
"""A part of a device that is away for so long is lost; shorter gaps are noise on a line."""
PARTS = (
    "board_silent",
    "board_garbled",
    "board_echo",
    "board_stranger",
    "board_contradicts",
    "bus_gone",
    "limited",
)
"""What ails a device of which a part is away."""


class AlarmWatch:
    """One thread. It records before it tells; nothing is told late while the clock can't be trusted."""

    def __init__(
        self,
        ledger: Ledger,
        devices: Devices,
        hub: Hub,
        clock: Clock,
        duties: Duties,
        patience: Patience,
        *,
        sound_every_s: float,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._devices = devices
        self._hub = hub
        self._clock = clock
        self._duties = duties
        self._patience = patience
        self._trusted = trusted
        self._sounded = Seldom(clock, sound_every_s or inf)
        self._known: Mapping[str, Alarm] = ledger.house.alarms
        self._seals: deque[tuple[str, bool]] = deque(maxlen=200)
        self._worker = Worker("alarms", self._look, again_s=LOOK_EVERY_S)
        self.stop = self._worker.stop

    def start(self) -> None:
        """Put the site's duties on record, if they have changed, and begin to look."""
        self._ledger.execute(self._changed_duties)
        self._worker.start()

    def saw_seal(self, cabinet: str, opened: bool) -> None:
        """Take in what the switch of a cabinet's override shows. Never blocks."""
        self._seals.append((cabinet, opened))
        self._worker.wake()

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Tell the screens, and sound at once, when an alarm comes or changes."""
        if self._ledger.house.alarms is not self._known:
            self._known = self._ledger.house.alarms
            self._hub.changed("doors")
        for entry in recorded:
            if isinstance(entry.event, e.DoorForced | e.DoorAjar):  # the watcher sounds at once for these
                for one in self._ledger.house.alarms.values():
                    if one.sounds and entry.event.place in one.places:
                        self._sounded.done(one.id)
            elif isinstance(entry.event, e.KeyGone | a.TwoTagsSensed | a.SealOpened):
                self._worker.wake()

    def _look(self) -> None:
        while self._seals:
            cabinet, opened = self._seals[0]
            self._ledger.execute(lambda house, c=cabinet, o=opened: _seal(house, c, opened=o))  # type: ignore[misc]
            self._seals.popleft()
        self._ledger.execute(lambda house: [*self._parts(house)])
        if self._trusted():
            self._ledger.execute(lambda house: late(house, self._clock.now(), self._patience))
        self._sound()

    def _changed_duties(self, house: House) -> list[e.Event]:
        wanted = self._duties
        if house.alarm_duties.get("site") == wanted:
            return []
        return [
            a.AlarmDutiesSet(
                wanted.owners,
                wanted.boards,
                wanted.readers,
                wanted.override_doors,
                wanted.override_within_s,
            )
        ]

    def _parts(self, house: House) -> Iterator[e.Event]:
        """Yield which devices have lost a part, or have all of theirs again, beyond what is on record."""
        watched = {*self._duties.boards, *self._duties.readers}
        lost = {one.device for one in house.alarms.values() if one.device and one.ended is None}
        for state in self._devices.states():
            if state.name not in watched:
                continue
            if state.name in lost and state.condition == "up":
                yield a.DevicePartReturned(state.name)
            elif state.name not in lost and self._is_part_lost(state):
                yield a.DevicePartLost(state.name, state.detail)

    def _is_part_lost(self, state: DeviceState) -> bool:
        gone = state.condition == "degraded" and state.code in PARTS
        return gone and self._clock.now() - state.since >= timedelta(seconds=PART_GONE_AFTER_S)

    def _sound(self) -> None:
        """Sound once when an alarm begins, and again now and then until somebody is on it."""
        loud = [one.id for one in self._ledger.house.alarms.values() if one.sounds]
        due = [one for one in loud if self._sounded.is_due(one)]
        for one in due:
            self._sounded.done(one)
        if due:
            self._hub.publish("tone", name="alarm")


def _seal(house: House, cabinet: str, *, opened: bool) -> list[e.Event]:
    """Return what a look at a seal's switch proves that is not on record."""
    if seal_of(house, cabinet).seen_open is opened:
        return []
    return [a.SealOpened(cabinet) if opened else a.SealShut(cabinet)]
