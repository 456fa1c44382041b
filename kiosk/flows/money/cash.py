"""The drawer of the desk: counted by its coins, its difference explained, cash brought to the safe by two."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.money import cash as d
from kiosk.domain.money.account import CURRENCY, DRAWER, Account, bank, cash, in_currency, safe
from kiosk.domain.money.count import CashCount
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.money.money import LONGEST_WORDS, service_of
from kiosk.ports.record import Ledger, Sealed
from kiosk.settings.money import MoneySettings


class CashDesk:
    """What lies in the drawer, by the books and by its coins."""

    def __init__(
        self, ledger: Ledger, visits: Visits, settings: MoneySettings, currency: str = CURRENCY
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._settings = settings
        self._currency = currency

    @property
    def pieces(self) -> Sequence[int]:
        """The notes and coins, in cents."""
        return self._settings.pieces_cents

    def accounts(self) -> tuple[Account | None, Account | None, Account | None]:
        """Return the drawer, the safe, and what went through the office; None for one that nothing was written in."""
        known, currency = self._ledger.house.accounts, self._currency
        drawer, kept, office = (known.get(in_currency(one, currency)) for one in (cash(), safe(), bank()))
        return drawer, kept, office

    def counts(self) -> list[CashCount]:
        """Return the counts at hand, the newest first."""
        return sorted(self._ledger.house.cash_counts.values(), key=lambda one: one.at, reverse=True)

    def count(self, act: str, pieces: Sequence[tuple[int, int]], by: Person) -> CashCount:
        """Return a count of the drawer as it is on record. Raises as `cash.decide_counted`."""
        self._ledger.execute(
            lambda house: d.decide_counted(
                house, act, pieces, by.id, drawer=DRAWER, currency=self._currency,
                known_pieces=self._settings.pieces_cents,
            )
        )  # fmt: skip
        return self.need(act)

    def explain(self, count: str, reason: str, words: str, by: Person) -> None:
        """Post the difference of a count, with why. Raises as `cash.decide_explained`."""
        typed = words.strip()[:LONGEST_WORDS]
        sealed = [Sealed(f"words:count:{count}", by.id, typed.encode())] if typed else []
        note = sealed[0].reference if sealed else ""
        alone = self._settings.explain_alone_cents
        self._ledger.execute(
            lambda house: d.decide_explained(house, count, reason, note, by.id, alone_up_to_cents=alone),
            sealed=sealed,
        )

    def bring(
        self, act: str, which: str, cents: int, by: Person, second: str, pin: str, reference: str = ""
    ) -> None:
        """Record that two of the staff have brought cash to the safe or the bank, or out of the safe.

        Raises:
            Refused: `money.second`; `pin.wrong`, `pin.paused` of the second; as `cash.decide_brought`.
        """
        if act in self._ledger.house.money_entries:
            return
        colleague = self._ledger.house.people.get(second)
        if colleague is None or colleague.id == by.id:
            raise Refused("money.second")
        self._visits.confirm_pin(colleague, pin, before=by.id)
        self._ledger.execute(
            lambda house: d.decide_brought(
                house, act, which, cents, by.id, second, currency=self._currency, reference=reference
            )
        )

    def pay_out(self, act: str, about: str, cents: int, bill: str, by: Person) -> None:
        """Record that whoever does a service was paid out of the drawer. Raises as `cash.decide_paid_out`."""
        currency = self._currency
        self._ledger.execute(
            lambda house: d.decide_paid_out(
                house, act, service_of(house, about), about, cents, by.id, currency=currency, reference=bill
            )
        )

    def note_of(self, one: CashCount) -> str:
        """Return what was typed about a difference, "" for nothing; "–" where it is not kept any more."""
        content = self._ledger.opened(one.note) if one.note else None
        return content.decode(errors="replace") if content else "–" if one.note else ""

    def need(self, count: str) -> CashCount:
        """Return a count at hand. Raises `money.count`."""
        one = self._ledger.house.cash_counts.get(count)
        if one is None:
            raise Refused("money.count")
        return one
