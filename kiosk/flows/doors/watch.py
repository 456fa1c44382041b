"""The watcher: looks at every place, records what that proves, and lets nobody stand there without a word."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.domain import ending
from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import House, Recorded
from kiosk.domain.keys.overdue import Escalation, overdue
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.observing import observe
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight, Unavailable
from kiosk.ports.record import Ledger

log = logging.getLogger(__name__)

ASKED_FOR_S = 20
"""How long an unclear end waits for the person's word before it is settled without it."""


COMMAND_COUNTS_S = 15
"""How long after a command an opening is its doing, once nobody waits for it any more."""


@dataclass(frozen=True)
class Patience:
    """How long a person is given, in seconds; and how far a late key goes."""

    idle_s: float
    ajar_after_s: float
    escalation: Escalation = field(default_factory=Escalation)


class Watcher:
    """One thread that turns readings into events; the same at noon, at night and after a power cut."""

    def __init__(
        self,
        ledger: Ledger,
        sight: Sight,
        doors: Doors,
        visits: Visits,
        hub: Hub,
        furniture: Furniture,
        clock: Clock,
        patience: Patience,
        chores: Sequence[Callable[[], None]] = (),
        *,
        trusted: Callable[[], bool] = lambda: True,
    ) -> None:
        """`chores`: what else time does by itself; each is asked for at every tick and records what is due.

        `trusted`: whether the clock can be believed; until then no key is late.
        """
        self._ledger = ledger
        self._sight = sight
        self._doors = doors
        self._visits = visits
        self._hub = hub
        self._furniture = furniture
        self._clock = clock
        self._patience = patience
        self._chores = chores
        self._trusted = trusted
        self._places: queue.Queue[str] = queue.Queue()
        self._moments: dict[str, str] = {}
        self._trouble = ""
        self._unsettled: set[str] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self.last_tick_s = clock.monotonic_s()

    def start(self) -> None:
        """Begin to watch; what was under way at the last power cut is looked at first."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._places.put("")
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def saw(self, place: str) -> None:
        """Have a place looked at again: something there has changed. Never blocks."""
        self._places.put(place)

    def look(self, place: str) -> None:
        """Record what a look at `place` proves now."""
        known = self._furniture.places.get(place)
        if known is None:
            return

        reading = self._sight.reading(place)
        if (reading.shut or not reading.switched) and not reading.latch_idle:
            self._unsettled.add(place)  # nothing will change any more, and it still wants a look
        else:
            self._unsettled.discard(place)
        self._ledger.execute(lambda house: with_aftermath(house, observe(house, known, reading)))

    def tick(self) -> None:
        """Look at every movement under way; end those whose person is gone; tell of doors left open.

        Raises:
            Unavailable: the record takes nothing. Pages change with time all the same, and who has gone is gone.
        """
        try:
            self._record_what_is_so()
        finally:
            self._tell_of_moments()
            self._visits.tick()

    def _record_what_is_so(self) -> None:
        for place in list(self._unsettled):
            self.look(place)
        for movement in self._at_doors():
            self.look(movement.place)
            self._ledger.execute(lambda house, name=movement.id: self._lapsed(house, name))  # type: ignore[misc]
        self._ledger.execute(self._doors_left_open)
        self._ledger.execute(self._doors_that_stayed_shut)
        if self._trusted():
            self._ledger.execute(lambda house: overdue(house, self._clock.now(), self._patience.escalation))
        for chore in self._chores:
            chore()

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Tell the screens of events that have just become durable."""
        for entry in recorded:
            event = entry.event
            movement = getattr(event, "movement", "")
            if movement:
                self._hub.changed(f"movement:{movement}")
                self._keep_visit(movement)
            if isinstance(event, e.Confirmed | e.Abandoned | e.Doubted):
                ended = self._ledger.house.movements.get(movement)
                self.saw(ended.place if ended else "")
            elif isinstance(event, e.DoorSettled):
                self.saw(event.place)
            if isinstance(event, e.DoorAjar | e.DoorShut):
                self._hub.changed("doors")
            if isinstance(event, e.DeviceLost | e.DeviceReturned):
                self._hub.changed("devices")
            elif (tone := _TONES.get(type(event))) and (movement or tone == "alarm"):
                self._hub.publish("tone", name=tone)
            if isinstance(event, e.PaperEnded):
                paper = self._ledger.house.papers.get(event.paper)
                self._hub.changed(f"movement:{paper.movement}" if paper else "house")
        self._hub.changed("house")

    def _keep_visit(self, movement: str) -> None:
        visit, found = self._visits.current, self._ledger.house.movements.get(movement)
        if visit and found and found.bearer == visit.person.id:
            self._visits.touch()

    def _at_doors(self) -> list[Movement]:
        """Return what is under way at a door; a shelf has none, and waits for people's words alone."""
        known = self._furniture.places
        return [m for m in self._ledger.house.movements.values() if not m.ended and m.place in known]

    def _lapsed(self, house: House, name: str) -> Sequence[e.Event]:
        movement = house.movements.get(name)
        if movement is None or movement.ended:
            return []
        given_s = self._patience.idle_s
        if movement.stage is Stage.UNCLEAR and movement.note == "ask" and movement.kind is Kind.COLLECT:
            given_s = min(given_s, ASKED_FOR_S)
        if movement.stage is Stage.OPENED:
            given_s = self._patience.ajar_after_s
        last = max(movement.changed, movement.commanded)
        if self._clock.now() - last < timedelta(seconds=given_s):
            return []
        return with_aftermath(house, ending.lapse(house, movement, self._sight.reading(movement.place)))

    def _doors_left_open(self, house: House) -> Sequence[e.Event]:
        limit = self._clock.now() - timedelta(seconds=self._patience.ajar_after_s)
        found: list[e.Event] = []
        for door in house.doors.values():
            if door.seen_open and not door.ajar_told and door.since and door.since < limit:
                under_way = house.under_way(door.place)
                found.append(e.DoorAjar(door.place, under_way.id if under_way else ""))
        return with_aftermath(house, found)

    def _doors_that_stayed_shut(self, house: House) -> Sequence[e.Event]:
        """A command whose movement is over, or the desk's, counts for seconds: what opens later is forced."""
        limit = self._clock.now() - timedelta(seconds=COMMAND_COUNTS_S)
        return [
            e.DoorStayedShut(door.place)
            for door in house.doors.values()
            if door.commanded_by
            and door.commanded_at
            and door.commanded_at < limit
            and not house.under_way(door.place)
            and self._has_switch(door.place)
        ]

    def _has_switch(self, place: str) -> bool:
        known = self._furniture.places.get(place)
        return known is None or known.senses_door  # without one, nobody can say that it stayed shut

    def _tell_of_moments(self) -> None:
        """A screen also changes when only time has passed: "opening" becomes "did not open"."""
        moments = {movement.id: self._doors.moment(movement.id).moment for movement in self._at_doors()}
        for movement, moment in moments.items():
            if self._moments.get(movement, moment) != moment:
                self._hub.changed(f"movement:{movement}")
        self._moments = moments

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.last_tick_s = self._clock.monotonic_s()
            try:
                self._turn()
            except (Refused, Unavailable) as trouble:
                if str(trouble) != self._trouble:  # said once, however long it lasts
                    log.warning("the watcher could not record: %s", trouble)
                self._trouble = str(trouble)
                self._stopping.wait(0.5)
            except Exception:
                log.exception("bug in the watcher")
                self._stopping.wait(0.5)

    def _turn(self) -> None:
        try:
            place = self._places.get(timeout=0.2)
        except queue.Empty:
            self.tick()
            self._trouble = ""
            return
        if place:
            self.look(place)


_TONES: dict[type[e.Event], str] = {
    e.DoorOpened: "opened",
    e.DoorShut: "shut",
    e.DoorForced: "alarm",
    e.DoorAjar: "alarm",
}
