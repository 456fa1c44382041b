"""Statements of the desk's books (对账单): of an account, a service, a customer, a shift; what was there, what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.money.account import CASH, HELD, KINDS, PREPAID, currency_of, kind_of, sided
from kiosk.domain.money.entry import AccountLine, Entry
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import MONTH, bounds_of
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

MOST_LINES = 3_000
ACCOUNT, SERVICE, CUSTOMER, SHIFT = "account", "service", "customer", "shift"
THEIRS = (PREPAID, HELD)
"""Kinds of accounts that are a customer's money here."""
WHAT = (ACCOUNT, SERVICE, CUSTOMER, SHIFT)
OF_THE_HOUSE = ("cash", "safe", "bank", "income", "fees", "providers", "difference", "written_off", "opening")
"""Kinds of accounts that belong to no customer, in the order in which they are listed."""


@dataclass(frozen=True)
class Row:
    """One line. `cents`: above 0 more lay there afterwards; `amount_cents`: what it was about.

    `after_cents`: what lay there after it; None where lines of several accounts mix.
    """

    at: datetime
    entry: str
    kind: str
    about: str
    person: str
    by: str
    way: str
    voucher: str
    account: str
    cents: int
    amount_cents: int
    after_cents: int | None
    shift: str = ""


@dataclass(frozen=True)
class Statement:
    """A period of one account, service, customer or shift, the oldest line first.

    `opening_cents` and `closing_cents`: what was there before and after, as people read it. `more`: lines are missing.
    """

    what: str
    about: str
    period: str
    rows: tuple[Row, ...]
    opening_cents: int
    closing_cents: int
    currency: str
    more: bool = False

    @property
    def came_cents(self) -> int:
        """What came in."""
        return sum(one.cents for one in self.rows if one.cents > 0)

    @property
    def went_cents(self) -> int:
        """What went out."""
        return -sum(one.cents for one in self.rows if one.cents < 0)


class Statements:
    """Each asks by an index: a month of an account takes as long with five years behind it as with one."""

    def __init__(self, ledger: Ledger, register: Register, zone: str, currency: str) -> None:
        self._ledger = ledger
        self._register = register
        self._zone = zone
        self._currency = currency

    def of(self, what: str, about: str, period: str = "", most: int = MOST_LINES) -> Statement:
        """Return a statement. `about`: an account, a service's number, a person, a shift; `period`: as of registers.

        Raises:
            Refused: `money.statement` for what there is none of.
        """
        known = {
            ACCOUNT: self._of_account,
            SERVICE: self._of_service,
            CUSTOMER: self._of_customer,
            SHIFT: self._of_shift,
        }
        if what not in known or not about:
            raise Refused("money.statement")
        return known[what](about, period, most)

    def accounts(self) -> list[str]:
        """Return the house's own accounts that were ever written in, in the order of `OF_THE_HOUSE`."""
        found = [one for one in self._ledger.house.accounts if kind_of(one) in OF_THE_HOUSE]
        return sorted(found, key=lambda one: (OF_THE_HOUSE.index(kind_of(one)), one))

    def _of_account(self, account: str, period: str, most: int) -> Statement:
        if kind_of(account) not in KINDS:
            raise Refused("money.statement")
        since, until = bounds_of(period, self._zone)
        found = self._register.matters(AccountLine, unit=account, since=since, before=until, most=most + 1)
        rows = [_row(one) for one in reversed(found[:most])]
        if rows:
            first, last = rows[0], rows[-1]
            opening, closing = (first.after_cents or 0) - first.cents, last.after_cents or 0
        else:
            opening = closing = self._before(account, until)
        return Statement(
            ACCOUNT, account, period, tuple(rows), opening, closing, currency_of(account), len(found) > most
        )

    def _before(self, account: str, until: str) -> int:
        """Return what an account stood at before a moment ("": now)."""
        found = self._register.matters(AccountLine, unit=account, before=until, most=1)
        return sided(account, found[0].after_cents) if found else 0

    def _of_service(self, number: str, period: str, most: int) -> Statement:
        found = self._entries(period, lambda one: one.about == number, most, words=number)
        return self._mixed(SERVICE, number, period, found, most)

    def _of_customer(self, person: str, period: str, most: int) -> Statement:
        found = self._entries(period, lambda one: one.person == person, most, people=(person,))
        return self._mixed(CUSTOMER, person, period, found, most)

    def _of_shift(self, shift: str, period: str, most: int) -> Statement:
        """The cash of a shift: what its person took and gave over the desk."""
        found = self._entries(period, lambda one: one.shift == shift, most, words=shift)
        rows = tuple(row for one in reversed(found[:most]) for row in _rows(one, (CASH,)))
        total = sum(one.cents for one in rows)
        return Statement(SHIFT, shift, period, rows, 0, total, self._currency, len(found) > most)

    def _mixed(self, what: str, about: str, period: str, found: Sequence[Entry], most: int) -> Statement:
        """Return what entries did to the money that a customer has here, for one service or for anything."""
        rows = tuple(row for one in reversed(found[:most]) for row in _rows(one, THEIRS) or _beside(one))
        closing = self._standing(what, about) - self._later(what, about, period)
        opening = closing - sum(one.cents for one in rows)
        return Statement(what, about, period, rows, opening, closing, self._currency, len(found) > most)

    def _standing(self, what: str, about: str) -> int:
        return sum(
            one.cents
            for one in self._ledger.house.accounts.values()
            if one.kind in THEIRS
            and one.currency == self._currency
            and about == (one.about if what == SERVICE else one.person)
        )

    def _later(self, what: str, about: str, period: str) -> int:
        """Return how much the entries after a period have changed."""
        until = bounds_of(period, self._zone)[1]
        if not until:
            return 0
        found = self._register.matters(
            Entry, words=about if what == SERVICE else "", people=() if what == SERVICE else (about,),
            since=until, most=MOST_LINES,
        )  # fmt: skip
        theirs = [one for one in found if about == (one.about if what == SERVICE else one.person)]
        return sum(row.cents for one in theirs for row in _rows(one, THEIRS))

    def _entries(
        self,
        period: str,
        fits: Callable[[Entry], bool],
        most: int,
        words: str = "",
        people: Sequence[str] = (),
    ) -> list[Entry]:
        since, until = bounds_of(period, self._zone)
        found = self._register.matters(
            Entry, words=words, people=people, since=since, before=until, most=most + 1
        )
        theirs = [one for one in found if fits(one) and one.currency == self._currency]
        return sorted(
            theirs, key=lambda one: one.number, reverse=True
        )  # those of one second as they were posted


def is_period(text: str) -> bool:
    """Return whether a text is a month, or no limit at all."""
    return not text or MONTH.fullmatch(text) is not None


def _row(one: AccountLine) -> Row:
    cents = sided(one.account, one.cents)
    return Row(
        one.at, one.entry, one.kind, one.about, one.person, one.by, one.way, one.voucher, one.account, cents,
        abs(cents), sided(one.account, one.after_cents), one.shift,
    )  # fmt: skip


def _rows(one: Entry, kinds: Sequence[str]) -> list[Row]:
    """Return the lines of an entry in accounts of these kinds."""
    return [
        Row(
            one.at, one.id, one.kind, one.about, one.person, one.by, one.way, one.voucher, line.account,
            sided(line.account, line.cents), abs(line.cents), None, one.shift,
        )
        for line in one.lines
        if kind_of(line.account) in kinds
    ]  # fmt: skip


def _beside(one: Entry) -> list[Row]:
    """Return the line of what a customer has paid at once, so that nothing is left here: a fee."""
    account = one.lines[-1].account
    row = Row(
        one.at, one.id, one.kind, one.about, one.person, one.by, one.way, one.voucher, account, 0, one.cents,
        None, one.shift,
    )  # fmt: skip
    return [row]
