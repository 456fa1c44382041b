"""What is asked of a customer before a service goes on that costs more than was paid ahead. Money in integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PAY, OWE, STOP = "pay", "owe", "stop"
ANSWERS = (PAY, OWE, STOP)
"""Goes on: tops up now, or owes it until a day, which a supervisor allows. Or stops, and has the rest back."""
AT_DESK, BY_PHONE = "desk", "phone"
HOW = (AT_DESK, BY_PHONE)


@dataclass(frozen=True)
class Overdraft:
    """A supervisor's decision that an account may be below nothing; it stands until the account no longer is.

    `reason`: a code, or the vault's reference to what was typed. `until`: when it is to be paid.
    """

    id: str
    account: str
    most_cents: int
    by: str
    reason: str
    at: datetime
    until: datetime | None = None
    person: str = ""
    about: str = ""


@dataclass(frozen=True)
class Shortfall:
    """One question to a customer. `answer`: "" as long as nobody has answered.

    `told`: the vault's reference to who said what. `done`: when what was answered had been done: paid, allowed, or
    given back.
    """

    id: str
    about: str
    person: str
    unit: str
    account: str
    wanted_cents: int
    there_cents: int
    at: datetime
    by: str
    currency: str = "CNY"
    answer: str = ""
    how: str = ""
    told: str = ""
    answered: datetime | None = None
    answered_by: str = ""
    done: datetime | None = None

    @property
    def missing_cents(self) -> int:
        """How much more it costs than is there."""
        return self.wanted_cents - self.there_cents

    @property
    def open(self) -> bool:
        """Whether it holds up the service, or money is still to be given back."""
        return self.done is None

    @property
    def goes_on(self) -> bool:
        """Whether the work may go on by it."""
        return self.done is not None and self.answer != STOP
