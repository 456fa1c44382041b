"""The desk lets couriers in: who, for which company, when, until which day; and stops letting them in."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kiosk.domain.couriers import enrolling as d
from kiosk.domain.couriers.courier import Company, Courier, Standing
from kiosk.domain.couriers.letting_in import may_come
from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.people.directory import HASHER, Card, Directory
from kiosk.flows.reasons import said
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

PIN_DIGITS = 8
CODE_DIGITS = 10
"""Of a company's code: all guesses of a day (`domain.guesses`) find one of thirty with a chance below 1e-6."""
SHOWN_FOR_S = 180.0
"""So long a new PIN or code stands on the page of whoever has just made it; it can't be read again."""
TOPIC = "couriers"


@dataclass(frozen=True)
class Known:
    """A courier as the desk sees them. `record`: None for one whom only the file of people names."""

    person: Person
    name: str
    phone: str
    record: Courier | None
    has_pin: bool

    @property
    def standing(self) -> Standing:
        """What the desk thinks of them."""
        if self.record is not None:
            return self.record.standing
        return Standing.KNOWN if self.person.active else Standing.BLOCKED


class CourierDesk:
    """Couriers and companies; each act carries the attendant's name."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        directory: Directory,
        hub: Hub,
        clock: Clock,
        digest: Callable[[str, str], str],
        zone: str,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._directory = directory
        self._hub = hub
        self._clock = clock
        self._digest = digest
        self._zone = ZoneInfo(zone)
        self._trusted = trusted
        self._lock = threading.Lock()
        self._shown: dict[tuple[str, str], tuple[str, float]] = {}
        visits.lets_in(self.may_come)

    def may_come(self, courier: str) -> None:
        """Return if a courier is let in now.

        Raises:
            Refused: `courier.blocked`, `courier.over`, `courier.hours`.
        """
        local = self._clock.now().astimezone(self._zone)
        may_come(self._ledger.house, courier, local, trusted=self._trusted())

    def today(self) -> date:
        """Return the day at the site."""
        return self._clock.now().astimezone(self._zone).date()

    def known(self) -> Sequence[Known]:
        """Return every courier: who waits for the desk's word first, then by company and name."""
        found = [self.one(person.id) for person in self._ledger.house.people.values() if _is_courier(person)]
        order = {Standing.NEW: 0, Standing.KNOWN: 1, Standing.BLOCKED: 2}
        return sorted(found, key=lambda one: (order[one.standing], one.person.company or "", one.name))

    def one(self, courier: str) -> Known:
        """Return a courier.

        Raises:
            Refused: `courier.unknown`.
        """
        house = self._ledger.house
        person = house.people.get(courier)
        if person is None or not _is_courier(person):
            raise Refused("courier.unknown")
        card = self._directory.card(courier)
        record, phone = house.couriers.get(courier), (card.phone if card else None) or ""
        has_pin = card is not None and card.pin_digest is not None
        return Known(person, self._directory.name(courier), phone, record, has_pin)

    def companies(self) -> Sequence[Company]:
        """Return the companies by name."""
        return sorted(self._ledger.house.companies.values(), key=lambda one: one.name)

    def let_in(
        self, act: str, by: Person, *, name: str, phone: str, company: str, hours: str, until: date | None,
        language: str, with_pin: bool,
    ) -> str:  # fmt: skip
        """Return the id of a courier who is let in from now on; the same one for the same `act`.

        Raises:
            Refused: `courier.name` without a name; as `enrolling.decide_let_in`.
        """
        named = "".join(one for one in name.strip() if one.isprintable())[: d.LONGEST_NAME]
        if not named:
            raise Refused("courier.name")
        courier = f"c-{act[:16]}"
        if courier in self._ledger.house.people:
            return courier
        pin = self.fresh_pin() if with_pin else ""
        card = self.card(courier, named, phone, pin)
        command = d.LetIn(courier, company, hours, until, language, by.id)
        self._ledger.execute(lambda house: d.decide_let_in(house, command), sealed=[card.sealed()])
        self._know(card, pin, by)
        return courier

    def confirm(self, courier: str, by: Person, name: str = "") -> None:
        """Record that the desk knows a courier who had registered alone, by `name` if one is given.

        Raises:
            Refused: as `enrolling.decide_confirm`.
        """
        named, card = name.strip()[: d.LONGEST_NAME], self._directory.card(courier)
        changed = (
            Card(courier, named, card.phone, card.email, card.pin_hash, card.pin_digest)
            if card and named
            else None
        )
        sealed = [changed.sealed()] if changed else []
        self._ledger.execute(lambda house: d.decide_confirm(house, courier, by.id), sealed=sealed)
        if changed:
            self._directory.add(changed)
        self._hub.changed(TOPIC)

    def renew(self, courier: str, by: Person, hours: str, until: date | None) -> None:
        """Record a courier's hours and last day; who was blocked is let in again.

        Raises:
            Refused: as `enrolling.decide_renew`.
        """
        self._ledger.execute(lambda house: d.decide_renew(house, courier, hours, until, by.id))
        self._hub.changed(TOPIC)

    def block(self, courier: str, by: Person, reason: str) -> None:
        """Let a courier in no more; a visit of theirs ends.

        Raises:
            Refused: as `enrolling.decide_block`.
        """
        sealed, why = said(by.id, reason)
        if self._ledger.execute(lambda house: d.decide_block(house, courier, by.id, why), sealed=sealed):
            self._visits.revoked(courier, by.id)
        self._hub.changed(TOPIC)

    def give_pin(self, courier: str, by: Person) -> None:
        """Give a courier a new PIN; the old one is nothing any more, and a visit that it began ends.

        Raises:
            Refused: as `enrolling.decide_pin`.
        """
        self.one(courier)
        pin, before = self.fresh_pin(), self._directory.card(courier)
        phone, name = (before.phone or "", before.name) if before else ("", courier)
        card = self.card(courier, name, phone, pin)
        self._ledger.execute(lambda house: d.decide_pin(house, courier, by.id), sealed=[card.sealed()])
        self._visits.revoked(courier, by.id)
        self._know(card, pin, by)

    def set_company(self, company: str, by: Person, name: str, first_drops: int) -> None:
        """Record a company, new or changed.

        Raises:
            Refused: as `enrolling.decide_company`.
        """
        self._ledger.execute(lambda house: d.decide_company(house, company, name, first_drops, by.id))
        self._hub.changed(TOPIC)

    def give_code(self, company: str, by: Person) -> None:
        """Give a company a new code by which its couriers register; the old one is nothing any more.

        Raises:
            Refused: as `enrolling.decide_code`.
        """
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        mac = self._digest("company", code)
        self._ledger.execute(lambda house: d.decide_code(house, company, mac, by.id))
        self._show(company, by, code)

    def end_code(self, company: str, by: Person) -> None:
        """Let nobody register for a company any more; who has registered stays.

        Raises:
            Refused: as `enrolling.decide_code`.
        """
        self._ledger.execute(lambda house: d.decide_code(house, company, "", by.id))
        self._hub.changed(TOPIC)

    def just_made(self, about: str, by: Person) -> str:
        """Return the PIN or code that `by` has just made for a courier or a company; "" if none, or too long ago."""
        with self._lock:
            secret, until_s = self._shown.get((about, by.id), ("", 0.0))
            if self._clock.monotonic_s() > until_s:
                self._shown.pop((about, by.id), None)
                return ""
            return secret

    def fresh_pin(self) -> str:
        """Return a PIN that nobody has. It is made by chance: choosing one would tell which others are taken."""
        while True:
            pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
            if self._directory.by_pin_digest(self._digest("pin", pin)) is None:
                return pin

    def card(self, courier: str, name: str, phone: str, pin: str) -> Card:
        """Return what the vault keeps of a courier; `pin` "" for one who comes with a badge."""
        digits = "".join(one for one in phone if one.isdigit() or one == "+")[:20]
        hashed = HASHER.hash(pin) if pin else None
        return Card(courier, name, digits or None, None, hashed, self._digest("pin", pin) if pin else None)

    def _know(self, card: Card, pin: str, by: Person) -> None:
        self._directory.add(card)
        if pin:
            self._show(card.person, by, pin)
        self._hub.changed(TOPIC)

    def _show(self, about: str, by: Person, secret: str) -> None:
        with self._lock:
            self._shown[about, by.id] = (secret, self._clock.monotonic_s() + SHOWN_FOR_S)
        self._hub.changed(TOPIC)


def _is_courier(person: Person) -> bool:
    return person.role is Role.COURIER


def with_phone(house: House, directory: Directory, phone: str) -> str:
    """Return the courier who has this telephone number, or ""."""
    for person in house.people.values():
        card = directory.card(person.id) if _is_courier(person) else None
        if card and card.phone == phone:
            return person.id
    return ""
