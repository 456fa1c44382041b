"""A courier nobody knows registers at the lobby screen: the company's code, the own number, and a PIN is given."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.couriers import enrolling as d
from kiosk.domain.couriers.courier import Company
from kiosk.domain.guesses import allow
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visit, Visits
from kiosk.flows.parcels.couriers import CourierDesk, with_phone
from kiosk.flows.people.directory import Directory
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

BUCKET = "companies"
"""What wrong codes count against, whoever types them."""
LASTS_S = 180.0
"""So long a right code is good for going on."""
MOST_UNDER_WAY = 16
PHONE = re.compile(r"\+?[0-9]{7,15}")


@dataclass(frozen=True)
class Under:
    """A registration that is under way. `courier`: who came of it, "" until then; `pin`: shown once."""

    company: str
    until_s: float
    courier: str = ""
    pin: str = ""


class Registering:
    """Kept in memory between two pages; nothing is on record before the number is given."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        directory: Directory,
        couriers: CourierDesk,
        clock: Clock,
        digest: Callable[[str, str], str],
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._directory = directory
        self._couriers = couriers
        self._clock = clock
        self._digest = digest
        self._lock = threading.Lock()
        self._under: dict[str, Under] = {}

    @property
    def offered(self) -> bool:
        """Whether any company's couriers may register here."""
        return any(one.code_mac for one in self._ledger.house.companies.values())

    def begin(self, code: str) -> str:
        """Return the name under which a registration goes on, once the company's code is right.

        Raises:
            Refused: `company.code`; after wrong ones, also after a restart, `company.paused` for a while.
        """
        mac = self._digest("company", re.sub(r"\D", "", code))
        with self._lock:  # one guess at a time: none slips in beside the count
            house = self._ledger.house
            allow(house.guesses.get(BUCKET), self._clock.now(), "company.paused")
            company = _by_code(house, mac)
            if company is None:
                self._ledger.execute(lambda house: [e.GuessRefused(BUCKET)])
                raise Refused("company.code")
            self._forget_old()
            name = secrets.token_hex(16)
            self._under[name] = Under(company.id, self._clock.monotonic_s() + LASTS_S)
            return name

    def company(self, name: str) -> Company:
        """Return whose courier is registering.

        Raises:
            Refused: `company.code` when the time is over: the code is asked for again.
        """
        return d.need_company(self._ledger.house, self._need(name).company)

    def finish(self, name: str, phone: str, language: str) -> Visit:
        """Return the visit of a courier who has given the own telephone number; the PIN is in `pin`.

        The same number posted twice is the same courier.

        Raises:
            Refused: `company.code` when the time is over; `courier.phone` for what is no number; `courier.phone_known`
                when a courier has it already; `courier.too_many_new`.
        """
        with self._lock:
            under = self._need(name)
            if under.courier:
                return self._visits.by_pin(under.pin)
            number = re.sub(r"[\s()-]", "", phone)
            if not PHONE.fullmatch(number):
                raise Refused("courier.phone")
            if with_phone(self._ledger.house, self._directory, number):
                raise Refused("courier.phone_known")
            courier, pin = f"c-{name[:16]}", self._couriers.fresh_pin()
            card = self._couriers.card(courier, f"*{number[-4:]}", number, pin)
            self._ledger.execute(
                lambda house: d.decide_register(house, courier, under.company, language),
                sealed=[card.sealed()],
            )
            self._directory.add(card)
            self._under[name] = Under(under.company, self._clock.monotonic_s() + LASTS_S, courier, pin)
            return self._visits.by_pin(pin)

    def pin(self, name: str, visit: Visit) -> str:
        """Return the PIN that has just been given, to its courier alone; "" once the visit is another's.

        Raises:
            Refused: `company.code` when the time is over.
        """
        under = self._need(name)
        return under.pin if under.courier and under.courier == visit.person.id else ""

    def _need(self, name: str) -> Under:
        under = self._under.get(name)
        if under is None or self._clock.monotonic_s() > under.until_s:
            raise Refused("company.code")
        return under

    def _forget_old(self) -> None:
        now_s = self._clock.monotonic_s()
        for name in [name for name, one in self._under.items() if now_s > one.until_s]:
            del self._under[name]
        while len(self._under) >= MOST_UNDER_WAY:
            del self._under[next(iter(self._under))]


def _by_code(house: House, mac: str) -> Company | None:
    return next((one for one in house.companies.values() if one.code_mac and one.code_mac == mac), None)
