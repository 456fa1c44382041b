"""A voucher of the prepayment ledger (收款、加付、使用、退还凭证): numbered without gaps, signed by both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PAPER, COPY = "money voucher", "money voucher copy"
"""What its paper is called; its "movement" is the voucher's number."""


@dataclass(frozen=True)
class Voucher:
    """One voucher; `id` is its number: "2026-000123". `cents` of its `account`, and what there was after it."""

    id: str
    kind: str
    entry: str
    about: str
    person: str
    unit: str
    account: str
    cents: int
    after_cents: int
    at: datetime
    by: str
    way: str
    currency: str
    decision: str = ""
    signature: str = ""
    """The customer's: a reference of the vault, or who stood by."""
    signed: datetime | None = None
    staff_signature: str = ""
    staff: str = ""

    @property
    def complete(self) -> bool:
        """Whether both have signed."""
        return self.signed is not None


@dataclass(frozen=True)
class Copied:
    """How often a voucher (`id`) was printed again, by whom last."""

    id: str
    count: int
    at: datetime
    by: str


def number_of(year: int, count: int) -> str:
    """Return the number of a year's voucher: "2026-000123"."""
    return f"{year:04d}-{count:06d}"
