"""Passes for those who work in a home: one permit, so many numbered passes, counted back in all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

VALID, NOT_YET, EXPIRED, HANDED_IN, MISSING = "valid", "not_yet", "expired", "handed_in", "missing"
VERDICTS = (VALID, NOT_YET, EXPIRED, HANDED_IN, MISSING)
"""What is said of a pass that is shown. Only one of them lets anybody in."""


@dataclass(frozen=True)
class WorkerPass:
    """One pass. `person`: under whose key the vault keeps what is known of its bearer; `record`: where.

    `digest`: the keyed digest of the bearer's document. `back`: None as long as it is out.
    """

    number: int
    slip: str
    """The number (hex) in its QR code."""
    person: str
    record: str
    digest: str
    back: bool | None = None
    shown: datetime | None = None


class PermitStage(Enum):
    """Where a permit is."""

    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Permit:
    """One line of 《施工人员出入证登记表》. Money in integer cents; `deposit_cents` for each pass.

    `details`: the vault's reference to company, responsible person and telephone, under the key of `responsible`.
    """

    id: str
    unit: str
    owner: str
    """The resident for whom the works are."""
    responsible: str
    details: str
    made: datetime
    by: str
    since: datetime
    until: datetime
    deposit_cents: int
    passes: tuple[WorkerPass, ...]
    signature: str
    by_signature: str
    stage: PermitStage = PermitStage.OPEN
    extended: int = 0
    counted: datetime | None = None
    counted_by: str = ""
    count_signature: str = ""
    count_by_signature: str = ""
    kept_cents: int = 0
    returned_cents: int = 0
    settled: bool = False
    """Whether nothing of the deposit lies here any more."""
    forgotten: bool = False
    currency: str = "CNY"

    @property
    def number(self) -> str:
        """What people call it: it stands on each of its passes."""
        return self.id[:6].upper()

    @property
    def open(self) -> bool:
        """Whether its passes are out, or money of it lies here."""
        return self.stage is PermitStage.OPEN or not self.settled

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the passes that were not handed in."""
        return tuple(one.number for one in self.passes if one.back is False)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody of whom something is sealed."""
        return (self.responsible, *(one.person for one in self.passes))

    def pass_number(self, one: WorkerPass) -> str:
        """Return what stands on a pass in large figures."""
        return f"{self.number}-{one.number:02d}"

    def verdict(self, one: WorkerPass, now: datetime) -> str:
        """Return what is said of one of its passes that is shown."""
        if one.back is not None:
            return HANDED_IN if one.back else MISSING
        if now < self.since:
            return NOT_YET
        return VALID if now <= self.until else EXPIRED
