"""What of the desk's money waits for somebody, what a shift has to count, and what it has to explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.domain.house import House
from kiosk.domain.money.account import CASH, GENERAL, PREPAID, Account
from kiosk.domain.money.cash import open_counts
from kiosk.domain.money.shortfall import PAY, STOP
from kiosk.domain.pending import Pending
from kiosk.domain.services.request import OVER
from kiosk.domain.shifts.shift import Difference, Stage
from kiosk.domain.shifts.tally import ToCount

if TYPE_CHECKING:
    from kiosk.domain.shifts.differences import Scene

COUNT_OFF, ASKED, TO_PAY, TO_REFUND = "money.count_off", "money.asked", "money.to_pay", "money.to_refund"
UNSIGNED, OWED, REST = "money.unsigned", "money.owed", "money.rest"


def money_pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield customers to be asked, what they said and is not done, debts, vouchers to sign, drawers to explain."""
    for count in open_counts(house):
        yield Pending(COUNT_OFF, count.at, about=count.id)
    for one in house.shortfalls.values():
        if one.open:
            code = {PAY: TO_PAY, STOP: TO_REFUND}.get(one.answer, ASKED)
            yield Pending(code, one.answered or one.at, urgent=code == ASKED, about=one.id)
    for voucher in house.vouchers.values():
        if not voucher.complete:
            yield Pending(UNSIGNED, voucher.at, urgent=False, about=voucher.id)
    for account in house.accounts.values():
        decided = house.overdrafts.get(account.id)
        if (
            account.kind == PREPAID
            and account.cents < 0
            and decided
            and decided.until
            and decided.until <= now
        ):
            yield Pending(OWED, decided.until, urgent=False, about=account.id)
    yield from (Pending(REST, one.changed, urgent=False, about=one.id) for one in left_over(house))


def left_over(house: House) -> Iterator[Account]:
    """Yield what is still here of customers' money for services that are over."""
    over = {one.number for one in house.requests.values() if one.stage in OVER}
    for account in house.accounts.values():
        theirs = account.kind == PREPAID and account.about not in ("", GENERAL) and account.cents > 0
        if theirs and account.about in over:
            yield account


def cash_to_count(house: House) -> Iterator[ToCount]:
    """Yield the cash of each drawer; not of one that was counted by its coins in a shift that goes on, and came out."""
    for account in house.accounts.values():
        if account.kind != CASH:
            continue
        line = ToCount("cash", account.cents, money=True, about=account.id.partition(":")[2])
        tally = house.tallies.get(line.id)
        if not _just_counted(house, account) or (tally is not None and tally.off):
            yield line


def _just_counted(house: House, account: Account) -> bool:
    counts = [one for one in house.cash_counts.values() if one.account == account.id]
    last = max(counts, key=lambda one: one.at, default=None)
    if last is None or last.open:
        return False
    shift = house.shifts.get(last.shift)
    moved = account.changed > (last.explained or last.at)
    return shift is not None and shift.stage is Stage.ON and not moved


def cash_differences(scene: Scene) -> Iterator[Difference]:
    """Yield each count of a drawer that did not come out and that nobody has explained."""
    for count in open_counts(scene.house):
        yield Difference(COUNT_OFF, count.at, movement=count.id)
