"""Facts about money: what each event is called on disk, and what it carries. Amounts in integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.money.entry import BY_BOOKS, Line, balanced


@dataclass(frozen=True)
class MoneyEvent(Event):
    """Something about the desk's money; the base of all events here."""


@stored_as("money.posted/1")
@dataclass(frozen=True)
class MoneyPosted(MoneyEvent):
    """An entry of the books. One whose lines are not nothing together can't be made, nor read back.

    `about`: the number of what it belongs to; `way`: how money changed hands; `voucher`: its number, "" for none.
    `reference`: a transfer's number, or the vault's reference to it; `second`: who stood by when cash left the drawer.
    `decision`: the supervisor's, by which an account is below nothing. `reverses`: the entry that this one takes back.
    """

    entry: str
    kind: str
    about: str
    person: str
    unit: str
    lines: tuple[Line, ...]
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

    def __post_init__(self) -> None:
        """Raises `Unbalanced` for lines that are no entry."""
        balanced(self.lines)


@stored_as("money.voucher.signed/1")
@dataclass(frozen=True)
class VoucherSigned(MoneyEvent):
    """Both have signed a voucher: the customer (or who stood by), and whoever of the staff served them."""

    voucher: str
    signature: str
    signature_digest: str
    by: str
    staff_signature: str
    staff_digest: str


@stored_as("money.voucher.copied/1")
@dataclass(frozen=True)
class VoucherCopied(MoneyEvent):
    """A voucher was printed again; `copy` counts from 1, and stands on it."""

    voucher: str
    copy: int
    by: str


@stored_as("money.overdraft.decided/1")
@dataclass(frozen=True)
class OverdraftDecided(MoneyEvent):
    """A supervisor lets an account be below nothing by so much; `reason`: a code, or the vault's reference to why."""

    decision: str
    account: str
    about: str
    person: str
    most_cents: int
    by: str
    reason: str
    until: datetime | None = None


@stored_as("money.shortfall.asked/1")
@dataclass(frozen=True)
class ShortfallAsked(MoneyEvent):
    """A service costs more than was paid ahead: its customer is to be asked before it goes on."""

    shortfall: str
    about: str
    person: str
    unit: str
    account: str
    wanted_cents: int
    there_cents: int
    by: str
    currency: str = "CNY"


@stored_as("money.shortfall.answered/1")
@dataclass(frozen=True)
class ShortfallAnswered(MoneyEvent):
    """The customer has answered, at the desk or by telephone; `told`: the vault's reference to who said what."""

    shortfall: str
    answer: str
    how: str
    told: str
    told_digest: str
    by: str


@stored_as("money.shortfall.done/1")
@dataclass(frozen=True)
class ShortfallDone(MoneyEvent):
    """What was answered is done. `entry`: the top-up or the refund, "" where nothing had to be paid."""

    shortfall: str
    entry: str
    by: str


@stored_as("money.cash.counted/1")
@dataclass(frozen=True)
class CashCounted(MoneyEvent):
    """A drawer was counted. `pieces`: (cents, how many) of each note and coin."""

    count: str
    drawer: str
    account: str
    pieces: tuple[tuple[int, int], ...]
    counted_cents: int
    expected_cents: int
    by: str
    shift: str = ""


@stored_as("money.cash.explained/1")
@dataclass(frozen=True)
class CashExplained(MoneyEvent):
    """Why a drawer did not hold what the books say; the difference is posted with it."""

    count: str
    reason: str
    note: str
    by: str
