"""Questions about keys that somebody has to answer at once: who holds what, who is late, who could open what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import STAFF, Person
from kiosk.domain.upkeep.knowing import out_of_service
from kiosk.ports import Clock, Ledger, Register


@dataclass(frozen=True)
class CouldOpen:
    """One person's right to one key at one hour: None, or the code of why not."""

    person: str
    key: str
    why_not: str | None


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
