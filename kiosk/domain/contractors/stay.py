"""A contractor's stay: who was let in by which document, for which keys, who answers for them, what was deposited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Deposit:
    """Money that was taken for one key, in cents, and its voucher's number. `settled`: "", "returned" or "kept"."""

    cents: int
    voucher: str
    by: str
    at: datetime
    settled: str = ""


@dataclass(frozen=True)
class Errand:
    """One key for one job. `sponsor`: who answers for it, "" until a badge has said so.

    `deposit_cents`: what has to be taken before the key leaves. `movement`: the issue, once the slot was asked to
    open. `slip`: the number (hex) whose QR code brings the key back.
    """

    id: str
    key: str
    reason: str
    work_order: str
    deposit_cents: int
    note: str = ""
    """The vault's reference to what was written about it."""
    sponsor: str = ""
    how: str = ""
    """How the sponsor was identified."""
    deposit: Deposit | None = None
    movement: str = ""
    slip: str = ""

    @property
    def owes(self) -> bool:
        """Whether the deposit has yet to be taken."""
        return self.deposit_cents > 0 and self.deposit is None

    @property
    def holds_money(self) -> bool:
        """Whether money lies here that has to go back, or be kept for a reason."""
        return self.deposit is not None and not self.deposit.settled


@dataclass(frozen=True)
class Stay:
    """One contractor in the house, from the signature under its rules until all is back and the day is over.

    It stays at hand when it is over (`left`), until the person's details are deleted.
    """

    id: str
    person: str
    begun: datetime
    by: str
    document: str
    """The kind of document that was seen."""
    signature: str
    errands: Mapping[str, Errand] = field(default_factory=dict)
    left: datetime | None = None


@dataclass(frozen=True)
class Block:
    """A document's number that is not let in. `id`: its keyed digest; `record`: the vault's reference to the reason."""

    id: str
    until: datetime
    by: str
    record: str
