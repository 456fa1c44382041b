"""Parcels and time: reminders, their end, keeping one longer, being away, and the way back to the sender."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting import wishes
from kiosk.domain.waiting.fees import fee_cents
from kiosk.domain.waiting.returning import ReturnParcel, decide_return
from kiosk.domain.waiting.time import expires, is_away, passed
from kiosk.domain.waiting.wait import Absence, WaitingRules
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.collect import Collect
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

LOOKS_EVERY_S = 2.0
CODE_SERVES_S = 120.0
"""So long a code that was typed lets its parcel be kept; then it is typed again."""


@dataclass(frozen=True)
class Waited:
    """One parcel that waits. `state`: "expired", "away", "kept", "reminded" or "new"; `fee_cents` as of now."""

    parcel: Parcel
    expires: datetime
    state: str
    fee_cents: int


class Waiting:
    """Nothing expires, and nobody is reminded, while the clock is not believed."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        doors: Doors,
        collect: Collect,
        clock: Clock,
        rules: WaitingRules,
        time_zone: str,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._doors = doors
        self._collect = collect
        self._clock = clock
        self.rules = rules
        self._zone = ZoneInfo(time_zone)
        self._trusted = trusted
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self._lock = threading.Lock()
        self._typed: dict[str, tuple[str, float]] = {}

    def tick(self) -> None:
        """Record what time has done."""
        if self._trusted() and self._looked.is_due("time"):
            self._looked.done("time")
            self._ledger.execute(lambda house: passed(house, self.rules, self._clock.now()))

    def all(self) -> list[Waited]:
        """Return what waits: what has expired first, then whose time ends first."""
        house, now = self._ledger.house, self._clock.now()
        found = [
            self._waited(house, one, now)
            for one in house.parcels.values()
            if one.stage is ParcelStage.WAITING and not one.outgoing
        ]
        return sorted(found, key=lambda one: (one.state != "expired", one.parcel.wait.expired or one.expires))

    def of(self, parcel: str) -> Waited:
        """Return one parcel that waits.

        Raises:
            Refused: `slip.used`: it does not wait any more.
        """
        house = self._ledger.house
        known = house.parcels.get(parcel)
        if known is None or known.stage is not ParcelStage.WAITING:
            raise Refused("slip.used")
        return self._waited(house, known, self._clock.now())

    def ends(self, parcel: Parcel) -> datetime:
        """Return when a waiting parcel's time is over."""
        return expires(self._ledger.house, self.rules, parcel, self._clock.now())

    def absence(self, person: str) -> Absence | None:
        """Return when a resident is away, or will be."""
        return self._ledger.house.absences.get(person)

    def today(self) -> date:
        """Return the day at the site."""
        return self._here().date()

    def days_to_keep(self, parcel: str) -> list[date]:
        """Return until the end of which days a parcel may be kept."""
        return wishes.days_to_keep(self._ledger.house, self.rules, parcel, self._here())

    def type_code(self, code: str, home: str = "") -> str:
        """Return a token by which the parcel of a pick-up code can be kept for a short while; no door opens.

        Raises:
            Refused: as `Collect.of_code`.
        """
        parcel = self._collect.of_code(code, home)
        token, now_s = secrets.token_hex(16), self._clock.monotonic_s()
        with self._lock:
            self._typed = {
                one: known for one, known in self._typed.items() if now_s - known[1] < CODE_SERVES_S
            }
            self._typed[token] = (parcel.id, now_s)
        return token

    def asker(self, token: str = "") -> tuple[str, list[Parcel]]:
        """Return the resident who asks, by the visit or by a typed code, and the parcels they may ask about.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        house = self._ledger.house
        with self._lock:
            name, at_s = self._typed.get(token, ("", 0.0))
        known = house.parcels.get(name)
        if known is not None and self._clock.monotonic_s() - at_s < CODE_SERVES_S:
            return known.recipient, [known] if known.stage is ParcelStage.WAITING else []
        person = self._visits.need(Role.RESIDENT).person.id
        self._visits.touch()
        return person, waiting_for(house, person)

    def keep_own(self, parcel: str, until: date, token: str = "") -> None:
        """Keep a parcel of whoever asks. Raises as `asker`, `wishes.decide_keep`; `keep.not_yours`."""
        person, own = self.asker(token)
        if all(one.id != parcel for one in own):
            raise Refused("keep.not_yours")
        self._keep(parcel, until, person)

    def keep(self, parcel: str, until: date, by: Person) -> None:
        """Keep a parcel by the word of one of the staff. Raises as `wishes.decide_keep`."""
        self._keep(parcel, until, by.id)

    def away_own(self, since: date, until: date, token: str = "") -> None:
        """Note that whoever asks is away. Raises as `asker`, `wishes.decide_away`."""
        person, _ = self.asker(token)
        self._away(person, since, until, person)

    def away(self, person: str, since: date, until: date, by: Person) -> None:
        """Note that a resident is away. Raises as `wishes.decide_away`."""
        self._away(person, since, until, by.id)

    def back_own(self, token: str = "") -> None:
        """Note that whoever asks is back. Raises as `asker`."""
        person, _ = self.asker(token)
        self._ledger.execute(lambda house: wishes.decide_back(house, person, person))

    def back(self, person: str, by: Person) -> None:
        """Note that a resident is back. Raises as `wishes.decide_back`."""
        self._ledger.execute(lambda house: wishes.decide_back(house, person, by.id))

    def categorise(self, parcel: str, category: str, by: Person) -> None:
        """Note what kind of parcel it is. Raises as `wishes.decide_category`."""
        self._ledger.execute(lambda house: wishes.decide_category(house, parcel, category, by.id))

    def give_back(
        self,
        movement: str,
        parcel: str,
        by: Person,
        reason: str,
        carrier: str,
        courier: str,
        strokes: Strokes,
    ) -> Movement:
        """Return the movement by which a parcel leaves for its sender; whoever takes it along has signed.

        Raises:
            Refused: `signature.missing`; as `returning.decide_return`.
        """
        if known := self._ledger.find(movement):
            return known
        signature, digest = signature_of(courier or by.id, movement, strokes)
        command = ReturnParcel(movement, parcel, by.id, reason, carrier, courier, signature.reference, digest)
        return self._doors.open_for(movement, lambda house: decide_return(house, command), sealed=[signature])

    def may_come(self, house: House, recipient: str) -> None:
        """Return if a parcel may go behind a door. Raises `recipient.away`."""
        wishes.may_come(house, self.rules, recipient, self._clock.now())

    def _keep(self, parcel: str, until: date, by: str) -> None:
        self._ledger.execute(
            lambda house: wishes.decide_keep(house, self.rules, parcel, until, by, self._here())
        )

    def _away(self, person: str, since: date, until: date, by: str) -> None:
        self._ledger.execute(
            lambda house: wishes.decide_away(house, self.rules, person, since, until, by, self._here())
        )

    def _here(self) -> datetime:
        return self._clock.now().astimezone(self._zone)

    def _waited(self, house: House, parcel: Parcel, now: datetime) -> Waited:
        wait = parcel.wait
        kept = wait.kept_until is not None and now < wait.kept_until
        state = (
            "expired"
            if wait.expired
            else "away"
            if is_away(house, parcel.recipient, now)
            else "kept"
            if kept
            else "reminded"
            if wait.reminded
            else "new"
        )
        cents = fee_cents(house, self.rules.fee, parcel, now) if self._trusted() else 0
        return Waited(parcel, expires(house, self.rules, parcel, now), state, cents)
