"""One entry of the books: several lines that make nothing together. Money in integer cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

BY_CASH, BY_TRANSFER, BY_QR, BY_BOOKS = "cash", "transfer", "qr", ""
WAYS = (BY_CASH, BY_TRANSFER, BY_QR)
"""How money changes hands: over the desk, or to the estate's account. No cards. "": it stays where it is."""
TAKEN, TOPPED_UP, USED, REFUNDED, MOVED = "taken", "topped_up", "used", "refunded", "moved"
VOUCHERS = (TAKEN, TOPPED_UP, USED, REFUNDED, MOVED)
"""What a voucher is about: 收款, 加付, 使用, 退还, 转入."""
KINDS = (
    *VOUCHERS,
    "deposit_taken",
    "deposit_returned",
    "deposit_kept",
    "fee_storage",
    "fee_sending",
    "service_paid",
    "provider_paid",
    "to_safe",
    "to_bank",
    "from_safe",
    "difference",
    "written_off",
    "opening",
    "reversed",
)
"""What an entry is; "money.kind.<kind>" are its words."""
MOST_CENTS = 100_000_000
"""No entry of the desk is larger: a million, in units of money."""


class Unbalanced(ValueError):
    """The lines of an entry don't make nothing together: it is none."""


@dataclass(frozen=True)
class Line:
    """One side of an entry. `cents`: above 0 debits the account, below 0 credits it."""

    account: str
    cents: int


def balanced(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of an entry.

    Raises:
        Unbalanced: they are not nothing together, one of them is nothing, or there are fewer than two.
    """
    if len(lines) < 2 or sum(one.cents for one in lines) != 0 or not all(one.cents != 0 for one in lines):
        raise Unbalanced([(one.account, one.cents) for one in lines])
    return tuple(lines)


def between(debit: str, credit: str, cents: int) -> tuple[Line, Line]:
    """Return the lines by which so much goes to `debit` and comes from `credit`."""
    return Line(debit, cents), Line(credit, -cents)


@dataclass(frozen=True)
class Entry:
    """One entry as the books have it. `number`: 1, 2, 3 ... as they were posted.

    `about`: the number of what it belongs to (a service, a pass, a loan); `unit`: the home of its `person`.
    """

    id: str
    number: int
    kind: str
    about: str
    person: str
    unit: str
    lines: tuple[Line, ...]
    at: datetime
    by: str
    shift: str = ""
    way: str = BY_BOOKS
    currency: str = "CNY"
    voucher: str = ""
    reference: str = ""
    second: str = ""
    decision: str = ""
    note: str = ""
    reverses: str = ""

    @property
    def cents(self) -> int:
        """How much money it is about."""
        return sum(one.cents for one in self.lines if one.cents > 0)


@dataclass(frozen=True)
class AccountLine:
    """One line of a statement. `after_cents`: what the account stood at after it (debits less credits).

    `id` grows with every line of the books, so that the lines of one moment stay in their order.
    """

    id: str
    account: str
    entry: str
    kind: str
    about: str
    person: str
    cents: int
    after_cents: int
    at: datetime
    by: str
    voucher: str = ""
    way: str = BY_BOOKS
    shift: str = ""


@dataclass(frozen=True)
class Numbering:
    """How far a series of numbers is: "lines" and "entries" of the books, or the vouchers of a year ("2026")."""

    id: str
    last: int = 0
