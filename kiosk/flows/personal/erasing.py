"""Erasing somebody: what would go and what hinders it are shown first; two of the staff decide; a paper says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.erasure.deciding import Erase, decide_erase, may_erase
from kiosk.domain.erasure.erasure import Erasure
from kiosk.domain.erasure.hindrances import Hindrance, hindrances
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.people.directory import Directory
from kiosk.flows.personal.kept import counted, keys_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class Preview:
    """What an erasure would destroy (`kept`: how many things of each kind), and what stands in its way."""

    person: Person
    kept: Mapping[str, int]
    hindrances: Sequence[Hindrance]
    backups_until: date


class Erasing:
    """The key to all that is sealed about somebody goes in the transaction that records it: all of it, or nothing."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        visits: Visits,
        clock: Clock,
        zone: str,
        backups_days: int,
    ) -> None:
        """`backups_days`: for how long backups are kept, 0 where none are made."""
        self._ledger = ledger
        self._directory = directory
        self._visits = visits
        self._clock = clock
        self._zone = zone
        self._backups_days = backups_days
        self.afterwards: Callable[[], None] = lambda: None
        """Called once somebody is erased: what lies outside of the record goes too."""

    def preview(self, by: Person, person: str) -> Preview:
        """Return what erasing somebody would mean now. Raises as `may_erase`."""
        house = self._ledger.house
        known = may_erase(house, person, by.id)
        kept = counted(self._ledger.sealed_of(*keys_of(house, person)))
        return Preview(known, kept, hindrances(house, person), self._backups_until())

    def erase(self, by: Person, person: str, act: str, second: str, pin: str, why: str) -> Erasure:
        """Return the erasure of somebody; for one who is erased already, the one that was.

        `act`: made when the page was; `second`, `pin`: the colleague who stands beside, and proves it.

        Raises:
            Refused: as `decide_erase`; `pin.wrong`, `pin.paused`.
            Unavailable: the disk took nothing; nothing is erased.
        """
        house = self._ledger.house
        if earlier := house.erasures.get(person):
            return earlier
        may_erase(house, person, by.id)
        other = house.people.get(second)
        if other is None or other.role not in STAFF or second in (by.id, person):
            raise Refused("erasure.second")
        self._visits.confirm_pin(other, pin, before=by.id)
        records = len(self._ledger.sealed_of(*keys_of(house, person)))
        command = Erase(act, person, by.id, second, why, records, self._backups_until())
        self._ledger.execute(lambda house: decide_erase(house, command))
        self._directory.remove(person)
        self._visits.revoked(person, by.id)
        self.afterwards()
        return self._ledger.house.erasures[person]

    def recent(self, most: int = 20) -> list[Erasure]:
        """Return the newest erasures, the last one first."""
        return list(self._ledger.house.erasures.values())[: -most - 1 : -1]

    def of(self, name: str) -> Erasure:
        """Return one erasure by its id.

        Raises:
            Refused: `person.unknown`.
        """
        found = next((one for one in self._ledger.house.erasures.values() if one.id == name), None)
        if found is None:
            raise Refused("person.unknown")
        return found

    def _backups_until(self) -> date:
        today = self._clock.now().astimezone(ZoneInfo(self._zone)).date()
        return today + timedelta(days=self._backups_days)
