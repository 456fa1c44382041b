"""Money as a report counts it: prepayments from opening to closing, the drawer and its counts. All in integer cents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.domain.house import House
from kiosk.domain.money.account import (
    CASH,
    FEES,
    HELD,
    INCOME,
    PREPAID,
    currency_of,
    kind_of,
)
from kiosk.domain.money.count import CashCount
from kiosk.domain.money.entry import REFUNDED, TAKEN, TOPPED_UP, USED, Entry
from kiosk.flows.reports.day import MOST, Day, stamp
from kiosk.flows.reports.part import FIRST, LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards


def _moved_cents(entries: Sequence[Entry], account: str, currency: str) -> list[tuple[str, int]]:
    """Return by how much each entry debited (above 0) or credited accounts of a kind, with what it was."""
    return [
        (one.kind, line.cents)
        for one in entries
        for line in one.lines
        if kind_of(line.account) == account and currency_of(line.account) == currency
    ]


def _prepaid(day: Day) -> Iterator[Number]:
    entries = day.made(Entry)
    moved = _moved_cents(entries, PREPAID, day.by.currency)
    known = {"in": (TAKEN,), "topped_up": (TOPPED_UP,), "used": (USED,), "refunded": (REFUNDED,)}
    for name, kinds in known.items():
        cents = sum(amount for kind, amount in moved if kind in kinds)
        yield f"prepaid.{name}", -cents if name in ("in", "topped_up") else cents
    of_these = {kind for kinds in known.values() for kind in kinds}
    yield "prepaid.other", -sum(amount for kind, amount in moved if kind not in of_these)
    yield "prepaid.vouchers", sum(1 for one in entries if one.voucher)


def _prepaid_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "prepaid.closing", _standing(house, PREPAID, by)
    owed = [one for one in house.accounts.values() if one.kind == PREPAID and one.cents < 0]
    yield "prepaid.overdrawn", len(owed)


def _standing(house: House, kind: str, by: Standards) -> int:
    known = (one for one in house.accounts.values() if one.kind == kind and one.currency == by.currency)
    return sum(one.cents for one in known)


def _from_end(day: Day, numbers: Mapping[str, int]) -> Iterator[Number]:
    """Yield what was there at a day's very end and at its beginning.

    What stands now has in it what was posted after the day; its beginning is its end less what it brought.
    """
    if "prepaid.closing" not in numbers:
        return
    since = day.register.matters(Entry, since=stamp(day.before), most=MOST)
    ahead, in_drawer, left = (_sum_cents(since, kind, day.by.currency) for kind in (PREPAID, CASH, HELD))
    closing, drawer = numbers["prepaid.closing"] + ahead, numbers["cash.closing"] - in_drawer
    came = sum(numbers[f"prepaid.{name}"] for name in ("in", "topped_up", "other"))
    yield "prepaid.closing", closing
    yield "prepaid.opening", closing - came + numbers["prepaid.used"] + numbers["prepaid.refunded"]
    yield "cash.closing", drawer
    yield "cash.opening", drawer - numbers["cash.in"] + numbers["cash.out"]
    yield "cash.held", numbers["cash.held"] + left


def _sum_cents(entries: Sequence[Entry], account: str, currency: str) -> int:
    return sum(cents for _, cents in _moved_cents(entries, account, currency))


def _cash(day: Day) -> Iterator[Number]:
    entries = day.made(Entry)
    moved = _moved_cents(entries, CASH, day.by.currency)
    yield "cash.in", sum(cents for _, cents in moved if cents > 0)
    yield "cash.out", -sum(cents for _, cents in moved if cents < 0)
    yield "cash.income", -sum(_sum_cents(entries, kind, day.by.currency) for kind in (INCOME, FEES))
    counts = [
        one for one in day.made(CashCount) if not one.replaced and currency_of(one.account) == day.by.currency
    ]
    yield "cash.counts", len(counts)
    yield "cash.right", sum(1 for one in counts if one.opening or not one.difference_cents)
    yield "cash.off", sum(one.difference_cents for one in counts if not one.opening)


def _cash_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "cash.closing", _standing(house, CASH, by)
    yield "cash.held", _standing(house, HELD, by)
    yield "cash.unexplained", sum(1 for one in house.cash_counts.values() if one.open)


MONEY = (
    Part(
        "prepaid",
        (
            Line("prepaid.opening", cents=True, month=FIRST),
            Line("prepaid.in", cents=True),
            Line("prepaid.topped_up", cents=True),
            Line("prepaid.used", cents=True),
            Line("prepaid.refunded", cents=True),
            Line("prepaid.other", cents=True),
            Line("prepaid.closing", cents=True, month=LAST),
            Line("prepaid.overdrawn", month=LAST, care=True),
            Line("prepaid.vouchers"),
        ),
        _prepaid,
        _prepaid_now,
        drawn=("prepaid.in", "prepaid.used", "prepaid.closing"),
    ),
    Part(
        "cash",
        (
            Line("cash.opening", cents=True, month=FIRST),
            Line("cash.in", cents=True),
            Line("cash.out", cents=True),
            Line("cash.closing", cents=True, month=LAST),
            Line("cash.income", cents=True),
            Line("cash.held", cents=True, month=LAST),
            Line("cash.counts"),
            Line("cash.right", of="cash.counts"),
            Line("cash.off", cents=True),
            Line("cash.unexplained", month=LAST, care=True),
        ),
        _cash,
        _cash_now,
    ),
)
"""The prepayment books and the drawer."""


DERIVED = (_from_end,)
"""What follows from the numbers of all parts together, and what came after the day."""
