"""What the desk lends: its things, each copy with its custodian, and each time that somebody has one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from kiosk.domain.items import Custodian, Label

CONDITIONS = ("good", "worn", "damaged", "parts")
"""How a thing is: parts of it are missing last."""
FIT = ("good", "worn")
"""Of these, how a thing may be lent, and comes back without anything to settle."""
CHASE_AFTER = timedelta(days=3)
"""Late for so long, a borrower is asked by the desk, and asked again after as long."""
_NUMBER_OF = 6


@dataclass(frozen=True)
class LoanKind:
    """One kind of thing that is lent: an umbrella, a trolley. Money in integer cents, `longest_min` in minutes."""

    id: str
    label: Label
    deposit_cents: int
    longest_min: int
    offered: bool = True
    copies: int = 0
    """How many there ever were: the next one gets the number after it."""

    @property
    def longest(self) -> timedelta:
        """For how long one may be lent."""
        return timedelta(minutes=self.longest_min)


@dataclass(frozen=True)
class LoanItem:
    """One copy of a kind, and who answers for it now: its shelf, or whoever has it."""

    id: str
    kind: str
    number: int
    shelf: str
    custodian: Custodian
    since: datetime
    condition: str = "good"
    photo: str = ""
    """The vault's reference to its newest picture."""
    withdrawn: str = ""
    """Why it is out of service: a code, or the vault's reference to what was typed; "" for what may be lent."""
    loan: str = ""
    """The loan by which it is out."""

    @property
    def free(self) -> bool:
        """Whether it can be lent now."""
        return not self.loan and not self.withdrawn and self.condition in FIT


class LoanStage(Enum):
    """Where a thing is in its loan."""

    OUT = "out"
    LOST = "lost"
    """Whoever borrowed it says that it is gone; they answer for it until that is settled."""
    BACK = "back"
    WRITTEN_OFF = "written off"
    """It is gone, and nothing is owed for it any more."""


@dataclass(frozen=True)
class Loan:
    """One line of 《物品出借登记本》: one copy, from two signatures to two signatures. Money in integer cents."""

    id: str
    lending: str
    """The form under whose signatures it left, with others perhaps."""
    item: str
    kind: str
    person: str
    unit: str
    made: datetime
    by: str
    due: datetime
    condition: str
    signature: str
    by_signature: str
    note: str = ""
    deposit_cents: int = 0
    leave: str = ""
    """The supervisor by whose leave it was lent, where the rules alone would have said no."""
    leave_reason: str = ""
    stage: LoanStage = LoanStage.OUT
    ended: datetime | None = None
    back_condition: str = ""
    back_note: str = ""
    back_signature: str = ""
    back_by: str = ""
    back_by_signature: str = ""
    brought_by: str = ""
    """Who brought it, where that was not the borrower: a resident's id, or the vault's reference to a name."""
    settled: str = ""
    """"", "nothing" to settle, "charged" or "written_off"."""
    charged_cents: int = 0
    settled_by: str = ""
    settled_reason: str = ""
    reminded: datetime | None = None
    contacted: datetime | None = None
    contacts: int = 0
    currency: str = "CNY"

    @property
    def number(self) -> str:
        """What people call it: it stands on its slip."""
        return f"{self.lending[:_NUMBER_OF].upper()}-{self.id.rpartition('-')[2]}"

    @property
    def out(self) -> bool:
        """Whether somebody still answers for the thing."""
        return self.stage in (LoanStage.OUT, LoanStage.LOST)

    @property
    def open(self) -> bool:
        """Whether anything is left to be done: the thing is out, or how it came back is not settled."""
        return self.out or not self.settled or self.repays

    @property
    def repays(self) -> bool:
        """Whether it was paid for as lost, and has been found as good as it was: what was paid goes back."""
        return self.stage is LoanStage.BACK and self.settled == "charged" and self.back_condition in FIT

    def late(self, now: datetime) -> bool:
        """Return whether the thing should have been back."""
        return self.stage is LoanStage.OUT and self.due < now


@dataclass(frozen=True)
class LoanRules:
    """What a site says of lending: how many things a home may have at once."""

    per_home: int = 3
    currency: str = "CNY"
    """That of the deposits."""
