"""Customers' money at the desk: paid ahead, used, given back, asked for; each time a voucher with both names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money import asking, prepaying
from kiosk.domain.money.account import GENERAL, PREPAID, Account, in_currency, prepaid
from kiosk.domain.money.entry import BY_CASH, MOVED, REFUNDED, TAKEN, USED, Entry
from kiosk.domain.money.events import MoneyPosted, OverdraftDecided
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.money.prepaying import Prepaying, Signatures
from kiosk.domain.money.voucher import Copied, Voucher
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import Name, Written, name_under
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

VOUCHER = "voucher"
"""What a witness of a voucher stood by for."""
LONGEST_WORDS = 300
PAID, GIVEN_BACK = "paid", "given_back"
"""What ends a question to a customer: the top-up of who goes on, the refund of who stops."""
KINDS = (TAKEN, USED, REFUNDED, MOVED, PAID, GIVEN_BACK)


class Decide(Protocol):
    """One of the decisions about prepaid money."""

    def __call__(
        self, house: House, asked: Prepaying, signed: Signatures | None = None
    ) -> Sequence[e.Event]: ...


@dataclass(frozen=True)
class Asked:
    """What is to be done with a customer's money, as a form says it. `act`: the form's id; `kind`: of `KINDS`.

    `reference`: of a transfer, as typed; `shortfall`: the question that it ends; `reason`: why a supervisor lets
    more be used than there is, until `until`.
    """

    act: str
    kind: str
    person: str
    about: str
    cents: int
    way: str = BY_CASH
    service: str = ""
    reference: str = ""
    shortfall: str = ""
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Shown:
    """What a form comes to, before anybody signs: both balances, and the amount that changes hands or is used."""

    asked: Asked
    kind: str
    cents: int
    before_cents: int
    after_cents: int


class MoneyDesk:
    """The prepayment ledger 《金钥匙服务预付金使用台帐》 as the desk keeps it."""

    def __init__(
        self, ledger: Ledger, register: Register, clock: Clock, currency: str, time_zone: str
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self.currency = currency
        self._zone = ZoneInfo(time_zone)

    def standing(self, person: str) -> list[Account]:
        """Return the accounts of what a customer has paid ahead, those with something on them before the others."""
        found = [
            one
            for one in self._ledger.house.accounts.values()
            if one.kind == PREPAID and one.person == person and one.currency == self.currency
        ]
        return sorted(found, key=lambda one: (one.cents == 0, one.about))

    def shown(self, asked: Asked, by: Person) -> Shown:
        """Return what a form comes to, with nothing recorded.

        Raises:
            Refused: as the decision does: `prepaying.decide_taken` and the others, `asking.decide_paid`.
        """
        house, paying = self._ledger.house, self._paying(asked, by)
        decided = self._decide(asked, by)(house, paying, None)
        posted = next((one for one in decided if isinstance(one, MoneyPosted)), None)
        account = in_currency(prepaid(paying.person, paying.about), self.currency)
        before = standing_cents(house, account, self.currency)
        if posted is None:
            return Shown(asked, asked.kind, 0, before, before)
        change = -sum(one.cents for one in posted.lines if one.account == account)
        return Shown(asked, posted.kind, abs(change), before, before + change)

    def post(self, asked: Asked, by: Person, customer: Written, attendant: Strokes) -> str:
        """Return the number of the voucher that both have signed; that of the same form, if it was posted before.

        Raises:
            Refused: `money.names` unless both have signed; `witness.colleague`; as `shown`.
        """
        if earlier := self._voucher_of(asked.act):
            return earlier
        paying = self._paying(asked, by)
        signed, sealed, said = self._names(paying.person, asked.act, by, customer, attendant)
        sealed = [*sealed, *self._sealed_reference(asked), *self._sealed_reason(asked, by)]
        decide = self._decide(asked, by)
        self._ledger.execute(lambda house: [*said(house), *decide(house, paying, signed)], sealed=sealed)
        return self._voucher_of(asked.act)

    def sign(self, voucher: str, by: Person, customer: Written, attendant: Strokes) -> None:
        """Have both sign a voucher that was posted without. Raises as `post`; `money.voucher`."""
        known = self._ledger.house.vouchers.get(voucher)
        if known is None:
            raise Refused("money.voucher")
        if known.complete:
            return
        signed, sealed, said = self._names(known.person, f"voucher:{voucher}", by, customer, attendant)

        def decide(house: House) -> list[e.Event]:
            decided = prepaying.decide_signed(house, voucher, by.id, signed)
            return [*said(house), *decided] if decided else []

        self._ledger.execute(decide, sealed=sealed)

    def voucher(self, number: str) -> Voucher:
        """Return a voucher, however old. Raises `money.voucher`."""
        known = self._ledger.house.vouchers.get(number) or self._register.matter(Voucher, number)
        if known is None:
            raise Refused("money.voucher")
        return known

    def copies(self, number: str) -> int:
        """Return how often a voucher was printed again."""
        known = self._ledger.house.voucher_copies.get(number) or self._register.matter(Copied, number)
        return known.count if known else 0

    def printed(self, number: str) -> tuple[Voucher | None, int]:
        """Return a voucher for its paper, None for none, and how often it was printed again."""
        known = self._ledger.house.vouchers.get(number) or self._register.matter(Voucher, number)
        return known, self.copies(number)

    def copy(self, number: str, copies: int, by: Person, language: str) -> None:
        """Print a voucher again, marked as a copy; `copies`: how many the page has shown. Raises `money.voucher`."""
        self.voucher(number)
        if self.copies(number) > copies:
            return
        self._ledger.execute(lambda house: prepaying.decide_copied(house, number, copies, by.id, language))

    def reference_of(self, entry: Entry) -> str:
        """Return a transfer's number as it was typed, "" for none."""
        if not entry.reference.startswith("words:"):
            return entry.reference
        return (self._ledger.opened(entry.reference) or "–".encode()).decode(errors="replace")

    def write_off(self, act: str, account: str, by: Person, words: str) -> None:
        """Give up what a customer owes, by a supervisor. Raises as `prepaying.decide_written_off`."""
        known = self._ledger.house.accounts.get(account)
        if known is None or known.kind != PREPAID:
            raise Refused("money.amount")
        sealed, note = why_sealed(by.id, words, f"{act}-why")
        about = "" if known.about in ("", GENERAL) else known.about
        paying = Prepaying(
            act, about, known.person, -known.cents, by.id, self._year(), currency=known.currency, note=note
        )
        self._ledger.execute(lambda house: prepaying.decide_written_off(house, paying), sealed=sealed)

    def _decide(self, asked: Asked, by: Person) -> Decide:
        known: dict[str, Decide] = {
            TAKEN: prepaying.decide_taken,
            REFUNDED: prepaying.decide_refunded,
            MOVED: prepaying.decide_moved,
            USED: lambda house, paying, signed=None: prepaying.decide_used(
                house, paying, signed, self._allowed(house, asked, paying, by)
            ),
            PAID: lambda house, paying, signed=None: asking.decide_paid(
                house, asked.shortfall, paying, signed
            ),
            GIVEN_BACK: lambda house, paying, signed=None: asking.decide_given_back(
                house, asked.shortfall, paying, signed
            ),
        }
        if asked.kind not in known:
            raise Refused("money.way")
        return known[asked.kind]

    def _allowed(self, house: House, asked: Asked, paying: Prepaying, by: Person) -> OverdraftDecided | None:
        """Return a supervisor's decision where one was typed and is needed."""
        account = in_currency(prepaid(paying.person, paying.about), self.currency)
        lacking = paying.cents - standing_cents(house, account, self.currency)
        if lacking <= 0 or not asked.reason.strip():
            return None
        _, reason = why_sealed(by.id, asked.reason, f"{asked.act}-why")
        until = end_of(asked.until, self._zone)
        decided = asking.decide_allowed(house, asked.act, account, lacking, by.id, reason, until)
        return replace(decided, person=paying.person, about=paying.about)

    def _paying(self, asked: Asked, by: Person) -> Prepaying:
        one = self._ledger.house.shortfalls.get(asked.shortfall) if asked.shortfall else None
        sealed = self._sealed_reference(asked)
        return Prepaying(
            asked.act, one.about if one else asked.about.strip(), one.person if one else asked.person,
            asked.cents, by.id, self._year(), asked.way, asked.service or service_of(self._ledger.house, asked.about),
            self.currency,
            sealed[0].reference if sealed else "",
        )  # fmt: skip

    def _names(
        self, person: str, act: str, by: Person, customer: Written, attendant: Strokes
    ) -> tuple[Signatures, list[Sealed], Callable[[House], list[e.Event]]]:
        try:
            name: Name = name_under(by, person, act, customer)
            own, digest = signature_of(by.id, f"{act}:desk", attendant)
        except Refused as refused:
            if refused.code == "signature.missing":
                raise Refused("money.names") from None
            raise
        signed = Signatures(name.reference, name.digest, own.reference, digest)
        return signed, [*name.sealed, own], lambda house: name.said(house, VOUCHER, act)

    def _sealed_reference(self, asked: Asked) -> list[Sealed]:
        typed = asked.reference.strip()[:LONGEST_WORDS]
        if not typed or asked.way == BY_CASH:
            return []
        return [Sealed(f"words:transfer:{asked.act}", asked.person, typed.encode())]

    def _sealed_reason(self, asked: Asked, by: Person) -> list[Sealed]:
        return why_sealed(by.id, asked.reason, f"{asked.act}-why")[0] if asked.kind == USED else []

    def _voucher_of(self, act: str) -> str:
        known = self._ledger.house.money_entries.get(act) or self._register.matter(Entry, act)
        return known.voucher if known else ""

    def _year(self) -> int:
        return self._clock.now().astimezone(self._zone).year


def end_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the last second of a day at the site, None for none."""
    return datetime.combine(day, time(23, 59, 59), zone) if day else None


def why_sealed(by: str, words: str, act: str) -> tuple[list[Sealed], str]:
    """Return what was typed, ready for the vault under its writer's key, and its reference; nothing for nothing."""
    typed = words.strip()[:LONGEST_WORDS]
    return ([Sealed(f"words:why:{act}", by, typed.encode())], f"words:why:{act}") if typed else ([], "")


def service_of(house: House, number: str) -> str:
    """Return what of the catalogue a service number is about, "" where that is not at hand."""
    return next((one.service for one in house.requests.values() if one.number == number.strip()), "")
