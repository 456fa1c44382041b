"""Questions about keys that somebody has to answer at once: who holds what, who is late, who could open what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import STAFF, Person
from kiosk.domain.upkeep.knowing import out_of_service
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import KeyOuting, KeyUse, Register


@dataclass(frozen=True)
class CouldOpen:
    """One person's right to one key at one hour: None, or the code of why not."""

    person: str
    key: str
    why_not: str | None


@dataclass(frozen=True)
class UsedKey:
    """How much one key was used in a time: how often, for how many seconds, by whom most (and how often), when last."""

    key: str
    times: int
    out_s: int
    most_by: str
    most_times: int
    last: datetime | None


class Questions:
    """Answers from the record; nothing here changes anything."""

    def __init__(self, ledger: Ledger, register: Register, clock: Clock, time_zone: str) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    def held(self) -> Mapping[str, Sequence[Key]]:
        """Return every person who holds keys now, with these keys, the one held longest first."""
        found: dict[str, list[Key]] = {}
        for key in self._ledger.house.keys.values():
            if key.custodian.kind is CustodianKind.PERSON:
                found.setdefault(key.custodian.id, []).append(key)
        for keys in found.values():
            keys.sort(key=lambda key: key.since or self._clock.now())
        return found

    def overdue(self) -> Mapping[str, Sequence[Key]]:
        """Return every person who holds keys too long, with these keys, the latest one first."""
        now = self._clock.now()
        late = {who: [k for k in keys if k.due and k.due <= now] for who, keys in self.held().items()}
        return {who: sorted(keys, key=lambda key: key.due or now) for who, keys in late.items() if keys}

    def used(self, month: date) -> list[UsedKey]:
        """Return how much each key of the register was used in a month of the site's, the most used first."""
        since, before = self._month(month)
        found: dict[str, list[KeyUse]] = {}
        for one in self._register.key_use(since, before, self._clock.now()):
            found.setdefault(one.key, []).append(one)
        known = list(self._ledger.house.keys)
        last = self._register.last_taken(known)
        used = [_summed(key, found.get(key, ()), last.get(key)) for key in known]
        return sorted(used, key=lambda one: (-one.times, -one.out_s, one.key))

    def used_by_month(self, key: str, months: int = 12) -> list[tuple[date, Sequence[KeyUse]]]:
        """Return who took one key how often in each of the last months of the site's, the present one first."""
        now = self._clock.now()
        found: list[tuple[date, Sequence[KeyUse]]] = []
        month = now.astimezone(self._zone).date().replace(day=1)
        for _ in range(months):
            since, before = self._month(month)
            uses = self._register.key_use(since, before, now, key=key)
            found.append((month, sorted(uses, key=lambda one: -one.times)))
            month = (month - timedelta(days=1)).replace(day=1)
        return found

    def unused_since(self, day: date) -> list[tuple[Key, datetime | None]]:
        """Return the keys that nobody has taken since a day of the site's, with when they left last, if ever.

        A key that is out now is in use. The longest unused first, those that never left before them.
        """
        since = datetime.combine(day, time(), self._zone)
        house = self._ledger.house
        last = self._register.last_taken(list(house.keys))
        found = [
            (key, last.get(key.id))
            for key in house.keys.values()
            if key.custodian.kind is not CustodianKind.PERSON and (key.id not in last or last[key.id] < since)
        ]
        return sorted(found, key=lambda pair: (pair[1] is not None, pair[1] or since, pair[0].id))

    def outings(self, unit: str, first: int = 0, most: int = 50) -> Sequence[KeyOuting]:
        """Return some of the times that somebody had a key of a home, newest first."""
        return self._register.outings(self._register.keys_of_home(unit), first=first, most=most)

    def outing_count(self, unit: str) -> int:
        """Return how many times somebody had a key of a home."""
        return self._register.outing_count(self._register.keys_of_home(unit))

    def today(self) -> date:
        """Return the site's day."""
        return self._clock.now().astimezone(self._zone).date()

    def _month(self, month: date) -> tuple[datetime, datetime]:
        first = month.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        return datetime.combine(first, time(), self._zone), datetime.combine(after, time(), self._zone)

    def could_open(self, at: datetime, *, key: str = "", person: str = "") -> list[CouldOpen]:
        """Return who of the staff could take which key at `at`, by the rights as they were on record then.

        `key`, `person`: only about these. A key that was not known then, or a person, is not in the answer.
        """
        then = self._register.rights_at(at)
        local = at.astimezone(self._zone)
        return [
            CouldOpen(who.id, one.id, _why_not(then, who, one, local))
            for who in then.people.values()
            if who.role in STAFF and person in ("", who.id)
            for one in then.keys.values()
            if key in ("", one.id) and then.rulebook.rights(who, one)
        ]


def _why_not(house: House, person: Person, key: Key, at: datetime) -> str | None:
    if not person.active:
        return "person.inactive"
    return house.rulebook.why_no_right(person, key, at) or out_of_service(house, key.id)


def _summed(key: str, uses: Sequence[KeyUse], last: datetime | None) -> UsedKey:
    most = max(uses, key=lambda one: (one.times, one.out_s), default=None)
    times, out_s = sum(one.times for one in uses), sum(one.out_s for one in uses)
    return UsedKey(key, times, out_s, most.bearer if most else "", most.times if most else 0, last)
