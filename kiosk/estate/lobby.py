"""The lobby in which an invented history happens: journeys of many people, one moment after the other."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from hashlib import sha256
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.keys.rules import objects_of
from kiosk.domain.observing import observe
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.places import Furniture, Reading
from kiosk.ports.record import Sealed


@dataclass(frozen=True)
class Batch:
    """What is recorded together at one moment: events, and what goes into the vault with them."""

    at: datetime
    events: tuple[e.Event, ...]
    sealed: tuple[Sealed, ...] = ()


@dataclass(frozen=True)
class Step:
    """One moment of a journey: what it leaves in the record, and how long until the journey goes on."""

    events: Sequence[e.Event] = ()
    then_s: float = 0.0
    sealed: tuple[Sealed, ...] = ()


Journey = Iterator[Step]


def plain_digest(purpose: str, value: str) -> str:
    """Return a digest without a key, for a history that belongs to no site."""
    return sha256(f"{purpose}:{value}".encode()).hexdigest()


class Lobby:
    """What journeys share: the record so far, the hour, chance, and who is at work."""

    def __init__(
        self,
        recorded: Callable[[], House],
        furniture: Furniture,
        rng: Random,
        zone: str,
        digest: Callable[[str, str], str] | None = None,
    ) -> None:
        """`recorded` returns the house after everything that was yielded so far; `digest` is the site's keyed one."""
        self._recorded = recorded
        self.furniture = furniture
        self.rng = rng
        self.zone = ZoneInfo(zone)
        self.at = datetime.min.replace(tzinfo=UTC)
        self.laid_elsewhere: set[str] = set()
        """Keys that lie in a wrong slot while the record still has them with their bearer."""
        self.digest = digest or plain_digest
        self.contractors: dict[str, str] = {}
        """Who has come to work here, by the digest of the document."""
        self.when_alarmed: Callable[[Lobby, str], Journey] | None = None
        """What somebody does about an alarm that has just begun."""
        self._alarms: Mapping[str, Alarm] = {}
        self._waiting: list[tuple[datetime, int, Journey]] = []
        self._turn = 0

    @property
    def house(self) -> House:
        """The house as the record has it at this moment."""
        return self._recorded()

    @property
    def local(self) -> datetime:
        """The present in the site's time zone."""
        return self.at.astimezone(self.zone)

    def begin(self, journey: Journey, at: datetime) -> None:
        """Have a journey begin, or go on, at a time to come."""
        self._turn += 1
        heapq.heappush(self._waiting, (at, self._turn, journey))

    def later(self, journey: Journey, minutes: float) -> None:
        """Have a journey begin in so many minutes."""
        self.begin(journey, self.at + timedelta(minutes=minutes))

    def until(self, end: datetime) -> Iterator[Batch]:
        """Yield what all journeys leave in the record before `end`, in the order of time."""
        while self._waiting and self._waiting[0][0] < end:
            self.at, _, journey = heapq.heappop(self._waiting)
            step = next(journey, None)
            if step is None:
                continue
            if step.events:
                events = with_aftermath(self.house, step.events)
                yield Batch(self.at, tuple(events), step.sealed)
                self._follow(events)
                self._hear()
            self.begin(journey, self.at + timedelta(seconds=step.then_s))

    def _follow(self, events: Sequence[e.Event]) -> None:
        """Have the printer and the outbox take up what was queued."""
        for event in events:
            if isinstance(event, e.PaperQueued):
                self.later(_printed(self, event.paper), 0.02)
            elif isinstance(event, e.NoticeQueued):
                sent = e.NoticeSent(event.notice, ("file",))
                self.later(iter([Step([sent])]), 0.03 if self.likely(0.99) else 20)

    def _hear(self) -> None:
        """Have somebody answer to alarms that were not there before."""
        known, now = self._alarms, self.house.alarms
        if now is known or self.when_alarmed is None:
            return
        self._alarms = now
        for name, alarm in now.items():
            if name not in known and alarm.open:
                self.later(self.when_alarmed(self, name), 0.01)

    def number(self) -> str:
        """Return the id of a fresh movement: 32 hex digits."""
        return f"{self.rng.getrandbits(128):032x}"

    def likely(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self.rng.random() < share

    def look(self, reading: Reading) -> list[e.Event]:
        """Return what one look at a place proves now."""
        return observe(self.house, self.furniture.places[reading.place], reading)

    def on_duty(self, group: str) -> Person:
        """Return one of a group who works at this hour: three shifts, and everybody's turn moves on by the day."""
        began = self.local - timedelta(hours=7)
        shift, day = began.hour // 8, began.toordinal()
        members = self._teams[group]
        present = [one for number, one in enumerate(members) if (number + day) % 3 == shift]
        return self.rng.choice(present or members)

    def others(self, person: Person, count: int) -> tuple[str, ...]:
        """Return so many attendants of other groups than this person's, to agree to something."""
        own = set(person.groups)
        strangers = [one for one in self.staff if one.groups and not own & set(one.groups)]
        return tuple(one.id for one in self.rng.sample(strangers, count))

    @cached_property
    def staff(self) -> list[Person]:
        """Everybody at work here."""
        return [one for one in self.house.people.values() if one.role in STAFF and one.active]

    @cached_property
    def couriers(self) -> list[Person]:
        """Everybody who brings parcels."""
        return [one for one in self.house.people.values() if one.role is Role.COURIER and one.active]

    @cached_property
    def residents(self) -> list[Person]:
        """Everybody who gets parcels."""
        return [one for one in self.house.people.values() if one.role is Role.RESIDENT and one.active]

    def sought(self, what: str, count: int) -> list[str]:
        """Return some of the keys that are `what` ("kind:unit", "group:gates"): a few come up often, some never."""
        wanted, often = self._wanted(what)
        return self.rng.choices(wanted, cum_weights=often, k=count)

    @cache  # noqa: B019 - a lobby lives as long as its history
    def _wanted(self, what: str) -> tuple[list[str], list[float]]:
        wanted = [key.id for key in self.house.keys.values() if what in objects_of(key)]
        chances = [Random(f"how often {key} is taken") for key in wanted]
        often = [0.0 if one.random() < 0.05 else min(one.paretovariate(1.1), 40) for one in chances]
        return wanted, list(accumulate(often))

    @cached_property
    def _teams(self) -> dict[str, list[Person]]:
        groups = {group for one in self.staff for group in one.groups}
        return {group: [one for one in self.staff if group in one.groups] for group in groups}


def stand_before(lobby: Lobby, place: str, movement: str) -> Journey:
    """Yield the pulse of a latch just commanded, and its door seen open for as long as somebody stands there."""
    yield Step([e.DoorPulsed(place, movement)], lobby.rng.uniform(0.4, 1.6))
    yield Step(lobby.look(Reading(place, False)), lobby.rng.uniform(3, 14))


def with_tag(place: str, tag: str) -> Reading:
    """Return what a shut slot shows in which something with this tag hangs."""
    return Reading(place, True, tags=(tag,))


def with_tags(place: str, *keys: Key) -> Reading:
    """Return what a shut slot shows in which these keys hang."""
    return Reading(place, True, tags=tuple(key.tag for key in keys))


def _printed(lobby: Lobby, paper: str) -> Journey:
    """Yield what a printer leaves in the record of a slip; once in a hundred it is out of paper, and tried again."""
    if lobby.likely(0.01):
        yield Step([e.PaperEnded(paper, "not sent", "printer")], lobby.rng.uniform(3, 50) * 60)
        known = lobby.house.papers.get(paper)
        if known and known.what != "claim slip":  # of that the desk makes a new one, when somebody asks
            again = f"{known.id.partition('.')[0]}.{lobby.number()[:4]}"
            yield Step([e.PaperQueued(again, known.what, known.movement, known.language)])
        return
    yield Step([e.PaperBegun(paper)], 1.4)
    yield Step([e.PaperEnded(paper, "printed", "")])
