"""A customer is asked before a service goes on that costs more than was paid ahead (预付金不足), and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.money import asking
from kiosk.domain.money.shortfall import OWE, PAY, STOP, Shortfall
from kiosk.domain.people import Person
from kiosk.flows.money.money import GIVEN_BACK, LONGEST_WORDS, PAID, end_of, why_sealed
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed


@dataclass(frozen=True)
class Owing:
    """Who of the supervisors lets something be owed, why, and until the end of which day."""

    supervisor: str
    reason: str
    until: date | None


class Shortfalls:
    """Questions to customers, at the desk or by telephone; no work goes on before there is an answer."""

    def __init__(self, ledger: Ledger, clock: Clock, currency: str, time_zone: str) -> None:
        self._ledger = ledger
        self._clock = clock
        self.currency = currency
        self._zone = ZoneInfo(time_zone)

    def ask(self, act: str, about: str, person: str, cents: int, by: Person) -> Shortfall | None:
        """Return the question that is put to a customer, None where enough is there. Raises as `decide_asked`."""
        wanted = asking.Wanted(act, about.strip(), person, cents, by.id, self.currency)
        self._ledger.execute(lambda house: asking.decide_asked(house, wanted))
        return asking.open_for(self._ledger.house, wanted.about, person)

    def answer(
        self, shortfall: str, said: str, how: str, words: str, by: Person, *, owing: Owing | None = None
    ) -> Shortfall:
        """Return the question once its answer is on record: `said` of `ANSWERS`, `words`: who said what.

        Raises:
            Refused: as `asking.decide_answered`.
        """
        one, now = asking.need(self._ledger.house, shortfall), self._clock.now()
        typed = words.strip()[:LONGEST_WORDS].encode()
        told = Sealed(f"words:told:{shortfall}", one.person, typed)
        owes = owing or Owing("", "", None)
        sealed, reason = (
            why_sealed(owes.supervisor, owes.reason, f"{shortfall}-why") if said == OWE else ([], "")
        )
        answer = asking.Answer(
            shortfall, said, how, told.reference if typed else "", sha256(typed).hexdigest(), by.id,
            owes.supervisor, reason, end_of(owes.until, self._zone),
        )  # fmt: skip
        self._ledger.execute(
            lambda house: asking.decide_answered(house, answer, now),
            sealed=[told, *sealed] if typed else sealed,
        )
        return self._ledger.house.shortfalls[shortfall]

    def told(self, one: Shortfall) -> str:
        """Return who said what, as it was typed; "–" where it is not kept any more."""
        content = self._ledger.opened(one.told) if one.told else None
        return content.decode(errors="replace") if content else "–" if one.told else ""


def ends_with(one: Shortfall) -> str:
    """Return what is to be posted for a question that was answered: `PAID`, `GIVEN_BACK`, "" for neither."""
    return {PAY: PAID, STOP: GIVEN_BACK}.get(one.answer, "") if one.open else ""
