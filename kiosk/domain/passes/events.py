"""Facts about passes for works in homes: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event, stored_as
from kiosk.domain.passes.permit import WorkerPass


@dataclass(frozen=True)
class PassEvent(Event):
    """Something about one permit and its passes; the base of all events here."""

    permit: str


@stored_as("pass.permit.made/1")
@dataclass(frozen=True)
class PermitMade(PassEvent):
    """Passes are given out; whoever answers for the workers has signed, and so has the attendant.

    `details`: the vault's reference to company, responsible person and telephone, with its digest.
    """

    unit: str
    owner: str
    responsible: str
    details: str
    details_digest: str
    since: datetime
    until: datetime
    deposit_cents: int
    passes: tuple[WorkerPass, ...]
    signature: str
    signature_digest: str
    by: str
    by_signature: str
    by_signature_digest: str
    currency: str = "CNY"


@stored_as("pass.permit.extended/1")
@dataclass(frozen=True)
class PermitExtended(PassEvent):
    """The works take longer."""

    until: datetime
    by: str


@stored_as("pass.permit.counted/1")
@dataclass(frozen=True)
class PassesCounted(PassEvent):
    """All passes of a permit were counted in at once: those that are `back`, and those that are `missing`.

    `kept_cents`: of the deposit, for what is missing; `returned_cents` went back against a voucher. `settled`: both
    did just now.
    """

    back: tuple[int, ...]
    missing: tuple[int, ...]
    kept_cents: int
    returned_cents: int
    signature: str
    signature_digest: str
    by: str
    by_signature: str
    by_signature_digest: str
    settled: bool


@stored_as("pass.permit.settled/1")
@dataclass(frozen=True)
class PermitSettled(PassEvent):
    """What was left of the deposit went back later: there was not so much in the drawer when it was counted."""

    by: str


@stored_as("pass.found/1")
@dataclass(frozen=True)
class PassFound(PassEvent):
    """A pass that was missing was handed in after all. `cents`: so much of the deposit is no longer kept for it."""

    number: int
    cents: int
    by: str


@stored_as("pass.shown/1")
@dataclass(frozen=True)
class PassShown(PassEvent):
    """A pass was shown to the camera: `verdict` is what was said of it."""

    number: int
    verdict: str


@stored_as("pass.permit.forgotten/1")
@dataclass(frozen=True)
class PermitForgotten(PassEvent):
    """Everything that was sealed about its people is deleted with it."""
