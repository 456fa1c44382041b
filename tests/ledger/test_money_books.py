"""Random days of the desk's money: the books balance after every event, and a file that is read again says the same."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain import events as e
from kiosk.domain.money import account as accounts
from kiosk.domain.money import asking, cash, prepaying
from kiosk.domain.money.account import NEVER_BELOW, PREPAID
from kiosk.domain.money.entry import BY_CASH, BY_TRANSFER, REFUNDED, TAKEN, TOPPED_UP, AccountLine, Entry
from kiosk.domain.money.paid import Deposit, deposit_kept, deposit_returned, deposit_taken
from kiosk.domain.money.prepaying import Prepaying
from kiosk.domain.money.shortfall import AT_DESK, OWE, PAY, STOP
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.refusal import Refused
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger

PEOPLE = (
    ("r", "resident"),
    ("s", "resident"),
    ("a", "attendant"),
    ("b", "attendant"),
    ("boss", "supervisor"),
)
SERVICES = ("", "S-1", "S-2", "S-3")
CENTS = st.one_of(st.integers(-5, 40_000), st.sampled_from((0, 1, 10, 100, 5_000, 10**9)))
CUSTOMERS, STAFF = st.sampled_from(("r", "s")), st.sampled_from(("a", "b", "boss", "r"))


class Hands:
    """A clock that goes on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.at = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


class Books(RuleBasedStateMachine):
    """A desk with two customers, three services, one drawer."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path, self.clock = Path(self.folder.name) / "ledger.db", Hands()
        self.ledger = SqliteLedger(self.path, self.clock, b"k" * 32)
        for name, role in PEOPLE:
            unit = "1-1-0802" if role == "resident" else None
            self.ledger.append(e.PersonEnrolled(name, role, (), unit, None, "en", None, True))
        self.acts = 0
        self.sums: defaultdict[str, int] = defaultdict(int)
        self.written = 0

    def act(self) -> str:
        self.acts += 1
        return f"act-{self.acts}"

    def tried(self, decide: object) -> None:
        """Record what is decided; the same form once more changes nothing."""
        try:
            recorded = self.ledger.execute(decide)  # type: ignore[arg-type]
        except Refused:
            return
        if recorded:
            try:
                assert self.ledger.execute(decide) == ()  # type: ignore[arg-type]
            except Refused as refused:  # a form whose page is over
                assert refused.code == "money.posted"

    def paying(self, person: str, about: str, cents: int, by: str, way: str = BY_CASH) -> Prepaying:
        year = (self.clock.at + timedelta(hours=8)).year
        return Prepaying(self.act(), about, person, cents, by, year, way, "taxi")

    @rule(
        person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS, by=STAFF,
        way=st.sampled_from((BY_CASH, BY_TRANSFER)),
    )  # fmt: skip
    def takes(self, person: str, about: str, cents: int, by: str, way: str) -> None:
        one = self.paying(person, about, cents, by, way)
        self.tried(lambda house: prepaying.decide_taken(house, one))

    @rule(person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS, by=STAFF)
    def uses(self, person: str, about: str, cents: int, by: str) -> None:
        one = self.paying(person, about, cents, by)
        self.tried(lambda house: prepaying.decide_used(house, one))

    @rule(person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS, by=STAFF, most=CENTS)
    def uses_by_decision(self, person: str, about: str, cents: int, by: str, most: int) -> None:
        one = self.paying(person, about, cents, "a")
        account = accounts.prepaid(person, about)

        def decide(house):  # type: ignore[no-untyped-def]
            if one.id in house.money_entries:
                return []
            allowed = asking.decide_allowed(house, f"d-{one.id}", account, most, by, "known", None)
            return prepaying.decide_used(house, one, None, allowed)

        self.tried(decide)

    @rule(person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS, by=STAFF)
    def gives_back(self, person: str, about: str, cents: int, by: str) -> None:
        one = self.paying(person, about, cents, by)
        self.tried(lambda house: prepaying.decide_refunded(house, one))

    @rule(person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS)
    def moves(self, person: str, about: str, cents: int) -> None:
        one = self.paying(person, about, cents, "a")
        self.tried(lambda house: prepaying.decide_moved(house, one))

    @rule(about=st.sampled_from(("P-1", "P-2")), cents=st.integers(1, 9_000))
    def deposit(self, about: str, cents: int) -> None:
        act, one = self.act(), Deposit("pass", about, "r", cents, "a")
        self.tried(lambda house: [deposit_taken(house, act, one)])

    @rule(
        what=st.sampled_from(("pass", "contractor")), about=st.sampled_from(("P-1", "P-2", "old")),
        cents=st.integers(1, 9_000), kept=st.booleans(),
    )  # fmt: skip
    def deposit_ends(self, what: str, about: str, cents: int, kept: bool) -> None:
        act, one = self.act(), Deposit(what, about, "r", cents, "a")
        end = deposit_kept if kept else deposit_returned
        self.tried(lambda house: [end(house, act, one)])

    @rule(which=st.sampled_from(cash.BROUGHT), cents=CENTS, second=STAFF)
    def brings(self, which: str, cents: int, second: str) -> None:
        act = self.act()
        self.tried(lambda house: cash.decide_brought(house, act, which, cents, "a", second))

    @rule(notes=st.integers(0, 9), coins=st.integers(0, 9))
    def counts(self, notes: int, coins: int) -> None:
        act = self.act()
        pieces = ((10_000, notes), (10, coins))
        self.tried(lambda house: cash.decide_counted(house, act, pieces, "a"))

    @precondition(lambda self: bool(cash.open_counts(self.ledger.house)))
    @rule(by=STAFF)
    def explains(self, by: str) -> None:
        one = cash.open_counts(self.ledger.house)[0]
        before = self.ledger.house.accounts[one.account].cents
        self.tried(
            lambda house: cash.decide_explained(
                house, one.id, "wrong_change", "", by, alone_up_to_cents=5_000
            )
        )
        if not self.ledger.house.cash_counts[one.id].open:
            assert self.ledger.house.accounts[one.account].cents == before + one.difference_cents

    @rule(person=CUSTOMERS, about=st.sampled_from(SERVICES), cents=CENTS)
    def asks(self, person: str, about: str, cents: int) -> None:
        wanted = asking.Wanted(self.act(), about, person, cents, "a")
        self.tried(lambda house: asking.decide_asked(house, wanted))

    @precondition(lambda self: any(one.open for one in self.ledger.house.shortfalls.values()))
    @rule(said=st.sampled_from((PAY, OWE, STOP)), cents=CENTS)
    def answers(self, said: str, cents: int) -> None:
        house = self.ledger.house
        one = next(one for one in house.shortfalls.values() if one.open)
        until = self.clock.at + timedelta(days=2)
        answer = asking.Answer(one.id, said, AT_DESK, "words:t", "d", "a", "boss", "known", until)
        self.tried(lambda house: asking.decide_answered(house, answer, self.clock.at))
        pay = self.paying(one.person, one.about, cents, "a")
        answered = self.ledger.house.shortfalls[one.id].answer
        if answered == PAY:
            self.tried(lambda house: asking.decide_paid(house, one.id, pay))
        elif answered == STOP:
            self.tried(lambda house: asking.decide_given_back(house, one.id, pay))

    @rule()
    def starts_again(self) -> None:
        live = self.ledger.house
        self.ledger.close()
        self.ledger = SqliteLedger(self.path, self.clock, b"k" * 32)
        assert self.ledger.house == live
        for name in ("accounts", "vouchers", "money_entries", "account_lines", "cash_counts", "shortfalls"):
            assert list(getattr(self.ledger.house, name)) == list(getattr(live, name)), name

    @invariant()
    def books_balance(self) -> None:
        house = self.ledger.house
        assert sum(one.balance_cents for one in house.accounts.values()) == 0
        for account in house.accounts.values():
            if account.kind in NEVER_BELOW and account.cents < 0:
                assert account.kind == PREPAID
                assert house.overdrafts[account.id].most_cents >= -account.cents
        for entry in house.money_entries.values():
            assert sum(line.cents for line in entry.lines) == 0

    def teardown(self) -> None:
        live = self.ledger.house
        self.ledger.rebuild()
        assert self.ledger.house == live
        register = SqliteRegister(self.path)
        self._numbers_have_no_gap(register)
        self._statements_add_up(register)
        register.close()
        self.ledger.close()
        self.folder.cleanup()

    def _numbers_have_no_gap(self, register: SqliteRegister) -> None:
        years = defaultdict(list)
        paid: Counter[str] = Counter()
        for one in reversed(register.matters(Voucher, most=10_000)):
            years[one.id[:4]].append(int(one.id[5:]))
            if one.kind in (TAKEN, TOPPED_UP):
                paid[one.person] += one.cents
            elif one.kind == REFUNDED:
                paid[one.person] -= one.cents
            assert paid[one.person] >= 0, "more was given back than was paid"
        for numbers in years.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))

    def _statements_add_up(self, register: SqliteRegister) -> None:
        every = register.matters(Entry, most=10_000)
        assert sorted(one.number for one in every) == list(range(1, len(every) + 1))
        for account in self.ledger.house.accounts.values():
            lines = list(reversed(register.matters(AccountLine, unit=account.id, most=10_000)))
            stood = 0
            for line in lines:
                stood += line.cents
                assert line.after_cents == stood
            assert stood == account.balance_cents


Books.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestBooks = Books.TestCase
