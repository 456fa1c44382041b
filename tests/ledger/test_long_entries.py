"""Entries of many lines, and many entries at once: each line is found years later, now and after a replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.money import prepaying
from kiosk.domain.money.account import cash, prepaid
from kiosk.domain.money.entry import AccountLine, Entry
from kiosk.domain.money.evolving import KEPT
from kiosk.domain.money.prepaying import Prepaying, Signatures
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.pledge import taken_in
from kiosk.flows.money.statements import ACCOUNT, Statements
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger

MANY = KEPT + 6
CENTS = 5_000


class Desk:
    """A record with a resident and an attendant, and the statements over it."""

    def __init__(self, folder: Path) -> None:
        self.ledger = SqliteLedger(folder / "ledger.db", SystemClock(), b"k" * 32)
        self.register = SqliteRegister(folder / "ledger.db")
        self.statements = Statements(self.ledger, self.register, "Asia/Shanghai", "CNY")
        for name, role in (("r", "resident"), ("a", "attendant")):
            self.ledger.append(e.PersonEnrolled(name, role, (), "1-1", None, "en", None, True))

    def lines(self) -> list[AccountLine]:
        """Return every line of the books that is found."""
        return list(self.register.matters(AccountLine, most=10_000))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.register.close()
    made.ledger.close()


def add_up(desk: Desk, lines: int) -> None:
    """Hold every line against its account, and a replay against what is there."""
    found = desk.lines()
    assert [one.id for one in sorted(found, key=lambda one: one.id)] == [
        f"{number:010d}" for number in range(1, lines + 1)
    ]
    drawer = desk.statements.of(ACCOUNT, cash())
    assert drawer.opening_cents == 0 and drawer.closing_cents == MANY * CENTS == drawer.came_cents
    live = desk.ledger.house
    desk.ledger.rebuild()
    assert desk.ledger.house == live and desk.lines() == found


def test_every_line_of_a_deposit_for_many_passes_is_found(desk: Desk) -> None:
    passes = {f"p{number}": CENTS for number in range(MANY)}
    desk.ledger.execute(lambda house: taken_in(house, "one", "pass", passes, "P-1", "r", "a"))
    (entry,) = desk.register.matters(Entry, most=10)
    assert len(entry.lines) == 2 * MANY
    add_up(desk, 2 * MANY)


def test_every_line_of_many_entries_in_one_transaction_is_found(desk: Desk) -> None:
    signed = Signatures("signature:c", "c1", "signature:s", "s1")
    before = desk.ledger.house
    events: list[e.Event] = []
    for number in range(MANY):
        paying = Prepaying(f"act-{number}", f"S-{number}", "r", CENTS, "a", 2026)
        found = prepaying.decide_taken(before, paying, signed)
        number_of = f"2026-{number + 1:06d}"
        events += [_numbered(one, number_of) for one in found]
    desk.ledger.append(*events)
    assert len(desk.register.matters(Entry, most=1_000)) == MANY
    vouchers = desk.register.matters(Voucher, most=1_000)
    assert len(vouchers) == MANY and all(one.complete for one in vouchers), (
        "as they were signed, not as they began"
    )
    assert desk.register.matters(AccountLine, unit=prepaid("r", "S-0"), most=2)[0].after_cents == -CENTS
    add_up(desk, 2 * MANY)


def _numbered(event: e.Event, voucher: str) -> e.Event:
    """Return an event about the next voucher as that of another number."""
    body = {name: voucher if value == "2026-000001" else value for name, value in vars(event).items()}
    if isinstance(event, e.PaperQueued):
        body["paper"] = f"m-{voucher}"
    return type(event)(**body)
